// The console's pages and their addresses, all in the hash.

const part = encodeURIComponent;

export const addresses = {
  home: "#/",
  issue: "#/issue",
  issueTo: (realm: string, login: string) => `#/issue/${part(realm)}/${part(login)}`,
  enroll: "#/enroll",
  enrollFor: (realm: string, login: string) => `#/enroll/${part(realm)}/${part(login)}`,
  tokens: "#/tokens",
  rolloutTokens: "#/rollout-tokens",
  token: (serial: string) => `#/tokens/${part(serial)}`,
  people: "#/people",
  person: (realm: string, login: string) => `#/people/in/${part(realm)}/${part(login)}`,
  importPeople: "#/people/import",
  policies: "#/policies",
  policy: (name: string) => `#/policies/edit/${part(name)}`,
  newPolicy: "#/policies/new",
  policyFor: (scope: string, action: string) => `#/policies/new/${part(scope)}/${part(action)}`,
  checkPolicies: "#/policies/check",
  accessPoints: "#/policies/access-points",
  directories: "#/directories",
  providers: "#/providers",
  figures: "#/figures",
  audit: "#/audit",
  alarms: "#/audit/alarms",
} as const;

/** One route for both lists: opening a token must not forget what was filtered. */
export const tokensPath: RegExp = /^\/(?<list>tokens|rollout-tokens)(?:\/(?<serial>[^/]+))?\/?$/;
