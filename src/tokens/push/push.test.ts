// The dialogue of a push token with a phone that knows only the contract, and with phones that lie.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aPhone,
  ed25519Public,
  type Phone,
  pairingResponse,
  readPairingUrl,
  readPushChallenge,
} from "../../../test/support/devices/phone.ts";
import { fieldsOf } from "../../core/fields.ts";
import { openPairingResponse, readPairingResponse } from "../../core/pairing/pairing-response.ts";
import { Refusal } from "../../core/problem.ts";
import type { Serial, Token } from "../../core/token.ts";
import type { ChallengeContext, EnrollmentContext, OpenedChallenge } from "../../core/token-type.ts";
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
import { push } from "./push.ts";

const { challenge: asked } = push;
assert.ok(asked);
const { open, answer } = asked;
const seed = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const serverKey = Buffer.from(serverPair.publicKey);
const policies = {
  pushtoken_pairing_callback_url: "https://x.example/cb",
  pushtoken_challenge_callback_url: "https://x.example/ch",
  push_provider: "p1 p2",
};

function enroll(fields: Record<string, string> = {}, set: Partial<EnrollmentContext> = {}) {
  const rules = ruling({ authentication: policies });
  return push.readEnrollment(
    fieldsOf({ type: "push", ...fields }),
    enrolling({ ruling: rules, serverKey: () => serverPair, serial: "PU71", ...set }),
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
  return aToken({ type: "push", serial: "PU71" as Serial, ...enroll().set });
}

function responseOf(phone: Phone, set: object = {}) {
  const url = enroll().shown.detail?.["pairing_url"] as string;
  const sealed = readPairingResponse(pairingResponse(phone, { url, ...set }))!;
  return openPairingResponse(sealed, serverPair.secret)!;
}

function responded(phone: Phone): Token {
  const token = unpaired();
  return { ...token, ...push.pair?.(token, responseOf(phone)) };
}

function urlOf(opened: OpenedChallenge): string {
  assert.ok(opened.send?.channel === "push");
  return opened.send.challengeUrl;
}

/** A paired and asked token with the verdicts of its phone. */
function asksPhone(token: Token, phone: Phone, set: Partial<ChallengeContext> = {}) {
  const opened = open(token, asks(set));
  const read = readPushChallenge(phone, { url: urlOf(opened), serverKey });
  return { opened, challenge: aChallenge(opened), read, pending: { ...token, ...opened.spend } };
}

function complete(phone: Phone): Token {
  const { challenge, read, pending } = asksPhone(responded(phone), phone);
  const verdict = answer(
    pending,
    { challenge, otp: "", signature: { accept: true, text: read.accept } },
    given({ seed }),
  );
  assert.ok(verdict.match);
  return { ...pending, ...verdict.spend };
}

test("an enrollment shows the address that the app scans, and is not active", () => {
  const { shown, set } = enroll();
  const url = shown.detail?.["pairing_url"] as string;
  assert.deepEqual(shown.codes, { lse_qr_url: { value: url, description: "Pairing URL", order: 0 } });
  assert.deepEqual(set, { active: false, info: { state: "unpaired", partition: 0 } });
  assert.deepEqual([readPairingUrl(url).flags, readPairingUrl(url).kind], [7, "push"]);
});

test("what an enrollment does not know, and what policies do not say, is refused", () => {
  assert.throws(() => enroll({ scope: "{}" }), Refusal);
  assert.throws(() => enroll({ otplen: "6" }), Refusal);
  assert.throws(
    () => enroll({}, { ruling: ruling({ authentication: noAppPolicies }) }),
    /Policy pushtoken_pairing_callback_url must have a value/,
  );
  const half = { ...noAppPolicies, pushtoken_pairing_callback_url: "https://x.example/cb" };
  assert.ok(enroll({}, { ruling: ruling({ authentication: half }) }), "where to answer is needed later");
});

test("a phone introduces itself, is asked whether it is the one, and its yes makes the token ready", () => {
  const phone = aPhone();
  const token = responded(phone);
  assert.deepEqual(token.info, {
    state: "pairing_response_received",
    partition: 0,
    user_token_id: 7,
    user_dsa_public_key: ed25519Public(phone.secret).toString("base64"),
    user_login: "alice",
    gda: "gda-of-alice",
  });
  assert.equal(push.countsAsActive?.(token), true);
  const { opened, read } = asksPhone(token, phone, { text: "anything" });
  assert.equal(opened.message, "");
  assert.deepEqual(
    [read.content, read.texts, read.serverIsRight],
    [1, ["PU71", "https://x.example/ch"], true],
  );
  assert.equal(read.seconds, BigInt(Math.floor(now / 1000)));
  assert.deepEqual(opened.send?.channel === "push" && [opened.send.gda, opened.send.providers], [
    "gda-of-alice",
    ["p1", "p2"],
  ]);
  const done = complete(phone);
  assert.deepEqual([done.active, done.info["state"]], [true, "active"]);
  assert.deepEqual(push.enrollmentStatus?.(done), { status: "completed" });
});

test("while the pairing goes on, another address or another key is taken for an impostor", () => {
  const phone = aPhone();
  const token = responded(phone);
  const spoofed = /spoofing detection - aborted!/;
  assert.throws(() => push.pair?.(token, responseOf(phone, { gda: "elsewhere" })), spoofed);
  assert.throws(() => push.pair?.(token, responseOf(aPhone())), spoofed);
  assert.deepEqual(push.pair?.(token, responseOf(phone))?.info, token.info, "the same once more");
  const { pending } = asksPhone(token, phone);
  assert.throws(() => push.pair?.(pending, responseOf(phone, { gda: "elsewhere" })), spoofed);
});

test("a phone in use may move to another address with its key, and changes nothing else by it", () => {
  const phone = aPhone();
  const token = complete(phone);
  const moved = push.pair?.(
    token,
    responseOf({ ...phone, userTokenId: 99 }, { gda: "new", login: "mallory" }),
  );
  assert.deepEqual(moved, { info: { ...token.info, gda: "new" } });
  assert.throws(() => push.pair?.(token, responseOf(aPhone(), { gda: "new" })), Refusal);
  assert.throws(() => push.pair?.(token, responseOf(phone, { partition: 2 })), Refusal);
});

test("a yes lets in, a no closes without cost, and each is good for its question only", () => {
  const phone = aPhone();
  const token = complete(phone);
  const { challenge, read } = asksPhone(token, phone);
  assert.deepEqual([read.content, read.texts[0]], [0, "Pay?"]);
  const says = (accept: boolean, text: string, set: object = {}) =>
    answer(
      token,
      { challenge: { ...challenge, ...set }, otp: "", signature: { accept, text } },
      given({ seed }),
    );
  assert.deepEqual(says(true, read.accept), { match: true, spend: {}, data: { accept: true } });
  assert.deepEqual(says(false, read.reject), { match: false, declined: true, data: { reject: true } });
  const spoiled = { match: false, data: { spoiled: true } };
  assert.deepEqual(says(true, read.reject), spoiled);
  assert.deepEqual(says(false, read.accept), spoiled);
  assert.deepEqual(says(true, ""), spoiled);
  assert.deepEqual(says(true, "x".repeat(65_536)), spoiled);
  const other = asksPhone(token, phone, { random: new Uint8Array(64).fill(3) });
  assert.deepEqual(says(true, other.read.accept), spoiled);
  assert.deepEqual(says(true, asksPhone(token, phone).read.accept, { status: "closed" }), { match: false });
  assert.deepEqual(says(true, read.accept, { expiresAt: now }), { match: false });
});

test("after a wrong signature the right one comes too late", () => {
  const phone = aPhone();
  const token = complete(phone);
  const { challenge, read } = asksPhone(token, phone);
  const data = { ...challenge.data, spoiled: true };
  for (const [accept, text] of [
    [true, read.accept],
    [false, read.reject],
  ] as const) {
    const late = { challenge: { ...challenge, data }, otp: "", signature: { accept, text } };
    assert.deepEqual(answer(token, late, given({ seed })), { match: false });
  }
});

test("nothing can be typed, and trying costs nothing", () => {
  const phone = aPhone();
  const token = complete(phone);
  const { challenge, read } = asksPhone(token, phone);
  for (const otp of ["", "000000", read.accept]) {
    const verdict = answer(token, { challenge, otp }, given({ seed }));
    assert.ok(!verdict.match && verdict.failed !== undefined);
  }
});

test("a login is pushed as who and where; without an address to answer nothing is pushed", () => {
  const phone = aPhone();
  const token = complete(phone);
  const login = { text: "alice@portal", parameters: fieldsOf({ content_type: "2" }) };
  assert.deepEqual(asksPhone(token, phone, login).read.texts.slice(0, 2), ["alice", "portal"]);
  const half = ruling({
    authentication: { ...noAppPolicies, pushtoken_pairing_callback_url: "https://x.example/cb" },
  });
  assert.throws(
    () => open(token, asks({ ruling: half })),
    /pushtoken_challenge_callback_url must have a value/,
  );
  assert.throws(() => open(unpaired(), asks()), Refusal);
  assert.throws(() => open({ ...unpaired(), active: true }, asks()), Refusal);
});

test("unpairing forgets the phone, and only then another one is taken", () => {
  const token = complete(aPhone());
  const forgotten = { ...token, ...push.unpair?.(token) };
  assert.deepEqual([forgotten.info, forgotten.active], [{ state: "unpaired", partition: 0 }, false]);
  const other = aPhone();
  const again = { ...forgotten, ...push.pair?.(forgotten, responseOf(other)) };
  assert.equal(again.info["user_dsa_public_key"], ed25519Public(other.secret).toString("base64"));
});

test("settings say how often a question may be answered wrongly and how long it lives", () => {
  assert.equal(asked.attempts?.(settings()), 3);
  assert.equal(asked.attempts?.(settings({ PushMaxChallenges: "4" })), 4);
  assert.equal(asked.validitySeconds(settings({ PushChallengeValidityTime: "150" })), 150);
});
