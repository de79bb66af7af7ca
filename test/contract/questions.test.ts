// OCRA2 over HTTP: an app that shares no code with us scans questions and answers them (contract 03 "ocra2").

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Client } from "../support/client.ts";
import { aLetter, answerOf, appFrom, type OcraApp, scan } from "../support/ocra-app.ts";
import { type Company, enterPortal, found } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

const keyHex = "3132333435363738393031323334353637383930313233343536373839303132";
const suite = "OCRA-1:HOTP-SHA256-8:C-QA64";
const letter = Buffer.from("twenty bytes of code");
const at = "2026-11-23T12:00:00Z";

let wire: Wire;
let company: Company;
before(async () => {
  wire = await startWire();
});
after(() => wire.close());
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

async function enroll(set: Record<string, string> = {}): Promise<OcraApp> {
  const fields = { type: "ocra2", serial: "O1", user: "alice", pin: "op", otpkey: keyHex, ocrasuite: suite };
  await company.init({ ...fields, ...set });
  return { suite: set["ocrasuite"] ?? suite, key: Buffer.from(keyHex, "hex"), counter: 0 };
}

async function check(fields: Record<string, string>, now?: string) {
  return await company.anybody.post("/validate/check", { user: "alice", ...fields }, now ? { now } : {});
}

async function ask(fields: Record<string, string> = {}, now?: string) {
  const answer = await check({ pass: "op", data: "0105067", ...fields }, now);
  assert.equal(answer.value, false, answer.text);
  return answer.json.detail;
}

async function token(serial = "O1"): Promise<Record<string, unknown>> {
  return (await company.show({ serial }))[0] ?? {};
}

test("an app that has the key believes the question, and its answer lets in once", async () => {
  const app = await enroll();
  const detail = await ask();
  const { kind, fields, genuine } = scan(detail.message);
  assert.equal(kind, "req");
  assert.deepEqual([...fields.keys()], ["tr", "ch", "me", "si"]);
  assert.equal(fields.get("tr"), detail.transactionid);
  assert.equal(fields.get("me"), "0105067");
  assert.match(fields.get("ch") ?? "", /^01050670000[0-9A-Za-z]{53}$/);
  assert.ok(genuine(app));
  assert.ok(!genuine({ ...app, key: Buffer.from("another key") }));
  assert.equal(detail.ocraurl.value, detail.message);
  assert.match(detail.ocraurl.img, /^<img id="challenge_qrcode"/);
  const pass = answerOf(app, detail.challenge);
  assert.equal((await check({ pass, transactionid: detail.transactionid })).value, true);
  assert.equal((await token())["LinOtp.Count"], 1);
  assert.equal((await check({ pass, transactionid: detail.transactionid })).value, false);
  assert.equal((await check({ pass: `op${pass}` })).value, false);
});

test("PIN and answer in one are enough while the question is open, and not afterwards", async () => {
  const app = await enroll();
  const { challenge } = await ask();
  const pass = `op${answerOf(app, challenge)}`;
  assert.equal((await check({ pass: `xx${pass.slice(2)}` })).value, false);
  assert.equal((await check({ pass })).value, true);
  assert.equal((await check({ pass })).value, false);
});

test("an answer to another question, or to one that has expired, is wrong", async () => {
  const app = await enroll();
  const first = await ask({ data: "one" }, at);
  const second = await ask({ data: "two" }, at);
  const pass = answerOf(app, first.challenge);
  assert.equal((await check({ pass, transactionid: second.transactionid }, at)).value, false);
  const late = "2026-11-23T12:02:01Z";
  assert.equal((await check({ pass, transactionid: first.transactionid }, late)).value, false);
  assert.equal((await check({ pass, transactionid: first.transactionid }, at)).value, true);
});

test("a question outlives three wrong answers and not four", async () => {
  const app = await enroll();
  for (const [wrong, value] of [
    [3, true],
    [4, false],
  ] as const) {
    const { challenge, transactionid } = await ask();
    for (let tries = 0; tries < wrong; tries++) {
      assert.equal((await check({ pass: "00000000", transactionid })).value, false);
    }
    assert.equal((await check({ pass: answerOf(app, challenge), transactionid })).value, value);
  }
  assert.equal((await token())["LinOtp.FailCount"], 5);
});

