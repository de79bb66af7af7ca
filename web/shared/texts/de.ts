// Was die gemeinsamen Bausteine sagen, auf Deutsch. / What the shared components say, in German.

import type { Texts } from "./texts.ts";

export const de: Texts = {
  product: "Latchkey",
  skipToContent: "Zum Inhalt springen",
  close: "Schließen",
  cancel: "Abbrechen",
  tryAgain: "Noch einmal versuchen",
  language: "Sprache",
  appearance: "Darstellung",
  appearanceAuto: "Wie das Gerät",
  appearanceLight: "Hell",
  appearanceDark: "Dunkel",
  menu: "Einstellungen und Konto",
  places: "Menü",
  signOut: "Abmelden",
  loading: "Wird geladen …",
  copy: "Kopieren",
  copied: "Kopiert",
  showText: "Eingabe anzeigen",
  problem: {
    unreachable: "Der Server ist nicht erreichbar.",
    unreachableNext: "Prüfen Sie Ihre Verbindung und versuchen Sie es gleich noch einmal.",
    expired: "Ihre Sitzung ist beendet.",
    expiredNext: "Melden Sie sich neu an. Was gespeichert war, ist nicht verloren.",
    denied: "Das ist Ihnen nicht erlaubt.",
    deniedNext: "Wenn Sie es brauchen, fragen Sie Ihren Helpdesk.",
    failed: "Der Server konnte das nicht ausführen.",
    failedNext:
      "Versuchen Sie es noch einmal. Wenn es wieder geschieht, sagen Sie Ihrem Helpdesk, was Sie wann getan haben.",
    broken: "Diese Seite ist defekt.",
    brokenNext: "Laden Sie sie neu. Geschieht es wieder, sagen Sie Ihrem Helpdesk, was Sie wann getan haben.",
    serverSays: (message) => `Der Server sagt: „${message}“.`,
  },
};
