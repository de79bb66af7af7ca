// Flaws that other products had, each as a test of ours: replays, lockouts, skipped steps, outages, spellings.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { Client, type FieldValues } from "../support/client.ts";
import { type Company, enterPortal, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
const folder = mkdtempSync(join(tmpdir(), "latchkey-flaws-"));
before(async () => {
  wire = await startWire();
});
after(async () => {
  await wire.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  await company.policy("selfservice", "mfa_login, enrollHMAC, enrollTOTP, verify, resync, delete, disable");
});

const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);
const noon = Date.UTC(2030, 0, 1, 12);
const at = (ms: number) => ({ now: new Date(noon + ms).toISOString() });
const step = (ms: number) => Math.floor((noon + ms) / 30_000);

const check = async (fields: FieldValues, sending = {}) =>
  (await company.anybody.post("/validate/check", fields, sending)).value as boolean;

async function row(serial: string): Promise<Record<string, unknown>> {
  const [found] = await company.show({ serial });
  assert.ok(found);
  return found;
}

async function isInside(visitor: Client): Promise<boolean> {
  return (await visitor.get("/userservice/context", { session: visitor.session })).status === 200;
}

/** Alice in the portal, by a static password of her own. */
async function inPortal(sending = {}): Promise<Client> {
  const { serial } = await company.init({ type: "pw", otpkey: "her own", user: "alice", serial: "PW" });
  const alice = new Client(wire.address, sending);
  assert.equal(await enterPortal(alice, "alice", { serial, otp: "her own" }), true);
  return alice;
}

for (const type of ["hmac", "totp"] as const) {
  test(`${type}: a value that was used at one door is good at no other, nor for a resync`, async () => {
    await company.admin.post("/system/setConfig", { AutoResync: "True" });
    const alice = await inPortal(at(0));
    const { session } = alice;
    const { serial } = await company.init({ type, otpkey: seed, user: "alice" });
    const now = at(0);
    const code = (offset: number) => value((type === "totp" ? step(0) : 0) + offset);
    const verify = async (otp: string) =>
      (await alice.post("/userservice/verify", { serial, otp, session }, now)).value;
    const login = async (otp: string) => {
      const visitor = company.visitor();
      await visitor.post("/userservice/login", { login: "alice", password: passwordOf("alice") }, now);
      return (await visitor.post("/userservice/login", { serial, otp, session: visitor.session }, now)).value;
    };
    const resync = async (otp1: string, otp2: string) =>
      (await alice.post("/userservice/resync", { serial, otp1, otp2, session }, now)).value["resync Token"];
    const everywhere = async (otp: string) => {
      assert.equal(await check({ user: "alice", pass: otp }, now), false);
      assert.equal(
        (await company.anybody.post("/validate/check_s", { serial, pass: otp }, now)).value,
        false,
      );
      assert.equal(await verify(otp), false);
      assert.equal(await login(otp), false);
      await company.admin.post("/admin/reset", { serial });
    };
    assert.equal(await verify(code(0)), true);
    await everywhere(code(0));
    assert.equal(await check({ user: "alice", pass: code(1) }, now), true);
    await everywhere(code(1));
    assert.equal(await resync(code(0), code(1)), false);
    assert.equal(await resync(code(1), code(2)), false);
    assert.equal(await resync(code(2), code(3)), true);
    for (const used of [2, 3]) await everywhere(code(used));
    assert.equal(await login(code(4)), true);
    await everywhere(code(4));
  });
}

