// QR and push tokens over the wire, with a phone that knows only the contract, and a push gateway on this machine.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import type { Client } from "../support/client.ts";
import {
  aPhone,
  ed25519Public,
  type Phone,
  pairingResponse,
  readPairingUrl,
  readPushChallenge,
  readQrChallenge,
} from "../support/devices/phone.ts";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

/** What the hub was asked to push. */
interface Pushed {
  readonly url: string;
  readonly gda: string;
  readonly transactionId: string;
}

let wire: Wire;
let company: Company;
const pushed: Pushed[] = [];
const hub = { works: true };

const egress = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += String(chunk);
  });
  request.on("end", () => {
    const asked = JSON.parse(body) as { kind: string; method: string; args: [string, string, string] };
    const isPush = asked.kind === "provider" && asked.method === "push_notification";
    if (isPush) pushed.push({ url: asked.args[0], gda: asked.args[1], transactionId: asked.args[2] });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(isPush ? { handled: true, result: [hub.works, "ok"] } : { handled: true }));
  });
});

before(async () => {
  await new Promise<void>((resolve) => egress.listen(0, "127.0.0.1", resolve));
  const { port } = egress.address() as AddressInfo;
  wire = await startWire({ database: "sqlite::memory:", egress: `http://127.0.0.1:${port}` });
});
after(async () => {
  await wire.close();
  await new Promise((resolve) => egress.close(resolve));
});
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  pushed.length = 0;
  hub.works = true;
  const url = "https://x.example";
  await company.policy(
    "authentication",
    [
      `qrtoken_pairing_callback_url=${url}/pair, qrtoken_challenge_callback_url=${url}/check`,
      `pushtoken_pairing_callback_url=${url}/pair, pushtoken_challenge_callback_url=${url}/push`,
    ].join(", "),
  );
  const gateway = { push_url: "http://127.0.0.1:9/push" };
  const provider = {
    type: "push",
    name: "ours",
    class: "linotp.provider.pushprovider.default_provider.DefaultPushProvider",
    timeout: 30,
    config: JSON.stringify(gateway),
    default: "true",
  };
  const set = await company.admin.post("/system/setProvider", provider);
  assert.equal(set.json.result.status, true, set.text);
});

interface Scanned {
  readonly serial: string;
  readonly url: string;
  readonly serverKey: Buffer;
  readonly phone: Phone;
}

/** A new token and the phone that scanned it, without a word between them yet. */
async function scanned(type: "qr" | "push", fields: Record<string, string> = {}): Promise<Scanned> {
  const detail = (await company.init({ type, user: "alice", pin: "pin", ...fields })) as unknown as {
    serial: string;
    pairing_url: string;
    lse_qr_url: { value: string; order: number; img: string };
  };
  assert.equal(detail.lse_qr_url.value, detail.pairing_url);
  const { serverKey } = readPairingUrl(detail.pairing_url);
  return { serial: detail.serial, url: detail.pairing_url, serverKey: serverKey!, phone: aPhone() };
}

async function pair(response: string) {
  const { json } = await company.anybody.post("/validate/pair", { pairing_response: response });
  return [json.result.status, json.result.value, json.id];
}

const taken = [true, false, 1];
const refused = [false, false, 0];

const check = async (fields: Record<string, string>) =>
  await company.anybody.post("/validate/check", { user: "alice", ...fields });

function answers({ phone, serverKey }: Scanned) {
  return {
    qr: (url: string) => readQrChallenge(phone, { url, serverKey }),
    push: () => readPushChallenge(phone, { url: pushed.at(-1)!.url, serverKey }),
  };
}

/** A token that is ready for use. */
async function paired(type: "qr" | "push", fields: Record<string, string> = {}): Promise<Scanned> {
  const one = await scanned(type, fields);
  assert.deepEqual(await pair(pairingResponse(one.phone, { url: one.url })), taken);
  const pass = fields["pin"] ?? "pin";
  const asked = await check({ pass, data: one.serial, content_type: "1" });
  const { transactionid, message } = asked.json.detail;
  const done =
    type === "qr"
      ? await check({ pass: answers(one).qr(message).tan(8), transactionid })
      : await tell("accept", transactionid, answers(one).push().accept);
  assert.equal(done.value, true, done.text);
  return one;
}

