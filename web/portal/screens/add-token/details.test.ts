import assert from "node:assert/strict";
import test from "node:test";
import { readContext } from "../../api/read-context.ts";
import { readToken } from "../../api/read-token.ts";
import { readDetails } from "./details.ts";
import { allowedKinds, type Kind, limitReached } from "./kinds.ts";
import { keyOf } from "./otpauth.ts";

type Given = { actions?: string[]; settings?: object; user?: object };

function details(kind: Kind, filled: Record<string, string>, given: Given = {}) {
  const user = { mobile: "+49 170 1", email: "a@example.com", ...given.user };
  return readDetails(kind, new Map(Object.entries(filled)), readContext({ ...given, user }));
}

test("an app token sends nothing but its kind and name: the server makes the seed", () => {
  assert.deepEqual(details("totp", { name: " my phone " }), {
    faults: {},
    parameters: { type: "totp", description: "my phone" },
    sentTo: "",
  });
});

test("a PIN goes along only where policies let people set one, an empty one too", () => {
  assert.equal("pin" in details("totp", { pin: "1234", pinRepeat: "1234" }).parameters, false);
  const actions = ["setOTPPIN"];
  assert.equal(details("totp", { pin: "1234", pinRepeat: "1234" }, { actions }).parameters.pin, "1234");
  assert.equal(details("totp", {}, { actions }).parameters.pin, "");
  assert.deepEqual(details("totp", { pin: "1", pinRepeat: "2" }, { actions }).faults, {
    pinRepeat: "differs",
  });
});

test("rules for PINs make one necessary", () => {
  const strict = { actions: ["setOTPPIN"], settings: { otp_pin_minlength: 4 } };
  assert.deepEqual(details("hmac", {}, strict).faults, { pin: "missing" });
  assert.deepEqual(details("hmac", { pin: "123", pinRepeat: "123" }, strict).faults, { pin: "too-short" });
});

test("a number may be written in many ways, but must be one", () => {
  assert.deepEqual(details("sms", { phone: "+49 (170) 123-4567" }).faults, {});
  assert.deepEqual(details("sms", { phone: "call me" }).faults, { phone: "invalid" });
  assert.deepEqual(details("sms", { phone: "" }).faults, { phone: "missing" });
});

test("an address that policies fix is the directory's, whatever the form says", () => {
  const fixed = { settings: { edit_email: 0, edit_sms: 0 }, user: { mobile: "" } };
  assert.equal(
    details("email", { email: "evil@example.com" }, fixed).parameters.email_address,
    "a@example.com",
  );
  assert.deepEqual(details("sms", { phone: "+49 170 1234567" }, fixed).faults, { phone: "missing" });
});

test("a password is typed twice", () => {
  assert.deepEqual(details("pw", { password: "a", passwordRepeat: "b" }).faults, {
    passwordRepeat: "differs",
  });
  assert.deepEqual(details("pw", {}).faults, { password: "missing" });
  assert.equal(details("pw", { password: " a ", passwordRepeat: " a " }).parameters.otpkey, " a ");
});

test("an mOTP app brings its key, and its PIN is needed, too", () => {
  const filled = { appKey: "01ab-cdEF 23", appPin: "0815" };
  assert.deepEqual(details("motp", filled).parameters, {
    ...{ type: "motp", description: "" },
    ...{ otpkey: "01abcdEF23", otppin: "0815" },
  });
  assert.deepEqual(details("motp", {}).faults, { appKey: "missing", appPin: "missing" });
  for (const appKey of ["abc", "xy", "0x12"]) {
    assert.deepEqual(details("motp", { appKey, appPin: "1" }).faults, { appKey: "invalid" });
  }
});

test("what may be added follows from policies, the usual choice first", () => {
  assert.deepEqual(allowedKinds(["enrollPW", "enrollHMAC", "webprovisionGOOGLEtime"]), [
    "totp",
    "hmac",
    "pw",
  ]);
  assert.deepEqual(allowedKinds(["delete"]), []);
});

test("limits count what the person has", () => {
  const owned = [readToken({ "LinOtp.TokenSerialnumber": "T1", "LinOtp.TokenType": "TOTP" })];
  assert.equal(limitReached("totp", owned, { all: undefined, byType: {} }), undefined);
  assert.equal(limitReached("totp", owned, { all: 1, byType: {} }), "all");
  assert.equal(limitReached("totp", owned, { all: 2, byType: { totp: 1 } }), "kind");
  assert.equal(limitReached("hmac", owned, { all: 2, byType: { totp: 1 } }), undefined);
});

test("the key to type is the secret of the address", () => {
  assert.equal(keyOf("otpauth://totp/Latchkey:alice?secret=GEZDGNBV&issuer=Latchkey"), "GEZDGNBV");
  assert.equal(keyOf("otpauth://totp/x"), "");
  assert.equal(keyOf(""), "");
});

test("a YubiKey is known by what its button types", () => {
  const code = "vvvvvvbcdefghijklnrtuvcbdefghijklnrtuvcbdefg";
  assert.equal(details("yubico", { yubicoId: ` ${code} ` }).parameters["yubico.tokenid"], code);
  assert.deepEqual(details("yubico", { yubicoId: "123456789012" }).faults, { yubicoId: "invalid" });
  assert.deepEqual(details("yubico", {}).faults, { yubicoId: "missing" });
});
