// A company whose people are in OpenLDAP alone: its server, its directory, and what tests ask both.

import { type Company, found, passwordOf } from "../organisation.ts";
import { startWire, type Wire } from "../wire.ts";
import { ldapParameters } from "./settings.ts";
import { startSlapd, type ThrowawaySlapd } from "./slapd.ts";

export const spec = "useridresolver.LDAPIdResolver.IdResolver.corp";

type Fields = Readonly<Record<string, string>>;

export interface LdapCompany {
  readonly wire: Wire;
  readonly slapd: ThrowawaySlapd;
  /** As new: no tokens, no policies, nobody remembered; realm `corp` is the usual one. */
  readonly begin: () => Promise<Company>;
  readonly stop: () => Promise<void>;
}

/** People with a mail address and a telephone; everybody's password is `pw-<login>`. */
export async function startLdapCompany(logins: readonly string[]): Promise<LdapCompany> {
  const wire = await startWire();
  const people = logins.map((uid, index) => ({
    uid,
    number: String(1000 + index),
    surname: "Tester",
    mail: `${uid}@example.org`,
    mobile: [`+49 170 ${index}`],
    password: passwordOf(uid),
  }));
  const slapd = await startSlapd(people);
  return {
    wire,
    slapd,
    async begin() {
      await wire.reset();
      const company = await found(wire);
      await setCorp(company, slapd);
      await company.admin.post("/system/setRealm", { realm: "corp", resolvers: spec });
      await company.admin.post("/system/setDefaultRealm", { realm: "corp" });
      return company;
    },
    async stop() {
      await wire.close();
      await slapd.stop();
    },
  };
}

export async function setCorp(
  { admin }: Company,
  slapd: ThrowawaySlapd,
  changed: Fields = {},
): Promise<void> {
  const parameters = { ...ldapParameters(slapd), ...changed };
  await admin.post("/system/setResolver", { name: "corp", type: "ldapresolver", ...parameters });
}

/** What an outage could change about tokens. */
export async function tokensOf(company: Company): Promise<readonly unknown[]> {
  const names = ["TokenSerialnumber", "Userid", "FailCount", "Count", "Isactive", "TokenDesc"];
  return (await company.show({})).map((row) => names.map((name) => row[`LinOtp.${name}`]));
}

export async function rememberPeople({ admin }: Company): Promise<void> {
  const cache: Fields = { "user_lookup_cache.enabled": "True", "user_lookup_cache.expiration": "1h" };
  await admin.post("/system/setConfig", cache);
}
