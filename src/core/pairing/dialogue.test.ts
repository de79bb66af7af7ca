// Server and phone talk: the phone (test/support/devices/phone.ts) was written from the contract alone.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  aPhone,
  type Kind,
  pairingResponse,
  type Response,
  readPairingUrl,
  readPushChallenge,
  readQrChallenge,
  x25519Public,
} from "../../../test/support/devices/phone.ts";
import { verifyingKey } from "./curve.ts";
import { transactionNumber } from "./layout.ts";
import { openPairingResponse, type PairingResponse, readPairingResponse } from "./pairing-response.ts";
import { type PairingOffer, pairingUrl } from "./pairing-url.ts";
import { answersPush, type PushQuestion, pushChallengeUrl } from "./push-challenge.ts";
import { answersQr, type QrQuestion, qrChallengeUrl, qrSignature, tanOf } from "./qr-challenge.ts";
import { questionScalar } from "./question-key.ts";

const serverSeed = Buffer.alloc(32, 0x5e);
const serverKey = Buffer.from(verifyingKey(serverSeed));

function offer(set: Partial<PairingOffer> = {}): PairingOffer {
  return {
    protocol: "lseqr",
    kind: "qr",
    partition: 0,
    seed: serverSeed,
    certified: false,
    serial: "QR71",
    callbackUrl: "https://x.example/cb",
    callbackSms: undefined,
    digits: 8,
    hash: undefined,
    ...set,
  };
}

/** What the server makes of a pairing response. */
function received(text: string, seed: Uint8Array = serverSeed): PairingResponse | undefined {
  const sealed = readPairingResponse(text);
  return sealed === undefined ? undefined : openPairingResponse(sealed, seed);
}

function respond(kind: Kind, set: Partial<Response> = {}): string {
  return pairingResponse(aPhone(), { url: pairingUrl(offer({ kind, digits: undefined })), ...set });
}

test("a pairing URL is, byte for byte, the one that LinOTP gave", () => {
  const seen = "AgIXAAAAAAAAAAMl5grJiBfhZrMb5NsbUKdGdC7Y0HKLjjKTvuy0UyR8UVI3MQBodHRwczovL3guZXhhbXBsZS9jYgAI";
  const ours = pairingUrl(offer()).replace("lseqr://pair/", "");
  const key = Buffer.from(seen, "base64url").subarray(10, 42);
  const replaced = Buffer.from(ours, "base64url");
  replaced.set(key, 10);
  assert.equal(replaced.toString("base64url"), seen);
  const push = "AgQHAAAAAAAAAAMl5grJiBfhZrMb5NsbUKdGdC7Y0HKLjjKTvuy0UyR8UFU3MQBodHRwczovL3guZXhhbXBsZS9jYgA";
  const ourPush = Buffer.from(
    pairingUrl(offer({ kind: "push", serial: "PU71", digits: undefined })).slice("lseqr://pair/".length),
    "base64url",
  );
  ourPush.set(key, 10);
  assert.equal(ourPush.toString("base64url"), push);
});

