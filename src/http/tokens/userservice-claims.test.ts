// Tokens that people find, take, give back and have set up for an app, over HTTP.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { Client, FieldValues } from "../../../test/support/client.ts";
import { type Company, found, passwordOf } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";
import { hotp } from "../../core/otp/hotp.ts";
import { userPinPlace } from "../../core/vault.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
let alice: Client;

const rights = "assign, unassign, getserial, setMOTPPIN, delete, history";
const key = "3132333435363738393031323334353637383930";
const otpOf = (counter: number): string =>
  hotp({ seed: Buffer.from(key, "hex"), hash: "sha1", digits: 6 }, counter);

beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  alice = await entered("alice");
});

async function entered(login: string): Promise<Client> {
  const client = company.visitor();
  await client.post("/userservice/login", { login, password: passwordOf(login) });
  return client;
}

async function ask(path: string, fields: FieldValues = {}, client = alice) {
  return await client.post(`/userservice/${path}`, { ...fields, session: client.session });
}

/** The value, or the number of the error, or its sentence where it has no number. */
async function said(path: string, fields: FieldValues = {}, client = alice): Promise<unknown> {
  const { json, value } = await ask(path, fields, client);
  const { error, status } = json.result;
  return status ? value : error?.code === -311 ? error.message : error?.code;
}

async function ownerOf(serial: string): Promise<unknown> {
  return (await company.show({ serial }))[0]?.["User.username"];
}

async function newest(action: string): Promise<readonly unknown[]> {
  return (await company.audit({ action }))[0] ?? [];
}

test("every act asks for its right", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "FREE" });
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice" });
  const cases: readonly (readonly [string, FieldValues])[] = [
    ["assign", { serial: "FREE" }],
    ["unassign", { serial: "OWN" }],
    ["setmpin", { serial: "OWN", pin: "1" }],
    ["getSerialByOtp", { otp: otpOf(0) }],
    ["webprovision", { type: "googleauthenticator" }],
    ["webprovision", { type: "googleauthenticator_time" }],
    ["webprovision", { type: "oathtoken" }],
    ["webprovision", { type: "ocra2" }],
  ];
  for (const [path, fields] of cases) assert.equal(await said(path, fields), 410, path);
  const { json } = await ask("getSerialByOtp", { otp: otpOf(0) });
  assert.match(json.result.error?.message ?? "", /do not allow you to request a serial by OTP!$/);
  assert.deepEqual([await ownerOf("FREE"), await ownerOf("OWN")], ["", "alice"]);
});

test("without a session nothing is told", async () => {
  const stranger = company.visitor();
  for (const path of ["assign", "unassign", "setmpin", "getSerialByOtp", "webprovision", "userinfo"]) {
    assert.equal((await stranger.post(`/userservice/${path}`, { serial: "X" })).status, 401, path);
    const forged = await alice.post(`/userservice/${path}`, { serial: "X", session: "0".repeat(64) });
    assert.equal(forged.status, 401, path);
  }
});

test("missing and malformed parameters are refused", async () => {
  await company.policy("selfservice", `${rights}, webprovisionGOOGLE`);
  for (const path of ["assign", "unassign", "setmpin", "getSerialByOtp", "webprovision"]) {
    assert.equal(await said(path), 905, path);
  }
  assert.equal(await said("setmpin", { serial: "X" }), 905);
  assert.equal(await said("setmpin", { serial: "X", pin: "1".repeat(129) }), 905);
  assert.equal(await said("webprovision", { type: "nosuch" }), 905);
  assert.equal(await said("assign", { serial: "X", description: "d".repeat(81) }), 905);
  for (const path of ["assign", "unassign"]) assert.equal(await said(path, { serial: "NOSUCH" }), 1102, path);
  assert.equal(await said("setmpin", { serial: "NOSUCH", pin: "1" }), 1102);
});

