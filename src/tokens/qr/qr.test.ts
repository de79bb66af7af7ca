// The dialogue of a QR token with a phone that knows only the contract, and with phones that lie.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aPhone,
  type Phone,
  pairingResponse,
  readPairingUrl,
  readQrChallenge,
  x25519Public,
} from "../../../test/support/devices/phone.ts";
import { fieldsOf } from "../../core/fields.ts";
import { openPairingResponse, readPairingResponse } from "../../core/pairing/pairing-response.ts";
import { Refusal } from "../../core/problem.ts";
import type { Serial, Token } from "../../core/token.ts";
import type { ChallengeContext, EnrollmentContext } from "../../core/token-type.ts";
import {
  aChallenge,
  asking,
  aToken,
  enrolling,
  given,
  noAppPolicies,
  now,
  ruling,
  serverPair,
  settings,
} from "../specimen.ts";
import { qr } from "./qr.ts";

const { challenge: asked } = qr;
assert.ok(asked);
const { open, answer } = asked;
const seed = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const policies = {
  qrtoken_pairing_callback_url: "https://x.example/cb",
  qrtoken_challenge_callback_url: "https://x.example/ch",
};

function enroll(fields: Record<string, string> = {}, set: Partial<EnrollmentContext> = {}) {
  const rules = ruling({ authentication: policies });
  return qr.readEnrollment(
    fieldsOf({ type: "qr", ...fields }),
    enrolling({ ruling: rules, serverKey: () => serverPair, serial: "QR71", ...set }),
  );
}

function asks(set: Partial<ChallengeContext> = {}): ChallengeContext {
  return asking({
    seed,
    serverKey: () => serverPair,
    ruling: ruling({ authentication: policies }),
    text: "Pay?",
    ...set,
  });
}

function unpaired(): Token {
  return aToken({ type: "qr", serial: "QR71" as Serial, ...enroll().set });
}

function responseOf(phone: Phone, set: object = {}) {
  const url = enroll().shown.detail?.["pairing_url"] as string;
  const sealed = readPairingResponse(pairingResponse(phone, { url, ...set }))!;
  return openPairingResponse(sealed, serverPair.secret)!;
}

function responded(phone: Phone): Token {
  const token = unpaired();
  return { ...token, ...qr.pair?.(token, responseOf(phone)) };
}

/** Paired and asked once; the answer completes it. */
function complete(phone: Phone): Token {
  const token = responded(phone);
  const opened = open(token, asks({ text: "QR71" }));
  const pending = { ...token, ...opened.spend };
  const { tan } = readQrChallenge(phone, {
    url: opened.message,
    serverKey: Buffer.from(serverPair.publicKey),
  });
  const verdict = answer(pending, { challenge: aChallenge(opened), otp: tan(8) }, given({ seed }));
  assert.ok(verdict.match);
  return { ...pending, ...verdict.spend };
}

test("an enrollment shows the address that the app scans, twice, and is not active", () => {
  const { shown, set, secret } = enroll();
  const url = shown.detail?.["pairing_url"] as string;
  assert.deepEqual(shown.codes, {
    lse_qr_url: { value: url, description: "QRToken Pairing Url", order: 0 },
    lse_qr_cert: { value: url, description: "QRToken Certificate", order: 1 },
  });
  assert.deepEqual(set, { otpLength: 8, active: false, info: { state: "pairing_url_sent", partition: 0 } });
  assert.equal(secret?.kind, "seed");
  const read = readPairingUrl(url);
  assert.equal(read.flags, 0x17);
  assert.deepEqual(read.serverKey, Buffer.from(serverPair.publicKey));
  assert.equal(read.callbackUrl, "https://x.example/cb");
  assert.equal(read.digits, 8);
});

test("digits, hash, phone number, partition, certificate and scheme are told to the app", () => {
  const rules = ruling({
    enrollment: { partition: 3 },
    authentication: {
      ...policies,
      qrtoken_pairing_callback_url: undefined,
      qrtoken_pairing_callback_sms: "+49 1",
      qrtoken_pairing_cert: "yes",
    },
  });
  const config = settings({ QRTokenOtpLen: "7", mobile_app_protocol_id: "acme" });
  const { shown, set } = enroll({ hashlib: "sha256" }, { ruling: rules, settings: config });
  const url = shown.detail?.["pairing_url"] as string;
  assert.match(url, /^acme:/);
  const read = readPairingUrl(url.replace("acme:", "lseqr:"));
  assert.equal(set.otpLength, 7);
  assert.deepEqual(
    [read.partition, read.callbackSms, read.callbackUrl, read.digits, read.hash],
    [3, "+49 1", undefined, 7, 1],
  );
  assert.equal(read.serverKey, undefined);
  assert.equal(read.signature?.length, 64);
});