test("the counter is searched in the window and nowhere else, and never goes back", async () => {
  const app = await enroll();
  const tryAt = async (counter: number) => {
    app.counter = counter;
    const { challenge, transactionid } = await ask();
    return (await check({ pass: answerOf(app, challenge), transactionid })).value;
  };
  assert.equal(await tryAt(10), false);
  assert.equal(await tryAt(9), true);
  assert.equal(await tryAt(9), false);
  assert.equal(await tryAt(0), false);
  assert.equal((await token())["LinOtp.Count"], 10);
  assert.equal(await tryAt(10), true);
});

test("digits, hexadecimal digits, chance and hash make questions of any text", async () => {
  const questionOf = async (ocrasuite: string, data: string, challenge_type: string) => {
    await enroll({ ocrasuite });
    return (await ask({ data, challenge_type })).challenge as string;
  };
  assert.match(await questionOf("OCRA-1:HOTP-SHA256-8:C-QN08", "99", "raw"), /^990000\d\d$/);
  assert.match(await questionOf("OCRA-1:HOTP-SHA256-8:C-QN08", "12345678901", "raw"), /^12345678$/);
  assert.match(await questionOf("OCRA-1:HOTP-SHA1-6:QH10", "Wage 3 $", "raw"), /^ae30000[0-9a-f]{3}$/i);
  assert.match(await questionOf("OCRA-1:HOTP-SHA256-8:QA08", "pay 5 €", "raw"), /^pay50000$/);
  assert.match(await questionOf("OCRA-1:HOTP-SHA256-8:QA10", "pay 5 €", "random"), /^[0-9A-Za-z]{10}$/);
  // printf pay | sha256sum
  const digest = "9350872d712a127c494d7dc35e46b0bc9e62e288239708e581dfc3a1400154a4";
  assert.equal(await questionOf("OCRA-1:HOTP-SHA256-8:QA64", "pay", "hash"), digest);
  assert.equal(await questionOf("OCRA-1:HOTP-SHA256-8:QH10", "pay", "hash"), digest.slice(0, 10));
});

test("every suite of the RFC is answered: digits, PIN, time and SHA-512", async () => {
  const seconds = Date.parse(at) / 1000;
  for (const ocrasuite of [
    ...["OCRA-1:HOTP-SHA1-6:QN08", "OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1", "OCRA-1:HOTP-SHA256-8:QN08-PSHA1"],
    ...["OCRA-1:HOTP-SHA512-8:C-QN08", "OCRA-1:HOTP-SHA512-8:QN08-T1M", "OCRA-1:HOTP-SHA512-8:QA10-T1M"],
    ...["OCRA-1:HOTP-SHA256-10:C-QH40-PSHA512-T30S", "OCRA-1:HOTP-SHA1-4:QA08"],
  ]) {
    const app = await enroll({ ocrasuite, ocrapin: "1234" });
    app.pin = "1234";
    const { challenge, transactionid } = await ask({}, at);
    const pass = answerOf(app, challenge, seconds);
    assert.equal((await check({ pass, transactionid }, at)).value, true, ocrasuite);
    assert.equal((await token())["LinOtp.OtpLen"], pass.length);
  }
});

test("the clock of an app may be three minutes off, and not more", async () => {
  const app = await enroll({ ocrasuite: "OCRA-1:HOTP-SHA512-8:QN08-T1M" });
  const seconds = Date.parse(at) / 1000;
  for (const [off, value] of [
    [-181, false],
    [-180, true],
    [0, true],
    [179, true],
    [180, false],
    [240, false],
  ] as const) {
    const { challenge, transactionid } = await ask({}, at);
    const answer = answerOf(app, challenge, seconds + off);
    assert.equal((await check({ pass: answer, transactionid }, at)).value, value, String(off));
  }
});

test("a wrong PIN of the device makes a wrong answer", async () => {
  const app = await enroll({ ocrasuite: "OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1", ocrapin: "1234" });
  app.pin = "1235";
  const { challenge, transactionid } = await ask();
  assert.equal((await check({ pass: answerOf(app, challenge), transactionid })).value, false);
});

