import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { aToken, enrolling, given } from "../specimen.ts";
import { spass } from "./spass.ts";

test("exactly no OTP is right", () => {
  assert.deepEqual(spass.verify(aToken(), "", given()), { match: true, spend: {} });
  for (const otp of [" ", "0", "\u0000"])
    assert.deepEqual(spass.verify(aToken(), otp, given()), { match: false });
});

test("an enrollment asks for nothing, and may be good for one login", () => {
  const enroll = (set: Record<string, string>) => spass.readEnrollment(fieldsOf(set), enrolling());
  assert.deepEqual(enroll({}).set, {});
  assert.match(enroll({}).shown.otpkey ?? "", /^seed:\/\/[0-9a-f]{40}$/);
  assert.equal(enroll({ onetime: "1" }).set.uses?.successLimit, 1);
});

test("it cannot be asked for, nor enrolled by the user", () => {
  assert.equal(spass.challenge, undefined);
  assert.equal(spass.selfEnroll, false);
});
