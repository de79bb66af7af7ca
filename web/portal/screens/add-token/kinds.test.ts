import assert from "node:assert/strict";
import test from "node:test";
import { allowedKinds, mayAdd } from "./kinds.ts";

test("a kind is offered when a policy allows it, and an app only when it could be activated as well", () => {
  assert.deepEqual(allowedKinds(["enrollHMAC", "webprovisionGOOGLEtime"]), ["totp", "hmac"]);
  assert.deepEqual(allowedKinds(["enrollQR", "enrollPUSH"]), []);
  assert.deepEqual(allowedKinds(["enrollQR", "activate_QRToken", "activate_PushToken"]), ["qr"]);
});

test("whoever may take tokens over has a way to add one, even if he may enroll none", () => {
  assert.deepEqual([mayAdd([]), mayAdd(["assign"]), mayAdd(["enrollYUBICO"])], [false, true, true]);
});