test("guesses at every door count together, and a locked token opens none of them", async () => {
  await company.policy("authentication", "challenge_response=hmac");
  const alice = await inPortal();
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
  await company.admin.post("/admin/set", { serial, maxfailcount: 5 });
  const { session } = alice;
  const asked = await company.anybody.post("/validate/check", { serial, pass: "" });
  const { transactionid } = asked.json.detail;
  const visitor = company.visitor();
  await visitor.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  const doors = [
    (pass: string) => company.anybody.post("/validate/check", { user: "alice", serial, pass }),
    (pass: string) => company.anybody.post("/validate/check_s", { serial, pass }),
    (pass: string) => company.anybody.post("/validate/check_t", { transactionid, pass }),
    (otp: string) => alice.post("/userservice/verify", { serial, otp, session }),
    (otp: string) => visitor.post("/userservice/login", { serial, otp, session: visitor.session }),
  ];
  for (const [count, door] of doors.entries()) {
    await door(["000000", "111111", "222222", "333333", "444444"][count] ?? "");
    assert.equal((await row(serial))["LinOtp.FailCount"], count + 1, `door ${count}`);
  }
  for (const [count, door] of doors.entries()) {
    const answer = await door(value(0));
    assert.notEqual(answer.value?.value ?? answer.value, true, `door ${count}`);
  }
  assert.equal((await row(serial))["LinOtp.Count"], 0);
});

test("other spellings of a name, a realm or an OTP are no new tries", async () => {
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
  const spellings: FieldValues[] = [
    { user: "alice" },
    { user: "alice@example" },
    { user: "alice@EXAMPLE" },
    { user: "example\\alice" },
    { user: "alice", realm: "Example" },
    { user: " alice " },
    { user: "alice", realm: "example", resConf: "people" },
  ];
  for (const [count, who] of spellings.entries()) {
    assert.equal(await check({ ...who, pass: "000000" }), false);
    assert.equal((await row(serial))["LinOtp.FailCount"], count + 1, JSON.stringify(who));
  }
  const otp = value(0);
  const fullWidth = [...otp].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join("");
  assert.equal(await check({ user: "alice", pass: otp }), true);
  for (const variant of [` ${otp}`, `${otp} `, `${otp}\n`, `+${otp}`, fullWidth, `${otp}\u200b`]) {
    assert.equal(await check({ user: "alice", pass: variant }), false, JSON.stringify(variant));
  }
});

test("an expired token is refused without a step of its counter, a disabled one without anything", async () => {
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
  await company.admin.post("/admin/set", { serial, validityPeriodEnd: "01/01/30 11:00" });
  assert.equal(await check({ user: "alice", pass: value(0) }, at(86_400_000)), false);
  assert.equal((await row(serial))["LinOtp.Count"], 0);
  await company.admin.post("/admin/set", { serial, validityPeriodEnd: "01/01/40 11:00" });
  await company.admin.post("/admin/reset", { serial });
  await company.admin.post("/admin/disable", { serial });
  assert.equal(await check({ user: "alice", pass: value(0) }, at(86_400_000)), false);
  assert.equal((await row(serial))["LinOtp.FailCount"], 0);
  await company.admin.post("/admin/enable", { serial });
  assert.equal(await check({ user: "alice", pass: value(0) }, at(86_400_000)), true);
});

test("a question dies with its time, its token, and its owner", async () => {
  await company.policy("authentication", "challenge_response=hmac");
  const ends: readonly (readonly [string, FieldValues])[] = [
    ["/admin/disable", { serial: "H" }],
    ["/admin/unassign", { serial: "H" }],
    ["/admin/assign", { serial: "H", user: "bob" }],
    ["/admin/remove", { serial: "H" }],
    ["/admin/init", { serial: "H", type: "hmac", otpkey: "aa".repeat(20), user: "alice", pin: "1234" }],
  ];
  for (const [path, fields] of ends) {
    await company.admin.post("/admin/remove", { serial: "H" });
    await company.init({ type: "hmac", otpkey: seed, user: "alice", pin: "1234", serial: "H" });
    const asked = await company.anybody.post("/validate/check", { user: "alice", pass: "1234" }, at(0));
    const { transactionid } = asked.json.detail;
    const done = await company.admin.post(path, fields);
    assert.equal(done.json.result.status, true, done.text);
    assert.equal(await check({ user: "alice", transactionid, pass: value(0) }, at(1000)), false, path);
  }
  await company.admin.post("/admin/remove", { serial: "H" });
  await company.init({ type: "hmac", otpkey: seed, user: "alice", pin: "1234", serial: "H" });
  const asked = await company.anybody.post("/validate/check", { user: "alice", pass: "1234" }, at(0));
  const { transactionid } = asked.json.detail;
  assert.equal(await check({ user: "alice", transactionid, pass: value(0) }, at(120_000)), false);
  const again = await company.anybody.post("/validate/check", { user: "alice", pass: "1234" }, at(121_000));
  const later = again.json.detail.transactionid;
  assert.equal(await check({ user: "bob", transactionid: later, pass: value(0) }, at(122_000)), false);
  assert.equal(await check({ user: "alice", transactionid: later, pass: value(0) }, at(240_999)), true);
});

