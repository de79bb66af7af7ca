// U2F keys over the wire: registered in two phases, then signing challenges (contract 03, u2f).

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { type U2fChoices, U2fKey } from "../support/u2f-key.ts";
import { startWire } from "../support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;

const appId = "https://login.example.com";

beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  await company.policy("enrollment", `u2f_app_id=${appId}`);
});

async function begin(fields: Readonly<Record<string, string>> = {}) {
  const wanted = { type: "u2f", phase: "registration1", user: "alice", pin: "1234", ...fields };
  return await company.admin.post("/admin/init", wanted);
}

async function enroll(key: U2fKey): Promise<string> {
  const { serial, registerrequest } = (await begin()).json.detail;
  const otpkey = JSON.stringify(key.register(registerrequest));
  const fields = { type: "u2f", phase: "registration2", serial, pin: "1234", otpkey };
  const done = await company.admin.post("/admin/init", fields);
  assert.equal(done.value, true, done.text);
  return serial;
}

async function login(key: U2fKey, choices: U2fChoices = {}, pin = ""): Promise<boolean> {
  const asked = await company.anybody.post("/validate/check", { user: "alice", pass: "1234" });
  const { transactionid, signrequest } = asked.json.detail;
  const pass = pin + JSON.stringify(key.sign(signrequest, choices));
  return (await company.anybody.post("/validate/check", { user: "alice", pass, transactionid })).value;
}

test("two phases make a key of a person", async () => {
  const begun = await begin({ description: "blue key" });
  const { serial, registerrequest } = begun.json.detail;
  assert.match(serial, /^U2F/);
  assert.deepEqual(registerrequest, { challenge: registerrequest.challenge, version: "U2F_V2", appId });
  const row = async () => (await company.show({ serial }))[0] ?? {};
  assert.equal((await row())["LinOtp.Isactive"], false);
  const key = new U2fKey(appId);
  const otpkey = JSON.stringify(key.register(registerrequest));
  const fields = { type: "u2f", phase: "registration2", serial, pin: "1234", otpkey };
  assert.equal((await company.admin.post("/admin/init", fields)).value, true);
  const after = await row();
  assert.equal(after["LinOtp.Isactive"], true);
  assert.equal(after["User.username"], "alice", "the owner of the first phase");
  assert.equal(after["LinOtp.TokenDesc"], "blue key");
  const { publicKey, ...info } = JSON.parse(String(after["LinOtp.TokenInfo"]));
  assert.deepEqual(info, { phase: "registration2", appId, keyHandle: key.keyHandle, counter: 0 });
  assert.equal(typeof publicKey, "string");
});

test("no application, no key", async () => {
  await company.admin.post("/system/delPolicy", { name: "policy_0" });
  assert.equal((await begin()).json.result.error?.message, "No appId defined.");
  assert.equal((await begin({ appid: appId })).json.result.status, true);
});

test("realms that disagree about the application enroll nobody", async () => {
  const resolvers = "useridresolver.PasswdIdResolver.IdResolver.people";
  await company.admin.post("/system/setRealm", { realm: "second", resolvers });
  await company.policy("enrollment", "u2f_app_id=https://other.example.com", { realm: "second" });
  assert.equal((await begin()).json.result.status, false);
});

test("the PIN asks, the key answers, once", async () => {
  const key = new U2fKey(appId);
  const serial = await enroll(key);
  const asked = await company.anybody.post("/validate/check", { user: "alice", pass: "1234" });
  const { transactionid, signrequest, message } = asked.json.detail;
  assert.equal(message, "U2F challenge");
  const { challenge } = signrequest;
  assert.deepEqual(signrequest, { challenge, version: "U2F_V2", keyHandle: key.keyHandle, appId });
  const pass = JSON.stringify(key.sign(signrequest));
  const answer = async () =>
    (await company.anybody.post("/validate/check_t", { transactionid, pass })).value.value;
  assert.deepEqual([await answer(), await answer()], [true, false]);
  const [row] = await company.show({ serial });
  assert.equal(row?.["LinOtp.Isactive"], true, "a replay is no copy of the key");
  assert.equal(await login(key, {}, "1234"), true, "the PIN may stand before the answer");
  assert.equal(await login(key, {}, "9999"), false, "and must be right then");
});

test("a key that counts backwards is deactivated", async () => {
  const key = new U2fKey(appId);
  const serial = await enroll(key);
  assert.equal(await login(key, { counter: 50 }), true);
  assert.equal(await login(key, { counter: 49 }), false);
  assert.equal((await company.show({ serial }))[0]?.["LinOtp.Isactive"], false);
  assert.match(JSON.stringify((await company.audit({ action: "validate/check" }))[0]), /copied/);
});

test("answers from elsewhere or of another key open nothing", async () => {
  const key = new U2fKey(appId);
  await enroll(key);
  assert.equal(await login(key, { origin: "https://login.example.com.evil.net" }), false);
  assert.equal(await login(key, { appId: "https://evil.example" }), false);
  assert.equal(await login(new U2fKey(appId), { keyHandle: key.keyHandle }), false);
  assert.equal(await login(key, { present: false }), false);
  assert.equal(await login(key), true);
});

test("people register keys of their own, and nobody finishes for somebody else", async () => {
  await company.policy("selfservice", "enrollU2F");
  const inPortal = async (login: string) => {
    const client = company.visitor();
    await client.json("/userservice/login", { login, password: passwordOf(login) });
    return client;
  };
  const alice = await inPortal("alice");
  const wanted = { type: "u2f", phase: "registration1", session: alice.session };
  const { serial, registerrequest } = (await alice.json("/userservice/enroll", wanted)).json.detail;
  const otpkey = JSON.stringify(new U2fKey(appId).register(registerrequest));
  const second = { type: "u2f", phase: "registration2", serial, otpkey };
  const bob = await inPortal("bob");
  const stolen = await bob.json("/userservice/enroll", { ...second, session: bob.session });
  assert.equal(stolen.json.result.status, false);
  const own = await alice.json("/userservice/enroll", { ...second, session: alice.session });
  assert.equal(own.value, true, own.text);
});
