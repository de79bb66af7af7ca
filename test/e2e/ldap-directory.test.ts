// The guide's way from an LDAP directory to a realm, as an administrator walks it, against OpenLDAP. It plays Active
// Directory, too: with its attributes, its uids, and its rule for comparing bits.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { commandsOf } from "../support/access/guide.ts";
import {
  type LdapPerson,
  reader,
  slapdMissing,
  startSlapd,
  type ThrowawaySlapd,
} from "../support/ldap/slapd.ts";
import { startWire, type Wire } from "../support/wire.ts";

const run = promisify(execFile);

const guid = "00ff2a28295c5c0001020304050607ff";
const people: readonly LdapPerson[] = [
  { uid: "alice", number: "1", givenname: "Alice", surname: "Liddell", password: "wonder" },
  { uid: "ada", number: "2", surname: "Lovelace", objectGuid: guid, accountControl: 512 },
  { uid: "gone", number: "3", surname: "Former", objectGuid: `11${guid.slice(2)}`, accountControl: 514 },
];

describe("the guide to LDAP directories", { skip: slapdMissing() ?? false }, () => {
  let wire: Wire;
  let slapd: ThrowawaySlapd;
  const folder = mkdtempSync(join(tmpdir(), "latchkey-guide-"));
  before(async () => {
    wire = await startWire();
    slapd = await startSlapd(people);
    writeFileSync(join(folder, "company.pem"), slapd.authority);
  });
  after(async () => {
    await wire.close();
    await slapd.stop();
    rmSync(folder, { recursive: true });
  });

  /** The steps in one shell, and what the product answered to each call. */
  const follow = async (...steps: readonly string[]) => {
    const script = steps.map((step) => (step.startsWith("ldap-") ? commandsOf(step, "directories") : step));
    const env = {
      ...process.env,
      LATCHKEY: wire.address,
      ADMIN_PASSWORD: "Test123!",
      LDAP_SERVERS: slapd.url,
      AD_SERVERS: slapd.secureUrl,
      COMPANY_CA: "company.pem",
      LDAP_PASSWORD: reader.password,
      AD_ACCOUNT: reader.dn,
      AD_PASSWORD: reader.password,
    };
    const { stdout } = await run("sh", ["-ec", script.join("\n")], { cwd: folder, env });
    return stdout.split(/(?<=\})\s*(?=\{\s*"jsonrpc")/).map((each) => JSON.parse(each).result.value);
  };

  test("its commands connect OpenLDAP by StartTLS, test it, and make a realm of it", async () => {
    const [login, set, tested, realm, usual, found] = await follow(
      "ldap-login",
      "ldap-openldap",
      "ldap-realm",
    );
    assert.deepEqual([login, set, realm, usual], [true, true, true, true]);
    assert.deepEqual(
      [tested.result, tested.desc.length, tested.sample],
      ["success", 3, ["alice", "ada", "gone"]],
    );
    assert.deepEqual(found.map(({ username }: { username: string }) => username).toSorted(), [
      "ada",
      "alice",
    ]);
  });

  test("its settings for Active Directory find who is enabled, by objectGUID, over LDAPS", async () => {
    const [, set, tested] = await follow(
      "ldap-login",
      "ldap-active-directory",
      "admin /admin/testresolver -d name=windows",
    );
    assert.equal(set, true);
    assert.deepEqual(tested, { result: "success", desc: [{ userid: guid }], sample: ["ada"] });
  });

  test("its cache is a setting that is taken, and an outage shows where it says", async () => {
    const [, , , , , , cache] = await follow("ldap-login", "ldap-openldap", "ldap-realm", "ldap-cache");
    assert.ok(cache !== undefined);
    const health = async () => {
      const answer = await fetch(`${wire.address}/healthcheck/status`);
      const { status, unavailable_resolvers: out } = (await answer.json()) as Record<string, unknown>;
      return [answer.status, status, out];
    };
    assert.deepEqual(await health(), [200, "alive", undefined]);
    await slapd.kill();
    try {
      const check = await fetch(`${wire.address}/validate/check?user=nobody&pass=x`);
      assert.match(await check.text(), /"value": ?false/);
      assert.deepEqual(await health(), [200, "alive", 1]);
      const [, resolvers] = await follow("ldap-login", "admin /system/getResolvers");
      assert.match(resolvers.staff.outage, /^ldap:\S+: the connection was refused$/);
    } finally {
      await slapd.restart();
    }
    // Nobody logs in; it is enough that somebody looks.
    while ((await health())[2] !== undefined) await new Promise((later) => setTimeout(later, 20));
  });
});
