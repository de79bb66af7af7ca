// What is known of values before anybody uses them.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { aToken, seed } from "../../test/support/build.ts";
import { hotp } from "../core/otp/hotp.ts";
import type { Token } from "../core/token.ts";
import { tokenTypes } from "./index.ts";
import { lookBack } from "./totp/ahead.ts";

const otpOf = (counter: number): string => hotp({ seed, hash: "sha1", digits: 6 }, counter);
const now = 1_700_000_010_000;
const step = Math.floor(now / 30_000);
const aTotp = (info: Token["info"] = {}, set: Partial<Token> = {}) =>
  aToken({ ...set, type: "totp", info: { timeStep: "30", timeShift: "0", ...info } } as never);

function recognise(token: Token, otp: string) {
  return tokenTypes.get(token.type)?.ahead?.recognise(token, otp, { seed, now, window: 10 });
}

test("an HOTP token recognises its next values alone, and pays with its counter", () => {
  const token = aToken({ counter: 5 });
  assert.deepEqual(recognise(token, otpOf(5)), { counter: 6 });
  assert.deepEqual(recognise(token, otpOf(14)), { counter: 15 });
  for (const other of [otpOf(4), otpOf(15), "", "12345", "1234567"]) {
    assert.equal(recognise(token, other), undefined, other);
  }
});

test("a TOTP token recognises steps around now that were not used, and pays nothing", () => {
  for (const near of [step - 10, step, step + 10]) assert.deepEqual(recognise(aTotp(), otpOf(near)), {});
  for (const far of [step - 11, step + 11]) assert.equal(recognise(aTotp(), otpOf(far)), undefined);
  assert.equal(recognise(aTotp({}, { counter: step + 1 }), otpOf(step)), undefined, "it was used");
  assert.deepEqual(recognise(aTotp({ timeShift: 600 }), otpOf(step + 30)), {}, "its clock is ahead");
});

test("types without values of their own recognise nothing", () => {
  for (const type of ["pw", "spass"]) assert.equal(recognise(aToken({ type }), "1"), undefined);
});

test("listed values are those that will be right, in their order", () => {
  const list = (token: Token, count: number) =>
    tokenTypes.get(token.type)?.ahead?.list?.coming(token, { seed, now, count });
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(20), (counter, count) => {
      const coming = list(aToken({ counter }), count);
      assert.deepEqual(
        coming?.values,
        Array.from({ length: count }, (_, at) => ({ key: String(counter + at), otp: otpOf(counter + at) })),
      );
    }),
    { numRuns: 50 },
  );
  const drifting = list(aTotp({ timeShift: 60 }), 2);
  assert.deepEqual(drifting?.detail, { shift: 60, timeStepping: 30 });
  assert.deepEqual(
    drifting?.values.map(({ key, otp }) => [key, otp]),
    [step + 2, step + 3].map((each) => [String(each), otpOf(each)]),
  );
  const [first] = drifting?.values ?? [];
  assert.ok(first?.from !== undefined && first.from <= now && now < first.from + 30_000, "it is shown now");
});

test("looking back finds a value of the past within the window, and never one of the future", () => {
  const back = (otp: string, windowSeconds: number) => lookBack(aTotp(), otp, { seed, now, windowSeconds });
  const found = { step: step - 2, stepSeconds: 30, seconds: (step - 2) * 30 };
  assert.deepEqual(back(otpOf(step - 2), 60), found);
  assert.equal(back(otpOf(step - 2), 59), undefined);
  assert.equal(back(otpOf(step), 0)?.step, step);
  assert.equal(back(otpOf(step + 1), 86_400), undefined);
  assert.equal(back("", 86_400), undefined);
});

test("day passwords are listed by date, across the end of a month and a year", () => {
  const key = Buffer.from("lists");
  const token = aToken({ type: "dpw", seed: key });
  const at = new Date(2027, 11, 30, 12).getTime();
  const dpw = tokenTypes.get("dpw")?.ahead;
  const coming = dpw?.list?.coming(token, { seed: key, now: at, count: 4 });
  const dates = ["27-12-30", "27-12-31", "28-01-01", "28-01-02"];
  assert.deepEqual(
    coming?.values.map((value) => value.key),
    dates,
  );
  for (const [index, { otp }] of (coming?.values ?? []).entries()) {
    const noon = new Date(2027, 11, 30 + index, 12).getTime();
    assert.deepEqual(dpw?.recognise(token, otp, { seed: key, now: noon, window: 10 }), {});
    assert.equal(dpw?.recognise(token, `${otp}0`, { seed: key, now: noon, window: 10 }), undefined);
  }
});
