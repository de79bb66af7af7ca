import assert from "node:assert/strict";
import { test } from "node:test";
import { passkeyFault } from "./passkey.ts";

function errorWith(set: { readonly code?: string; readonly name?: string }): Error {
  return Object.assign(new Error("x"), set);
}

test("what a person can do about it decides how a failure is called", () => {
  assert.equal(passkeyFault(errorWith({ code: "ERROR_INVALID_RP_ID" })), "wrong-place");
  assert.equal(passkeyFault(errorWith({ name: "SecurityError" })), "wrong-place");
  assert.equal(passkeyFault(errorWith({ code: "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED" })), "known");
  assert.equal(
    passkeyFault(errorWith({ code: "ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT" })),
    "unsuitable",
  );
  for (const error of [errorWith({ name: "NotAllowedError" }), "text", undefined, null]) {
    assert.equal(passkeyFault(error), "stopped", "declined, too late, or nobody knows");
  }
});