test("a bare PIN asks nothing; a token that was named by its serial can be asked without any", async () => {
  const app = await enroll();
  const bare = await check({ pass: "op" });
  assert.equal(bare.value, false);
  assert.equal(bare.json.detail, undefined);
  const asked = await company.anybody.post("/validate/check_s", { serial: "O1", challenge: "0105067" });
  const { challenge, transactionid } = asked.json.detail;
  const fields = { transactionid, pass: answerOf(app, challenge) };
  const answer = await company.anybody.post("/validate/check_t", fields);
  assert.deepEqual(answer.value, { value: true, failcount: 0 });
});

test("policies say where the app answers", async () => {
  await company.policy("authentication", "qrtanurl=https://x.example/cb/<serial>/<transactionid>?u=<user>");
  await company.policy("authentication", "qrtanurl.other=https://y.example/");
  const app = await enroll();
  const named = await ask({ "callback.user": "a b" });
  assert.equal(named.url, `https://x.example/cb/O1/${named.transactionid}?u=a%20b`);
  const { fields, genuine } = scan(named.message);
  assert.equal(decodeURIComponent(fields.get("u") ?? ""), named.url);
  assert.ok(genuine(app));
  assert.equal((await ask({ "callback.id": "other" })).url, "https://y.example/");
  const without = await ask({ no_callback: "1" });
  assert.equal(without.url, "");
  assert.equal(scan(without.message).fields.has("u"), false);
});

test("two answers in a row bring a counter back, by the questions that are named or the last two", async () => {
  const app = await enroll();
  const answers = (counter: number, questions: readonly string[]) => {
    app.counter = counter;
    return questions.map((question) => answerOf(app, question));
  };
  const resync = async (fields: Record<string, string>) =>
    (await company.admin.post("/admin/resync", { serial: "O1", ...fields })).value;
  const [otp1 = "", otp2 = ""] = answers(50, ["abc", "def"]);
  assert.equal(await resync({ otp1, otp2, challenge1: "def", challenge2: "abc" }), false);
  assert.equal(await resync({ otp1, otp2 }), false);
  assert.equal(await resync({ otp1, otp2, challenge1: "abc", challenge2: "def" }), true);
  assert.equal((await token())["LinOtp.Count"], 52);
  assert.equal(await resync({ otp1, otp2, challenge1: "abc", challenge2: "def" }), false);
  const first = await ask({ data: "one" }, "2026-11-23T12:00:00Z");
  const second = await ask({ data: "two" }, "2026-11-23T12:00:01Z");
  const [one = "", two = ""] = answers(90, [first.challenge, second.challenge]);
  assert.equal(await resync({ otp1: one, otp2: two }), true);
  assert.equal((await token())["LinOtp.Count"], 92);
});

test("without being asked, the second of two answers in a row brings the counter back", async () => {
  const app = await enroll();
  await company.admin.post("/system/setConfig", { AutoResync: "True" });
  app.counter = 40;
  const answer = async () => {
    const { challenge, transactionid } = await ask();
    return (await check({ pass: answerOf(app, challenge), transactionid })).value;
  };
  assert.equal(await answer(), false);
  app.counter++;
  assert.equal(await answer(), false, "not the next one");
  assert.equal(await answer(), false);
  assert.equal(await answer(), true);
  assert.equal((await token())["LinOtp.Count"], 45);
  assert.equal((await token())["LinOtp.TokenInfo"], `{\n"ocrasuite": "${suite}"\n}`);
});

interface Begun {
  readonly shared: ReturnType<typeof scan>;
  readonly serial: string;
}

async function begin(set: Record<string, string> = {}): Promise<Begun> {
  const fields = { type: "ocra2", genkey: "1", sharedsecret: "1", user: "alice", pin: "op", ...set };
  const detail = (await company.admin.post("/admin/init", fields)).json.detail;
  return { shared: scan(detail.app_import), serial: detail.serial };
}