test("a token that nobody has is taken, described, given a PIN, and given back", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "hmac", otpkey: key, serial: "FREE", description: "old" });
  const order = { serial: "FREE", pin: "mypin", description: "mine now" };
  assert.deepEqual(await said("assign", order), { "assign token": true });
  const [row] = await company.show({ serial: "FREE" });
  assert.deepEqual(
    [row?.["User.username"], row?.["LinOtp.TokenDesc"], row?.["LinOtp.RealmNames"]],
    ["alice", "mine now", ["example"]],
  );
  const entry = await newest("userservice/assign");
  assert.deepEqual(
    [entry[5], entry[6], entry[7], entry[8], entry[9], entry[11]],
    ["1", "FREE", "HMAC", "alice", "example", "tokennum = 1"],
  );
  const login = { user: "alice", pass: `mypin${otpOf(0)}` };
  assert.equal((await company.anybody.post("/validate/check", login)).value, true);
  assert.deepEqual(await said("unassign", { serial: "FREE" }), { "unassign token": true });
  assert.equal(await ownerOf("FREE"), "");
  assert.deepEqual(await said("unassign", { serial: "FREE" }), {}, "no longer his");
  const back = (await company.audit({ action: "userservice/unassign" })).at(-1) ?? [];
  assert.deepEqual([back[5], back[6], back[8]], ["1", "FREE", "alice"]);
});

test("without a PIN in the request the token keeps its own", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "hmac", otpkey: key, serial: "FREE", pin: "letter" });
  assert.deepEqual(await said("assign", { serial: "FREE", pin: "" }), { "assign token": true });
  const login = { user: "alice", pass: `letter${otpOf(0)}` };
  assert.equal((await company.anybody.post("/validate/check", login)).value, true);
});

test("a PIN that the policies forbid leaves the token where it is", async () => {
  await company.policy("selfservice", `${rights}, otp_pin_minlength=4`);
  await company.init({ type: "hmac", otpkey: key, serial: "FREE" });
  assert.match(String(await said("assign", { serial: "FREE", pin: "1" })), /too short/);
  assert.equal(await ownerOf("FREE"), "");
});

test("a token of somebody else, or of another realm, is not for the taking", async () => {
  await company.policy("selfservice", rights);
  const resolvers = "useridresolver.PasswdIdResolver.IdResolver.people";
  await company.admin.post("/system/setRealm", { realm: "second", resolvers });
  await company.init({ type: "hmac", otpkey: key, serial: "BOBS", user: "bob" });
  await company.init({ type: "hmac", otpkey: key, serial: "FAR", realm: "second" });
  await company.init({ type: "hmac", otpkey: key, serial: "NEAR", realm: "example" });
  const taken = "The token is already assigned to another user.";
  assert.equal(await said("assign", { serial: "BOBS" }), taken);
  assert.equal(
    await said("assign", { serial: "FAR" }),
    "The token you want to assign is not contained in your realm!",
  );
  assert.deepEqual(await said("unassign", { serial: "BOBS" }), {});
  assert.deepEqual(await said("setmpin", { serial: "BOBS", pin: "1" }), {});
  assert.deepEqual(await said("assign", { serial: "NEAR" }), { "assign token": true });
  assert.equal(await said("assign", { serial: "NEAR" }), taken);
  assert.deepEqual([await ownerOf("BOBS"), await ownerOf("FAR")], ["bob", ""]);
  assert.equal((await wire.world.store.token("BOBS"))?.userPin, undefined);
  const entry = (await company.audit({ action: "userservice/assign", success: "0" }))[0] ?? [];
  assert.deepEqual([entry[8], entry[12]], ["alice", taken]);
});

test("rollout tokens cannot be taken, found, given back or changed", async () => {
  await company.policy("selfservice", `${rights}, max_count_hotp=5`);
  await company.admin.post("/system/setConfig", { "linotpGetotp.active": "True" });
  const rollout = { type: "hmac", otpkey: key, rollout: "1" };
  await company.init({ ...rollout, serial: "LOOSE", realm: "example" });
  await company.init({ ...rollout, serial: "MINE", user: "alice" });
  assert.equal(await said("assign", { serial: "LOOSE" }), 1102);
  assert.equal(await said("assign", { serial: "MINE" }), "The token is already assigned to another user.");
  assert.deepEqual(await said("getSerialByOtp", { otp: otpOf(0) }), { serial: "" });
  assert.deepEqual(await said("unassign", { serial: "MINE" }), {});
  assert.deepEqual(await said("setmpin", { serial: "MINE", pin: "1" }), {});
  assert.equal(await said("getmultiotp", { serial: "MINE", count: "1" }), 1104);
  assert.deepEqual([await ownerOf("LOOSE"), await ownerOf("MINE")], ["", "alice"]);
  assert.equal((await company.show({ serial: "LOOSE" }))[0]?.["LinOtp.Count"], 0);
});

