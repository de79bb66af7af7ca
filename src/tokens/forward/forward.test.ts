import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Serial, Token } from "../../core/token.ts";
import { aToken, enrolling, given } from "../specimen.ts";
import { forward } from "./forward.ts";

const target = aToken({ serial: "HW1" as Serial, otpLength: 8 });

function enroll(fields: Record<string, string>, to: Token | undefined) {
  return forward.readEnrollment(fieldsOf(fields), enrolling({ target: to, serial: "FW1" }));
}

test("it is as long as its target, and keeps nothing secret", () => {
  const { secret, set } = enroll({ "forward.serial": "HW1" }, target);
  assert.deepEqual([secret, set], [undefined, { otpLength: 8, info: { "forward.serial": "HW1" } }]);
  assert.equal(forward.target?.(aToken({ type: "forward", ...set })), "HW1");
  assert.equal(forward.targetOf?.(fieldsOf({ "forward.serial": "HW1" })), "HW1");
});

test("a target must be named, be there, and be neither a forward token nor itself", () => {
  assert.throws(() => forward.targetOf?.(fieldsOf({})), Refusal);
  assert.throws(() => enroll({}, target), Refusal);
  assert.throws(() => enroll({ "forward.serial": "HW1" }, undefined), Refusal);
  for (const set of [{ type: "forward" }, { serial: "FW1" as Serial }])
    assert.throws(() => enroll({ "forward.serial": "X" }, { ...target, ...set }), Refusal);
});

test("it judges nothing itself", () => {
  const values = given({ outside: () => ({ verdict: "accepted" }), hashMatches: () => true });
  for (const otp of ["", "12345678"]) assert.equal(forward.verify(target, otp, values).match, false);
});