async function tell(verdict: "accept" | "reject", transactionid: string, signature: string) {
  return await company.anybody.post(`/validate/${verdict}_transaction`, { transactionid, signature });
}

async function statusOf(transactionid: string, fields: Record<string, string> = {}) {
  const { json } = await company.anybody.post("/validate/check_status", {
    transactionid,
    pass: "pin",
    ...fields,
  });
  return json.detail?.transactions?.[transactionid];
}

async function rowOf(serial: string) {
  const [row] = await company.show({ serial, tokeninfo_format: "json" });
  assert.ok(row);
  return row as Record<string, unknown> & { "LinOtp.TokenInfo": Record<string, unknown> };
}

test("a QR token from the scan to the login: states, activation, TAN, and each TAN once", async () => {
  const one = await scanned("qr");
  assert.equal((await rowOf(one.serial))["LinOtp.Isactive"], false);
  assert.equal((await check({ pass: "pin", data: one.serial })).value, false);
  assert.deepEqual(await pair(pairingResponse(one.phone, { url: one.url })), taken);
  assert.equal((await rowOf(one.serial))["LinOtp.TokenInfo"]["state"], "pairing_response_received");
  const asked = await check({ pass: "pin", data: one.serial, content_type: "1" });
  assert.equal(asked.value, false);
  assert.equal((await rowOf(one.serial))["LinOtp.TokenInfo"]["state"], "pairing_challenge_sent");
  const { transactionid, message, linotp_tokentype } = asked.json.detail;
  assert.equal(linotp_tokentype, "qr");
  const read = answers(one).qr(message);
  assert.equal(read.serverIsRight, true);
  assert.equal(read.transaction, BigInt(`${transactionid}00`));
  assert.equal((await check({ pass: read.tan(8), transactionid })).value, true);
  const row = await rowOf(one.serial);
  assert.equal(row["LinOtp.TokenInfo"]["state"], "pairing_complete");
  assert.equal(row["LinOtp.Isactive"], true);
  const next = await check({ pass: "pin", data: "Pay 100 €?" });
  const question = answers(one).qr(next.json.detail.message);
  assert.equal(question.message, "Pay 100 €?");
  const id = next.json.detail.transactionid;
  const { tan } = question;
  const wrong = tan(8) === "00000000" ? "11111111" : "00000000";
  assert.equal((await check({ pass: wrong, transactionid: id })).value, false);
  assert.equal((await rowOf(one.serial))["LinOtp.FailCount"], 1);
  assert.equal((await check({ pass: tan(8), transactionid: id })).value, true);
  assert.equal((await rowOf(one.serial))["LinOtp.FailCount"], 0);
  assert.equal((await check({ pass: tan(8), transactionid: id })).value, false);
});

test("a signature answers a QR question too, by the transaction alone, and check_status tells", async () => {
  const one = await paired("qr");
  const asked = await check({ pass: "pin", data: "alice@vpn", content_type: "2" });
  const { transactionid, message } = asked.json.detail;
  const read = answers(one).qr(message);
  assert.deepEqual([read.content, read.message], [2, "alice@vpn"]);
  const before = await statusOf(transactionid);
  assert.deepEqual([before.status, before.valid_tan, "accept" in before], ["open", false, false]);
  const told = await company.anybody.post("/validate/check_t", { transactionid, pass: read.signature });
  assert.equal(told.value.value, true);
  const after = await statusOf(transactionid);
  assert.deepEqual([after.status, after.valid_tan], ["closed", true]);
});

test("a PIN alone asks nothing and counts as wrong", async () => {
  for (const type of ["qr", "push"] as const) {
    const { serial } = await paired(type);
    const asked = await check({ pass: "pin" });
    assert.equal(asked.json.detail, undefined);
    assert.equal((await rowOf(serial))["LinOtp.FailCount"], 1);
    await company.admin.post("/admin/remove", { serial });
  }
});