test("the phone reads every pairing URL as it was meant", () => {
  const offers = fc.record({
    kind: fc.constantFrom("qr" as const, "push" as const),
    partition: fc.nat(0xffffffff),
    serial: fc.string({ minLength: 1 }).filter((text) => !text.includes("\0")),
    callbackUrl: fc.option(fc.webUrl(), { nil: undefined }),
    callbackSms: fc.option(fc.constant("+49 1"), { nil: undefined }),
    digits: fc.option(fc.integer({ min: 6, max: 12 }), { nil: undefined }),
    hash: fc.option(fc.constantFrom("sha1" as const, "sha256" as const, "sha512" as const), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(offers, (set) => {
      const read = readPairingUrl(pairingUrl(offer(set)));
      const hash = set.hash === undefined ? undefined : ["sha1", "sha256", "sha512"].indexOf(set.hash);
      const { hash: _, ...expected } = set;
      const { kind, partition, serial, callbackUrl, callbackSms, digits } = read;
      assert.deepEqual({ kind, partition, serial, callbackUrl, callbackSms, digits }, expected);
      assert.equal(read.hash, hash);
      assert.deepEqual(read.serverKey, serverKey);
    }),
  );
});

test("a certified pairing URL is signed instead of naming the key", () => {
  const read = readPairingUrl(pairingUrl(offer({ certified: true })));
  assert.equal(read.serverKey, undefined);
  assert.equal(read.flags & 1, 0);
  assert.equal(read.signature?.length, 64);
});

test("the server understands an honest phone, whichever kind and partition", () => {
  for (const kind of ["qr", "push"] as const) {
    for (const partition of [0, 1, 0xffffffff]) {
      const phone = aPhone();
      const url = pairingUrl(offer({ kind, partition, serial: "S1" }));
      const got = received(pairingResponse(phone, { url, login: "alice", gda: "device 1" }));
      assert.ok(got);
      assert.equal(got.kind, kind);
      assert.equal(got.partition, partition);
      assert.equal(got.serial, "S1");
      assert.equal(got.login, "alice");
      assert.equal(got.userTokenId, 7);
      assert.equal(got.gda, kind === "push" ? "device 1" : undefined);
    }
  }
});

test("a pairing response that was changed, cut or made for another key says nothing", () => {
  for (const kind of ["qr", "push"] as const) {
    const text = respond(kind);
    const bytes = Buffer.from(text, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      // The highest bit of R is no part of the point (RFC 7748 section 5).
      if (bit === (5 + 31) * 8 + 7) continue;
      const bent = Buffer.from(bytes);
      bent[bit >> 3] = bent[bit >> 3]! ^ (1 << (bit & 7));
      assert.equal(received(bent.toString("base64url")), undefined, `bit ${bit}`);
    }
    for (let length = 0; length < bytes.length; length++) {
      assert.equal(received(bytes.subarray(0, length).toString("base64url")), undefined);
    }
    assert.equal(received(text, Buffer.alloc(32, 1)), undefined, "another server's key");
  }
});

test("rubbish is no pairing response and no reason to stumble", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: "binary" })), (text) => {
      assert.equal(received(text), undefined);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300, size: "max" }), (bytes) => {
      assert.equal(
        received(Buffer.concat([Buffer.of(1, 0, 0, 0, 0), bytes]).toString("base64url")),
        undefined,
      );
    }),
  );
  assert.equal(received("A".repeat(1_000_000)), undefined);
});

test("a phone that sends a key of small order is not known", () => {
  const small = Buffer.alloc(32);
  assert.equal(received(respond("qr", { publicKey: small })), undefined);
  assert.equal(
    received(respond("qr", { publicKey: Buffer.concat([Buffer.of(1), Buffer.alloc(31)]) })),
    undefined,
  );
  assert.equal(received(respond("push", { publicKey: small })), undefined);
  assert.equal(received(respond("qr", { ephemeral: small })), undefined);
});

test("a phone that names a key it does not have is not known", () => {
  const others = Buffer.from(verifyingKey(randomBytes(32)));
  assert.equal(received(respond("push", { publicKey: others })), undefined);
});

test("a pairing response of another version or kind, or with texts that do not end, is none", () => {
  assert.equal(received(respond("qr", { version: 2 })), undefined);
  assert.equal(received(respond("qr", { kind: 1 })), undefined);
  assert.equal(received(respond("qr", { kind: 4 })), undefined);
  assert.equal(received(respond("push", { kind: 2 })), undefined);
  assert.equal(received(respond("qr", { plain: (plain) => plain.subarray(0, -1) })), undefined);
  assert.equal(
    received(respond("qr", { plain: (plain) => Buffer.concat([plain, Buffer.of(0)]) })),
    undefined,
  );
  assert.equal(received(respond("qr", { plain: (plain) => plain.subarray(0, 20) })), undefined);
  assert.equal(received(respond("qr", { serial: "" })), undefined);
  assert.equal(received(respond("qr", { login: "\ud800" }))?.login, "\ufffd");
});

