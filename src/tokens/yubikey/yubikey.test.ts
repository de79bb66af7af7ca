import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import { aesHex, aToken, enrolling, given, pressYubikey } from "../specimen.ts";
import { yubikey } from "./yubikey.ts";

const token = aToken({ type: "yubikey", otpLength: 44 });
const values = given({ seed: Buffer.from(aesHex, "hex") });

function use(of: Token, otp: string): { token: Token; match: boolean } {
  const verdict = yubikey.verify(of, otp, values);
  return { token: verdict.match ? { ...of, ...verdict.spend } : of, match: verdict.match };
}

function enroll(parameters: Record<string, unknown>) {
  return yubikey.readEnrollment(fieldsOf(parameters), enrolling());
}

test("the presses of a real key log in, in order, once each", () => {
  // Three sessions of one device, as known from LinOTP's own checks: public name, then what it typed.
  const name = "ecebeeejedecebeg";
  const typed: readonly (readonly [string, number])[] = [
    ["fcniufvgvjturjgvinhebbbertjnihit", 256],
    ["tbkfkdhnfjbjnkcbtbcckklhvgkljifu", 257],
    ["hutbgchjucnjnhlcnfijckbniegbglrt", 512],
    ["ljlhjbkejkctubnejrhuvljkvglvvlbk", 769],
  ];
  let real = { ...token, otpLength: 48, info: { public_uid: name } };
  for (const [value, counter] of typed) {
    const verdict = yubikey.verify(real, name + value, values);
    assert.ok(verdict.match);
    assert.equal(verdict.spend.counter, counter + 1);
    assert.equal(verdict.spend.info?.["yubikey.tokenid"], "adb0ee7dd24a");
    real = { ...real, ...verdict.spend } as typeof real;
    assert.equal(yubikey.verify(real, name + value, values).match, false);
  }
});

test("every press is newer than the last, within a session and from one to the next", () => {
  const first = use(token, pressYubikey({ usage: 5, session: 9 })).token;
  for (const [usage, session, match] of [
    [5, 9, false],
    [5, 8, false],
    [4, 200, false],
    [5, 10, true],
    [6, 0, true],
  ] as const) {
    assert.equal(use(first, pressYubikey({ usage, session })).match, match, `${usage}/${session}`);
  }
});

test("the private id is learned at the first use and must stay", () => {
  const first = use(token, pressYubikey({ uid: "010203040506" })).token;
  assert.equal(first.info["yubikey.tokenid"], "010203040506");
  assert.equal(use(first, pressYubikey({ uid: "010203040507", usage: 9 })).match, false);
  assert.equal(use(first, pressYubikey({ uid: "010203040506", usage: 9 })).match, true);
});

test("a public name that was given at enrollment must be typed; without one any is accepted", () => {
  const named = { ...token, info: { public_uid: "vvccccbbccdd" } };
  assert.equal(use(named, pressYubikey()).match, true);
  assert.equal(use(named, pressYubikey({ name: "vvccccbbccde" })).match, false);
  assert.equal(use(named, pressYubikey({ name: "" })).match, false);
  assert.equal(use(token, pressYubikey({ name: "" })).match, true);
  assert.equal(use(token, pressYubikey({ name: "vvccccbbccde" })).match, true);
  assert.equal(use(token, pressYubikey({ name: "not modhex!!" })).match, false);
  assert.equal(use(token, pressYubikey({ name: "c".repeat(34) })).match, false);
});

test("a keyboard with the shift key locked types the same OTP", () => {
  const upper = use({ ...token, info: { public_uid: "vvccccbbccdd" } }, pressYubikey().toUpperCase());
  assert.equal(upper.match, true);
  assert.equal(use(upper.token, pressYubikey()).match, false, "in lower case it is spent, too");
});

test("a resync takes two presses in a row of one session", () => {
  const resync = (one: string, other: string) => yubikey.resync?.(token, [one, other], values);
  const press = (usage: number, session: number) => pressYubikey({ usage, session });
  assert.equal(resync(press(2, 3), press(2, 4))?.counter, 2 * 256 + 5);
  assert.equal(resync(press(2, 3), press(2, 3)), undefined);
  assert.equal(resync(press(2, 3), press(2, 5)), undefined);
  assert.equal(resync(press(2, 3), press(3, 0)), undefined);
  assert.equal(resync(press(2, 3), pressYubikey({ uid: "000000000000", usage: 2, session: 4 })), undefined);
  assert.equal(yubikey.resync?.({ ...token, counter: 9999 }, [press(2, 3), press(2, 4)], values), undefined);
});

test("an enrollment keeps the AES key, the public name, and the length of both", () => {
  assert.deepEqual(enroll({ otpkey: aesHex, otplen: "44" }), {
    secret: { kind: "seed", bytes: Uint8Array.from(Buffer.from(aesHex, "hex")) },
    set: { otpLength: 44, info: {} },
    shown: { otpkey: `seed://${aesHex}` },
  });
  assert.equal(enroll({ otpkey: aesHex }).set.otpLength, 48);
  const named = enroll({ otpkey: aesHex, public_uid: "VVccccbbccdd" }).set;
  assert.deepEqual(named, { otpLength: 44, info: { public_uid: "vvccccbbccdd" } });
});

test("what no Yubikey can have is refused", () => {
  for (const otpkey of [undefined, "", "00", `${aesHex}00`, "zz".repeat(16)])
    assert.throws(() => enroll({ otpkey }), Refusal);
  for (const public_uid of ["abc", "vvx", "c".repeat(34), "c"]) {
    assert.throws(() => enroll({ otpkey: aesHex, public_uid }), Refusal, public_uid);
  }
  for (const otplen of ["31", "65", "abc", "-1"])
    assert.throws(() => enroll({ otpkey: aesHex, otplen }), Refusal, otplen);
});
