// Mobile-OTP as a token: whose clock counts, what is spent, what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { motp as valueAt } from "../../core/otp/motp.ts";
import { Refusal } from "../../core/problem.ts";
import type { Given, Verdict } from "../../core/token-type.ts";
import { aToken, enrolling, given, settings } from "../specimen.ts";
import { motp } from "./motp.ts";

const keyText = "0123456789abcdef";
const pin = "6666";
/** The contract's example: ten seconds after that many steps. */
const step = 179_545_664;
const now = step * 10_000 + 9_999;

function enroll(fields: Record<string, unknown>) {
  return motp.readEnrollment(fieldsOf(fields), enrolling());
}

function verify(otp: string, { token = {}, ...set }: Partial<Given> & { token?: object } = {}): Verdict {
  const values = given({ now, seed: Buffer.from(keyText), userPin: pin, ...set });
  return motp.verify(aToken({ type: "motp", ...token }), otp, values);
}

const otpAt = (at: number, set: object = {}) => valueAt({ keyText, pin, digits: 6, ...set }, at);

test("the value is the beginning of MD5 over step, key text and PIN", () => {
  // printf 1795456640123456789abcdef6666 | md5sum
  assert.equal(otpAt(step), "fd0929");
  assert.deepEqual(verify("fd0929"), { match: true, spend: { counter: step } });
});

test("twenty steps back and nineteen ahead are taken, with a window of ten", () => {
  for (const [off, match] of [
    [-21, false],
    [-20, true],
    [0, true],
    [19, true],
    [20, false],
  ] as const) {
    assert.equal(verify(otpAt(step + off)).match, match, String(off));
  }
  assert.equal(verify(otpAt(step + 1), { token: { window: 0 } }).match, false);
  assert.equal(verify(otpAt(step - 9), { token: { window: 1e12 } }).match, false, "given up");
});

test("a value is good once, and none before it is good any more", () => {
  const token = { counter: step };
  assert.equal(verify(otpAt(step), { token }).match, false);
  assert.equal(verify(otpAt(step - 1), { token }).match, false);
  assert.equal(verify(otpAt(step + 1), { token }).match, true);
});

test("another PIN, no PIN, another key and capitals are wrong", () => {
  assert.equal(verify(otpAt(step), { userPin: "6667" }).match, false);
  assert.equal(verify(otpAt(step), { userPin: undefined }).match, false);
  assert.equal(verify(otpAt(step), { seed: Buffer.from("0123456789abcdee") }).match, false);
  assert.equal(verify(otpAt(step).toUpperCase()).match, /^\d+$/.test(otpAt(step)));
});

test("up to ten digits are compared, and fewer than six never", () => {
  const ten = otpAt(step, { digits: 10 });
  assert.equal(verify(ten, { token: { otpLength: 10 } }).match, true);
  assert.equal(verify(ten.slice(0, 6), { token: { otpLength: 10 } }).match, false);
  for (const otpLength of [0, 1, 5]) {
    assert.equal(verify(ten.slice(0, otpLength), { token: { otpLength } }).match, false);
  }
});

test("the key is kept as the text that was typed into the app, without blanks and dashes", () => {
  const { secret, userPin, set, shown } = enroll({ otpkey: "AB cd-12 34", otppin: "0815" });
  assert.deepEqual(secret, { kind: "seed", bytes: Buffer.from("ABcd1234") });
  assert.equal(userPin, "0815");
  assert.deepEqual(set, { otpLength: 6, info: { hashlib: "sha1" } });
  assert.deepEqual(shown, { otpkey: "seed://ABcd1234" });
});

test("a made-up key has 32 hexadecimal digits", () => {
  const { shown } = enroll({ genkey: "1", otppin: "0815" });
  assert.match(shown.otpkey ?? "", /^seed:\/\/[0-9a-f]{32}$/);
});

test("key and PIN are needed, and the key is hexadecimal", () => {
  const refuses = (fields: Record<string, unknown>, code: string) =>
    assert.throws(
      () => enroll(fields),
      (error) => error instanceof Refusal && error.problem.code === code,
      JSON.stringify(fields),
    );
  refuses({ otpkey: keyText }, "missing-parameter");
  refuses({ otpkey: keyText, otppin: "" }, "missing-parameter");
  refuses({ otppin: pin }, "missing-parameter");
  refuses({ otpkey: keyText, genkey: "1", otppin: pin }, "seed-and-genkey");
  refuses({ otpkey: keyText, otppin: "1".repeat(129) }, "invalid-parameter");
  assert.throws(() => enroll({ otpkey: "no hex", otppin: pin }), /non-hexadecimal/);
});

test("the prompt is a setting", () => {
  const open = (config: Record<string, string>) =>
    motp.challenge?.open(aToken(), {
      ...given({ settings: settings(config) }),
      ruling: enrolling().ruling,
      user: undefined,
      ...{ transactionId: "", text: undefined, parameters: new Map(), random: new Uint8Array(64) },
    }).message;
  assert.equal(open({}), "Please enter your otp value: ");
  assert.equal(open({ MOTP_CHALLENGE_PROMPT: "And now?" }), "And now?");
});