const transactionId = "12345678901234567";

function qrQuestion(set: Partial<QrQuestion> & Pick<QrQuestion, "userKey">): QrQuestion {
  return {
    protocol: "lseqr",
    content: 0,
    transactionId,
    message: "Pay 100 €?",
    callbackUrl: "https://x.example/ch",
    callbackSms: undefined,
    userTokenId: 7,
    scalar: questionScalar(Buffer.alloc(32, 1), Buffer.alloc(32, 2)),
    serverSeed: undefined,
    ...set,
  };
}

test("the phone reads a QR question, and its TAN and its signature are the ones that are expected", () => {
  const questions = fc.record({
    content: fc.constantFrom(0 as const, 1 as const, 2 as const),
    message: fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0") && text.isWellFormed()),
    callbackUrl: fc.option(fc.webUrl(), { nil: undefined }),
    callbackSms: fc.option(fc.constant("+49 1"), { nil: undefined }),
    scalar: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    serverSeed: fc.option(fc.constant(serverSeed), { nil: undefined }),
  });
  fc.assert(
    fc.property(questions, fc.integer({ min: 6, max: 12 }), (set, digits) => {
      const phone = aPhone();
      const question = qrQuestion({ ...set, userKey: x25519Public(phone.secret) });
      const url = qrChallengeUrl(question)!;
      const read = readQrChallenge(phone, { url, serverKey });
      assert.equal(read.message, set.message);
      assert.equal(read.content, set.content);
      assert.equal(read.callbackUrl, set.callbackUrl);
      assert.equal(read.callbackSms, set.callbackSms);
      assert.equal(read.transaction, 1234567890123456700n);
      assert.equal(read.serverIsRight, set.serverSeed === undefined ? undefined : true);
      const expected = qrSignature(url, question)!;
      assert.equal(read.tan(digits), tanOf(expected, digits));
      assert.equal(read.signature, expected.toString("base64url"));
      assert.ok(answersQr(expected, read.tan(digits), digits));
      assert.ok(answersQr(expected, read.signature, digits));
      assert.ok(answersQr(expected, `${read.signature}=`, digits));
    }),
    { numRuns: 40 },
  );
});

test("a pairing question with an address says 26: the server's MAC, a new address, an address", () => {
  const phone = aPhone();
  const question = { userKey: x25519Public(phone.secret), content: 1 as const, serverSeed };
  const url = qrChallengeUrl(qrQuestion(question))!;
  assert.equal(readQrChallenge(phone, { url, serverKey }).flags, 26);
  const other = Buffer.from(verifyingKey(Buffer.alloc(32, 9)));
  assert.equal(readQrChallenge(phone, { url, serverKey: other }).serverIsRight, false);
});

test("no other phone, no other question and no bent answer fits a QR question", () => {
  const phone = aPhone();
  const userKey = x25519Public(phone.secret);
  const question = qrQuestion({ userKey });
  const url = qrChallengeUrl(question)!;
  const expected = qrSignature(url, question)!;
  assert.throws(() => readQrChallenge(aPhone(), { url }));
  const other = qrQuestion({ userKey, scalar: Buffer.alloc(32, 3) });
  const otherUrl = qrChallengeUrl(other)!;
  const read = readQrChallenge(phone, { url: otherUrl });
  assert.equal(answersQr(expected, read.signature, 8), false);
  assert.equal(qrSignature(otherUrl, question), undefined);
  assert.equal(qrSignature(url, { ...question, userKey: x25519Public(randomBytes(32)) }), undefined);
  const right = readQrChallenge(phone, { url });
  for (const answer of [
    "",
    "0",
    right.tan(8).slice(1),
    ` ${right.tan(8)}`,
    right.signature.slice(1),
    `${right.signature}A`,
  ]) {
    assert.equal(answersQr(expected, answer, 8), false, answer);
  }
  assert.equal(qrChallengeUrl({ ...question, userKey: Buffer.alloc(32) }), undefined);
});

