import assert from "node:assert/strict";
import test from "node:test";
import type { Token } from "../../api/read-token.ts";
import { actionsFor, conditionOf, urgentAction } from "./token-actions.ts";

const everything = [
  "verify",
  "setDescription",
  "setOTPPIN",
  "resync",
  "reset",
  "enable",
  "disable",
  "unassign",
  "delete",
];

function aToken(given: Partial<Token> = {}): Token {
  const plain = { serial: "T1", type: "totp", description: "", unfinished: "", address: "" };
  const well = { active: true, rollout: false, locked: false, failCount: 0, used: true };
  return { ...plain, ...well, ...given };
}

test("nothing is offered that no policy allows", () => {
  assert.deepEqual(actionsFor(aToken(), []), []);
  assert.deepEqual(actionsFor(aToken(), ["delete", "enrollHMAC"]), ["delete"]);
});

test("a healthy token can be disabled but not enabled or unlocked", () => {
  assert.deepEqual(actionsFor(aToken(), everything), [
    "test",
    "rename",
    "setPin",
    "resync",
    "disable",
    "unassign",
    "delete",
  ]);
});

test("a disabled token can be enabled, and cannot be tried out", () => {
  const actions = actionsFor(aToken({ active: false }), everything);
  assert.ok(actions.includes("enable") && !actions.includes("disable") && !actions.includes("test"));
});

test("only tokens with a counter or a clock are synchronised", () => {
  assert.equal(actionsFor(aToken({ type: "pw" }), everything).includes("resync"), false);
});

test("what is urgent depends on the state, and on what is allowed", () => {
  const urgent = (token: Token, allowed = everything) => urgentAction(token, actionsFor(token, allowed));
  assert.equal(urgent(aToken()), undefined);
  assert.equal(urgent(aToken({ used: false })), "test");
  assert.equal(urgent(aToken({ locked: true, failCount: 10 })), "reset");
  assert.equal(urgent(aToken({ active: false, used: false })), "enable");
  assert.equal(urgent(aToken({ active: false }), ["delete"]), undefined);
});

test("a token's condition names what is most in the way", () => {
  assert.equal(conditionOf(aToken()), "ready");
  assert.equal(conditionOf(aToken({ used: false })), "unproven");
  assert.equal(conditionOf(aToken({ used: false, type: "pw" })), "ready");
  assert.equal(conditionOf(aToken({ locked: true })), "locked");
  assert.equal(conditionOf(aToken({ locked: true, active: false })), "disabled");
  assert.equal(conditionOf(aToken({ unfinished: "unpaired", active: false })), "unfinished");
});

test("what is not complete can be completed by whoever may, once its app has scanned the code", () => {
  const rights = ["activate_QRToken", "enrollFIDO2", "enable"];
  const actionOf = (type: string, unfinished: string, allowed = rights) => {
    const token = aToken({ type, unfinished, active: false });
    return urgentAction(token, actionsFor(token, allowed));
  };
  assert.equal(actionOf("qr", "pairing_url_sent"), undefined);
  assert.equal(actionOf("qr", "pairing_response_received"), "finish");
  assert.equal(actionOf("fido2", "unpaired"), "finish");
  assert.equal(actionOf("fido2", "unpaired", ["enable"]), undefined);
  assert.equal(actionOf("push", "pairing_challenge_sent"), undefined);
});

test("nothing is taken up while another enrollment is going on", () => {
  const token = aToken({ type: "fido2", unfinished: "unpaired", active: false });
  assert.deepEqual(actionsFor(token, ["enrollFIDO2", "setDescription"]), ["finish", "rename"]);
  assert.deepEqual(actionsFor(token, ["enrollFIDO2", "setDescription"], true), ["rename"]);
});

test("the app's PIN is offered for mOTP alone", () => {
  assert.deepEqual(actionsFor(aToken({ type: "motp" }), ["setMOTPPIN"]), ["setAppPin"]);
  assert.deepEqual(actionsFor(aToken(), ["setMOTPPIN"]), []);
});