async function activate(fields: Record<string, string> = {}) {
  const order = { type: "ocra2", genkey: "1", activationcode: aLetter(letter), user: "alice", ...fields };
  return await company.admin.post("/admin/init", order);
}

test("an app is rolled out in two steps: scan, code from the letter, scan, answer", async () => {
  const { shared, serial } = await begin();
  assert.equal(shared.kind, "init");
  assert.deepEqual([...shared.fields.keys()], ["sh", "os", "se"]);
  const waiting = await token(serial);
  assert.equal(waiting["LinOtp.Isactive"], false);
  assert.ok(!String(waiting["LinOtp.TokenInfo"]).includes(shared.fields.get("sh") ?? "-"));
  const { detail } = (await activate({ message: "Grüße an alle" })).json;
  const nonce = scan(detail.app_import);
  assert.equal(nonce.kind, "nonce");
  assert.equal(nonce.fields.get("me"), "Grüße an alle");
  assert.equal(nonce.fields.get("se"), serial);
  assert.equal(nonce.fields.get("no"), detail.nonce);
  const app = appFrom(shared, letter, nonce);
  assert.ok(nonce.genuine(app));
  assert.match(String((await token(serial))["LinOtp.TokenInfo"]), /"rollout": "2"/);
  assert.equal((await token(serial))["LinOtp.Isactive"], true);
  const fields = { transactionid: detail.transactionid, pass: answerOf(app, detail.challenge) };
  const answer = await company.anybody.post("/validate/check_t", fields);
  assert.deepEqual(answer.value, { value: true, failcount: 0 });
  const info = String((await token(serial))["LinOtp.TokenInfo"]);
  assert.deepEqual(JSON.parse(info), { ocrasuite: "OCRA-1:HOTP-SHA256-6:C-QA64" });
  const { challenge, transactionid } = await ask();
  assert.equal((await check({ pass: answerOf(app, challenge), transactionid })).value, true);
});

test("after too many wrong first answers the code is needed again, and works again", async () => {
  const { shared, serial } = await begin();
  const { detail } = (await activate()).json;
  const app = appFrom(shared, letter, scan(detail.app_import));
  const { transactionid } = detail;
  for (let tries = 0; tries < 3; tries++) await check({ transactionid, pass: "000000" });
  assert.match(String((await token(serial))["LinOtp.TokenInfo"]), /"rollout": "1"/);
  const pass = answerOf(app, detail.challenge);
  assert.equal((await check({ transactionid, pass })).value, false);
  const again = (await activate({ serial })).json.detail;
  const renewed = appFrom(shared, letter, scan(again.app_import));
  assert.notDeepEqual(renewed.key, app.key);
  const answer = answerOf(renewed, again.challenge);
  assert.equal((await check({ transactionid: again.transactionid, pass: answer })).value, true);
});

test("a code with a typing error, a code for nothing, and two tokens to choose from are refused", async () => {
  const code = aLetter(letter);
  const refused = async (fields: Record<string, string>) => {
    const { json } = await activate(fields);
    assert.equal(json.result.status, false, JSON.stringify(fields));
  };
  await refused({});
  const { serial } = await begin();
  for (const activationcode of [
    ...["X", "00", "!!!!", code.slice(0, -1), code.slice(1), `${code}0`, code.toLowerCase().slice(2)],
    ...[`A${code.slice(1)}`, "A".repeat(300), `${code.slice(0, -2)}ZZ`],
  ]) {
    const { json } = await activate({ activationcode, serial });
    assert.equal(json.result.status, false, activationcode);
    assert.match(json.result.error?.message ?? "", /activationcode/);
  }
});

test("nothing of a token changes when the code is wrong", async () => {
  const { serial } = await begin();
  const before = await token(serial);
  await activate({ activationcode: `${aLetter(letter).slice(0, -2)}ZZ` });
  assert.deepEqual(await token(serial), before);
  await begin({ serial: "O2" });
  const { json } = await activate();
  assert.equal(json.result.status, false, "which one?");
  assert.equal((await activate({ serial: "O2" })).json.result.status, true);
});

