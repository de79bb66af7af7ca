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