test("what an enrollment does not know, and what policies do not say, is refused", () => {
  const says = (text: RegExp) => (error: unknown) => error instanceof Refusal && text.test(error.message);
  assert.throws(() => enroll({ rollout: "1" }), says(/Unknown request type for token type qr/));
  assert.throws(() => enroll({ otpkey: "00" }), Refusal);
  assert.throws(() => enroll({ otplen: "5" }), Refusal);
  assert.throws(() => enroll({ otplen: "13" }), Refusal);
  assert.throws(() => enroll({ hashlib: "md5" }), Refusal);
  assert.throws(
    () => enroll({}, { ruling: ruling({ authentication: noAppPolicies }) }),
    says(/^Policy qrtoken_pairing_callback_url or qrtoken_pairing_callback_sms must have a value$/),
  );
  const half = ruling({
    authentication: { ...noAppPolicies, qrtoken_pairing_callback_url: "https://x.example/cb" },
  });
  assert.throws(() => enroll({}, { ruling: half }), says(/qrtoken_challenge_callback_url or/));
  assert.throws(() => enroll({}, { serverKey: () => undefined }), Refusal);
});

test("a phone introduces itself, is asked for the serial, and its answer makes the token ready", () => {
  const phone = aPhone();
  const token = responded(phone);
  assert.deepEqual(qr.enrollmentStatus?.(token), {
    status: "not completed",
    detail: "pairing_response_received",
  });
  assert.equal(qr.countsAsActive?.(token), true);
  const opened = open(token, asks({ text: "QR71" }));
  const url = opened.message;
  const read = readQrChallenge(phone, { url, serverKey: Buffer.from(serverPair.publicKey) });
  assert.deepEqual([read.content, read.flags, read.message], [1, 26, "QR71"]);
  assert.equal(read.serverIsRight, true);
  const done = complete(phone);
  assert.equal(done.active, true);
  assert.equal(done.info["state"], "pairing_complete");
  assert.deepEqual(qr.enrollmentStatus?.(done), { status: "completed" });
  const key = x25519Public(phone.secret).toString("base64");
  assert.deepEqual(qr.offline?.(done), { public_key: key, user_token_id: 7 });
});

test("a phone is taken once: neither another one nor the same response comes in again", () => {
  const phone = aPhone();
  for (const token of [responded(phone), complete(phone)]) {
    assert.throws(() => qr.pair?.(token, responseOf(phone)), Refusal);
    assert.throws(() => qr.pair?.(token, responseOf(aPhone())), Refusal);
  }
});

test("a response under the key of another partition pairs nothing", () => {
  assert.throws(() => qr.pair?.(unpaired(), responseOf(aPhone(), { partition: 1 })), Refusal);
});

test("while it is being paired only the serial is asked for, and before that nothing", () => {
  const phone = aPhone();
  assert.throws(() => open(responded(phone), asks({ text: "anything" })), Refusal);
  assert.throws(() => open(unpaired(), asks({ text: "QR71" })), Refusal);
  assert.equal(qr.countsAsActive?.(unpaired()), false);
});

test("a paired token asks any text, and a login; nothing longer than the app can show", () => {
  const phone = aPhone();
  const token = complete(phone);
  const read = (set: Partial<ChallengeContext>) =>
    readQrChallenge(phone, { url: open(token, asks(set)).message });
  assert.deepEqual([read({}).content, read({}).message, read({}).flags], [0, "Pay?", 2]);
  assert.equal(read({ text: "Ümläut 漢字 🔑" }).message, "Ümläut 漢字 🔑");
  const login = { text: "alice@portal", parameters: fieldsOf({ content_type: "2" }) };
  assert.deepEqual([read(login).content, read(login).message], [2, "alice@portal"]);
  const refused: readonly Partial<ChallengeContext>[] = [
    { text: "x".repeat(512) },
    { text: "é".repeat(256) },
    { text: "alice", parameters: fieldsOf({ content_type: "2" }) },
    { text: "QR71", parameters: fieldsOf({ content_type: "1" }) },
    { parameters: fieldsOf({ content_type: "3" }) },
    { parameters: fieldsOf({ content_type: "x" }) },
    { seed: undefined },
    { seed: seed.subarray(1) },
    { ruling: ruling({ authentication: noAppPolicies }) },
  ];
  for (const set of refused) assert.throws(() => open(token, asks(set)), Refusal, JSON.stringify(set));
  assert.equal(read({ text: "x".repeat(511) }).message.length, 511);
});