test("a TAN counts for the question it was made of, whichever transaction it comes with", async () => {
  const one = await paired("qr");
  const first = (await check({ pass: "pin", data: "first" })).json.detail;
  const second = (await check({ pass: "pin", data: "second" })).json.detail;
  const pass = answers(one).qr(first.message).tan(8);
  assert.equal((await check({ pass, transactionid: second.transactionid })).value, true);
  assert.equal((await statusOf(first.transactionid)).valid_tan, true);
  assert.deepEqual((await statusOf(second.transactionid)).valid_tan, false);
});

test("so many wrong TANs end a question, not the token", async () => {
  const one = await paired("qr");
  await company.admin.post("/system/setConfig", { QRMaxChallenges: "2" });
  const { transactionid, message } = (await check({ pass: "pin", data: "x" })).json.detail;
  const right = answers(one).qr(message).tan(8);
  for (let time = 0; time < 2; time++) await check({ pass: "x", transactionid });
  assert.equal((await check({ pass: right, transactionid })).value, false);
  const fresh = (await check({ pass: "pin", data: "x" })).json.detail;
  const pass = answers(one).qr(fresh.message).tan(8);
  assert.equal((await check({ pass, transactionid: fresh.transactionid })).value, true);
});

test("offline information is given to whoever asks for it after a success, if policy says so", async () => {
  const one = await paired("qr");
  const login = async () => {
    const { transactionid, message } = (await check({ pass: "pin", data: "x" })).json.detail;
    const pass = answers(one).qr(message).tan(8);
    const done = await check({ pass, transactionid, use_offline: "true" });
    return { done, status: await statusOf(transactionid, { use_offline: "1" }) };
  };
  const silent = await login();
  assert.equal(silent.done.json.detail, undefined);
  assert.equal(silent.status.token.offline_info, undefined);
  await company.policy("authentication", "support_offline=qr");
  const { done, status } = await login();
  const info = status.token.offline_info;
  assert.equal(info.user_token_id, 7);
  assert.equal(Buffer.from(info.public_key, "base64").length, 32);
  assert.deepEqual(done.json.detail.offline, { serial: one.serial, type: "qr", offline_info: info });
});

test("a push token from the scan to the login: the question goes through the provider, the yes comes signed", async () => {
  const one = await scanned("push");
  assert.deepEqual(await pair(pairingResponse(one.phone, { url: one.url, gda: "device 1" })), taken);
  const asked = await check({ pass: "pin", data: "anything" });
  assert.equal(asked.value, false);
  const { transactionid, message } = asked.json.detail;
  assert.equal(message, "");
  assert.deepEqual([pushed[0]?.gda, pushed[0]?.transactionId], ["device 1", transactionid]);
  const first = answers(one).push();
  assert.deepEqual([first.content, first.texts[0], first.serverIsRight], [1, one.serial, true]);
  const yes = await tell("accept", transactionid, first.accept);
  assert.deepEqual([yes.value, yes.json.id], [true, 1]);
  const row = await rowOf(one.serial);
  assert.deepEqual([row["LinOtp.Isactive"], row["LinOtp.TokenInfo"]["state"]], [true, "active"]);
  const next = await check({ pass: "pin", data: "Pay 100 €?" });
  const id = next.json.detail.transactionid;
  const question = answers(one).push();
  assert.equal(question.texts[0], "Pay 100 €?");
  assert.equal((await statusOf(id)).status, "open");
  assert.equal((await tell("accept", id, question.accept)).value, true);
  const status = await statusOf(id);
  assert.deepEqual([status.status, status.valid_tan, status.accept], ["closed", true, true]);
  assert.equal((await tell("accept", id, question.accept)).value, false, "the same once more");
});

test("a signed no is heard, lets nobody in, and costs nothing", async () => {
  const one = await paired("push");
  const { transactionid } = (await check({ pass: "pin", data: "Pay?" })).json.detail;
  const read = answers(one).push();
  assert.equal((await tell("reject", transactionid, read.reject)).value, true);
  const status = await statusOf(transactionid);
  assert.deepEqual([status.status, status.valid_tan, status.reject], ["closed", false, true]);
  assert.equal("accept" in status, false);
  assert.equal((await rowOf(one.serial))["LinOtp.FailCount"], 0);
  assert.equal((await tell("accept", transactionid, read.accept)).value, false, "after a no");
});

