// Figures and reports, in English.

export const figures = {
  title: "Figures",
  lead: "How many tokens there are now, and how many there were.",
  now: "Now",
  realm: "Realm",
  everywhere: "All realms together",
  noRealm: "No realm",
  statuses: {
    total: "Tokens",
    active: "Enabled",
    inactive: "Disabled",
    assigned: "Assigned",
    unassigned: "Unassigned",
  },
  users: "People with an enabled token",
  overlap: "A token that is in two realms counts in both, and once in the sum.",
  server: "Settings",
  policies: "Policies",
  realms: "Realms",
  resolvers: "Directories",
  sealed: "Secrets in the database",
  isSealed: "sealed",
  isOpen: "NOT sealed: look into the server’s log",
  reports: "Reports",
  reportsLead:
    "Counted whenever something happens to a token, as far as policies in scope reporting ask for it.",
  reportFilters: "Filter reports",
  from: "From day",
  download: "CSV download",
  columns: { moment: "Time", event: "Event", realm: "Realm", status: "Status", count: "Count" },
  noReports: "No reports",
  noReportsNext:
    "There is none for this choice. Reports are kept once a policy in scope reporting asks for them, such as token_total.",
  writePolicy: "Write such a policy",
  nothingAllowed: "Your rights show you no figures.",
  nothingAllowedNext: "They come from policies in the scopes monitoring and reporting.access.",
};
