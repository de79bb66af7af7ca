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
