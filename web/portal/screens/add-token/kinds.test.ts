import assert from "node:assert/strict";
import test from "node:test";
import { allowedKinds } from "./kinds.ts";

test("a kind is offered when a policy allows it, and an app only when it could be activated as well", () => {
  assert.deepEqual(allowedKinds(["enrollHMAC", "webprovisionGOOGLEtime"]), ["totp", "hmac"]);
  assert.deepEqual(allowedKinds(["enrollQR", "enrollPUSH"]), []);
  assert.deepEqual(allowedKinds(["enrollQR", "activate_QRToken", "activate_PushToken"]), ["qr"]);
});