test("a wrong signature spoils its question for good and costs an attempt", async () => {
  const one = await paired("push");
  const { transactionid } = (await check({ pass: "pin", data: "Pay?" })).json.detail;
  const read = answers(one).push();
  for (const [verdict, signature] of [
    ["accept", read.reject],
    ["accept", read.accept],
    ["reject", read.reject],
  ] as const) {
    assert.equal((await tell(verdict, transactionid, signature)).value, false);
  }
  assert.equal((await statusOf(transactionid)).valid_tan, false);
  assert.equal((await rowOf(one.serial))["LinOtp.FailCount"], 3);
});

test("nobody types the answer of a push token, and what is malformed or unknown is a plain no", async () => {
  const one = await paired("push");
  const { transactionid } = (await check({ pass: "pin", data: "Pay?" })).json.detail;
  const { accept } = answers(one).push();
  assert.equal((await check({ pass: accept, transactionid })).value, false);
  assert.equal((await rowOf(one.serial))["LinOtp.FailCount"], 0);
  for (const path of ["/validate/accept_transaction", "/validate/reject_transaction"]) {
    for (const fields of [{}, { transactionid }, { signature: accept }] as Record<string, string>[]) {
      const { json } = await company.anybody.post(path, fields);
      assert.deepEqual([json.result.status, json.result.value, json.id], [true, false, 0]);
    }
    const unknown = await company.anybody.post(path, {
      transactionid: "11111111111111111",
      signature: accept,
    });
    assert.deepEqual([unknown.value, unknown.json.id], [false, 1]);
  }
  assert.equal((await tell("accept", transactionid, accept)).value, true);
});

test("what the gateway does not take closes the question", async () => {
  const one = await paired("push");
  hub.works = false;
  const asked = await check({ pass: "pin", data: "Pay?" });
  assert.equal(asked.value, false);
  assert.equal(asked.json.detail, undefined);
  const { accept } = answers(one).push();
  assert.equal((await tell("accept", pushed.at(-1)!.transactionId, accept)).value, false);
});

test("hostile phones are not taken, and nothing changes by them", async () => {
  const one = await scanned("qr");
  const other = await scanned("push", { serial: "PUSH1" });
  const { phone, url } = one;
  const good = pairingResponse(phone, { url });
  const bytes = Buffer.from(good, "base64url");
  const bent = Buffer.from(bytes);
  bent[bent.length - 1] = bent.at(-1)! ^ 1;
  const hostile = [
    "",
    "rubbish",
    "A".repeat(60_000),
    bent.toString("base64url"),
    bytes.subarray(0, -1).toString("base64url"),
    pairingResponse(phone, { url, ephemeral: Buffer.alloc(32) }),
    pairingResponse(phone, { url, publicKey: Buffer.alloc(32) }),
    pairingResponse(phone, { url, partition: 1 }),
    pairingResponse(phone, { url, version: 2 }),
    pairingResponse(phone, { url, kind: 4 }),
    pairingResponse(phone, { url, serial: "UNKNOWN" }),
    pairingResponse(phone, { url, serial: other.serial }),
    pairingResponse(aPhone(), { url: other.url, serial: one.serial }),
    pairingResponse(aPhone(), { url: other.url, publicKey: ed25519Public(aPhone().secret) }),
  ];
  for (const response of hostile) assert.deepEqual(await pair(response), refused, response.slice(0, 40));
  const nothing = await company.anybody.post("/validate/pair");
  assert.deepEqual([nothing.json.result.status, nothing.value], [false, false]);
  assert.equal((await rowOf(one.serial))["LinOtp.TokenInfo"]["state"], "pairing_url_sent");
  assert.equal((await rowOf(other.serial))["LinOtp.TokenInfo"]["state"], "unpaired");
  assert.deepEqual(await pair(good), taken);
  assert.deepEqual(await pair(good), refused, "replayed");
  assert.deepEqual(await pair(pairingResponse(aPhone(), { url })), refused, "a second phone");
});

