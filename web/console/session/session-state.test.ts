import assert from "node:assert/strict";
import { test } from "node:test";
import { startSession, stepSession } from "./session-state.ts";

test("with the cookie of an earlier visit nobody has to sign in again", () => {
  assert.equal(startSession("cookie", "ada").at, "in");
  assert.deepEqual(startSession("", "ada"), { at: "out", why: "start", username: "ada" });
});

test("an ended session is told once, and the name is kept for signing in again", () => {
  const expired = stepSession({ at: "in", username: "ada" }, { type: "expired" });
  assert.deepEqual(expired, { at: "out", why: "expired", username: "ada" });
});

test("an answer that comes after signing out does not turn it into an ended session", () => {
  const out = stepSession({ at: "in", username: "ada" }, { type: "signed-out" });
  assert.deepEqual(stepSession(out, { type: "expired" }), out);
});
