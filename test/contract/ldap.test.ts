// A company whose people are in OpenLDAP, over HTTP: rolling out to them, and living through outages of the directory.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { ldapParameters } from "../support/ldap/settings.ts";
import { slapdMissing, startSlapd, type ThrowawaySlapd } from "../support/ldap/slapd.ts";
import { type Company, enterPortal, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);
const spec = "useridresolver.LDAPIdResolver.IdResolver.corp";
const secret = "k7m2-p9xq-r4tw";

describe("people in an LDAP directory", { skip: slapdMissing() ?? false }, () => {
  let wire: Wire;
  let company: Company;
  let slapd: ThrowawaySlapd;

  const setResolver = (changed: Readonly<Record<string, string>> = {}) =>
    company.admin.post("/system/setResolver", {
      name: "corp",
      type: "ldapresolver",
      ...ldapParameters(slapd),
      TIMEOUT: "6",
      ...changed,
    });
  const check = async (fields: Readonly<Record<string, string>>) =>
    (await company.anybody.post("/validate/check", fields)).value;
  const row = async (serial: string) => (await company.show({ serial }))[0];
  const setConfig = (fields: Readonly<Record<string, string>>) =>
    company.admin.post("/system/setConfig", fields);
  const health = async () =>
    (await (await fetch(`${wire.address}/healthcheck/status`)).json()) as Record<string, unknown>;

  before(async () => {
    wire = await startWire();
    const logins = ["alice", "bob", "jürgen"];
    slapd = await startSlapd(
      logins.map((uid, index) => ({
        uid,
        number: String(1000 + index),
        givenname: uid,
        surname: "Tester",
        mail: `${uid}@example.org`,
        password: passwordOf(uid),
      })),
    );
  });
  after(async () => {
    await wire.close();
    await slapd.stop();
  });
  beforeEach(async () => {
    await wire.reset();
    company = await found(wire);
    const made = await setResolver();
    assert.equal(made.value, true, made.text);
    await company.admin.post("/system/setRealm", { realm: "corp", resolvers: spec });
    await company.admin.post("/system/setDefaultRealm", { realm: "corp" });
  });

  test("somebody is rolled out: his rollout token opens the portal, and goes when his own token works", async () => {
    await company.policy("selfservice", "mfa_login");
    await company.policy("selfservice", "enrollHMAC");
    await company.policy("enrollment", "purge_rollout_token");
    for (const login of ["alice", "jürgen"]) {
      const rollout = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: login });
      assert.equal(await check({ user: login, pass: secret }), false);
      const visitor = company.visitor();
      assert.equal(await enterPortal(visitor, login, { otp: secret, serial: rollout.serial }), true);
      const enrolled = await visitor.post("/userservice/enroll", {
        type: "hmac",
        otpkey: seed,
        session: visitor.session,
      });
      assert.equal(enrolled.json.result.status, true, enrolled.text);
      assert.equal((await row(rollout.serial))?.["User.username"], login);
      assert.equal(await check({ user: login, pass: value(0) }), true);
      assert.equal(await row(rollout.serial), undefined);
      const [own] = await company.show({ user: login });
      assert.equal(own?.["LinOtp.IdResClass"], spec);
      assert.equal(own?.["User.userid"], own?.["LinOtp.Userid"]);
    }
  });

  test("administrators find people, and list them with what was mapped", async () => {
    const listed = await company.admin.get("/admin/userlist", { realm: "corp", username: "j*" });
    assert.equal(listed.value.length, 1, listed.text);
    const [{ userid, ...person }] = listed.value;
    assert.match(userid, /^[\da-f-]{36}$/);
    assert.deepEqual(person, {
      username: "jürgen",
      givenname: "jürgen",
      surname: "Tester",
      email: "jürgen@example.org",
      resolver: spec,
    });
  });

  test("an outage lets nobody in and takes nothing from anybody, whatever the policies give away", async () => {
    await company.policy("enrollment", "purge_rollout_token, autoassignment, autoenrollment=sms");
    await company.policy("authentication", "passOnNoToken, passthru");
    await setConfig({ PassOnUserNotFound: "True", PassOnUserNoToken: "True" });
    const own = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
    const rollout = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
    const free = await company.init({ type: "hmac", otpkey: seed, realm: "corp" });
    assert.equal((await health())["unavailable_resolvers"], undefined);
    await slapd.kill();
    try {
      for (const user of ["alice", "bob", "nobody"]) {
        for (const pass of [value(0), passwordOf(user)])
          assert.equal(await check({ user, pass }), false, user);
        const login = { login: user, password: passwordOf(user) };
        assert.notEqual((await company.visitor().post("/userservice/login", login)).value, true);
      }
      const [refusal] = await company.audit({ action: "validate/check" });
      assert.equal(refusal?.[11], `Failed to connect to:${spec}, `);
      const [login] = await company.audit({ action: "userservice/login" });
      assert.equal(login?.[11], `Failed to connect to:${spec}, `);
      assert.equal((await health())["unavailable_resolvers"], 1);
    } finally {
      await slapd.restart();
    }
    for (const { serial } of [own, rollout]) assert.equal((await row(serial))?.["User.username"], "alice");
    assert.equal((await row(own.serial))?.["LinOtp.FailCount"], 0);
    assert.equal((await row(free.serial))?.["User.username"], "");
    assert.deepEqual(await company.show({ user: "bob" }), []);
    assert.equal(await check({ user: "alice", pass: value(0) }), true);
    assert.equal((await health())["unavailable_resolvers"], undefined);
  });

  test("logins during restarts are refused or right, and lock nobody out", async () => {
    await company.policy("authentication", "otppin=1");
    const { serial } = await company.init({ type: "spass", user: "bob" });
    let [isLoaded, accepted, refused] = [true, 0, 0];
    const load = async () => {
      while (isLoaded) {
        if (await check({ user: "bob", pass: passwordOf("bob") })) accepted++;
        else refused++;
        assert.equal(await check({ user: "nobody", pass: passwordOf("bob") }), false);
      }
    };
    const loads = Promise.all([load(), load(), load()]);
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((later) => setTimeout(later, 5));
    };
    for (let round = 0; round < 2; round++) {
      const so = accepted;
      await until(() => accepted > so + 3);
      await slapd.kill();
      const far = refused;
      await until(() => refused > far + 20);
      await slapd.restart();
    }
    isLoaded = false;
    await loads;
    assert.equal(await check({ user: "bob", pass: passwordOf("bob") }), true);
    assert.equal((await row(serial))?.["LinOtp.FailCount"], 0);
  });

  test("people who are remembered cost no question, and an outage takes only what needs one", async () => {
    await setConfig({ "user_lookup_cache.enabled": "True", "user_lookup_cache.expiration": "1h" });
    await company.init({ type: "hmac", otpkey: seed, user: "alice" });
    assert.equal(await check({ user: "alice", pass: value(0) }), true);
    const before = await slapd.searches();
    for (let counter = 1; counter < 5; counter++)
      assert.equal(await check({ user: "alice", pass: value(counter) }), true);
    assert.equal(await slapd.searches(), before);
    await slapd.kill();
    try {
      assert.equal(await check({ user: "alice", pass: value(5) }), true);
      assert.equal(await check({ user: "bob", pass: value(5) }), false);
      const login = { login: "alice", password: passwordOf("alice") };
      assert.notEqual((await company.visitor().post("/userservice/login", login)).value, true);
      await setConfig({ "user_lookup_cache.enabled": "False" });
      assert.equal(await check({ user: "alice", pass: value(6) }), false);
    } finally {
      await slapd.restart();
    }
  });

  test("a test of the connection names what is wrong, and parameters that cannot be used are refused", async () => {
    const tested = async () => (await company.admin.post("/admin/testresolver", { name: "corp" })).value;
    const { result, desc } = await tested();
    assert.deepEqual([result, desc.length, Object.keys(desc[0])], ["success", 3, ["userid"]]);
    assert.equal((await setResolver({ previous_name: "corp", BINDPW: "wrong" })).value, true);
    const wrong = await tested();
    assert.equal(wrong.result, "error");
    assert.match(wrong.desc, /^ldap:\S+: cannot log in with BINDDN and BINDPW/);
    const refused = await setResolver({ previous_name: "corp", LDAPFILTER: "(uid=*)" });
    assert.equal(
      refused.json.result.error?.message,
      "Unable to instantiate the resolver 'corp'.Please verify configuration or connection! LDAPFILTER must be a search filter with %s where the login belongs.",
    );
  });

  test("when uids are of another kind from now on, owners are who they were; an outage changes nothing", async () => {
    const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
    assert.equal((await setResolver({ previous_name: "corp", UIDTYPE: "uidNumber" })).value, true);
    const moved = await row(serial);
    assert.deepEqual([moved?.["User.userid"], moved?.["User.username"]], ["1000", "alice"]);
    await slapd.kill();
    try {
      const refused = await setResolver({ previous_name: "corp", UIDTYPE: "DN" });
      assert.equal(refused.json.result.status, false);
    } finally {
      await slapd.restart();
    }
    assert.equal((await row(serial))?.["User.userid"], "1000");
    const { BINDPW: _, ...kept } = ldapParameters(slapd);
    const renaming = { type: "ldapresolver", name: "staff", previous_name: "corp", ...kept, UIDTYPE: "DN" };
    assert.equal((await company.admin.post("/system/setResolver", renaming)).value, true);
    assert.match(String((await row(serial))?.["User.userid"]), /^uid=alice,ou=people/);
    assert.equal(await check({ user: "alice", pass: value(0) }), true);
  });
});