test("no step of the portal's login can be skipped, repeated, forged, or answered with nothing", async () => {
  const hers = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
  const his = await company.init({ type: "pw", otpkey: "his secret", user: "bob" });
  const outsider = company.visitor();
  const attempts: FieldValues[] = [
    {},
    { otp: value(0) },
    { login: "alice", otp: value(0) },
    { login: "alice", password: "", otp: value(0) },
    { login: "alice", password: value(0) },
    { serial: hers.serial, otp: value(0), session: "" },
    { serial: hers.serial, otp: value(0), session: "0".repeat(64) },
  ];
  for (const fields of attempts) {
    assert.notEqual((await outsider.post("/userservice/login", fields)).value, true, JSON.stringify(fields));
    assert.equal(await isInside(outsider), false);
  }
  const alice = company.visitor();
  await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  const first = alice.session;
  const second: FieldValues[] = [
    {},
    { otp: "" },
    { serial: hers.serial, otp: "" },
    { serial: his.serial, otp: "his secret" },
    { login: "bob", serial: his.serial, otp: "his secret" },
    { user: "bob", otp: "his secret" },
    { otp: "\u00a0" },
  ];
  for (const fields of second) {
    const answer = await alice.post("/userservice/login", { ...fields, session: alice.session });
    assert.notEqual(answer.value, true, JSON.stringify(fields));
    assert.equal(await isInside(alice), false, JSON.stringify(fields));
  }
  const { session: waiting } = alice;
  const owner = company.visitor();
  owner.cookies.set("user_selfservice", first);
  const stale = await owner.post("/userservice/login", { otp: value(0), session: first });
  assert.notEqual(stale.value, true, "the session of an earlier step");
  const entered = await alice.post("/userservice/login", { otp: value(0), session: waiting });
  assert.equal(entered.value, true);
  assert.notEqual(alice.session, waiting, "a new value for a new state");
  owner.cookies.set("user_selfservice", waiting);
  assert.equal(await isInside(owner), false, "the value from before the proof");
  assert.equal(await isInside(alice), true);
  const again = await alice.post("/userservice/login", { otp: value(1), session: alice.session });
  assert.notEqual(again.value, true, "who is in does not log in");
  assert.equal(await check({ user: "alice", pass: value(1) }), true, "and the OTP is not spent");
});

