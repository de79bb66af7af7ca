// Small things that LinOTP's clients rely on, each asked of the running server (contract 01, 02, 05, 08, 09).

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { type Company, found } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
before(async () => {
  wire = await startWire();
});
after(() => wire.close());
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const resolvers = "useridresolver.PasswdIdResolver.IdResolver.people";
const seed = "3132333435363738393031323334353637383930";

async function realmsOf(serial: string): Promise<unknown> {
  const [row] = await company.show({ serial });
  return row?.["LinOtp.RealmNames"];
}

test("JSON is spaced so that a shell finds a value in it", async () => {
  const { text } = await company.admin.post("/admin/check_serial", { serial: "NEW" });
  assert.match(text, /^\{\n {3}"jsonrpc": "2\.0802",\n/);
  assert.ok(text.includes('"unique": true'));
});

test("a token comes into the realm in which its owner was addressed, not into others that know him", async () => {
  await company.admin.post("/system/setRealm", { realm: "mixed", resolvers });
  const rows = [
    [{ user: "alice" }, ["example"]],
    [{ user: "alice@mixed" }, ["mixed"]],
    [{ user: "alice", realm: "Mixed" }, ["mixed"]],
    [{ user: "alice", resConf: "people" }, ["example"]],
    [{ realm: "mixed" }, ["mixed"]],
  ] as const;
  for (const [who, realms] of rows) {
    const { serial } = await company.init({ type: "hmac", otpkey: seed, ...who });
    assert.deepEqual(await realmsOf(serial), realms, JSON.stringify(who));
    const { serial: free } = await company.init({ type: "hmac", otpkey: seed });
    if (!("user" in who)) continue;
    await company.admin.post("/admin/assign", { serial: free, ...who });
    assert.deepEqual(await realmsOf(free), realms, JSON.stringify(who));
  }
});

test("a voice token's serial begins with KIVO", async () => {
  const { serial } = await company.init({ type: "voice", phone: "+49 1" });
  assert.match(serial, /^KIVO0001[0-9A-F]{4}$/);
});

test("the audit trail tells of realms as LinOTP does: in the info, not as somebody's realm", async () => {
  await company.admin.post("/system/setRealm", { realm: "myRealm", resolvers });
  await company.admin.post("/system/setDefaultRealm", { realm: "myRealm" });
  const rows = await company.audit({ page: 1, rp: 2 });
  assert.deepEqual(
    rows.map((cell) => [cell[4], cell[8], cell[9], cell[12]]),
    [
      ["system/setDefaultRealm", "", "", "myrealm"],
      ["system/setRealm", "", "", `realm: 'myrealm', resolvers: '${resolvers}'`],
    ],
  );
});
