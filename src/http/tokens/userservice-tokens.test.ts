// What people do with their own tokens in the portal, over HTTP.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { Client } from "../../../test/support/client.ts";
import { type Company, found, passwordOf } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
let alice: Client;

beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  alice = company.visitor();
  await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
});

const rights =
  "enrollHMAC, enrollTOTP, enrollPW, enrollSMS, setOTPPIN, delete, disable, enable, history, verify, reset, resync, setDescription";
const key = "3132333435363738393031323334353637383930";

type Fields = Readonly<Record<string, string>>;

async function portal(path: string, fields: Fields = {}) {
  return await alice.json(`/userservice/${path}`, { ...fields, session: alice.session });
}

/** The value, or the number of the error. */
async function said(path: string, fields: Fields = {}): Promise<unknown> {
  const { json, value } = await portal(path, fields);
  return json.result.status ? value : json.result.error?.code;
}

async function listed(fields: Fields = {}): Promise<readonly Record<string, unknown>[]> {
  return (await alice.get("/userservice/usertokenlist", { ...fields, session: alice.session })).value;
}

test("without policies nothing may be done, and every act asks for its right", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice" });
  for (const [path, fields] of [
    ["enroll", { type: "hmac" }],
    ["enroll", { type: "nosuch" }],
    ["enable", {}],
    ["disable", {}],
    ["delete", {}],
    ["reset", {}],
    ["setpin", { userpin: "1" }],
    ["setdescription", { description: "x" }],
    ["resync", { otp1: "1", otp2: "2" }],
    ["history", {}],
  ] as const) {
    assert.equal(await said(path, { serial: "OWN", ...fields }), 410, path);
  }
});

test("the enrollment of a phone takes nothing but a type", async () => {
  await company.policy("selfservice", `${rights}, hmac_otplen=8, hmac_hashlib=2, totp_timestep=60`);
  const hmac = await portal("enroll", { type: "hmac", description: "my phone" });
  assert.equal(hmac.value, true);
  assert.match(
    hmac.json.detail.googleurl.value,
    /^otpauth:\/\/hotp\/LinOTP:alice\?secret=\w+&digits=8&algorithm=SHA256&counter=0&issuer=LinOTP$/,
  );
  assert.match(hmac.json.detail.googleurl.img, /^<img .*src="data:image\/png;base64,/);
  assert.match(hmac.json.detail.otpkey.value, /^seed:\/\/[0-9a-f]{40}$/);
  const totp = await portal("enroll", { type: "totp" });
  assert.match(totp.json.detail.googleurl.value, /period=60/);
  const [first] = await listed();
  assert.deepEqual(
    [first?.["LinOtp.TokenDesc"], first?.["LinOtp.TokenInfo"], first?.["Enrollment"]],
    ["my phone", { hashlib: "sha256" }, { status: "completed" }],
  );
  const rows = await company.audit();
  const entry = rows.find((cells) => cells[4] === "userservice/enroll") ?? [];
  assert.deepEqual(
    [entry[5], entry[7], entry[8], entry[9], entry[11]],
    ["1", "TOTP", "alice", "example", "tokennum = 2"],
  );
});

test("scope, rollout and other people's serials are not for the taking", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "hmac", otpkey: key, serial: "BOBS", user: "bob" });
  await company.init({ type: "hmac", otpkey: key, serial: "NOBODYS" });
  await company.init({ type: "pw", otpkey: "letter", serial: "ROLL", user: "alice", rollout: "1" });
  const code = async (fields: Fields) => (await portal("enroll", fields)).json.result.error?.code;
  assert.equal(await code({ type: "hmac", scope: "{}" }), 905);
  assert.equal(await code({ type: "hmac", rollout: "0" }), 905);
  assert.equal(await code({ type: "hmac", serial: "BOBS" }), 10);
  assert.equal(await code({ type: "totp", serial: "BOBS" }), 10);
  assert.equal(await code({ type: "hmac", serial: "NOBODYS" }), 10);
  assert.equal(await code({ type: "pw", otpkey: "mine", serial: "ROLL" }), 10);
  assert.equal(await code({}), 905);
  assert.deepEqual(await listed(), []);
  const [bobs] = await company.show({ serial: "BOBS" });
  assert.equal(bobs?.["User.username"], "bob");
});

test("user and realm in the request change nothing: it is always oneself", async () => {
  await company.policy("selfservice", rights);
  assert.equal(
    await said("enroll", { type: "hmac", user: "bob", realm: "linotp_admins", serial: "X" }),
    true,
  );
  const [row] = await company.show({ serial: "X" });
  assert.deepEqual([row?.["User.username"], row?.["LinOtp.RealmNames"]], ["alice", ["example"]]);
});

test("an own token can be enrolled again", async () => {
  await company.policy("selfservice", rights);
  assert.equal(await said("enroll", { type: "hmac", otpkey: key, serial: "MINE" }), true);
  assert.equal(await said("enroll", { type: "hmac", otpkey: key, serial: "MINE", pin: "mypin" }), true);
  assert.equal(
    (await company.anybody.post("/validate/check", { user: "alice", pass: "mypin755224" })).value,
    true,
  );
});

test("rollout tokens are invisible, and nothing can be done to them", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "pw", otpkey: "letter", serial: "ROLL", user: "alice", rollout: "1" });
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice", enable: "0" });
  assert.deepEqual(
    (await listed()).map((row) => row["LinOtp.TokenSerialnumber"]),
    ["OWN"],
  );
  assert.deepEqual(await listed({ active: "false" }), []);
  for (const path of ["disable", "enable", "delete", "reset"])
    assert.deepEqual(await said(path, { serial: "ROLL" }), {}, path);
  assert.deepEqual(await said("setpin", { serial: "ROLL", userpin: "x" }), {});
  assert.equal((await company.show({ serial: "ROLL" })).length, 1);
});

