// LinOTP's self-service portal, unmodified: every call as it sends it, and what it reads of the answer. It reads the cookie
// with a script, speaks JSON, and takes any `status: false` for an error of the server.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { type Answer, Client, type FieldValues } from "../support/client.ts";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

const otpkey = "3132333435363738393031323334353637383930";

function otpOf(counter: number, key = otpkey): string {
  return hotp({ seed: Buffer.from(key, "hex"), digits: 6, hash: "sha1" }, counter);
}

let wire: Wire;
let company: Company;
let browser: Client;

before(async () => {
  wire = await startWire();
});
after(async () => {
  await wire.close();
});
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  browser = new Client(wire.address);
});

const rights = [
  ...["enrollHMAC", "enrollTOTP", "enrollPW", "enrollMOTP", "enrollSMS", "enrollEMAIL", "enrollYUBICO"],
  ...["delete", "setOTPPIN", "setMOTPPIN", "enable", "disable", "reset", "resync", "assign", "unassign"],
  ...["verify", "setDescription", "getserial", "history"],
];

/** As the portal's interceptor does: anything but an envelope with `status: true` is an error. */
function good(answer: Answer): Answer {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json?.result?.status, true, answer.text);
  assert.match(answer.text, /"version": "LinOTP (\d*?)\./);
  return answer;
}

const post = async (call: string, body: FieldValues = {}) =>
  good(await browser.json(`/userservice/${call}`, { ...body, session: browser.session }));
const get = async (call: string, query: FieldValues = {}) =>
  good(await browser.get(`/userservice/${call}`, { ...query, session: browser.session }));

async function enter(password = passwordOf("alice")): Promise<Answer> {
  return good(await browser.json("/userservice/login", { username: "alice", password }));
}

interface Row {
  readonly [key: string]: unknown;
}

/** A token object has all of these, or the whole list fails to show. */
function readable(row: Row): string {
  assert.equal(typeof row["LinOtp.TokenId"], "number");
  for (const key of ["TokenSerialnumber", "TokenType", "TokenDesc", "LastAuthSuccess"])
    assert.equal(typeof row[`LinOtp.${key}`], "string", key);
  assert.equal(typeof row["LinOtp.Isactive"], "boolean");
  assert.notEqual(row["LinOtp.TokenInfo"], null);
  assert.equal(typeof (row["Enrollment"] as Row)["status"], "string");
  return String(row["LinOtp.TokenSerialnumber"]);
}

test("the login page gets what it needs", async () => {
  await company.policy("selfservice", "mfa_login, footer_text=Hello");
  const { detail } = good(await browser.get("/userservice/pre_context")).json;
  const [, major] = /LinOTP (\d*?)\./.exec(detail.version) ?? [];
  assert.ok(Number(major) >= 3);
  assert.equal(typeof detail.copyright, "string");
  assert.equal(detail.realms.example.realmname, "example");
  assert.deepEqual(
    [detail.settings.realm_box, detail.settings.default_realm, detail.settings.mfa_login],
    [false, "example", true],
  );
  assert.deepEqual(
    [detail.settings.mfa_3_fields, detail.settings.footer_text, detail.settings.imprint_url],
    [false, "Hello", null],
  );
});

