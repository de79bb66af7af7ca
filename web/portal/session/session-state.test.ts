import assert from "node:assert/strict";
import test from "node:test";
import { type SessionState, startSession, stepSession } from "./session-state.ts";

const alice: SessionState = { at: "in", username: "alice" };

test("without a cookie nobody is signed in; with one it must be tried", () => {
  assert.equal(startSession("").at, "out");
  assert.equal(startSession("abc").at, "unsure");
});

test("a session that ends says so and keeps the username", () => {
  assert.deepEqual(stepSession(alice, { type: "expired" }), { at: "out", why: "expired", username: "alice" });
});

test("an old cookie that turns out to be useless leads to a plain login", () => {
  assert.deepEqual(stepSession({ at: "unsure" }, { type: "expired" }), {
    at: "out",
    why: "start",
    username: "",
  });
});

test("a late answer after the sign-out does not turn it into an expiry", () => {
  const out = stepSession(alice, { type: "signed-out" });
  assert.deepEqual(out, { at: "out", why: "signed-out", username: "" });
  assert.equal(stepSession(out, { type: "expired" }), out);
});