test("a push token is not taken over: spoofing is noticed, and in use only the address may change", async () => {
  const one = await scanned("push");
  const { phone, url, serial } = one;
  assert.deepEqual(await pair(pairingResponse(phone, { url })), taken);
  assert.deepEqual(await pair(pairingResponse(phone, { url, gda: "mallory's" })), refused);
  const [spoofed] = await company.audit();
  assert.match(JSON.stringify(spoofed), /spoofing detection - aborted!/);
  assert.deepEqual(await pair(pairingResponse(aPhone(), { url })), refused);
  const { transactionid } = (await check({ pass: "pin", data: "x" })).json.detail;
  assert.equal((await tell("accept", transactionid, answers(one).push().accept)).value, true);
  assert.deepEqual(await pair(pairingResponse(aPhone(), { url })), refused);
  assert.deepEqual(await pair(pairingResponse(phone, { url, gda: "new phone" })), taken);
  assert.equal((await rowOf(serial))["LinOtp.TokenInfo"]["gda"], "new phone");
  await check({ pass: "pin", data: "x" });
  assert.equal(pushed.at(-1)?.gda, "new phone");
});

test("of twenty phones that answer at once, one is taken", async () => {
  const { url } = await scanned("qr");
  const responses = Array.from({ length: 20 }, () => pairingResponse(aPhone(), { url }));
  const results = await Promise.all(responses.map(pair));
  assert.equal(results.filter(([status]) => status === true).length, 1);
});

test("a success of the app removes the rollout token, whoever delivers the answer", async () => {
  await company.policy("enrollment", "purge_rollout_token");
  for (const type of ["qr", "push"] as const) {
    await company.init({ type: "pw", otpkey: "Rollout-1", serial: "ROLL", user: "alice", rollout: "1" });
    const { serial } = await paired(type);
    assert.deepEqual(await company.show({ serial: "ROLL" }), []);
    await company.admin.post("/admin/remove", { serial });
  }
});

test("an app is no rollout token: the parameters are refused", async () => {
  for (const type of ["qr", "push"]) {
    const { json } = await company.admin.post("/admin/init", { type, user: "alice", rollout: "1" });
    assert.equal(json.result.status, false);
  }
});

async function waiting(client: Client) {
  const { json, value } = await client.get("/userservice/login", { session: client.session });
  return { value, detail: json.detail };
}

async function chosen(client: Client, serial: string) {
  await client.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  return (await client.json("/userservice/login", { serial, session: client.session })).json.detail;
}

test("the portal waits for the app's yes, and lets in the session that asked, once", async () => {
  await company.policy("selfservice", "mfa_login");
  const one = await paired("push");
  const alice = company.visitor();
  const detail = await chosen(alice, one.serial);
  assert.deepEqual(detail.replyMode, ["online"]);
  const read = answers(one).push();
  assert.equal(read.texts[0], "Selfservice Login Request\nUser: alice");
  const open = await waiting(alice);
  assert.deepEqual([open.value, open.detail.status, open.detail.accept], [false, "open", false]);
  const thief = company.visitor();
  await thief.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  assert.equal((await tell("accept", detail.transactionId, read.accept)).value, true);
  const stale = alice.session;
  const done = await waiting(alice);
  assert.deepEqual([done.value, done.detail.valid_tan, done.detail.accept], [true, true, true]);
  assert.notEqual(alice.session, stale);
  assert.equal((await alice.get("/userservice/context", { session: alice.session })).status, 200);
  thief.cookies.set("user_selfservice", stale);
  assert.notEqual((await waiting(thief)).value, true, "the session that asked is used up");
});

test("of many pages that wait for one yes, one is let in", async () => {
  await company.policy("selfservice", "mfa_login");
  const one = await paired("push");
  const alice = company.visitor();
  const { transactionId } = await chosen(alice, one.serial);
  assert.equal((await tell("accept", transactionId, answers(one).push().accept)).value, true);
  const pages = Array.from({ length: 10 }, () => {
    const page = company.visitor();
    page.cookies.set("user_selfservice", alice.session);
    return waiting(page);
  });
  const told = await Promise.all(pages);
  assert.equal(told.filter(({ value }) => value === true).length, 1);
});