test("a password lets in, or not, without a detail", async () => {
  const refused = await enter("wrong");
  assert.deepEqual([refused.value, refused.json.detail, browser.session], [false, undefined, ""]);
  const entered = await enter();
  assert.deepEqual([entered.value, entered.json.detail], [true, undefined]);
  assert.match(browser.session, /^[0-9a-f]{64}$/);
  const cookie = await fetch(`${wire.address}/userservice/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "alice", password: passwordOf("alice") }),
  });
  const [line = ""] = cookie.headers.getSetCookie();
  assert.match(line, /Path=\/(;|$)/);
  assert.doesNotMatch(line, /HttpOnly/i);
});

test("a second factor is asked for, chosen and shown", async () => {
  await company.policy("selfservice", "mfa_login");
  await company.init({ type: "hmac", serial: "H1", user: "alice", pin: "pin", otpkey });
  await company.init({ type: "pw", serial: "LETTER", user: "alice", otpkey: "letter", rollout: "1" });
  const first = await enter();
  assert.equal(first.value, false);
  assert.deepEqual(first.json.detail.tokenList.map(readable), ["H1", "LETTER"]);
  const opened = browser.session;
  const second = await post("login", { serial: "H1" });
  const { replyMode, transactionId, message } = second.json.detail;
  assert.deepEqual([replyMode, typeof transactionId, typeof message], [["offline"], "string", "string"]);
  assert.notEqual(browser.session, opened);
  const poll = await get("login", { transactionid: transactionId });
  assert.deepEqual([poll.json.detail.status, poll.json.detail.valid_tan], ["open", false]);
  const wrong = await post("login", { otp: "000000" });
  assert.deepEqual([wrong.value, wrong.json.detail], [false, undefined]);
  const third = await post("login", { otp: otpOf(0) });
  assert.deepEqual([third.value, third.json.detail], [true, undefined]);
  assert.deepEqual((await get("usertokenlist")).value.map(readable), ["H1"]);
});

test("nobody without a second factor gets a list that is empty", async () => {
  await company.policy("selfservice", "mfa_login");
  assert.deepEqual((await enter()).json.detail.tokenList, []);
});

test("inside, context tells who it is and what he may do", async () => {
  await company.policy("selfservice", `${rights.join(",")}, otp_pin_minlength=4, edit_sms=0`);
  await company.policy("enrollment", "maxtoken=20, maxtokenHMAC=2");
  await enter();
  const { detail } = (await get("context")).json;
  assert.deepEqual([...detail.actions].toSorted(), rights.toSorted());
  const { username, realm, givenname, surname, email, mobile } = detail.user;
  assert.deepEqual([username, realm, email], ["alice", "example", "alice@example.com"]);
  for (const word of [givenname, surname, mobile]) assert.equal(typeof word, "string");
  const { token_limits, last_access, edit_sms, otp_pin_minlength } = detail.settings;
  assert.deepEqual(token_limits, { all_token: 20, token_types: [{ token_type: "hmac", max_token: 2 }] });
  assert.deepEqual([last_access, edit_sms, otp_pin_minlength], [false, 0, 4]);
  const info = (await get("userinfo")).value;
  assert.deepEqual([info.username, info.realm], ["alice", "example"]);
});

test("every type that the portal offers is enrolled as it sends it", async () => {
  await company.policy("selfservice", rights.join(","));
  await enter();
  const common = { description: "mine", pin: "" };
  const sent: readonly FieldValues[] = [
    { type: "hmac", ...common },
    { type: "totp", ...common },
    { type: "pw", otpkey: "password", ...common },
    { type: "motp", otpkey: "1234567890abcdef", otppin: "1234", ...common },
    { type: "sms", phone: "+49 170 1", ...common },
    { type: "email", email_address: "alice@example.com", ...common },
    { type: "yubico", "yubico.tokenid": "cccccccccccc", otplen: 44, ...common },
  ];
  for (const fields of sent) {
    const answer = await post("enroll", fields);
    assert.ok(answer.value, answer.text);
    assert.equal(typeof answer.json.detail.serial, "string", String(fields["type"]));
    if (fields["type"] !== "hmac" && fields["type"] !== "totp") continue;
    assert.match(answer.json.detail.googleurl.value, /^otpauth:\/\/[ht]otp\//);
    assert.match(answer.json.detail.otpkey.value, /^seed:\/\/[0-9a-f]{40}$/);
  }
  const list: Row[] = (await get("usertokenlist")).value;
  list.forEach(readable);
  assert.deepEqual(
    list.map((row) => [String(row["LinOtp.TokenType"]).toLowerCase(), row["LinOtp.TokenDesc"]]),
    sent.map(({ type }) => [type, "mine"]),
  );
  const phone = list.find((row) => row["LinOtp.TokenType"] === "sms")?.["LinOtp.TokenInfo"] as Row;
  assert.equal(phone["phone"], "+49 170 1");
});

test("a new token is tried out", async () => {
  await company.policy("selfservice", rights.join(","));
  await company.init({ type: "hmac", serial: "H1", user: "alice", pin: "pin", otpkey });
  await enter();
  const started = await post("verify", { serial: "H1" });
  assert.deepEqual(started.json.detail.replyMode, ["offline"]);
  const wrong = await post("verify", { serial: "H1", otp: "000000" });
  assert.deepEqual([wrong.value, wrong.json.detail], [false, undefined]);
  const right = await post("verify", { serial: "H1", otp: otpOf(0) });
  assert.deepEqual([right.value, right.json.detail], [true, undefined]);
});

test("own tokens are managed", async () => {
  await company.policy("selfservice", rights.join(","));
  await company.init({ type: "hmac", serial: "H1", user: "alice", otpkey });
  await company.init({ type: "motp", serial: "M1", user: "alice", otpkey: "1234567890abcdef", otppin: "1" });
  await company.init({ type: "hmac", serial: "FREE", otpkey: otpkey.toUpperCase(), realm: "example" });
  await enter();
  const serial = "H1";
  const said = async (call: string, body: FieldValues) => (await post(call, body)).value;
  assert.deepEqual(await said("setpin", { userpin: "1234", serial }), { "set userpin": 1 });
  assert.deepEqual(await said("setmpin", { pin: "1234", serial: "M1" }), { "set userpin": 1 });
  assert.deepEqual(await said("setdescription", { serial, description: "d" }), { "set description": 1 });
  assert.deepEqual(await said("disable", { serial }), { "disable token": 1 });
  assert.deepEqual(await said("enable", { serial }), { "enable token": 1 });
  assert.deepEqual(await said("reset", { serial }), { "reset Failcounter": 1 });
  const shown = { serial, otp1: otpOf(30), otp2: otpOf(31) };
  assert.deepEqual(await said("resync", shown), { "resync Token": true });
  const search = async (otp: string) => (await get("getSerialByOtp", { otp })).value.serial;
  assert.equal(await search("000000"), "");
  assert.equal(await search(otpOf(0)), "FREE");
  const taken = { serial: "FREE", description: "found" };
  assert.deepEqual(await said("assign", taken), { "assign token": true });
  assert.deepEqual(await said("unassign", { serial: "FREE" }), { "unassign token": true });
  assert.deepEqual(await said("delete", { serial }), { "delete token": 1 });
});

// Of the second sentence the portal knows an older spelling, with two blanks; LinOTP 3.4.4 has one.
test("what cannot be assigned is refused in LinOTP's words", async () => {
  await company.policy("selfservice", rights.join(","));
  await company.init({ type: "hmac", serial: "BOBS", user: "bob", otpkey });
  await company.init({ type: "hmac", serial: "ELSEWHERE", otpkey, realm: "linotp_admins" });
  await enter();
  const words = async (serial: string) => {
    const body = { serial, description: "", session: browser.session };
    return (await browser.json("/userservice/assign", body)).json.result.error?.message;
  };
  assert.equal(await words("BOBS"), "The token is already assigned to another user.");
  assert.equal(await words("ELSEWHERE"), "The token you want to assign is not contained in your realm!");
});

test("the history comes in pages, without an envelope", async () => {
  await company.policy("selfservice", rights.join(","));
  await company.init({ type: "hmac", serial: "H1", user: "alice", otpkey });
  await enter();
  await post("disable", { serial: "H1" });
  const query = { session: browser.session, page: 1, rp: 10, sortname: "date", sortorder: "desc" };
  const { text } = await browser.get("/userservice/history", { ...query, query: "", qtype: "action" });
  const { page, total, rows } = JSON.parse(text);
  assert.equal(Number(page), 1);
  assert.ok(total >= 2 && rows.length <= 10);
  const cell = rows
    .map((row: { cell: string[] }) => row.cell)
    .find((each: string[]) => each[1]?.endsWith("/disable"));
  assert.ok(!Number.isNaN(Date.parse(cell[0])));
  assert.deepEqual(cell.slice(2, 5), ["1", "H1", "HMAC"]);
});

test("without the cookie's value, and after the logout, the portal says that the session is over", async () => {
  await enter();
  const ended = browser.session;
  const bare = await browser.get("/userservice/context");
  const other = await browser.get("/userservice/context", { session: "0".repeat(64) });
  assert.equal((await good(await browser.get("/userservice/logout"))).value, true);
  browser.cookies.set("user_selfservice", ended);
  for (const answer of [bare, other, await browser.get("/userservice/context", { session: ended })]) {
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.json.result.error, { code: -311, message: "No valid session" });
  }
});
