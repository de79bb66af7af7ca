// Das Audit-Protokoll, auf Deutsch. / The audit trail, in German.

import type { ConsoleTexts } from "../texts.ts";

export const audit: ConsoleTexts["audit"] = {
  title: "Audit-Protokoll",
  lead: "Jede Anmeldung und jede Änderung. Jeder Eintrag ist versiegelt und an den vorigen gebunden.",
  filters: "Audit-Protokoll filtern",
  moreFilters: "Weitere Filter",
  download: "CSV herunterladen",
  succeeded: "Erfolg",
  failed: "Fehlschlag",
  none: "Kein Eintrag passt",
  noneNext: "Versuchen Sie es mit weniger Filtern oder anderen Wörtern.",
  entry: (number) => `Eintrag ${number}`,
  isIntact: "OK: unverändert, seit er geschrieben wurde",
  isBroken: "FAIL: verändert, seit er geschrieben wurde, oder der vorige fehlt",
  broken: (count) =>
    count === 1 ? "Ein Eintrag wurde manipuliert." : `${count} Einträge wurden manipuliert.`,
  brokenNext:
    "Sie wurden nachträglich verändert, oder ein Eintrag vor ihnen fehlt. Lassen Sie die Datenbank, wie sie ist, und finden Sie heraus, wer in sie schreiben konnte.",
  everything: "Alles",
  areas: {
    validate: "Anmeldungen an Zugängen",
    userservice: "Self-Service-Portal",
    admin: "Verwaltung von Token",
    system: "Einstellungen",
  },
  columns: {
    moment: "Zeit",
    action: "Aktion",
    success: "Ergebnis",
    user: "Benutzer",
    realm: "Realm",
    serial: "Token",
    tokenType: "Art des Tokens",
    administrator: "Administrator",
    client: "Client",
    detail: "Einzelheit",
    info: "Bemerkung",
    server: "Server",
    area: "Was",
    from: "Von",
    until: "Bis",
    intact: "Siegel",
  },
};