test("TAN and signature answer their question only, while it is open, for the phone that is paired", () => {
  const phone = aPhone();
  const token = complete(phone);
  const opened = open(token, asks());
  const { tan, signature } = readQrChallenge(phone, { url: opened.message });
  const challenge = aChallenge(opened);
  const tries = (otp: string, set: object = {}, held: Token = token) =>
    answer(held, { challenge: { ...challenge, ...set }, otp }, given({ seed })).match;
  assert.equal(tries(tan(8)), true);
  assert.equal(tries(signature), true);
  assert.equal(tries(tan(6)), false);
  assert.equal(tries(tan(8), { status: "closed" }), false);
  assert.equal(tries(tan(8), { expiresAt: now }), false);
  assert.equal(tries(tan(8), { transactionId: "12345678901234568" }), false, "of another transaction");
  const later = open(token, asks({ random: new Uint8Array(64).fill(9) }));
  assert.equal(tries(tan(8), { data: later.data }), false, "another salt");
  assert.equal(tries(tan(8), { message: later.message, data: later.data }), false, "another question");
  assert.equal(tries(tan(8), { data: {} }), false);
  assert.equal(tries(tan(8), { message: "lseqr://chal/AAAA" }), false);
  assert.equal(tries(tan(8), {}, complete(aPhone())), false, "another phone was paired meanwhile");
  assert.equal(answer(token, { challenge, otp: tan(8) }, given({ seed: undefined })).match, false);
  const spoken = { accept: true, text: signature };
  assert.equal(answer(token, { challenge, otp: "", signature: spoken }, given({ seed })).match, false);
});

test("what is kept of a question does not contain its answer", () => {
  const phone = aPhone();
  const opened = open(complete(phone), asks());
  const { tan, signature } = readQrChallenge(phone, { url: opened.message });
  const kept = JSON.stringify(opened.data) + opened.message;
  assert.ok(!kept.includes(signature) && !kept.includes(tan(8)));
});

test("two questions of one transaction have keys of their own", () => {
  const token = complete(aPhone());
  const key = (transactionId: string) => open(token, asks({ transactionId })).message.slice(0, 60);
  assert.notEqual(key("12345678901234.01"), key("12345678901234.02"));
});

test("a late answer to the pairing question does not wake a token that was put to sleep", () => {
  const phone = aPhone();
  const token = responded(phone);
  const opened = open(token, asks({ text: "QR71" }));
  const { tan } = readQrChallenge(phone, {
    url: opened.message,
    serverKey: Buffer.from(serverPair.publicKey),
  });
  const asleep = { ...complete(phone), active: false };
  const verdict = answer(asleep, { challenge: aChallenge(opened), otp: tan(8) }, given({ seed }));
  assert.deepEqual(verdict, { match: true, spend: {} });
});

test("unpairing forgets the phone and its answers, and lets another one in", () => {
  const phone = aPhone();
  const token = complete(phone);
  const opened = open(token, asks());
  const forgotten = { ...token, ...qr.unpair?.(token) };
  assert.deepEqual(forgotten.info, { state: "pairing_url_sent", partition: 0 });
  assert.equal(forgotten.active, false);
  assert.equal(qr.offline?.(forgotten), undefined);
  const { tan } = readQrChallenge(phone, { url: opened.message });
  assert.equal(
    answer(forgotten, { challenge: aChallenge(opened), otp: tan(8) }, given({ seed })).match,
    false,
  );
  const other = aPhone();
  const again = { ...forgotten, ...qr.pair?.(forgotten, responseOf(other)) };
  assert.equal(again.info["user_public_key"], x25519Public(other.secret).toString("base64"));
});

test("settings say how often a question may be answered wrongly and how long it lives", () => {
  assert.equal(asked.attempts?.(settings()), 3);
  assert.equal(asked.attempts?.(settings({ QRMaxChallenges: "4" })), 4);
  assert.equal(asked.validitySeconds(settings({ QRChallengeValidityTime: "150" })), 150);
});