test("an answer has one spelling: bits behind its end, and letters of plain base64, make another", () => {
  const phone = aPhone();
  const question = qrQuestion({ userKey: x25519Public(phone.secret) });
  const url = qrChallengeUrl(question)!;
  const expected = qrSignature(url, question)!;
  const { signature } = readQrChallenge(phone, { url });
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/";
  const accepted = [...alphabet].filter((last) => answersQr(expected, signature.slice(0, -1) + last, 8));
  assert.deepEqual(accepted, [signature.slice(-1)]);
});

function pushQuestion(set: Partial<PushQuestion> & Pick<PushQuestion, "userKey">): PushQuestion {
  return {
    protocol: "lseqr",
    content: 0,
    transactionId,
    message: "Pay 100 €?",
    callbackUrl: "https://x.example/ch",
    at: 1_795_456_061,
    userTokenId: 7,
    scalar: questionScalar(Buffer.alloc(32, 1), Buffer.alloc(32, 2)),
    serverSeed,
    ...set,
  };
}

test("the phone reads a pushed question, and each of its verdicts is good for that verdict only", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes("\0")),
      (message) => {
        const phone = aPhone();
        const question = pushQuestion({ userKey: verifyingKey(phone.secret), message });
        const url = pushChallengeUrl(question)!;
        const read = readPushChallenge(phone, { url, serverKey });
        assert.deepEqual(read.texts, [message, "https://x.example/ch"]);
        assert.equal(read.transaction, 1234567890123456700n);
        assert.equal(read.seconds, 1_795_456_061n);
        assert.ok(read.serverIsRight);
        assert.ok(answersPush(url, { verdict: "accept", signature: read.accept }, question));
        assert.ok(answersPush(url, { verdict: "reject", signature: read.reject }, question));
        assert.ok(!answersPush(url, { verdict: "accept", signature: read.reject }, question));
        assert.ok(!answersPush(url, { verdict: "reject", signature: read.accept }, question));
      },
    ),
    { numRuns: 20 },
  );
});

test("a login is pushed as who and where", () => {
  const phone = aPhone();
  const userKey = verifyingKey(phone.secret);
  const url = pushChallengeUrl(pushQuestion({ userKey, content: 2, message: "alice@portal" }))!;
  assert.deepEqual(readPushChallenge(phone, { url, serverKey }).texts.slice(0, 2), ["alice", "portal"]);
});

test("a verdict of another phone, about another question, or bent anywhere fits nothing", () => {
  const phone = aPhone();
  const question = pushQuestion({ userKey: verifyingKey(phone.secret) });
  const url = pushChallengeUrl(question)!;
  const { accept } = readPushChallenge(phone, { url, serverKey });
  const again = pushQuestion({ userKey: question.userKey, scalar: Buffer.alloc(32, 3) });
  const other = readPushChallenge(phone, { url: pushChallengeUrl(again)!, serverKey });
  const wrongOnes = [
    other.accept,
    "",
    "A",
    accept.slice(1),
    accept.replace(/^./, accept.startsWith("A") ? "B" : "A"),
  ];
  for (const signature of wrongOnes) {
    assert.equal(answersPush(url, { verdict: "accept", signature }, question), false, signature);
  }
  const stranger = pushQuestion({ userKey: verifyingKey(randomBytes(32)) });
  assert.equal(answersPush(url, { verdict: "accept", signature: accept }, stranger), false);
  assert.equal(pushChallengeUrl(pushQuestion({ userKey: Buffer.alloc(32) })), undefined);
});

test("a transaction's number is its digits and those of its part", () => {
  assert.equal(transactionNumber("12345678901234.01"), 1234567890123401n);
  assert.equal(transactionNumber("123456789012"), 12345678901200n);
  assert.ok(transactionNumber("9".repeat(17)) < 2n ** 64n);
});
