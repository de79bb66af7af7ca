import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { aToken, enrolling, given } from "../specimen.ts";
import { pw } from "./pw.ts";

function enroll(parameters: Record<string, unknown>) {
  return pw.readEnrollment(fieldsOf(parameters), enrolling());
}

test("a password is hashed by whoever stores it, shown once, and sets the length", () => {
  assert.deepEqual(enroll({ otpkey: "geheim" }), {
    secret: { kind: "password", text: "geheim" },
    set: { otpLength: 6 },
    shown: { otpkey: "seed://geheim" },
  });
  assert.equal(enroll({ otpkey: " ü😀 " }).set.otpLength, " ü😀 ".length);
});

test("onetime allows one success, whatever its value", () => {
  for (const onetime of ["1", "true", "0", ""]) {
    assert.equal(enroll({ otpkey: "x", onetime }).set.uses?.successLimit, 1);
  }
  assert.equal(enroll({ otpkey: "x" }).set.uses, undefined);
});

test("there is no token without a password, nor with one that is an attack on the hash", () => {
  for (const otpkey of [undefined, "", "x".repeat(1025), ["x"], "a\u0000b"]) {
    assert.throws(() => enroll({ otpkey }), Refusal);
  }
});

test("what the slow comparison says holds; an empty text is not even compared", () => {
  const yes = given({ hashMatches: () => true });
  assert.deepEqual(pw.verify(aToken(), "geheim", yes), { match: true, spend: { counter: 1 } });
  assert.deepEqual(pw.verify(aToken({ counter: 4 }), "geheim", yes), { match: true, spend: { counter: 4 } });
  assert.deepEqual(pw.verify(aToken(), "", yes), { match: false });
  assert.deepEqual(pw.verify(aToken(), "geheim", given()), { match: false });
});
