// Zugänge, auf Deutsch. / Access points, in German.

import type { ConsoleTexts } from "../texts.ts";

export const accessPoints: ConsoleTexts["accessPoints"] = {
  title: "Zugänge",
  lead: "Namen für Netze. Richtlinien können den Namen statt der Netze nennen, und neue Netze gelten sofort.",
  add: "Zugang hinzufügen",
  edit: "Ändern",
  editOf: (name) => `${name} ändern`,
  remove: "Löschen",
  removeOf: (name) => `${name} löschen`,
  none: "Noch hat kein Zugang einen Namen",
  noneNext: "Benennen Sie zum Beispiel das Netz Ihres VPN, und sagen Sie in einer Richtlinie, was dort gilt.",
  unused: "Keine Richtlinie nennt ihn.",
  usedBy: "In Richtlinien:",
  name: "Name",
  nameHelp: "So nennen ihn Richtlinien und diese Konsole, etwa VPN Berlin.",
  nameFixed: "Der Name lässt sich nicht ändern: Richtlinien könnten ihn nennen.",
  networks: "Adressen und Netze",
  networksHelp: "Woher seine Clients kommen, durch Kommas getrennt, etwa 10.8.0.0/24, 2001:db8::/32.",
  faults: {
    name: "Bis zu 60 Zeichen, keine Adresse und nichts von , ! * oder Anführungszeichen.",
    taken: "Einen Zugang dieses Namens gibt es schon.",
    networks: "Geben Sie Adressen oder Netze durch Kommas getrennt ein, etwa 10.8.0.0/24.",
  },
  askRemove: (name) => `${name} löschen?`,
  removeWarning: "Die Netze verlieren ihren Namen; sonst ändert sich nichts.",
  removeUsed: "Richtlinien nennen ihn. Nehmen Sie ihn zuerst dort heraus:",
  done: {
    saved: (name) => `${name} gespeichert.`,
    removed: (name) => `${name} gelöscht.`,
  },
  reach: {
    portal: "Self-Service-Portal",
    everywhere: "jeder Zugang",
    except: (places) => `außer ${places}`,
    nowhere: "(validate steht in seinem Bereich, aber keine Richtlinie lässt ihn irgendwo ein)",
  },
};
