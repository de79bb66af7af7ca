// The password of the day as a token: whose midnight counts, and that it is good all day.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { dayPassword } from "../../core/otp/day-password.ts";
import { Refusal } from "../../core/problem.ts";
import { aToken, enrolling, given } from "../specimen.ts";
import { dayAt, dpw } from "./dpw.ts";

const keyText = "12345678901234567890123456789012";
const zone = process.env["TZ"];

afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

function verify(otp: string, at: string, token: object = {}): boolean {
  const values = given({ now: Date.parse(at), seed: Buffer.from(keyText) });
  return dpw.verify(aToken({ type: "dpw", ...token }), otp, values).match;
}

function enroll(fields: Record<string, unknown>) {
  return dpw.readEnrollment(fieldsOf(fields), enrolling());
}

test("it is good from midnight to midnight where the server is, as often as one likes", () => {
  process.env["TZ"] = "Europe/Berlin";
  const otp = dayPassword({ keyText, digits: 6 }, { year: 2026, month: 11, day: 23 });
  assert.equal(verify(otp, "2026-11-22T22:59:59Z"), false);
  assert.equal(verify(otp, "2026-11-22T23:00:00Z"), true);
  assert.equal(verify(otp, "2026-11-23T22:59:59Z"), true);
  assert.equal(verify(otp, "2026-11-23T22:59:59Z", { counter: 2 }), true);
  assert.equal(verify(otp, "2026-11-23T23:00:00Z"), false);
  process.env["TZ"] = "UTC";
  assert.equal(verify(otp, "2026-11-22T23:00:00Z"), false);
  assert.deepEqual(dayAt(Date.parse("2028-02-29T00:00:00Z")), { year: 2028, month: 2, day: 29 });
});

test("a used token's counter is 2, and stays so", () => {
  const at = Date.parse("2026-11-23T12:00:00Z");
  const otp = dayPassword({ keyText, digits: 6 }, dayAt(at));
  const values = given({ now: at, seed: Buffer.from(keyText) });
  for (const counter of [0, 2]) {
    const verdict = dpw.verify(aToken({ type: "dpw", counter }), otp, values);
    assert.deepEqual(verdict, { match: true, spend: { counter: 2 } });
  }
});

test("as many digits as the token says, and never fewer than six", () => {
  process.env["TZ"] = "UTC";
  const at = "2026-11-23T12:00:00Z";
  const day = { year: 2026, month: 11, day: 23 };
  for (const digits of [6, 8, 10]) {
    assert.equal(verify(dayPassword({ keyText, digits }, day), at, { otpLength: digits }), true);
  }
  for (const digits of [0, 4, 5, 11]) {
    assert.equal(verify(dayPassword({ keyText, digits }, day), at, { otpLength: digits }), false);
  }
});

test("the key is any text, and there must be one", () => {
  assert.deepEqual(enroll({ otpkey: "Kein Hex – ö" }).secret, {
    kind: "seed",
    bytes: Buffer.from("Kein Hex – ö"),
  });
  assert.deepEqual(enroll({ otpkey: "1234" }).shown, { otpkey: "seed://1234" });
  assert.deepEqual(enroll({ otpkey: "1234", otplen: "8" }).set, { otpLength: 8, info: {} });
  const bad = [
    {},
    { otpkey: "" },
    { genkey: "1" },
    { otpkey: "x", genkey: "1" },
    { otpkey: "x".repeat(257) },
  ];
  for (const fields of bad) assert.throws(() => enroll(fields), Refusal, JSON.stringify(fields));
});
