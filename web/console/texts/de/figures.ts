// Zahlen und Berichte, auf Deutsch. / Figures and reports, in German.

import type { ConsoleTexts } from "../texts.ts";

export const figures: ConsoleTexts["figures"] = {
  title: "Zahlen",
  lead: "Wie viele Token es jetzt gibt, und wie viele es waren.",
  now: "Jetzt",
  realm: "Realm",
  everywhere: "Alle Realms zusammen",
  noRealm: "Ohne Realm",
  statuses: {
    total: "Token",
    active: "Eingeschaltet",
    inactive: "Ausgeschaltet",
    assigned: "Zugewiesen",
    unassigned: "Nicht zugewiesen",
  },
  users: "Personen mit eingeschaltetem Token",
  overlap: "Ein Token, der in zwei Realms ist, zählt in beiden, und in der Summe einmal.",
  server: "Einstellungen",
  policies: "Richtlinien",
  realms: "Realms",
  resolvers: "Verzeichnisse",
  sealed: "Geheimnisse in der Datenbank",
  isSealed: "versiegelt",
  isOpen: "NICHT versiegelt: sehen Sie ins Protokoll des Servers",
  reports: "Berichte",
  reportsLead:
    "Gezählt, wann immer mit einem Token etwas geschieht, soweit Richtlinien im Bereich reporting es verlangen.",
  reportFilters: "Berichte filtern",
  from: "Ab Tag",
  download: "CSV herunterladen",
  columns: { moment: "Zeit", event: "Ereignis", realm: "Realm", status: "Status", count: "Anzahl" },
  noReports: "Keine Berichte",
  noReportsNext:
    "Zu dieser Auswahl gibt es keine. Berichte entstehen, sobald eine Richtlinie im Bereich reporting sie verlangt, zum Beispiel token_total.",
  writePolicy: "So eine Richtlinie schreiben",
  nothingAllowed: "Ihre Rechte zeigen Ihnen keine Zahlen.",
  nothingAllowedNext: "Sie kommen aus Richtlinien in den Bereichen monitoring und reporting.access.",
};
