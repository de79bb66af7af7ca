// The how-to of the rollout token, step by step, over HTTP. docs/guides/rollout.md tells it to people.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { type Company, enterPortal, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
before(async () => {
  wire = await startWire();
});
after(async () => await wire.close());
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const secret = "k7m2-p9xq-r4tw";
const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);
const both = JSON.stringify({ path: ["userservice", "validate"] });
const isThere = async (serial: string) => (await company.show({ serial })).length === 1;

async function rights(): Promise<void> {
  await company.policy("selfservice", "mfa_login");
  await company.policy("selfservice", "enrollHMAC, enrollTOTP, delete, verify, history");
}

test("1. an IAM system creates a rollout token by GET and by POST, with the secret in the answer", async () => {
  const { admin } = company;
  const fields = { user: "alice", realm: "example", type: "PW", otpkey: secret, rollout: 1 };
  const posted = await admin.post("/admin/init", fields);
  assert.match(posted.json.detail.serial, /^KIPW/);
  const { otpkey } = posted.json.detail;
  assert.equal(otpkey.value, `seed://${secret}`);
  assert.deepEqual(Object.keys(otpkey).toSorted(), ["description", "img", "order", "value"]);
  const session = admin.cookies.get("csrf_access_token") ?? "";
  const got = await admin.get("/admin/init", { ...fields, user: "bob", session });
  assert.equal(got.value, true, got.text);
  const rows = await company.show({ user: "*" });
  assert.deepEqual(
    rows.map((row) => row["LinOtp.TokenDesc"]),
    ["rollout token", "rollout token"],
  );
});

test("2. with a scope for portal and validate, a description of its own, without a user, and of other types", async () => {
  const named = await company.init({
    type: "pw",
    otpkey: secret,
    scope: both,
    description: "for the VPN",
    user: "alice",
  });
  const [row] = await company.show({ serial: named.serial });
  assert.equal(row?.["LinOtp.TokenDesc"], "for the VPN");
  const free = await company.init({ type: "pw", otpkey: secret, rollout: 1 });
  assert.equal((await company.show({ serial: free.serial }))[0]?.["User.username"], "");
  const assigned = await company.admin.post("/admin/assign", { serial: free.serial, user: "bob" });
  assert.equal(assigned.value, true);
  const aesKey = "000102030405060708090a0b0c0d0e0f";
  const types = [
    { type: "hmac", otpkey: seed },
    { type: "totp", otpkey: seed },
    { type: "sms", phone: "+49 170 1" },
    { type: "yubikey", otpkey: aesKey, otplen: 44 },
  ];
  for (const fields of types) {
    const { serial } = await company.init({ ...fields, rollout: 1 });
    const info = JSON.parse(String((await company.show({ serial }))[0]?.["LinOtp.TokenInfo"]));
    assert.deepEqual(info.scope, { path: ["userservice"] }, fields.type);
  }
});

test("3. without a valid session nothing is created", async () => {
  const fields = { user: "alice", type: "pw", otpkey: secret, rollout: 1 };
  for (const session of ["", "COOKIE"]) {
    assert.equal((await company.anybody.get("/admin/init", { ...fields, session })).status, 401);
    assert.equal((await company.anybody.post("/admin/init", { ...fields, session })).status, 401);
  }
  const forged = await company.admin.get("/admin/init", { ...fields, session: "guessed" });
  assert.notEqual(forged.value, true);
  assert.deepEqual(await company.show({}), []);
});

test("4. admin/show tells the usage range of the token", async () => {
  const { serial } = await company.init({ type: "pw", otpkey: secret, scope: both });
  const [row] = await company.show({ serial });
  assert.deepEqual(JSON.parse(String(row?.["LinOtp.TokenInfo"])).scope, {
    path: ["userservice", "validate"],
  });
});

test("5. validity and use counts can be set, with two- and four-digit years, and they hold", async () => {
  await company.policy("authentication", "rollout_token_allow_validate");
  const { serial } = await company.init({ type: "pw", otpkey: secret, scope: both, user: "alice" });
  const set = await company.admin.post("/admin/set", {
    serial,
    countAuthSuccessMax: 2,
    countAuthMax: 5,
    validityPeriodStart: "18/12/2020 17:17",
    validityPeriodEnd: "18/12/30 17:17",
  });
  assert.equal(set.json.result.status, true, set.text);
  const at = async (now: string) =>
    (await company.anybody.post("/validate/check", { user: "alice", pass: secret }, { now })).value;
  assert.equal(await at("2020-12-18T17:16:59Z"), false);
  assert.equal(await at("2020-12-18T17:17:00Z"), true);
  assert.equal(await at("2030-12-18T17:18:00Z"), false);
  assert.equal(await at("2025-01-01T00:00:00Z"), true);
  assert.equal(await at("2025-01-01T00:00:00Z"), false);
});