test("limits hold for tokens that are taken", async () => {
  await company.policy("selfservice", rights);
  await company.policy("enrollment", "maxtoken=1");
  await company.init({ type: "hmac", otpkey: key, serial: "ONE" });
  await company.init({ type: "hmac", otpkey: key, serial: "TWO" });
  assert.deepEqual(await said("assign", { serial: "ONE" }), { "assign token": true });
  assert.equal(await said("assign", { serial: "TWO" }), 411);
  await company.policy("enrollment", "tokencount=1", { realm: "example" });
  assert.equal(await said("assign", { serial: "TWO" }, await entered("bob")), 410);
  assert.equal(await ownerOf("TWO"), "");
});

test("of four who want a token at once one gets it", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "hmac", otpkey: key, serial: "FREE" });
  const people = [alice, await entered("bob"), await entered("carol"), await entered("dave")];
  const answers = await Promise.all(people.map((person) => said("assign", { serial: "FREE" }, person)));
  assert.equal(answers.filter((answer) => typeof answer === "object").length, 1);
  const winner = ["alice", "bob", "carol", "dave"][answers.findIndex((answer) => typeof answer === "object")];
  assert.equal(await ownerOf("FREE"), winner);
});

test("of six tokens that one person takes at once no more than his limit become his", async () => {
  await company.policy("selfservice", rights);
  await company.policy("enrollment", "maxtoken=2");
  const serials = ["A", "B", "C", "D", "E", "F"];
  for (const serial of serials) await company.init({ type: "hmac", otpkey: key, serial });
  const answers = await Promise.all(serials.map((serial) => said("assign", { serial })));
  assert.equal(answers.filter((answer) => typeof answer === "object").length, 2);
  assert.equal((await company.show({ user: "alice" })).length, 2);
});

test("an OTP finds a token of one's realm that nobody has, and is spent by that", async () => {
  await company.policy("selfservice", rights);
  const find = (fields: FieldValues = {}) => said("getSerialByOtp", { otp: otpOf(0), ...fields });
  await company.init({ type: "hmac", otpkey: key, serial: "HOMELESS" });
  assert.deepEqual(await find(), { serial: "" }, "it is in no realm");
  await company.admin.post("/admin/tokenrealm", { serial: "HOMELESS", realms: "example" });
  assert.deepEqual(await find({ type: "totp" }), { serial: "" });
  assert.deepEqual(await find({ type: "hmac" }), { serial: "HOMELESS" });
  assert.deepEqual(await find(), { serial: "" });
  await company.init({ type: "hmac", otpkey: key, serial: "BOBS", user: "bob" });
  assert.deepEqual(await find(), { serial: "" }, "somebody else's");
  const entries = await company.audit({ action: "userservice/getSerialByOtp", serial: "HOMELESS" });
  assert.deepEqual([entries[0]?.[5], entries[0]?.[8]], ["1", "alice"]);
});

test("the second PIN is kept sealed, for whatever type", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice" });
  assert.deepEqual(await said("setmpin", { serial: "OWN", pin: "1234" }), { "set userpin": 1 });
  const kept = (await wire.world.store.token("OWN"))?.userPin ?? Buffer.from("");
  assert.ok(!Buffer.from(kept).includes("1234"));
  const opened = wire.world.vault.open(kept, userPinPlace("OWN"));
  assert.equal(Buffer.from(opened).toString(), "1234");
  const entry = await newest("userservice/setmpin");
  assert.deepEqual([entry[5], entry[6], entry[8]], ["1", "OWN", "alice"]);
  assert.ok(!JSON.stringify(entry).includes("1234"));
});

