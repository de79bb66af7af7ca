// The audit trail, in English.

export const audit = {
  title: "Audit trail",
  lead: "Every login and every change. Each entry is sealed and tied to the one before.",
  filters: "Filter the audit trail",
  moreFilters: "More filters",
  download: "Download CSV",
  succeeded: "Success",
  failed: "Failure",
  none: "No entry fits",
  noneNext: "Try fewer filters or other words.",
  entry: (number: string) => `Entry ${number}`,
  isIntact: "OK: unchanged since it was written",
  isBroken: "FAIL: changed since it was written, or the one before is missing",
  broken: (count: number) =>
    count === 1 ? "One entry was tampered with." : `${count} entries were tampered with.`,
  brokenNext:
    "They were changed after they were written, or an entry before them is missing. Keep the database as it is, and find out who could write to it.",
  columns: {
    moment: "Time",
    action: "Action",
    success: "Result",
    user: "User",
    realm: "Realm",
    serial: "Token",
    tokenType: "Type of token",
    administrator: "Administrator",
    client: "Client",
    detail: "Detail",
    info: "Remark",
    server: "Server",
    day: "Day (UTC)",
    intact: "Seal",
  },
};
