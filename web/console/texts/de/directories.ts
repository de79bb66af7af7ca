// Realms und Verzeichnisse, auf Deutsch. / Realms and directories, in German.

import type { ConsoleTexts } from "../texts.ts";

export const directories: ConsoleTexts["directories"] = {
  title: "Realms und Verzeichnisse",
  lead: "Wo Personen gefunden werden.",
  realms: "Realms",
  realmsAbout:
    "Ein Realm ist eine benannte Gruppe von Personen: ein oder mehrere Verzeichnisse, der Reihe nach gefragt. Richtlinien gelten für Realms.",
  addRealm: "Realm hinzufügen",
  noRealms: "Es gibt noch keinen Realm für Personen",
  noRealmsNext: "Fügen Sie unten ein Verzeichnis hinzu, dann einen Realm damit.",
  isDefault: "Standard",
  administrators: "Administratoren",
  empty: "Kein Verzeichnis",
  makeDefault: "Zum Standard machen",
  edit: "Ändern",
  editOf: (name) => `${name} ändern`,
  remove: "Entfernen",
  removeOf: (name) => `${name} entfernen`,
  askRemoveRealm: (name) => `Realm ${name} entfernen?`,
  removeRealmWarning:
    "Seine Verzeichnisse und Personen bleiben. Token verlieren diesen Realm, und Personen können sich nicht mehr mit ihm anmelden.",
  realmName: "Name",
  realmNameHelp: "Kleinbuchstaben, Ziffern und _ - .",
  realmNameWrong: "Ein Name besteht aus den Buchstaben a bis z, Ziffern und _ - .",
  inOrder: "Verzeichnisse in der Reihenfolge, in der sie gefragt werden",
  moveUp: (name) => `${name} nach oben`,
  moveDown: (name) => `${name} nach unten`,
  takeOut: (name) => `${name} herausnehmen`,
  addToRealm: "Verzeichnis hinzufügen",
  choose: "Wählen …",
  noneLeft: "Alle Verzeichnisse sind enthalten.",
  noDirectoryChosen: "Fügen Sie mindestens ein Verzeichnis hinzu.",
  directories: "Verzeichnisse",
  directoriesAbout:
    "Ein Verzeichnis kennt Personen und ihre Passwörter. Das eingebaute braucht nichts als diesen Server.",
  addDirectory: "Verzeichnis hinzufügen",
  kind: "Art",
  builtIn: "Eingebautes Verzeichnis",
  builtInHelp: "Personen werden hier geführt: einzeln hinzugefügt oder aus einer CSV-Datei importiert.",
  passwdHelp:
    "Personen werden aus einer Datei auf dem Server gelesen, in der Form von /etc/passwd mit Passwort-Hashes.",
  types: {
    passwdresolver: "Passwd-Datei",
    ldapresolver: "LDAP",
    sqlresolver: "SQL-Datenbank",
  },
  unused: "in keinem Realm",
  usedBy: (realms) => `in ${realms}`,
  import: "Personen importieren",
  askRemoveDirectory: (name) => `Verzeichnis ${name} entfernen?`,
  removeDirectoryWarning:
    "Seine Personen werden hier nicht mehr gefunden. Die Datei selbst bleibt. Ein Verzeichnis, das zu einem Realm gehört, lässt sich nicht entfernen.",
  removeBuiltInWarning:
    "Alle seine Personen werden mit ihm gelöscht. Ein Verzeichnis, das zu einem Realm gehört, lässt sich nicht entfernen.",
  directoryName: "Name",
  directoryNameHelp: "Mindestens 4 Buchstaben, Ziffern, Binde- oder Unterstriche.",
  directoryNameWrong: "Ein Name hat mindestens 4 Buchstaben, Ziffern, Binde- oder Unterstriche.",
  nameTaken: "Ein Verzeichnis dieses Namens gibt es schon.",
  fileName: "Datei auf dem Server",
  fileNameHelp: "Relativ zum Datenordner des Servers, oder ein voller Pfad.",
  fileNameWrong: "Geben Sie den Namen der Datei ein.",
  done: {
    saved: (name) => `${name} wurde gespeichert.`,
    removed: (name) => `${name} wurde entfernt.`,
    defaultRealm: (name) => `${name} ist jetzt der Standard-Realm.`,
  },
};
