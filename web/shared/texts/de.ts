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
    passkey: {
      stopped: {
        what: "Der Passkey wurde nicht benutzt.",
        next: "Es wurde abgelehnt oder hat zu lange gedauert. Versuchen Sie es noch einmal und folgen Sie dem, was Ihr Browser verlangt.",
      },
      unsupported: {
        what: "Dieser Browser kann keine Passkeys benutzen.",
        next: "Nehmen Sie eine aktuelle Version von Chrome, Edge, Firefox oder Safari, oder wählen Sie einen anderen Token.",
      },
      "wrong-place": {
        what: "Unter dieser Adresse funktionieren Passkeys nicht.",
        next: "Öffnen Sie diese Seite unter ihrer gewohnten Adresse. Haben Sie das getan, dann sagen Sie Ihrem Helpdesk, dass die Domain der Passkeys nicht passt.",
      },
      known: {
        what: "Auf diesem Gerät oder Schlüssel ist schon ein Passkey von Ihnen.",
        next: "Nehmen Sie diesen, oder wählen Sie ein anderes Gerät oder einen anderen Schlüssel.",
      },
      unsuitable: {
        what: "Dieses Gerät oder dieser Schlüssel ist hier nicht verwendbar.",
        next: "Vielleicht muss darauf erst eine PIN oder ein Fingerabdruck eingerichtet werden. Sonst wählen Sie ein anderes Gerät.",
      },
    },
    serverSays: (message) => `Der Server sagt: „${message}“.`,
  },
};