test("who one is comes from the session: names in the request are ignored or refused", async () => {
  const alice = await inPortal();
  const { session } = alice;
  const bobs = await company.init({ type: "hmac", otpkey: seed, user: "bob" });
  const extra = { user: "bob", login: "bob", realm: "example", session };
  await alice.post("/userservice/enroll", { type: "hmac", genkey: 1, serial: "MINE", ...extra });
  assert.equal((await row("MINE"))["User.username"], "alice");
  for (const path of ["enable", "disable", "delete", "reset", "setpin", "resync", "setdescription"]) {
    const fields = { serial: bobs.serial, userpin: "1", description: "x", otp1: value(0), otp2: value(1) };
    const answer = await alice.post(`/userservice/${path}`, { ...fields, ...extra });
    assert.doesNotMatch(answer.text, /"value":\s*(true|1|\{"[^"]+":\s*(true|1)\})/, path);
  }
  const taken = await alice.post("/userservice/enroll", {
    type: "hmac",
    serial: bobs.serial,
    genkey: 1,
    session,
  });
  assert.equal(taken.json.result.status, false);
  const proof = await alice.post("/userservice/verify", { serial: bobs.serial, otp: value(0), session });
  assert.equal(proof.json.result.error?.message, "User is not token owner");
  assert.equal(await check({ user: "bob", pass: value(0) }), true, "his token is as it was");
});

test("no usable token is not no token: who is locked out is not let in by a fallback", async () => {
  await company.policy("authentication", "passthru", { name: "through" });
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
  const password = passwordOf("alice");
  await company.admin.post("/admin/disable", { serial });
  assert.equal(await check({ user: "alice", pass: password }), false);
  await company.admin.post("/system/delPolicy", { name: "through" });
  await company.policy("authentication", "passOnNoToken");
  assert.equal(await check({ user: "alice", pass: password }), false);
  assert.equal(await check({ user: "alice", token_type: "totp", pass: "x" }), false);
  assert.equal(await check({ user: "alice", serial: "NOBODYS", pass: "x" }), false);
});

test("who is let in without a token has none of the types that a policy asks for", async () => {
  await company.policy("authentication", "passthru");
  assert.equal(await check({ user: "alice", pass: passwordOf("alice") }), true);
  await company.policy("authorization", "tokentype=HMAC");
  assert.equal(await check({ user: "alice", pass: passwordOf("alice") }), false);
});

test("a directory that does not answer lets nobody in, and takes nothing from anybody", async () => {
  const file = join(folder, "passwd");
  const settings = wire.world.store.settings().resolvers.get("people");
  copyFileSync(settings?.parameters["fileName"] ?? "", file);
  const moved = { name: "people", previous_name: "people", type: "passwdresolver", fileName: file };
  const done = await company.admin.post("/system/setResolver", moved);
  assert.equal(done.value, true, done.text);
  await company.policy("enrollment", "purge_rollout_token");
  await company.policy("authentication", "passOnNoToken");
  await company.admin.post("/system/setConfig", { PassOnUserNotFound: "True", PassOnUserNoToken: "True" });
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
  const rollout = await company.init({ type: "pw", otpkey: "secret", rollout: 1, user: "alice" });
  renameSync(file, `${file}.gone`);
  for (const user of ["alice", "bob", "nobody"]) {
    assert.equal(await check({ user, pass: value(0) }), false, user);
    const visitor = company.visitor();
    const answer = await visitor.post("/userservice/login", { login: user, password: passwordOf(user) });
    assert.notEqual(answer.value, true);
  }
  const [refusal] = await company.audit({ action: "validate/check" });
  assert.match(String(refusal?.[12]), /people/);
  renameSync(`${file}.gone`, file);
  for (const each of [serial, rollout.serial]) assert.equal((await row(each))["User.username"], "alice");
  assert.equal(await check({ user: "alice", pass: value(0) }), true);
});

test("an address that is spelt otherwise leads nowhere, and never past the guard", async () => {
  const { port } = new URL(wire.address);
  const status = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, path }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on("error", reject).end();
    });
  const paths = [
    "//admin/show",
    "/admin//show",
    "/./admin/show",
    "/validate/../admin/show",
    "/validate/..%2fadmin/show",
    "/validate/%2e%2e/admin/show",
    "/ADMIN/show",
    "/admin/show/",
    "/admin/show;a=b",
    "/admin%2fshow",
    "/admin/sh%6fw",
    "/admin/show%00",
    "/admin/show%20",
    "/admin\\show",
    "/selfservice/../admin/show",
    "/selfservice/%2e%2e/%2e%2e/package.json",
    "/selfservice/..%2f..%2fpackage.json",
    "http://127.0.0.1/admin/show",
  ];
  for (const path of paths) assert.ok([400, 401, 404].includes(await status(path)), path);
});

test("a body that is nested without end is refused like any other that is none", async () => {
  for (const body of ["[".repeat(500_000), `{"pass":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`]) {
    const headers = { "content-type": "application/json" };
    const answer = await company.anybody.send("/validate/check", { method: "POST", body, headers });
    assert.ok(answer.status < 500);
    assert.equal(answer.value, false);
  }
});
