// A company whose people are in a table of its own database, over HTTP: setting the resolver, rolling out, outages.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { type Company, found } from "../support/organisation.ts";
import { engines, type PeopleTable } from "../support/sql/engines.ts";
import { startWire, type Wire } from "../support/wire.ts";

const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);
const spec = "useridresolver.SQLIdResolver.IdResolver.staff";
const secret = "k7m2-p9xq-r4tw";
// phpass, as WordPress has it, and MySQL's own.
const people = [
  { uid: 1, login: "alice", password: "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", surname: "Liddell" },
  { uid: 2, login: "bob", password: "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", mail: "bob@example.org" },
];
const passwords = { alice: "test12345", bob: "password" } as const;

for (const engine of engines) {
  describe(`people in ${engine.name}, over HTTP`, { skip: engine.missing ?? false }, () => {
    let wire: Wire;
    let company: Company;
    let table: PeopleTable;

    const setResolver = (changed: Readonly<Record<string, string>> = {}) =>
      company.admin.post("/system/setResolver", {
        name: "staff",
        type: "sqlresolver",
        ...table.parameters,
        ...changed,
      });
    const check = async (user: string, pass: string) =>
      (await company.anybody.post("/validate/check", { user, pass })).value;
    const tested = async () => (await company.admin.post("/admin/testresolver", { name: "staff" })).value;

    before(async () => {
      wire = await startWire();
      table = await engine.start(people);
    });
    after(async () => {
      await wire.close();
      await table.stop();
    });
    beforeEach(async () => {
      await wire.reset();
      company = await found(wire);
      const made = await setResolver();
      assert.equal(made.value, true, made.text);
      await company.admin.post("/system/setRealm", { realm: "staff", resolvers: spec });
      await company.admin.post("/system/setDefaultRealm", { realm: "staff" });
    });

    test("somebody is rolled out: his rollout token opens the portal, and goes when his own token works", async () => {
      await company.policy("selfservice", "mfa_login");
      await company.policy("selfservice", "enrollHMAC");
      await company.policy("enrollment", "purge_rollout_token");
      for (const [login, password] of Object.entries(passwords)) {
        const { serial } = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: login });
        assert.equal(await check(login, secret), false);
        const visitor = company.visitor();
        await visitor.post("/userservice/login", { login, password });
        const second = { otp: secret, serial, session: visitor.session };
        assert.equal((await visitor.post("/userservice/login", second)).value, true);
        await visitor.post("/userservice/enroll", { type: "hmac", otpkey: seed, session: visitor.session });
        assert.equal(await check(login, value(0)), true);
        assert.deepEqual(await company.show({ serial }), []);
        const [own] = await company.show({ user: login });
        assert.equal(own?.["LinOtp.IdResClass"], spec);
      }
    });

    test("people are found and listed, without what is secret", async () => {
      const { value: listed, text } = await company.admin.get("/admin/userlist", {
        realm: "staff",
        username: "*",
      });
      const [alice, bob] = listed;
      assert.deepEqual(alice, { userid: "1", username: "alice", surname: "Liddell", resolver: spec });
      assert.deepEqual(bob, { userid: "2", username: "bob", email: "bob@example.org", resolver: spec });
      assert.doesNotMatch(text, /\$P\$|2470C0/);
    });

    test("the password of the database is sealed, and stays when it is not sent", async () => {
      const { data } = (await company.admin.get("/system/getResolver", { resolver: "staff" })).value;
      assert.notEqual(data.Password, table.parameters["Password"]);
      const { Password: _, ...rest } = table.parameters;
      const same = { name: "staff", previous_name: "staff", type: "sqlresolver", ...rest };
      assert.equal((await company.admin.post("/system/setResolver", { ...same, Limit: "5" })).value, true);
      assert.deepEqual(await tested(), {
        result: true,
        desc: { rows: 2, err_string: "" },
        sample: ["alice", "bob"],
      });
      for (const changed of [
        { Connect: `${rest["Connect"]}x` },
        { conParams: "sslmode=disable" },
        { Table: "x" },
      ]) {
        const refused = await company.admin.post("/system/setResolver", { ...same, ...changed });
        assert.match(refused.json.result.error?.message ?? "", /Missing parameter: \['Password'\]|missing/i);
      }
    });

    test("a test of the connection names what is wrong, and what cannot be used is not set", async () => {
      await setResolver({ previous_name: "staff", Table: "persons" });
      const { result, desc } = await tested();
      assert.equal(result, false);
      assert.match(desc.err_string, /^Table: there is no such table/);
      const refused = await setResolver({ previous_name: "staff", Where: "1=1) OR (1=1" });
      assert.match(
        refused.json.result.error?.message ?? "",
        /^Unable to instantiate the resolver 'staff'.*Where must be a condition of SQL in which every parenthesis/,
      );
    });

    test("when another column is the uid from now on, owners are who they were", async () => {
      const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "bob" });
      const mapped = { ...JSON.parse(table.parameters["Map"] ?? ""), userid: "mail" };
      assert.equal((await setResolver({ previous_name: "staff", Map: JSON.stringify(mapped) })).value, true);
      const [row] = await company.show({ serial });
      assert.deepEqual([row?.["User.userid"], row?.["User.username"]], ["bob@example.org", "bob"]);
      assert.equal(await check("bob", value(0)), true);
    });

    test("an outage lets nobody in, takes nothing from anybody, is named, and ends by itself", async () => {
      await company.policy("enrollment", "purge_rollout_token, autoassignment, autoenrollment=sms");
      await company.policy("authentication", "passOnNoToken, passthru");
      await company.admin.post("/system/setConfig", {
        PassOnUserNotFound: "True",
        PassOnUserNoToken: "True",
      });
      const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
      await table.kill();
      try {
        for (const user of ["alice", "bob", "nobody"])
          for (const pass of [value(0), "password", "test12345"])
            assert.equal(await check(user, pass), false);
        const [refusal] = await company.audit({ action: "validate/check" });
        assert.equal(refusal?.[11], `Failed to connect to:${spec}, `);
        assert.notEqual((await tested()).desc.err_string, "");
      } finally {
        await table.restart();
      }
      const [row] = await company.show({ serial });
      assert.deepEqual([row?.["User.username"], row?.["LinOtp.FailCount"]], ["alice", 0]);
      assert.deepEqual(await company.show({ user: "bob" }), []);
      assert.equal(await check("alice", value(0)), true);
    });
  });
}
