import assert from "node:assert/strict";
import { test } from "node:test";
import { readToken } from "../api/read-token.ts";
import { conditionOf, usageOf } from "./token-condition.ts";

const now = Date.UTC(2026, 10, 23);
const info = (set: object) => ({ "LinOtp.Isactive": true, "LinOtp.MaxFail": 10, "LinOtp.TokenInfo": set });
const condition = (row: object) => conditionOf(readToken({ ...info({}), ...row }), now);

test("a token without limits is ready", () => {
  assert.equal(condition({}), "ready");
});

test("disabled is said before anything else", () => {
  assert.equal(condition({ "LinOtp.Isactive": false, "LinOtp.FailCount": 10 }), "disabled");
});

test("at its fail limit a token is locked, one below it is not", () => {
  assert.equal(condition({ "LinOtp.FailCount": 10 }), "locked");
  assert.equal(condition({ "LinOtp.FailCount": 9 }), "ready");
});

test("validity has a beginning and an end", () => {
  assert.equal(condition(info({ validity_period_end: "2026-11-22T23:59:00+00:00" })), "expired");
  assert.equal(condition(info({ validity_period_start: "2026-11-24T00:00:00+00:00" })), "early");
});

test("a limit of uses that is reached is used up, a limit of 0 is none", () => {
  assert.equal(condition(info({ count_auth_success: 3, count_auth_success_max: 3 })), "used-up");
  assert.equal(condition(info({ count_auth: 5, count_auth_max: 5 })), "used-up");
  assert.equal(condition(info({ count_auth_success: 3, count_auth_success_max: 0 })), "ready");
});

test("what a token opens follows from its paths", () => {
  assert.equal(usageOf([]), "everything");
  assert.equal(usageOf(["userservice"]), "portal");
  assert.equal(usageOf(["validate", "userservice"]), "both");
  assert.equal(usageOf(["validate"]), "access");
  assert.equal(usageOf(["elsewhere"]), "nothing");
});