test("what is no suite, and what nobody could answer, is refused", async () => {
  for (const ocrasuite of [
    ...["OCRA-2:HOTP-SHA1-6:QN08", "OCRA-1:HOTP-SHA1-0:QN08", "OCRA-1:HOTP-SHA1-6:QN08-S064", "x"],
    ...["OCRA-1:HOTP-SHA1-6:QN08\u0000", "OCRA-1:HOTP-MD5-6:QN08"],
  ]) {
    const fields = { type: "ocra2", otpkey: keyHex, ocrasuite, serial: "BAD" };
    const { json } = await company.admin.post("/admin/init", fields);
    assert.equal(json.result.status, false, ocrasuite);
  }
  assert.deepEqual(await company.show({ serial: "BAD" }), []);
});

test("texts that are too long, or questions of an unknown kind, open nothing", async () => {
  await enroll();
  for (const fields of [{ data: "x".repeat(3000) }, { data: "€".repeat(600) }, { challenge_type: "odd" }]) {
    const answer = await check({ pass: "op", data: "0105067", ...fields });
    assert.equal(answer.value, false);
    assert.equal(answer.json.detail, undefined);
  }
  const hostile = await ask({ data: '"><script>&si=0&tr=1' });
  assert.equal(scan(hostile.message).fields.get("me"), '"><script>&si=0&tr=1');
});

async function visitor(login: string): Promise<Client> {
  const client = company.visitor();
  const entered = await client.post("/userservice/login", {
    login,
    password: `pw-${login}`,
  });
  assert.equal(entered.value, true);
  return client;
}

test("a person finishes the roll-out in the portal, with the right to it", async () => {
  const { shared, serial } = await begin();
  const alice = await visitor("alice");
  const send = (client: Client, path: string, fields: Record<string, string>) =>
    client.post(`/userservice/${path}`, { session: client.session, type: "ocra2", ...fields });
  const order = { serial, activationcode: aLetter(letter), genkey: "1" };
  assert.equal((await send(alice, "activateocratoken", order)).json.result.error?.code, 410);
  await company.policy("selfservice", "activate_OCRA2, enrollOCRA2");
  const { value } = await send(alice, "activateocratoken", order);
  assert.equal(value.activate, true);
  assert.deepEqual(Object.keys(value.ocratoken), ["url", "img", "label", "serial", "transaction"]);
  assert.equal(value.ocratoken.serial, serial);
  const nonce = scan(value.ocratoken.url);
  const app = appFrom(shared, letter, nonce);
  const transactionid = value.ocratoken.transaction;
  const pass = answerOf(app, nonce.fields.get("ch") ?? "");
  const bob = await visitor("bob");
  const foreign = await send(bob, "finishocra2token", { transactionid, pass });
  assert.deepEqual(foreign.value, { value: false, failcount: 0 });
  const wrong = await send(alice, "finishocra2token", { transactionid, pass: "000000" });
  assert.deepEqual(wrong.value, { value: false, failcount: 1 });
  const right = await send(alice, "finishocra2token", { transactionid, pass });
  assert.deepEqual(right.value, { value: true, failcount: 0 });
  assert.equal((await send(bob, "activateocratoken", order)).json.result.status, false);
});

test("as a rollout token it opens the portal alone, and goes with the first real login", async () => {
  await company.policy("selfservice", "mfa_login");
  await company.policy("enrollment", "purge_rollout_token");
  const app = await enroll({ rollout: "1" });
  assert.equal((await ask({})) ?? "nothing", "nothing");
  const client = company.visitor();
  await client.post("/userservice/login", { login: "alice", password: "pw-alice" });
  const asked = await client.post("/userservice/login", { session: client.session, serial: "O1" });
  const { challenge } = asked.json.detail;
  const pass = answerOf(app, challenge);
  const entered = await client.post("/userservice/login", { session: client.session, otp: pass });
  assert.equal(entered.value, true, entered.text);
  await company.init({ type: "pw", otpkey: "real", user: "alice", pin: "p", serial: "P1" });
  assert.equal((await check({ pass: "preal" })).value, true);
  assert.deepEqual(await company.show({ serial: "O1" }), []);
  assert.equal(await enterPortal(company.visitor(), "alice", { otp: "real", serial: "P1" }), true);
});