test("apps are given an address that holds the seed", async () => {
  await company.policy("selfservice", "webprovisionGOOGLE, webprovisionGOOGLEtime, webprovisionOATH");
  await company.policy("selfservice", "hmac_otplen=8, totp_hashlib=2, totp_timestep=60");
  const make = async (fields: FieldValues) =>
    (await said("webprovision", fields)) as {
      init: boolean;
      setpin: boolean;
      oathtoken: Record<string, unknown>;
    };
  const oath = await make({ type: "oathtoken", description: "my app" });
  const { url, img, key: oathKey, name, serial, ...fixed } = oath.oathtoken;
  assert.deepEqual([oath.init, oath.setpin], [true, false]);
  assert.match(String(oathKey), /^[0-9a-f]{40}$/);
  assert.match(String(serial), /^LSAO/);
  assert.equal(url, `oathtoken:///addToken?name=${String(serial)}&lockdown=true&key=${String(oathKey)}`);
  assert.match(String(img), /^<img /);
  assert.deepEqual([name, fixed], [serial, { timeBased: false, counter: 0, numDigits: 6, lockdown: true }]);

  const google = (await make({ type: "googleauthenticator" })).oathtoken;
  assert.match(
    String(google["url"]),
    /^otpauth:\/\/hotp\/LinOTP:alice\?secret=[A-Z2-7]{52}&counter=0&issuer=LinOTP$/,
  );
  assert.match(String(google["key"]), /^[0-9a-f]{64}$/);
  assert.match(String(google["serial"]), /^LSGO/);
  assert.deepEqual([google["label"], google["counter"], google["digits"]], ["LinOTP:alice", 0, 6]);

  const timed = (await make({ type: "googleauthenticator_time", prefix: "MY", serial: "" })).oathtoken;
  assert.match(String(timed["url"]), /^otpauth:\/\/totp\/LinOTP:alice\?secret=[A-Z2-7]{52}&issuer=LinOTP$/);
  assert.match(String(timed["serial"]), /^MY/);
  const rows = await company.show({ user: "alice", sortby: "TokenId" });
  assert.deepEqual(
    rows.map((row) => [row["LinOtp.TokenType"], row["LinOtp.OtpLen"], row["LinOtp.TokenDesc"]]),
    [
      ["HMAC", 6, "my app"],
      ["HMAC", 6, ""],
      ["TOTP", 6, ""],
    ],
  );
  const seed = Buffer.from(String(oathKey), "hex");
  const otp = hotp({ seed, hash: "sha1", digits: 6 }, 0);
  assert.equal((await company.anybody.post("/validate/check", { user: "alice", pass: otp })).value, true);
  const entry = await newest("userservice/webprovision");
  assert.deepEqual([entry[5], entry[8]], ["1", "alice"]);
});

test("one app's right is not another's, and nobody else's token is set up anew", async () => {
  await company.policy("selfservice", "webprovisionGOOGLE, enrollOCRA2");
  await company.init({ type: "hmac", otpkey: key, serial: "BOBS", user: "bob" });
  await company.init({ type: "hmac", otpkey: key, serial: "ROLL", user: "alice", rollout: "1" });
  assert.equal(await said("webprovision", { type: "oathtoken" }), 410);
  assert.equal(await said("webprovision", { type: "googleauthenticator_time" }), 410);
  assert.match(String(await said("webprovision", { type: "ocra2" })), /valid types are/);
  for (const serial of ["BOBS", "ROLL"]) {
    assert.equal(await said("webprovision", { type: "googleauthenticator", serial }), 10, serial);
  }
  await company.policy("enrollment", "maxtokenHMAC=0");
  assert.equal(await said("webprovision", { type: "googleauthenticator" }), 412);
});

test("what the directory knows of oneself is told, without the password", async () => {
  const { json, text } = await ask("userinfo");
  assert.equal(json.id, 0);
  const { username, userid, realm, resolver, email } = json.result.value as Record<string, string>;
  assert.deepEqual([username, userid, realm, email], ["alice", "1000", "example", "alice@example.com"]);
  assert.match(String(resolver), /\/passwd$/);
  assert.ok(!text.includes("$1$") && !text.includes("cryptpass"));
  assert.deepEqual(await company.audit({ action: "userservice/userinfo" }), []);
});

test("who he is can be asked while he is still logging in", async () => {
  await company.policy("selfservice", "mfa_login");
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice" });
  const waiting = await entered("alice");
  assert.equal((await ask("userinfo", {}, waiting)).value.username, "alice");
  assert.equal((await ask("assign", { serial: "X" }, waiting)).status, 401);
});
