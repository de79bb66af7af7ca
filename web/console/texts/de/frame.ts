// Der Rahmen, das Anmelden, die erste Seite und was schiefging. / The frame, in German.

import type { ConsoleTexts } from "../texts.ts";

type Frame = Omit<
  ConsoleTexts,
  | "tokens"
  | "enroll"
  | "figures"
  | "issue"
  | "people"
  | "policies"
  | "directories"
  | "directoryForms"
  | "providers"
  | "audit"
  | "accessPoints"
>;

export const frame: Frame = {
  area: "Verwaltung",
  save: "Speichern",
  cancel: "Abbrechen",
  places: {
    label: "Verwaltung",
    home: "Übersicht",
    issue: "Rollout-Token ausgeben",
    tokens: "Token",
    people: "Personen",
    policies: "Richtlinien",
    directories: "Verzeichnisse",
    providers: "Provider",
    figures: "Zahlen",
    audit: "Audit-Protokoll",
  },
  lists: {
    all: "Alle",
    clear: "Filter löschen",
    pages: "Seiten",
    previous: "Zurück",
    next: "Weiter",
    page: (page) => `Seite ${page}`,
    pageOf: (page, pages) => `Seite ${page} von ${pages}`,
    total: (total) => (total === 1 ? "1 Eintrag." : `${total} Einträge.`),
  },
  login: {
    title: "Anmelden",
    lead: "Verwaltung von Token, Personen und Richtlinien.",
    username: "Benutzername",
    password: "Passwort",
    wrong: "Benutzername oder Passwort ist falsch.",
    wrongNext:
      "Prüfen Sie beides und versuchen Sie es noch einmal. Nach mehreren falschen Passwörtern lässt der Server Sie warten.",
    expired: "Ihre Sitzung ist beendet.",
    expiredNext:
      "Zu Ihrer Sicherheit endet eine Sitzung nach 30 Minuten ohne Aktivität. Melden Sie sich neu an; was gespeichert war, ist nicht verloren.",
    signedOut: "Sie haben sich abgemeldet.",
    notHere: "Sie möchten nur Ihre eigenen Token verwalten?",
    portal: "Zum Self-Service-Portal",
  },
  home: {
    title: "Übersicht",
    lead: "Was da ist, und was am häufigsten zu tun ist.",
    tokens: "Token",
    active: "Eingeschaltet",
    rollout: "Rollout-Token",
    rolloutHint: "noch nicht durch eigene Token abgelöst",
    alarms: "Alarme",
    alarmsHint: "Rollout-Token, benutzt wo sie nichts öffnen",
    tasks: {
      issue: {
        title: "Rollout-Token ausgeben",
        text: "Jemanden zum ersten Mal hereinlassen, damit er seinen eigenen Token einrichten kann.",
      },
      people: {
        title: "Eine Person finden",
        text: "Ihre Token ansehen, nach einem Verlust helfen, Personen hinzufügen oder importieren.",
      },
      audit: {
        title: "Nachsehen, was geschehen ist",
        text: "Jede Anmeldung und jede Änderung, mit einem Siegel, das Manipulation zeigt.",
      },
    },
  },
  problems: {
    unreachable: "Der Server ist nicht erreichbar.",
    unreachableNext:
      "Soweit diese Seite weiß, wurde nichts geändert. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
    expired: "Ihre Sitzung ist beendet.",
    expiredNext: "Melden Sie sich neu an. Was gespeichert war, ist nicht verloren.",
    denied: "Ihre Rechte erlauben das nicht.",
    deniedNext: (message) =>
      `Der Server sagt: ${message} Wer Richtlinien ändern darf, kann das Recht in den Bereichen admin, system, audit oder tools erteilen.`,
    refused: "Der Server hat das abgelehnt; nichts wurde geändert.",
    refusedNext: (message) => `Er sagt: ${message}`,
    failed: "Auf dem Server ist etwas schiefgegangen.",
    failedNext:
      "Versuchen Sie es noch einmal. Bleibt es dabei, sehen Sie ins Protokoll des Servers; dort steht die Anfrage.",
  },
};
