// Personen, auf Deutsch. / People, in German.

import type { ConsoleTexts } from "../texts.ts";

export const people: ConsoleTexts["people"] = {
  title: "Personen",
  filters: "Personen finden",
  search: "Suche",
  searchHint: "Name, Benutzername, E-Mail",
  realm: "Realm",
  found: "Gefundene Personen",
  typeMore: "Es gibt mehr. Tippen Sie weitere Buchstaben, um einzugrenzen.",
  limited: (count) =>
    `Mehr als ${count} Personen passen, und nur diese lassen sich zeigen. Geben Sie mehr Buchstaben ein.`,
  otherPerson: "Jemand anderen wählen",
  name: "Name",
  username: "Benutzername",
  givenname: "Vorname",
  surname: "Nachname",
  email: "E-Mail",
  phone: "Telefon",
  mobile: "Mobil",
  directory: "Verzeichnis",
  password: "Passwort",
  passwordHelp: "Zum Anmelden am Portal. Ohne Passwort kann sich die Person nicht anmelden.",
  newPassword: "Neues Passwort",
  newPasswordHelp: "Leer lassen, um das jetzige zu behalten.",
  add: "Person hinzufügen",
  edit: "Ändern",
  editTitle: (login) => `${login} ändern`,
  remove: "Entfernen",
  issue: "Rollout-Token ausgeben",
  about: "Einzelheiten",
  tokens: "Token",
  noTokens: "Noch keine. Geben Sie einen Rollout-Token aus, damit die Person ihren eigenen einrichten kann.",
  notEditable: "Dieses Verzeichnis wird anderswo geführt; Personen werden dort geändert.",
  nobody: "Dieser Realm ist leer",
  nobodyNext: "Fügen Sie eine Person hinzu, oder importieren Sie Personen aus einer CSV-Datei.",
  nobodyFound: "Niemand gefunden",
  nobodyFoundNext: "Versuchen Sie es mit weniger Buchstaben oder einem anderen Realm.",
  noRealms: "Es gibt noch keinen Realm",
  noRealmsNext:
    "Personen werden in Realms gefunden. Legen Sie zuerst ein Verzeichnis und einen Realm damit an.",
  toDirectories: "Realms und Verzeichnisse",
  noDirectory: "Es gibt kein eingebautes Verzeichnis",
  noDirectoryNext:
    "Personen können nur einem Verzeichnis hinzugefügt werden, das dieser Server selbst führt. Legen Sie zuerst eines an.",
  gone: "Diese Person ist nicht da.",
  goneNext:
    "Vielleicht inzwischen entfernt, oder in einem anderen Realm. Schließen Sie das und suchen Sie neu.",
  askRemove: (name) => `${name} entfernen?`,
  removeWarning: "Die Person kann sich nicht mehr anmelden.",
  alsoTokens: (count) =>
    count === 1
      ? "Die Person besitzt einen Token. Trotzdem entfernen; der Token gehört dann niemandem."
      : `Die Person besitzt ${count} Token. Trotzdem entfernen; die Token gehören dann niemandem.`,
  import: "Personen importieren",
  importLead:
    "Aus einer CSV-Datei in ein Verzeichnis, das dieser Server selbst führt. Sie sehen vorher, was geschehen würde.",
  intoDirectory: "In das Verzeichnis",
  newDirectory: "Ein neues Verzeichnis …",
  directoryName: "Name des neuen Verzeichnisses",
  directoryNameHelp: "Mindestens 4 Buchstaben, Ziffern, Binde- oder Unterstriche.",
  file: "Datei",
  fileHelp: "CSV in UTF-8.",
  chooseFile: "Datei wählen",
  skipHeader: "Die erste Zeile enthält Überschriften",
  plainPasswords: "Passwörter stehen im Klartext (gespeichert werden Hashes)",
  preview: "Zeigen, was geschehen würde",
  previewTitle: (directory) => `Was der Import in ${directory} täte`,
  format: "Die Spalten",
  formatHelp:
    "In dieser Reihenfolge, durch Kommas getrennt. Wer im Verzeichnis, aber nicht in der Datei steht, wird entfernt.",
  formatSample: "Benutzername, Kennung, Nachname, Vorname, E-Mail, Telefon, Mobil, Passwort",
  created: "Neu",
  changed: "Geändert",
  removed: "Entfernt",
  unchanged: "Unverändert",
  sureToRemove: (count) =>
    count === 1
      ? "Ja, die Person, die nicht in der Datei steht, soll entfernt werden"
      : `Ja, die ${count}, die nicht in der Datei stehen, sollen entfernt werden`,
  nothingToImport: "Das Verzeichnis sagt schon dasselbe; es gibt nichts zu tun.",
  importNow: "Importieren",
  done: {
    added: (login) => `${login} wurde hinzugefügt.`,
    changed: (login) => `${login} wurde geändert.`,
    removed: (login) => `${login} wurde entfernt.`,
    imported: (count) => `Importiert: ${count} neu oder geändert.`,
  },
};
