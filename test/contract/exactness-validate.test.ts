// Small things at /validate that clients and their test suites rely on (contract 02, 03 and 06), messages caught by a hub.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import type { FieldValues } from "../support/client.ts";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

const otpkey = "3132333435363738393031323334353637383930";
const otherKey = "3938373635343332313039383736353433323130";

function otpOf(counter: number, key = otpkey): string {
  return hotp({ seed: Buffer.from(key, "hex"), digits: 6, hash: "sha1" }, counter);
}

let wire: Wire;
let company: Company;
interface Order {
  readonly kind: string;
  readonly args: readonly unknown[];
}
const orders: Order[] = [];
const hubAnswer: { result: unknown; error?: unknown } = { result: true };

const hub = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += String(chunk);
  });
  request.on("end", () => {
    orders.push(JSON.parse(body) as Order);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ handled: true, ...hubAnswer }));
  });
});

before(async () => {
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  wire = await startWire({ egress: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` });
});
after(async () => {
  await wire.close();
  await new Promise((resolve) => hub.close(resolve));
});
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  orders.length = 0;
  Object.assign(hubAnswer, { result: true, error: undefined });
});

/** That many seconds after a fixed moment. */
function at(seconds: number): { now: string } {
  return { now: new Date(1_800_000_000_000 + 1000 * seconds).toISOString() };
}

const check = (pass: string, fields: FieldValues = {}, sending = {}) =>
  company.anybody.post("/validate/check", { user: "alice", pass, ...fields }, sending);

async function withSms(): Promise<void> {
  const provider = { type: "sms", name: "gateway", class: "smsprovider.FileSMSProvider.FileSMSProvider" };
  await company.admin.post("/system/setProvider", {
    ...provider,
    config: '{"file":"unused.txt"}',
    timeout: 30,
  });
  await company.admin.post("/system/setDefaultProvider", { type: "sms", name: "gateway" });
  await company.init({ type: "sms", serial: "S1", user: "alice", pin: "pin", phone: "0171", otpkey });
}

async function failCounts(): Promise<Record<string, unknown>> {
  const rows = await company.show({});
  return Object.fromEntries(rows.map((row) => [row["LinOtp.TokenSerialnumber"], row["LinOtp.FailCount"]]));
}

test("where the password is the PIN, it triggers an SMS, and stands before the OTP", async () => {
  await withSms();
  await company.policy("authentication", "otppin=1");
  const password = passwordOf("alice");
  assert.equal((await check("pin", {}, at(0))).json.detail, undefined);
  const asked = await check(password, {}, at(0));
  assert.equal(asked.json.detail?.message, "sms submitted");
  const { transactionid } = asked.json.detail;
  assert.equal((await check(`wrong${otpOf(1)}`, { transactionid }, at(1))).value, false);
  assert.equal((await check(password + otpOf(1), { transactionid }, at(1))).value, true);
  await check(password, {}, at(100));
  assert.equal((await check(`wrong${otpOf(3)}`, {}, at(101))).value, false);
  assert.equal((await check(password + otpOf(3), {}, at(101))).value, true);
});

test("where the password is the PIN, a token that takes it alone does not stand in the way of another", async () => {
  await company.policy("authentication", "otppin=1");
  await company.init({ type: "spass", serial: "SPASS", user: "alice" });
  await company.init({ type: "pw", serial: "PW", user: "alice", otpkey: "secret" });
  await company.init({ type: "hmac", serial: "H", user: "alice", otpkey });
  for (const second of ["secret", otpOf(0), ""])
    assert.equal((await check(passwordOf("alice") + second)).value, true, second);
  for (const second of ["secret", otpOf(1), ""])
    assert.equal((await check(`no${second}`)).value, false, second);
});

test("one of several questions is answered by its own number, and costs the others nothing", async () => {
  await company.policy("authentication", "challenge_response=*");
  await company.init({ type: "hmac", serial: "H1", user: "alice", pin: "pin", otpkey });
  await company.init({ type: "hmac", serial: "H2", user: "alice", pin: "pin", otpkey: otherKey });
  await company.init({ type: "pw", serial: "P1", user: "alice", pin: "pin", otpkey: "secret" });
  const ask = async () => (await check("pin")).json.detail.challenges;
  const first = await ask();
  const { transactionid } = first.H1;
  const answer = { transactionid, pass: otpOf(0) };
  const status = await company.anybody.post("/validate/check_status", { transactionid, pass: "pin" });
  assert.deepEqual(Object.keys(status.json.detail.transactions), [transactionid]);
  assert.equal((await company.anybody.post("/validate/check_t", answer)).value.value, true);
  assert.deepEqual(await failCounts(), { H1: 0, H2: 0, P1: 0 });
  const second = await ask();
  const base = String(second.H1.transactionid).slice(0, -3);
  const all = await company.anybody.post("/validate/check_t", { transactionid: base, pass: otpOf(1) });
  assert.equal(all.value.value, true);
  assert.deepEqual(await failCounts(), { H1: 0, H2: 1, P1: 1 });
  const third = await ask();
  const crossed = { transactionid: third.P1.transactionid };
  assert.equal((await check(otpOf(0, otherKey), crossed)).value, true);
  assert.deepEqual(await failCounts(), { H1: 0, H2: 0, P1: 0 });
});

test("a question can be shown as a picture", async () => {
  await company.policy("authentication", "challenge_response=*");
  await company.init({ type: "hmac", serial: "H1", user: "alice", pin: "pin", otpkey });
  const image = await check("pin", { qr: "img", alt: "scan me" });
  assert.match(image.text, /^<img id="challenge_qrcode".*alt="scan me".*src="data:image\/png;base64,/);
  assert.match((await check("pin", { qr: "html" })).text, /<ul id="challenge_data">.*transactionid/);
  const bySerial = { serial: "H1", pass: "pin", qr: "png" };
  assert.match((await company.anybody.post("/validate/check_s", bySerial)).text, /^.PNG/s);
  assert.equal((await check("wrong", { qr: "img" })).value, false);
});

test("policies add to every answer, and only for whom they are meant", async () => {
  await company.policy("authorization", "detail_on_fail", { user: "alice" });
  await company.policy("authorization", "detail_on_success");
  await company.policy("authentication", "challenge_response=*");
  await company.init({ type: "hmac", serial: "H1", user: "alice", pin: "pin", otpkey });
  await company.init({ type: "hmac", serial: "H2", user: "bob", pin: "pin", otpkey });
  const ask = async (path: string, fields: FieldValues) =>
    (await company.anybody.post(`/validate/${path}`, fields)).json.detail;
  assert.deepEqual(await ask("check", { user: "alice", pass: "wrong" }), { error: "wrong otp pin -1" });
  assert.equal(await ask("check", { user: "bob", pass: "wrong" }), undefined);
  const saml = await ask("samlcheck", { user: "alice", pass: `pin${otpOf(0)}` });
  assert.match(saml.error, /^user 'alice'@'example' successfully authenticated\.$/);
  const { transactionid } = await ask("check", { user: "alice", pass: "pin" });
  const status = { user: "alice", transactionid, pass: "pin" };
  assert.equal((await ask("check_status", status)).error, "");
  await ask("check", { user: "alice", transactionid, pass: otpOf(1) });
  const done = await ask("check_status", status);
  assert.deepEqual(
    [done.serial, done.error, Object.keys(done.transactions)],
    ["H1", undefined, [transactionid]],
  );
});

test("a wrong OTP at the portal's login costs every token of the person an attempt", async () => {
  await withSms();
  await company.policy("selfservice", "mfa_login, mfa_3_fields");
  await company.init({ type: "hmac", serial: "H1", user: "alice", pin: "pin", otpkey });
  const login = { login: "alice", password: passwordOf("alice") };
  const wrong = await company.visitor().post("/userservice/login", { ...login, otp: "000000" });
  assert.equal(wrong.value, false);
  assert.deepEqual(await failCounts(), { S1: 1, H1: 1 });
});

test("a provider that the hub lets time out may answer the next moment", async () => {
  await withSms();
  Object.assign(hubAnswer, { error: { type: "ConnectTimeout", message: "" } });
  assert.equal((await check("pin", {}, at(0))).json.detail, undefined);
  Object.assign(hubAnswer, { error: undefined });
  assert.equal((await check("pin", {}, at(1))).json.detail?.message, "sms submitted");
});

test("a name is split at its @ when nobody is called that and the rest is a realm", async () => {
  await company.admin.post("/system/setConfig", { splitAtSign: "false" });
  await company.init({ type: "hmac", serial: "H1", user: "alice@example", otpkey });
  assert.equal((await check(otpOf(0), { user: "alice@example" })).value, true);
  assert.equal((await check(otpOf(1), { user: "alice@nowhere" })).value, false);
  assert.equal((await check(otpOf(1), { user: "alice@example", realm: "example" })).value, false);
});

test("several questions that are asked again at once keep their transaction", async () => {
  await withSms();
  await company.init({
    type: "sms",
    serial: "S2",
    user: "alice",
    pin: "pin",
    phone: "0172",
    otpkey: otherKey,
  });
  const first = (await check("pin", {}, at(0))).json.detail;
  assert.equal(first.message, "Multiple challenges submitted.");
  const second = (await check("pin", {}, at(5))).json.detail;
  assert.equal(second.transactionid, first.transactionid);
  assert.equal(second.challenges.S2.message, "sms with otp already submitted");
  const { transactionid } = second;
  assert.equal((await check(otpOf(1, otherKey), { transactionid }, at(6))).value, true);
});