test("a no keeps the portal shut, and so does a question that another session answered", async () => {
  await company.policy("selfservice", "mfa_login");
  const one = await paired("push");
  const [alice, thief] = [company.visitor(), company.visitor()];
  const detail = await chosen(alice, one.serial);
  const read = answers(one).push();
  await chosen(thief, one.serial);
  assert.equal((await tell("reject", detail.transactionId, read.reject)).value, true);
  const told = await waiting(alice);
  assert.deepEqual([told.value, told.detail.status, told.detail.reject], [false, "closed", true]);
  assert.equal((await waiting(thief)).value, false);
});

test("the portal shows the QR code, and takes the TAN as well as the app's own answer", async () => {
  await company.policy("selfservice", "mfa_login");
  const one = await paired("qr");
  const [typing, scanning] = [company.visitor(), company.visitor()];
  const detail = await chosen(typing, one.serial);
  assert.deepEqual(detail.replyMode, ["offline", "online"]);
  assert.equal(detail.message, "Please scan the provided qr code");
  assert.match(detail.transactionData, /^lseqr:\/\/chal\//);
  assert.match(detail.img_src, /^data:image\/png;base64,/);
  const otp = answers(one).qr(detail.transactionData).tan(8);
  assert.equal((await typing.json("/userservice/login", { otp, session: typing.session })).value, true);
  const other = await chosen(scanning, one.serial);
  const { signature } = answers(one).qr(other.transactionData);
  const fields = { transactionid: other.transactionId, pass: signature };
  assert.equal((await company.anybody.post("/validate/check_t", fields)).value.value, true);
  assert.equal((await waiting(scanning)).value, true);
});

test("a token that was taken away in the meantime lets nobody in", async () => {
  await company.policy("selfservice", "mfa_login");
  const one = await paired("push");
  const alice = company.visitor();
  const { transactionId } = await chosen(alice, one.serial);
  assert.equal((await tell("accept", transactionId, answers(one).push().accept)).value, true);
  await company.admin.post("/admin/disable", { serial: one.serial });
  assert.equal((await waiting(alice)).value, false);
});

test("people pair their phone in the portal: enroll, introduce, activate, try out", async () => {
  await company.policy("selfservice", "enrollQR, enrollPUSH, activate_QRToken, activate_PushToken, verify");
  for (const type of ["qr", "push"] as const) {
    const alice = company.visitor();
    await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
    const ask = async (path: string, fields: object) =>
      await alice.json(`/userservice/${path}`, { ...fields, session: alice.session });
    const enrolled = await ask("enroll", { type, description: "my phone" });
    const { serial, lse_qr_url } = enrolled.json.detail;
    const url = lse_qr_url.value;
    const one = { serial, url, phone: aPhone(), serverKey: readPairingUrl(url).serverKey! };
    const listed = async () => {
      const rows = (await alice.get("/userservice/usertokenlist", { session: alice.session })).value;
      return rows.find((row: Record<string, unknown>) => row["LinOtp.TokenSerialnumber"] === serial)
        .Enrollment;
    };
    const begin = type === "qr" ? "pairing_url_sent" : "unpaired";
    assert.deepEqual(await listed(), { status: "not completed", detail: begin });
    assert.equal((await ask("activate_init", { serial })).json.result.status, false, "nobody to ask yet");
    assert.deepEqual(await pair(pairingResponse(one.phone, { url })), taken);
    assert.deepEqual(await listed(), { status: "not completed", detail: "pairing_response_received" });
    const { transactionid, message } = (await ask("activate_init", { serial })).json.detail;
    assert.deepEqual(await listed(), { status: "not completed", detail: "pairing_challenge_sent" });
    const progress = async () =>
      (await ask("activate_check_status", { transactionid })).json.detail.transactions[transactionid];
    assert.equal((await progress()).status, "open");
    const done =
      type === "qr"
        ? await company.anybody.post("/validate/check_t", {
            transactionid,
            pass: answers(one).qr(message).signature,
          })
        : await tell("accept", transactionid, answers(one).push().accept);
    assert.ok(done.value === true || done.value.value === true, done.text);
    const told = await progress();
    assert.deepEqual([told.status, told.valid_tan, told.accept], ["closed", true, type === "push"]);
    assert.deepEqual(await listed(), { status: "completed" });
    const tried = (await ask("verify", { serial })).json.detail;
    assert.deepEqual(tried.replyMode, type === "qr" ? ["offline", "online"] : ["online"]);
    if (type === "qr") {
      const otp = answers(one).qr(tried.transactionData).tan(8);
      const finish = await ask("verify", { serial, transactionid: tried.transactionId, otp });
      assert.deepEqual([finish.value, finish.json.detail], [true, undefined]);
    } else {
      assert.equal((await tell("accept", tried.transactionId, answers(one).push().accept)).value, true);
      const polled = await alice.get("/userservice/verify", {
        transactionid: tried.transactionId,
        session: alice.session,
      });
      assert.deepEqual([polled.value, polled.json.detail.accept], [true, true]);
    }
  }
});

test("activation needs its right, and works on one's own token only", async () => {
  const one = await scanned("qr", { serial: "ALICES" });
  assert.deepEqual(await pair(pairingResponse(one.phone, { url: one.url })), taken);
  const visit = async (login: string) => {
    const client = company.visitor();
    await client.post("/userservice/login", { login, password: passwordOf(login) });
    return async (path: string, fields: object) =>
      (await client.json(`/userservice/${path}`, { ...fields, session: client.session })).json;
  };
  const alice = await visit("alice");
  assert.equal((await alice("activate_init", { serial: "ALICES" })).result.error?.code, 410);
  assert.equal((await alice("activate_check_status", { transactionid: "1" })).result.error?.code, 410);
  await company.policy("selfservice", "activate_QRToken");
  const { transactionid } = (await alice("activate_init", { serial: "ALICES" })).detail;
  const bob = await visit("bob");
  assert.equal((await bob("activate_init", { serial: "ALICES" })).result.status, false);
  const spied = await bob("activate_check_status", { transactionid });
  assert.deepEqual([spied.result.value, spied.detail], [false, undefined]);
});

test("an administrator unpairs a token, and another phone is taken", async () => {
  const one = await paired("qr");
  const unpaired = await company.admin.post("/admin/unpair", { serial: one.serial });
  assert.equal(unpaired.json.result.status, true, unpaired.text);
  assert.equal((await rowOf(one.serial))["LinOtp.TokenInfo"]["state"], "pairing_url_sent");
  assert.equal((await check({ pass: "pin", data: "x" })).json.detail, undefined);
  assert.deepEqual(await pair(pairingResponse(aPhone(), { url: one.url })), taken);
});

test("each partition has its own key pair, made once and kept sealed", async () => {
  const key = async () => readPairingUrl((await scanned("qr", { user: "bob" })).url);
  const [first, again] = [await key(), await key()];
  assert.deepEqual(first.serverKey, again.serverKey);
  await company.policy("enrollment", "partition=5");
  const other = await key();
  assert.equal(other.partition, 5);
  assert.notDeepEqual(other.serverKey, first.serverKey);
  const { json } = await company.admin.get("/system/getConfig");
  const shown = JSON.stringify(json);
  assert.ok(!shown.includes(Buffer.from(first.serverKey!).toString("hex")));
});

test("whoever has an app with an open question pays for every guess at another token's answer", async () => {
  const app = await paired("push");
  const { serial } = await company.init({ type: "hmac", user: "alice", otpkey: "31".repeat(20), pin: "pin" });
  await company.policy("authentication", "challenge_response=hmac");
  const asked = await check({ pass: "pin", data: "x" });
  const { transactionid } = asked.json.detail;
  assert.equal(Object.keys(asked.json.detail.challenges).length, 2, asked.text);
  for (let guess = 0; guess < 3; guess++) await check({ pass: "000000", transactionid });
  await check({ pass: "abc000000" });
  assert.equal((await rowOf(serial))["LinOtp.FailCount"], 4);
  assert.equal((await rowOf(app.serial))["LinOtp.FailCount"], 1);
});
