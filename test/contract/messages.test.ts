// OTPs that travel: by a real mail server and a real SMS gateway on this machine, from the PIN to the login.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { SMTPServer } from "smtp-server";
import { type Company, enterPortal, found } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
const mails: string[] = [];
const texts: URLSearchParams[] = [];
const answer = { status: 200, body: "OK" };

const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData(stream, _session, done) {
    let mail = "";
    stream.on("data", (chunk) => {
      mail += String(chunk);
    });
    stream.on("end", () => {
      mails.push(mail);
      done();
    });
  },
});
const gateway = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += String(chunk);
  });
  request.on("end", () => {
    texts.push(new URLSearchParams(body));
    response.statusCode = answer.status;
    response.end(answer.body);
  });
});

before(async () => {
  await new Promise<void>((resolve) => mailServer.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  wire = await startWire();
});
after(async () => {
  await wire.close();
  await new Promise<void>((resolve) => mailServer.close(() => resolve()));
  await new Promise((resolve) => gateway.close(resolve));
});
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  mails.length = 0;
  texts.length = 0;
  Object.assign(answer, { status: 200, body: "OK" });
  const smtp = { SMTP_SERVER: "127.0.0.1", SMTP_PORT: (mailServer.server.address() as AddressInfo).port };
  const http = {
    URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send`,
    RETURN_SUCCESS: "OK",
  };
  await provider("email", "linotp.provider.emailprovider.SMTPEmailProvider", smtp);
  await provider("sms", "smsprovider.HttpSMSProvider.HttpSMSProvider", http);
});

async function provider(type: string, kind: string, config: object): Promise<void> {
  const fields = {
    type,
    name: "ours",
    class: kind,
    timeout: 300,
    config: JSON.stringify(config),
    default: "true",
  };
  const set = await company.admin.post("/system/setProvider", fields);
  assert.equal(set.json.result.status, true, set.text);
}

const otpIn = (text: string | null | undefined) =>
  /\b\d{6}\b/.exec(text?.split("\r\n\r\n").at(-1) ?? "")?.[0] ?? "";
const check = async (fields: Record<string, string>) =>
  await company.anybody.post("/validate/check", { user: "alice", ...fields });

test("the PIN brings an e-mail, its OTP logs in once, and only for its transaction", async () => {
  await company.init({ type: "email", email_address: "alice@example.com", pin: "pin", user: "alice" });
  const asked = await check({ pass: "pin" });
  assert.equal(asked.value, false);
  assert.match(mails[0] ?? "", /alice@example\.com/);
  const otp = otpIn(mails[0]);
  const { transactionid } = asked.json.detail;
  assert.equal((await check({ pass: "000000", transactionid })).value, false);
  assert.equal((await check({ pass: otp, transactionid })).value, true);
  assert.equal((await check({ pass: otp, transactionid })).value, false);
});

test("the PIN brings an SMS, a second try within the blocking time brings none, and the OTP logs in", async () => {
  await company.init({ type: "sms", phone: "+49 170 1", pin: "pin", user: "alice" });
  const asked = await check({ pass: "pin" });
  assert.equal(asked.json.detail.message, "sms submitted");
  const again = await check({ pass: "pin" });
  assert.equal(again.json.detail.transactionid, asked.json.detail.transactionid);
  assert.equal(texts.length, 1);
  const otp = otpIn(texts[0]?.get("sms"));
  assert.equal((await check({ pass: otp, state: asked.json.detail.transactionid })).value, true);
});

test("an SMS that cannot be sent lets nobody in, is audited, and leaves no question open", async () => {
  await company.init({ type: "sms", phone: "+49 170 1", pin: "pin", user: "alice" });
  Object.assign(answer, { status: 500, body: "broken" });
  const asked = await check({ pass: "pin" });
  assert.equal(asked.value, false);
  assert.equal(asked.json.detail, undefined);
  assert.ok((await company.audit()).some((cell) => cell[11] === "sending sms failed"));
});

test("a rollout token by SMS opens the portal, and only the portal", async () => {
  await company.policy("selfservice", "mfa_login");
  const { serial } = await company.init({ type: "sms", phone: "+49 170 1", user: "alice", rollout: 1 });
  assert.equal((await check({ pass: "" })).json.detail, undefined);
  assert.equal(texts.length, 0);
  const alice = company.visitor();
  assert.equal(await enterPortal(alice, "alice", { serial, otp: "" }), false);
  const otp = otpIn(texts[0]?.get("sms"));
  assert.equal(
    (await alice.post("/userservice/login", { otp: "000000", session: alice.session })).value,
    false,
  );
  assert.equal((await alice.post("/userservice/login", { otp, session: alice.session })).value, true);
});

const bySerial = async (fields: Record<string, string>) =>
  await company.anybody.post("/validate/check_s", { serial: "SMS1", ...fields });

test("by policy autosms a login is followed by the next OTP, which needs no question", async () => {
  await company.init({ type: "sms", phone: "+49 170 1", pin: "pin", user: "alice", serial: "SMS1" });
  await company.policy("authentication", "autosms");
  const { transactionid } = (await check({ pass: "pin" })).json.detail;
  assert.equal((await check({ pass: "000000", transactionid })).value, false);
  assert.equal(texts.length, 1, "a refused one is followed by nothing");
  const first = otpIn(texts[0]?.get("sms"));
  const login = await check({ pass: first, transactionid });
  assert.deepEqual([login.value, login.json.detail], [true, undefined]);
  assert.equal(texts.length, 2);
  const next = otpIn(texts[1]?.get("sms"));
  assert.equal((await check({ pass: next })).value, false, "not without the PIN");
  assert.equal((await check({ pass: `pin${first}` })).value, false);
  assert.equal((await check({ pass: `pin${next}` })).value, true);
  assert.equal((await check({ pass: `pin${next}` })).value, false);
  assert.equal(texts.length, 3);
});

test("a login stays a login when what is sent ahead does not arrive", async () => {
  await company.init({ type: "sms", phone: "+49 170 1", pin: "pin", user: "alice" });
  await company.policy("authentication", "autosms");
  const { transactionid } = (await check({ pass: "pin" })).json.detail;
  Object.assign(answer, { status: 500, body: "broken" });
  assert.equal((await check({ pass: otpIn(texts[0]?.get("sms")), transactionid })).value, true);
  assert.ok((await company.audit()).some((cell) => cell[11] === "sending sms failed"));
});

test("by policy trigger_sms an SMS is sent without the PIN, for `challenge` and one serial alone", async () => {
  await company.init({ type: "sms", phone: "+49 170 1", pin: "pin", user: "alice", serial: "SMS1" });
  assert.equal((await bySerial({ challenge: "Your code: <otp>" })).json.result.status, false);
  await company.policy("authentication", "trigger_sms");
  assert.equal((await bySerial({ data: "x" })).json.result.status, false);
  assert.equal((await bySerial({})).json.result.status, false);
  assert.equal((await check({ challenge: "x" })).json.detail, undefined);
  assert.equal(texts.length, 0);
  const asked = await bySerial({ challenge: "Your code: <otp>" });
  assert.deepEqual(
    [asked.json.result.status, asked.value, asked.json.detail.message],
    [true, false, "sms submitted"],
  );
  assert.match(texts[0]?.get("sms") ?? "", /^Your code: \d{6}$/);
  await bySerial({ challenge: "again" });
  assert.equal(texts.length, 1, "once in a while");
  const { transactionid } = asked.json.detail;
  assert.equal((await bySerial({ pass: "000000", transactionid })).value, false);
  assert.equal((await bySerial({ pass: otpIn(texts[0]?.get("sms")), transactionid })).value, true);
});

test("nothing is sent for a token that may not be used", async () => {
  await company.init({ type: "sms", phone: "+49 170 1", user: "alice", serial: "SMS1" });
  await company.policy("authentication", "trigger_sms");
  await company.admin.post("/admin/disable", { serial: "SMS1" });
  await bySerial({ challenge: "x" });
  await company.init({ type: "sms", phone: "+49 170 1", user: "bob", serial: "SMS2", rollout: "1" });
  await company.anybody.post("/validate/check_s", { serial: "SMS2", challenge: "x" });
  assert.equal(texts.length, 0);
});

test("smspin says whether an SMS is on its way", async () => {
  await company.init({ type: "sms", phone: "+49 170 1", pin: "pin", user: "alice" });
  const smspin = async (pass: string) => {
    const said = await company.anybody.post("/validate/smspin", { user: "alice", pass });
    return [said.value, said.json.detail?.message];
  };
  assert.deepEqual(await smspin("wrong"), [false, undefined]);
  assert.deepEqual(await smspin("pin"), [true, "sms submitted"]);
  assert.deepEqual(await smspin("pin"), [true, "sms with otp already submitted"]);
  assert.deepEqual(
    await smspin(`pin${otpIn(texts[0]?.get("sms"))}`),
    [false, undefined],
    "an OTP sends nothing",
  );
});