test("own tokens are disabled, enabled, reset, renamed, resynchronised and deleted", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice" });
  assert.deepEqual(await said("disable", { serial: "OWN" }), { "disable token": 1 });
  assert.deepEqual(await said("enable", { serial: "OWN" }), { "enable token": 1 });
  assert.deepEqual(await said("reset", { serial: "OWN" }), { "reset Failcounter": 1 });
  assert.deepEqual(await said("setdescription", { serial: "OWN", description: "Schlüssel ✓" }), {
    "set description": 1,
  });
  assert.deepEqual(await said("resync", { serial: "OWN", otp1: "399871", otp2: "520489" }), {
    "resync Token": true,
  });
  assert.deepEqual(await said("resync", { serial: "OWN", otp1: "1", otp2: "2" }), { "resync Token": false });
  assert.deepEqual(await said("setpin", { serial: "OWN", userpin: "pin" }), { "set userpin": 1 });
  const [row] = await listed();
  assert.deepEqual([row?.["LinOtp.TokenDesc"], row?.["LinOtp.Count"]], ["Schlüssel ✓", 10]);
  assert.deepEqual(await said("delete", { serial: "OWN" }), { "delete token": 1 });
  assert.equal(await said("delete", { serial: "OWN" }), 1102);
});

test("somebody else's token is nothing to act on", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "hmac", otpkey: key, serial: "BOBS", user: "bob" });
  for (const path of ["disable", "enable", "delete", "reset"])
    assert.deepEqual(await said(path, { serial: "BOBS" }), {}, path);
  assert.deepEqual(await said("setpin", { serial: "BOBS", userpin: "x" }), {});
  assert.deepEqual(await said("resync", { serial: "BOBS", otp1: "755224", otp2: "287082" }), {});
  assert.equal(await said("setdescription", { serial: "BOBS", description: "x" }), 1104);
  assert.equal((await company.anybody.post("/validate/check", { user: "bob", pass: "755224" })).value, true);
  const rows = await company.audit();
  const entry = rows.find((cells) => cells[4] === "userservice/delete") ?? [];
  assert.deepEqual([entry[5], entry[6], entry[8]], ["0", "BOBS", "alice"]);
});

test("a PIN keeps to the policies, at the enrollment as well", async () => {
  await company.policy("selfservice", `${rights}, otp_pin_minlength=4, otp_pin_contents=cn`);
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice" });
  const message = async (path: string, fields: Fields) =>
    (await portal(path, fields)).json.result.error?.message;
  assert.match(
    (await message("setpin", { serial: "OWN", userpin: "a1" })) ?? "",
    /^Error: The provided PIN is too short/,
  );
  assert.match(
    (await message("setpin", { serial: "OWN", userpin: "aaaa" })) ?? "",
    /does not contain any digits/,
  );
  assert.match((await message("enroll", { type: "hmac", pin: "1" })) ?? "", /too short/);
  assert.deepEqual(await said("setpin", { serial: "OWN", userpin: "abc1" }), { "set userpin": 1 });
  assert.equal(await said("setpin", { serial: "OWN" }), 905);
});

test("a random PIN replaces whatever was chosen", async () => {
  await company.policy("selfservice", rights);
  await company.policy("enrollment", "otp_pin_random=8");
  assert.equal(await said("enroll", { type: "hmac", otpkey: key, serial: "R", pin: "mine" }), true);
  assert.equal(
    (await company.anybody.post("/validate/check", { user: "alice", pass: "mine755224" })).value,
    false,
  );
  assert.equal(
    (await company.anybody.post("/validate/check", { user: "alice", pass: "755224" })).value,
    false,
  );
});

test("limits hold against twenty simultaneous enrollments, and the rollout token does not count", async () => {
  await company.policy("selfservice", rights);
  await company.policy("enrollment", "maxtoken=5");
  await company.init({ type: "pw", otpkey: "letter", user: "alice", rollout: "1" });
  const answers = await Promise.all(Array.from({ length: 20 }, () => said("enroll", { type: "hmac" })));
  assert.equal(answers.filter((answer) => answer === true).length, 5);
  assert.equal(answers.filter((answer) => answer === 411).length, 15);
});

test("history is a page of one's own entries, whatever one searches for", async () => {
  await company.policy("selfservice", rights);
  await company.init({ type: "hmac", otpkey: key, serial: "OWN", user: "alice" });
  await company.init({ type: "hmac", otpkey: key, serial: "BOBS", user: "bob" });
  await portal("disable", { serial: "OWN" });
  const read = async (fields: Fields) => {
    const { text } = await alice.get("/userservice/history", { ...fields, session: alice.session });
    return JSON.parse(text) as { page: unknown; total: number; rows: { id: number; cell: string[] }[] };
  };
  const newest = await read({
    page: "1",
    rp: "1",
    sortname: "number",
    sortorder: "desc",
    query: "userservice/disable",
    qtype: "action",
  });
  assert.deepEqual([newest.page, newest.total, newest.rows.length], ["1", 1, 1]);
  const [date, ...cell] = newest.rows[0]?.cell ?? [];
  assert.match(date ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
  assert.deepEqual(cell, ["userservice/disable", "1", "OWN", "HMAC", "", "tokennum = 1", ""]);
  for (const fields of [
    {},
    { query: "%", qtype: "action" },
    { serial: "%" },
    { user: "bob", action: "%", or: "true" },
  ]) {
    const { rows } = await read(fields);
    assert.ok(rows.length > 0 && !JSON.stringify(rows).includes("BOBS"), JSON.stringify(fields));
  }
  assert.deepEqual((await read({ qtype: "user", query: "bob" })).rows, []);
});
