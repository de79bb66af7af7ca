// What a directory is asked for at each door: as little as possible, and nothing that somebody made up.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { type LdapCompany, rememberPeople, startLdapCompany, tokensOf } from "../support/ldap/company.ts";
import { slapdMissing } from "../support/ldap/slapd.ts";
import { type Company, passwordOf } from "../support/organisation.ts";

const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);
type Fields = Readonly<Record<string, string>>;

describe("a company in front of its directory", { skip: slapdMissing() ?? false }, () => {
  let corp: LdapCompany;
  let company: Company;
  before(async () => {
    corp = await startLdapCompany(["alice", "bob"]);
  });
  after(() => corp.stop());
  beforeEach(async () => {
    company = await corp.begin();
  });
  const check = async (fields: Fields) => (await company.anybody.post("/validate/check", fields)).value;

  test("somebody remembered costs one search and one login when policy asks for his password, and else nothing", async () => {
    await rememberPeople(company);
    await company.init({ type: "hmac", otpkey: seed, user: "alice" });
    assert.equal(await check({ user: "alice", pass: value(0) }), true);
    const asked = async () => [await corp.slapd.searches(), (await corp.slapd.binds()).length];
    const start = await asked();
    for (const counter of [1, 2, 3]) assert.equal(await check({ user: "alice", pass: value(counter) }), true);
    assert.equal(await check({ user: "alice", pass: "123456" }), false);
    assert.deepEqual(await asked(), start);
    await company.policy("authentication", "otppin=1");
    assert.equal(await check({ user: "alice", pass: `${passwordOf("alice")}${value(4)}` }), true);
    const [searches = 0, binds = 0] = start;
    assert.deepEqual(await asked(), [searches + 1, binds + 1]);
  });

  test("however many policies want his password, it is tried once for each request", async () => {
    await company.policy("enrollment", "autoassignment, autoenrollment=sms email");
    await company.policy("authentication", "passthru, otppin=1");
    await company.init({ type: "hmac", otpkey: seed, realm: "corp" });
    const tries = async () => (await corp.slapd.binds()).filter((dn) => dn.startsWith("uid=")).length;
    for (const [door, fields] of [
      ["/validate/check", { user: "bob", pass: "wrong" }],
      ["/validate/check", { user: "bob", pass: `wrong${value(0)}` }],
      ["/validate/simplecheck", { user: "bob", pass: "wrong" }],
      ["/userservice/login", { login: "bob", password: "wrong" }],
      ["/userservice/login", { login: "bob", password: passwordOf("bob") }],
    ] as const) {
      const before = await tries();
      await company.visitor().post(door, fields);
      assert.equal((await tries()) - before, 1, `${door} ${JSON.stringify(fields)}`);
    }
  });

  test("names that are filters, wildcards or names of the tree are names of nobody, at every door", async () => {
    await company.init({ type: "spass", user: "alice", pin: "1234" });
    const before = await tokensOf(company);
    const names = [
      "*",
      "al*",
      "*)(uid=*",
      "alice)(|(uid=*",
      "alice\u0000",
      "\\61lice",
      "alice,ou=people,dc=example,dc=org",
      "uid=alice,ou=people,dc=example,dc=org",
      "аlice",
      "alice)",
      "(alice",
    ];
    for (const user of names) {
      for (const pass of ["1234", passwordOf("alice")]) {
        assert.equal(await check({ user, pass }), false, user);
        const login = { login: user, password: passwordOf("alice") };
        assert.notEqual((await company.visitor().post("/userservice/login", login)).value, true, user);
      }
      const init = await company.admin.post("/admin/init", { type: "spass", user });
      assert.equal(init.json.result.status, false, `${user} ${init.text}`);
      const removed = await company.admin.post("/admin/remove", { user });
      assert.notEqual(removed.value, 1, `${user} ${removed.text}`);
      const listed = await company.admin.get("/admin/userlist", { realm: "corp", username: `(${user})` });
      assert.deepEqual(listed.value ?? [], [], user);
    }
    assert.deepEqual(await tokensOf(company), before);
  });
});
