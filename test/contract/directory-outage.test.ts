// A directory that is down or deaf, over HTTP: nobody is let in for it, nothing is given or taken, and the trail says why.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import {
  type LdapCompany,
  rememberPeople,
  setCorp,
  spec,
  startLdapCompany,
  tokensOf,
} from "../support/ldap/company.ts";
import { slapdMissing } from "../support/ldap/slapd.ts";
import { type Company, passwordOf } from "../support/organisation.ts";

const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);
const secret = "k7m2-p9xq-r4tw";
type Fields = Readonly<Record<string, string>>;

describe("when the only directory of a realm is silent", { skip: slapdMissing() ?? false }, () => {
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
  const setConfig = (fields: Fields) => company.admin.post("/system/setConfig", fields);

  interface Generous {
    readonly config?: Fields;
    readonly policies?: readonly (readonly [scope: string, action: string])[];
    /** Who is let in by it when the directory answers. */
    readonly lets?: Fields;
  }
  const bob = { user: "bob", pass: "anything" };
  const withPassword = { user: "bob", pass: passwordOf("bob") };
  const generosity: Readonly<Record<string, Generous>> = {
    PassOnUserNotFound: { config: { PassOnUserNotFound: "True" }, lets: { user: "nobody", pass: "x" } },
    PassOnUserNoToken: { config: { PassOnUserNoToken: "True" }, lets: bob },
    passthru: { policies: [["authentication", "passthru"]], lets: withPassword },
    passOnNoToken: { policies: [["authentication", "passOnNoToken"]], lets: bob },
    authorize: {
      config: { PassOnUserNoToken: "True" },
      policies: [["authorization", "authorize"]],
      lets: bob,
    },
    forward_server: { policies: [["authentication", "forward_server=radius://127.0.0.1:1?secret=x"]] },
    autoassignment: {
      policies: [["enrollment", "autoassignment"]],
      lets: { user: "bob", pass: `${passwordOf("bob")}${value(0)}` },
    },
    autoassignment_without_password: {
      policies: [["enrollment", "autoassignment_without_password"]],
      lets: { user: "bob", pass: value(0) },
    },
    autoenrollment: { policies: [["enrollment", "autoenrollment=sms email"]] },
    "otppin=1": {
      policies: [
        ["authentication", "otppin=1"],
        ["enrollment", "purge_rollout_token"],
      ],
      lets: { user: "alice", pass: passwordOf("alice") },
    },
  };
  const nobodyComesIn = async () => {
    for (const user of ["bob", "nobody", "bob@corp"])
      for (const pass of [passwordOf("bob"), `${passwordOf("bob")}${value(0)}`, value(0), ""])
        assert.equal(await check({ user, pass }), false, `${user} ${pass}`);
    const [refusal] = await company.audit({ action: "validate/check" });
    assert.equal(refusal?.[11], `Failed to connect to:${spec}, `);
  };
  const livesThrough = async ({ config = {}, policies = [], lets }: Generous) => {
    await company.init({ type: "hmac", otpkey: seed, realm: "corp" });
    await company.init({ type: "spass", user: "alice" });
    await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
    for (const user of ["alice", "bob"]) await check({ user, pass: "wrong" });
    const before = await tokensOf(company);
    await setConfig(config);
    for (const [scope, action] of policies) await company.policy(scope, action);
    await corp.slapd.kill();
    try {
      if (lets !== undefined) assert.equal(await check(lets), false);
      await nobodyComesIn();
    } finally {
      await corp.slapd.restart();
    }
    assert.deepEqual(await tokensOf(company), before);
    if (lets !== undefined) assert.equal(await check(lets), true);
  };
  for (const [name, generous] of Object.entries(generosity)) {
    test(`${name} does not let anybody without a token in, nor give him one`, async () => {
      await livesThrough(generous);
    });
    test(`${name} is of no use to people without a token who are remembered, either`, async () => {
      await rememberPeople(company);
      await livesThrough(generous);
    });
  }

  test("nothing that administrators and people ask for changes a token, and each refusal names the directory", async () => {
    await company.init({ type: "hmac", otpkey: seed, user: "alice", serial: "OWN" });
    await company.init({ type: "hmac", otpkey: seed, serial: "FREE" });
    const before = await tokensOf(company);
    const needing: readonly (readonly [path: string, fields: Fields])[] = [
      ["/admin/init", { type: "hmac", otpkey: seed, user: "bob" }],
      ["/admin/assign", { user: "bob", serial: "FREE" }],
      ["/admin/assign", { user: "bob", serial: "OWN" }],
      ["/admin/remove", { user: "alice" }],
      ["/admin/disable", { user: "alice" }],
      ["/admin/set", { user: "alice", pin: "new" }],
      ["/admin/resync", { user: "alice", otp1: value(3), otp2: value(4) }],
      ["/admin/reset", { user: "alice" }],
      ["/admin/losttoken", { serial: "OWN" }],
      ["/admin/copyTokenUser", { from: "OWN", to: "FREE" }],
      ["/admin/show", { user: "/:no user info:/" }],
      ["/admin/show", { user: "alice" }],
      ["/admin/userlist", { realm: "corp", username: "*" }],
      ["/validate/check", { user: "alice", pass: value(0) }],
      ["/validate/simplecheck", { user: "alice", pass: value(0) }],
      ["/validate/samlcheck", { user: "alice", pass: value(0) }],
      ["/validate/check_s", { serial: "OWN", pass: value(0) }],
      ["/userservice/login", { login: "alice", password: passwordOf("alice") }],
      ["/userservice/auth", { login: "alice", password: "GEZDG:GEZDG" }],
    ];
    await corp.slapd.kill();
    try {
      for (const [path, fields] of needing) {
        const answer = await company.admin.post(path, fields);
        const refused = /"status": ?false|"value": ?false|"auth": ?false|:-\(/.test(answer.text);
        assert.equal(refused, true, `${path} ${answer.text}`);
        const [entry] = await company.audit({ action: path.slice(1) });
        assert.equal(entry?.[11], `Failed to connect to:${spec}, `, path);
      }
      assert.deepEqual(await tokensOf(company), before);
      const [listed] = await company.show({ serial: "OWN" });
      assert.equal(listed?.["User.username"], "/:no user info:/");
      assert.notEqual(listed?.["LinOtp.Userid"], "");
    } finally {
      await corp.slapd.restart();
    }
    assert.deepEqual(await tokensOf(company), before);
    assert.equal(await check({ user: "alice", pass: value(0) }), true);
  });

  test("logins while it is frozen and woken again are all answered, and only right ones with yes", async () => {
    await setCorp(company, corp.slapd, { previous_name: "corp", TIMEOUT: "2" });
    await company.policy("authentication", "otppin=1");
    await company.init({ type: "spass", user: "alice" });
    const before = await tokensOf(company);
    let [isLoaded, accepted, refused] = [true, 0, 0];
    const load = async () => {
      while (isLoaded) {
        if (await check({ user: "alice", pass: passwordOf("alice") })) accepted++;
        else refused++;
        assert.equal(await check({ user: "nobody", pass: passwordOf("alice") }), false);
      }
    };
    const loads = Promise.all(Array.from({ length: 6 }, load));
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((later) => setTimeout(later, 5));
    };
    for (let round = 0; round < 2; round++) {
      const so = accepted;
      await until(() => accepted > so + 5);
      await corp.slapd.freeze();
      const far = refused;
      await until(() => refused > far + 5);
      corp.slapd.thaw();
    }
    const so = accepted;
    await until(() => accepted > so + 5);
    isLoaded = false;
    await loads;
    assert.deepEqual(await tokensOf(company), before);
    assert.equal(
      JSON.stringify(await (await fetch(`${corp.wire.address}/healthcheck/status`)).json()).includes(
        "unavailable",
      ),
      false,
    );
  });

  test("where one of two directories is silent, people of the other are not taken for people of nobody", async () => {
    const people = "useridresolver.PasswdIdResolver.IdResolver.people";
    await company.admin.post("/system/setRealm", { realm: "corp", resolvers: `${spec},${people}` });
    await setConfig({ PassOnUserNotFound: "True", PassOnUserNoToken: "True" });
    for (const realm of ["corp", "example"])
      await company.init({ type: "spass", user: "dave", realm, pin: "1234" });
    assert.equal(await check({ user: "dave", pass: "1234" }), true);
    await corp.slapd.kill();
    try {
      for (const user of ["dave", "bob", "nobody"])
        assert.equal(await check({ user, pass: "1234" }), false, user);
      assert.equal(await check({ user: "dave", realm: "example", pass: "1234" }), true);
    } finally {
      await corp.slapd.restart();
    }
    assert.equal(await check({ user: "dave", pass: "1234" }), true);
  });
});
