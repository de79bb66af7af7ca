// Rollout-Token ausgeben, auf Deutsch. / Issuing rollout tokens, in German.

import type { ConsoleTexts } from "../texts.ts";

export const issue: ConsoleTexts["issue"] = {
  action: "Rollout-Token ausgeben",
  title: "Rollout-Token ausgeben",
  lead: "Damit kommt eine Person, zusammen mit ihrem Passwort, zum ersten Mal herein und richtet ihren eigenen Token ein.",
  submit: "Ausgeben",
  summary: "Zusammenfassung",
  person: "Für",
  kind: "Geheimnis",
  opensLabel: "Öffnet",
  reaches: (reach) => `Öffnet: ${reach}.`,
  channel: "Übergabe",
  notChosen: "noch nicht gewählt",
  personStep: "Wer bekommt ihn?",
  kindStep: "Welche Art von Geheimnis?",
  opensStep: "Was öffnet er?",
  channelStep: "Wie erreicht er die Person?",
  kinds: {
    pw: {
      label: "Erzeugter Code",
      hint: "Ein zufälliger Code aus 16 Zeichen, leicht zu tippen. Die übliche Wahl.",
    },
    totp: {
      label: "App, nach Zeit",
      hint: "Die Person scannt einen QR-Code; Codes wechseln alle 30 Sekunden (TOTP).",
    },
    hmac: {
      label: "App, nach Zähler",
      hint: "Die Person scannt einen QR-Code; jeder Code zählt eins weiter (HOTP).",
    },
    sms: { label: "SMS", hint: "Jeder Code wird an ein Telefon geschickt, wenn er gebraucht wird." },
    email: { label: "E-Mail", hint: "Jeder Code wird an ein Postfach geschickt, wenn er gebraucht wird." },
    yubikey: { label: "Yubikey", hint: "Ein Gerät, das Sie programmiert haben (AES, 44 Zeichen)." },
    motp: {
      label: "mOTP-App",
      hint: "Codes aus der Zeit, einem Schlüssel und einer PIN, die in die App eingegeben wird.",
    },
    dpw: {
      label: "Tagespasswort",
      hint: "Ein Passwort von Mitternacht bis Mitternacht, aus einer gedruckten Liste.",
    },
    ocra2: {
      label: "App, die Fragen scannt",
      hint: "Bei der Anmeldung erscheint ein QR-Code mit einer Frage; die App beantwortet sie (OCRA).",
    },
  },
  phone: "Telefonnummer",
  email: "E-Mail-Adresse",
  aesKey: "AES-Schlüssel des Yubikey",
  aesKeyHelp: "32 hexadezimale Ziffern, wie das Programmierwerkzeug sie zeigt.",
  deviceKey: {
    motp: {
      label: "Schlüssel der App",
      help: "Hexadezimale Ziffern, wie die App sie zeigt. Bleibt das Feld leer, wird ein Schlüssel erzeugt.",
      lack: "Geben Sie Paare hexadezimaler Ziffern ein, oder nichts.",
    },
    dpw: {
      label: "Schlüssel der Liste",
      help: "Der Text, mit dem die Liste gedruckt wurde.",
      lack: "Geben Sie den Schlüssel ein, mit dem die Liste gedruckt wurde.",
    },
    ocra2: { label: "Schlüssel der App", help: "", lack: "" },
  },
  devicePin: "PIN der App",
  devicePinHelp: "Die Person gibt sie jedes Mal in die App ein. Jeder Code hängt von ihr ab.",
  giveList: "Übergeben Sie die Liste der Tagespasswörter.",
  opens: {
    portal: {
      label: "Nur das Self-Service-Portal",
      hint: "Die Person meldet sich dort an und richtet ihren eigenen Token ein. Sonst öffnet er nichts. Die sicherste Wahl.",
    },
    both: {
      label: "Self-Service-Portal und Zugänge (VPN\u00a0…)",
      hint: "Für Personen, die das Portal nur über das VPN erreichen. Braucht eine Richtlinie, die es erlaubt.",
    },
  },
  policyMissing: "Keine aktive Richtlinie lässt Rollout-Token Zugänge öffnen.",
  policyMissingNext: (action) =>
    `Der Token würde nur das Portal öffnen. Es braucht eine Richtlinie im Bereich authentication mit der Aktion ${action}, für die betroffenen Personen und Clients.`,
  createPolicy: "Diese Richtlinie schreiben",
  channels: {
    hand: { label: "Persönlich", hint: "Sie kennen die Person und übergeben ihn. 24 Stunden gültig." },
    letter: { label: "Per Brief", hint: "Verschlossen, mit der Post. 21 Tage gültig." },
    email: { label: "Per E-Mail", hint: "Nur an ein Postfach, das sonst niemand liest. 24 Stunden gültig." },
    sms: {
      label: "Per SMS oder Telefon",
      hint: "Vorgelesen oder geschickt, während die Person wartet. 10 Minuten gültig.",
    },
  },
  nothingToHandOver: "Es gibt nichts zu übergeben: jeder Code wird beim Anmelden geschickt.",
  validity: "Gültig für",
  duration: (minutes) => {
    if (minutes < 60) return `${minutes} Minuten`;
    if (minutes < 1440) return minutes === 60 ? "1 Stunde" : `${minutes / 60} Stunden`;
    return minutes === 1440 ? "24 Stunden" : `${minutes / 1440} Tage`;
  },
  uses: "Höchstens erfolgreiche Benutzungen",
  usesHelp: "Einige, damit ein unterbrochenes Einrichten wiederholt werden kann.",
  longValidity: (channel) =>
    ({
      hand: "Das ist länger als die 24 Stunden, die bei persönlicher Übergabe üblich sind. Halten Sie es so kurz wie möglich.",
      letter: "Das ist länger als die 21 Tage, die NIST SP 800-63B für Briefe im Inland erlaubt.",
      email: "Das ist länger als die 24 Stunden, die NIST SP 800-63B für E-Mail erlaubt.",
      sms: "Das ist länger als die 10 Minuten, die NIST SP 800-63B für SMS und Anrufe erlaubt.",
    })[channel],
  description: "Beschreibung (freiwillig)",
  descriptionHelp: "Für Ihre Unterlagen; ohne heißt er „rollout token“.",
  lacks: {
    person: "Wählen Sie die Person, die den Token bekommt.",
    address: "Geben Sie ein, wohin die Codes gehen sollen.",
    key: "Geben Sie den AES-Schlüssel ein: 32 hexadezimale Ziffern.",
    deviceKey: "Der Schlüssel der App oder Liste fehlt oder ist falsch geschrieben.",
    devicePin: "Geben Sie die PIN ein, die in die App eingegeben wird.",
    uses: "Geben Sie eine Anzahl von 1 bis 100 ein.",
  },
  undone: "Nichts wurde ausgegeben: Gültigkeit und Benutzungen ließen sich nicht setzen.",
  undoneNext:
    "Der Token wurde wieder entfernt, denn einer ohne Grenzen darf nicht bleiben. Sie können es noch einmal versuchen.",
  leftBehind: (serial) => `Achtung: ${serial} besteht ohne Grenzen.`,
  leftBehindNext:
    "Seine Gültigkeit ließ sich nicht setzen, und er ließ sich nicht entfernen. Öffnen Sie ihn und entfernen Sie ihn, oder setzen Sie Grenzen.",
  issuedTitle: (name) => `Rollout-Token für ${name}`,
  issuedLead: {
    hand: "Er ist ausgegeben. Übergeben Sie das jetzt: der Code wird nicht noch einmal gezeigt.",
    letter:
      "Er ist ausgegeben. Drucken und verschließen Sie den Zettel: der Code wird nicht noch einmal gezeigt.",
    email: "Er ist ausgegeben. Schicken Sie das jetzt: der Code wird nicht noch einmal gezeigt.",
    sms: "Er ist ausgegeben. Sagen Sie es der Person jetzt: der Code wird nicht noch einmal gezeigt.",
  },
  handOver: "Was zu übergeben ist",
  portalAddress: "Adresse des Portals",
  username: "Benutzername",
  code: "Rollout-Code",
  key: "Schlüssel für die App",
  qrLabel: "QR-Code zum Scannen mit der Authenticator-App",
  shownOnce: "Wird nur dieses eine Mal gezeigt: später lässt er sich nicht mehr nachsehen.",
  giveYubikey: "Übergeben Sie den Yubikey. Ein Druck auf seinen Knopf tippt den Code.",
  codesGoTo: (address) => `Codes gehen an ${address}, wenn die Person sich anmeldet.`,
  holds: (until, uses) =>
    `Gültig bis ${until}, für ${uses === 1 ? "eine erfolgreiche Benutzung" : `${uses} erfolgreiche Benutzungen`}. Er wird entfernt, sobald der eigene Token der Person benutzt wurde, wenn die Richtlinie purge_rollout_token eingeschaltet ist.`,
  print: "Zettel drucken",
  another: "Noch einen ausgeben",
  openToken: (serial) => `${serial} ansehen`,
  slip: {
    title: "Ihre erste Anmeldung",
    dear: (name) => name,
    intro:
      "Mit den Angaben unten kommen Sie zum ersten Mal herein und richten Ihren eigenen Token ein. Es dauert wenige Minuten.",
    open: "Öffnen Sie die Adresse des Portals.",
    signIn: "Melden Sie sich mit Ihrem Benutzernamen und Ihrem gewohnten Passwort an.",
    codeSteps: {
      pw: "Wenn nach einem Code gefragt wird, geben Sie den Rollout-Code genau so ein, wie er hier steht, mit Bindestrichen.",
      totp: "Scannen Sie den QR-Code mit einer Authenticator-App und geben Sie den Code ein, den sie zeigt.",
      hmac: "Scannen Sie den QR-Code mit einer Authenticator-App und geben Sie den Code ein, den sie zeigt.",
      sms: "Geben Sie den Code ein, der an Ihr Telefon geschickt wird.",
      email: "Geben Sie den Code ein, der an Ihr Postfach geschickt wird.",
      yubikey: "Wenn nach einem Code gefragt wird, drücken Sie den Knopf Ihres Yubikey.",
      motp: "Tragen Sie den Schlüssel in Ihre App ein. Wenn nach einem Code gefragt wird, geben Sie die PIN in die App ein und hier den Code, den sie zeigt.",
      dpw: "Wenn nach einem Code gefragt wird, geben Sie das Tagespasswort von Ihrer Liste ein.",
      ocra2:
        "Tragen Sie den Schlüssel in Ihre App ein. Scannen Sie den QR-Code, der bei der Anmeldung erscheint, und geben Sie die Antwort der App ein.",
    },
    add: "Fügen Sie Ihren eigenen Token hinzu und probieren Sie ihn aus. Von da an melden Sie sich mit ihm an.",
    portal: "Portal",
    username: "Benutzername",
    code: "Rollout-Code",
    key: "Schlüssel",
    until: "Gültig bis",
    care: "Niemand wird Sie je per Telefon oder E-Mail nach diesem Code fragen. Vernichten Sie diesen Zettel, wenn Ihr eigener Token funktioniert.",
  },
};