test("6. the portal lets the user in with name, password and rollout secret, and not with less", async () => {
  await rights();
  const { serial } = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
  const alone = company.visitor();
  const first = await alone.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  assert.equal(first.value, false);
  assert.equal((await alone.get("/userservice/context", { session: alone.session })).status, 401);
  assert.equal(await enterPortal(company.visitor(), "alice", { serial, otp: "wrong-secret-x" }), false);
  assert.equal(await enterPortal(company.visitor(), "alice", { serial, otp: "" }), false);
  assert.equal(await enterPortal(company.visitor(), "alice", { serial, otp: secret }), true);
  const wrongPassword = await company
    .visitor()
    .post("/userservice/login", { login: "alice", password: "x", otp: secret });
  assert.equal(wrongPassword.value, false);
  assert.equal((await company.anybody.post("/validate/check", { user: "alice", pass: secret })).value, false);
  assert.equal(
    (await company.audit({ action: "validate/check" }))[0]?.[11],
    "rollout token used outside its scope",
  );
});

test("6b. /validate opens only with a scope that names it and the policy rollout_token_allow_validate", async () => {
  await company.init({ type: "pw", otpkey: secret, scope: both, user: "alice" });
  const check = async (client = "10.9.9.9") =>
    (await company.anybody.post("/validate/check", { user: "alice", pass: secret }, { client })).value;
  assert.equal(await check(), false);
  await company.policy("authentication", "rollout_token_allow_validate", { client: "10.1.0.0/16" });
  assert.equal(await check(), false);
  assert.equal(await check("10.1.2.3"), true);
});

test("7. the user does not see the rollout token, enrolls his own, may fail on the way, and proves it", async () => {
  await rights();
  const { serial } = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
  const alice = company.visitor();
  assert.equal(await enterPortal(alice, "alice", { serial, otp: secret }), true);
  const session = alice.session;
  assert.deepEqual((await alice.get("/userservice/usertokenlist", { session })).value, []);
  const abandoned = await alice.post("/userservice/enroll", { type: "hmac", session });
  assert.match(abandoned.json.detail.googleurl.value, /^otpauth:\/\/hotp\//);
  assert.equal(await enterPortal(company.visitor(), "alice", { serial, otp: secret }), true);
  const enrolled = await alice.post("/userservice/enroll", {
    type: "hmac",
    otpkey: seed,
    description: "phone",
    session,
  });
  const own = enrolled.json.detail.serial;
  assert.equal(
    (await alice.post("/userservice/verify", { serial: own, otp: "000000", session })).value,
    false,
  );
  assert.equal(await isThere(serial), true);
  assert.equal(
    (await alice.post("/userservice/verify", { serial: own, otp: value(0), session })).value,
    true,
  );
  const list = (await alice.get("/userservice/usertokenlist", { session })).value as Record<
    string,
    unknown
  >[];
  assert.ok(list.some((row) => row["LinOtp.TokenDesc"] === "phone"));
  assert.ok(!list.some((row) => row["LinOtp.TokenSerialnumber"] === serial));
});

for (const way of ["portal", "validate/check", "validate/check_s", "validate/simplecheck"] as const) {
  test(`8. the first login with the real token at ${way} purges the rollout token, and the audit says so`, async () => {
    await rights();
    await company.policy("enrollment", "purge_rollout_token");
    const rollout = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
    const own = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
    assert.equal(
      await enterPortal(company.visitor(), "alice", { serial: rollout.serial, otp: secret }),
      true,
    );
    assert.equal(await isThere(rollout.serial), true);
    if (way === "portal")
      assert.equal(
        await enterPortal(company.visitor(), "alice", { serial: own.serial, otp: value(0) }),
        true,
      );
    else
      await company.anybody.post(`/${way}`, {
        ...(way.endsWith("_s") ? { serial: own.serial } : { user: "alice" }),
        pass: value(0),
      });
    assert.equal(await isThere(rollout.serial), false);
    assert.equal(await isThere(own.serial), true);
    const infos = (await company.audit()).map((cell) => cell[12]);
    assert.ok(infos.includes(`purged rollout tokens:${rollout.serial}`), JSON.stringify(infos));
  });
}

test("8b. without the policy the rollout token stays", async () => {
  const rollout = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
  await company.init({ type: "hmac", otpkey: seed, user: "alice" });
  assert.equal(
    (await company.anybody.post("/validate/check", { user: "alice", pass: value(0) })).value,
    true,
  );
  assert.equal(await isThere(rollout.serial), true);
});

test("9. behind a VPN: two authorization policies name the VPN's clients, and nobody else gets in", async () => {
  await company.policy("authentication", "rollout_token_allow_validate");
  await company.init({ type: "pw", otpkey: secret, scope: both, user: "alice" });
  const fields = { user: "alice", pass: secret };
  const from = async (client: string) =>
    (await company.anybody.post("/validate/check", { ...fields, client }, { client: "10.0.0.5" })).value;
  assert.equal(await from("203.0.113.9"), true);
  await company.admin.post("/system/setConfig", { key: "mayOverwriteClient", value: "10.0.0.5" });
  await company.policy("authorization", "authorize, tokentype=PW", { client: "192.0.2.0/24" });
  await company.policy("authorization", "authorize, tokentype=PW", { client: "198.51.100.7" });
  assert.equal(await from("192.0.2.44"), true);
  assert.equal(await from("198.51.100.7"), true);
  assert.equal(await from("203.0.113.9"), false);
  await company.admin.post("/system/delConfig", { key: "mayOverwriteClient" });
  assert.equal(await from("192.0.2.44"), false);
});
