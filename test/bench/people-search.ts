// What it costs to have everybody in OpenLDAP: the console's search, and logins of people who are remembered.

import { hotp } from "../../src/core/otp/hotp.ts";
import { ldapParameters } from "../support/ldap/settings.ts";
import { slapdMissing, startSlapd, type ThrowawaySlapd } from "../support/ldap/slapd.ts";
import { type Company, found } from "../support/organisation.ts";
import { startWire } from "../support/wire.ts";

/** What an administrator waits for without noticing. */
const limitMs = 300;
const rounds = 20;
const seed = "3132333435363738393031323334353637383930";

/** As many people as said, each `say` a line of the report. */
export async function measurePeopleSearch(people: number, say: (line: string) => void): Promise<void> {
  const missing = slapdMissing();
  if (missing !== undefined) return say(`people in OpenLDAP: not measured, ${missing}`);
  const from = performance.now();
  const slapd = await startSlapd(Array.from({ length: people }, (_, n) => personOf(n)));
  const wire = await startWire();
  try {
    say(`${people.toLocaleString("en")} people in OpenLDAP in ${seconds(from)} s`);
    const company = await found(wire);
    await connect(company, slapd);
    await measureSearches(company, people, say);
    await measureLogins(company, slapd, say);
  } finally {
    await wire.close();
    await slapd.stop();
  }
}

function personOf(n: number) {
  return {
    uid: `user${n}`,
    number: String(n),
    givenname: `Given${n % 1000}`,
    surname: `Sur${n}`,
    mail: `user${n}@example.org`,
    mobile: [`+49 170 ${n}`],
  };
}

async function connect({ admin }: Company, slapd: ThrowawaySlapd): Promise<void> {
  await admin.post("/system/setResolver", { name: "corp", type: "ldapresolver", ...ldapParameters(slapd) });
  const resolvers = "useridresolver.LDAPIdResolver.IdResolver.corp";
  await admin.post("/system/setRealm", { realm: "corp", resolvers });
  await admin.post("/system/setConfig", {
    "user_lookup_cache.enabled": "True",
    "user_lookup_cache.expiration": "1h",
  });
}

/** As the console asks while somebody types. */
async function measureSearches({ admin }: Company, people: number, say: (line: string) => void) {
  const last = String(people - 1);
  for (const searchTerm of ["*", "*u*", "*given77*", `*user${last}*`, `*${last}*`, "*nobody is called so*"]) {
    const times: number[] = [];
    let listed = 0;
    for (let round = 0; round < rounds; round++) {
      const from = performance.now();
      const { value } = await admin.get("/admin/userlist", { realm: "corp", searchTerm, page: 0, rp: 51 });
      times.push(performance.now() - from);
      listed = value.length;
    }
    const [middle = 0, longest = 0] = [times.toSorted((a, b) => a - b)[rounds >> 1], Math.max(...times)];
    const verdict = middle < limitMs ? "" : `  longer than ${limitMs} ms`;
    say(
      `  search ${searchTerm.padEnd(24)} ${String(listed).padStart(3)} listed  p50 ${middle.toFixed(0)} ms  longest ${longest.toFixed(0)} ms${verdict}`,
    );
  }
}

async function measureLogins(company: Company, slapd: ThrowawaySlapd, say: (line: string) => void) {
  await company.init({ type: "hmac", otpkey: seed, user: "user7", realm: "corp" });
  const key = Buffer.from(seed, "hex");
  const login = async (counter: number) => {
    const pass = hotp({ seed: key, hash: "sha1", digits: 6 }, counter);
    const { value } = await company.anybody.post("/validate/check", { user: "user7", realm: "corp", pass });
    if (value !== true) throw new Error("a right OTP was refused");
  };
  await login(0);
  const before = await slapd.searches();
  const from = performance.now();
  for (let counter = 1; counter <= 200; counter++) await login(counter);
  const each = (performance.now() - from) / 200;
  const asked = (await slapd.searches()) - before;
  say(`  login of somebody remembered ${each.toFixed(2)} ms, ${asked} questions to the directory in 200`);
}

function seconds(from: number): string {
  return ((performance.now() - from) / 1000).toFixed(1);
}
