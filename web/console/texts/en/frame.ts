// The frame, signing in, the first page, and what went wrong, in English.

export const frame = {
  area: "Administration",
  save: "Save",
  cancel: "Cancel",
  places: {
    label: "Administration",
    home: "Overview",
    issue: "Issue a rollout token",
    tokens: "Tokens",
    people: "People",
    policies: "Policies",
    directories: "Directories",
    providers: "Providers",
    audit: "Audit trail",
  },
  lists: {
    all: "All",
    clear: "Clear filters",
    pages: "Pages",
    previous: "Back",
    next: "Next",
    page: (page: number) => `Page ${page}`,
    pageOf: (page: number, pages: number) => `Page ${page} of ${pages}`,
    total: (total: number) => (total === 1 ? "1 entry." : `${total} entries.`),
  },
  login: {
    title: "Sign in",
    lead: "Administration of tokens, people and policies.",
    username: "Username",
    password: "Password",
    wrong: "Username or password is wrong.",
    wrongNext: "Check both and try again. After several wrong passwords the server makes you wait.",
    expired: "Your session has ended.",
    expiredNext:
      "For your safety a session ends after 30 minutes without activity. Sign in again to go on; what was saved is not lost.",
    signedOut: "You have signed out.",
    notHere: "You only want to manage your own tokens?",
    portal: "Go to the self-service portal",
  },
  home: {
    title: "Overview",
    lead: "What there is, and what is done most.",
    tokens: "Tokens",
    active: "Enabled",
    rollout: "Rollout tokens",
    rolloutHint: "not replaced by an own token yet",
    alarms: "Alarms",
    alarmsHint: "rollout tokens used where they open nothing",
    tasks: {
      issue: {
        title: "Issue a rollout token",
        text: "Let somebody in for the first time, so that he can set up his own token.",
      },
      people: {
        title: "Find a person",
        text: "See somebody's tokens, help after a loss, add people or import them.",
      },
      audit: {
        title: "See what happened",
        text: "Every login and every change, with a seal that shows tampering.",
      },
    },
  },
  problems: {
    unreachable: "The server cannot be reached.",
    unreachableNext: "Nothing was changed as far as this page knows. Check the connection and try again.",
    expired: "Your session has ended.",
    expiredNext: "Sign in again. What was saved is not lost.",
    denied: "Your rights do not allow this.",
    deniedNext: (message: string) =>
      `The server says: ${message} Somebody with the right to change policies can grant it in scope admin, system, audit or tools.`,
    refused: "The server refused this; nothing was changed.",
    refusedNext: (message: string) => `It says: ${message}`,
    failed: "Something went wrong on the server.",
    failedNext: "Try again. If it stays like this, look into the server's log; it names the request.",
  },
};
