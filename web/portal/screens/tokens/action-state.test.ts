import assert from "node:assert/strict";
import test from "node:test";
import { readToken } from "../../api/read-token.ts";
import { type ActionEvent, type ActionState, idle, stepAction } from "./action-state.ts";
import type { TokenAction } from "./token-actions.ts";

const token = readToken({ "LinOtp.TokenSerialnumber": "T1" });
const opening = (action: TokenAction): ActionEvent => ({ type: "open", action, token });
const walk = (...events: ActionEvent[]): ActionState => events.reduce(stepAction, idle);
const problemOf = (state: ActionState) => (state.at === "open" ? state.problem : undefined);

test("a success closes the dialog", () => {
  assert.equal(walk(opening("rename"), { type: "sent" }, { type: "done", success: true }), idle);
});

test("codes that do not fit can be tried again", () => {
  const state = walk(opening("resync"), { type: "sent" }, { type: "done", success: false });
  assert.deepEqual(problemOf(state), { kind: "wrong" });
  assert.equal(problemOf(stepAction(state, { type: "sent" })), undefined);
});

test("a change that changed nothing means that the token is gone", () => {
  assert.deepEqual(problemOf(walk(opening("delete"), { type: "done", success: false })), { kind: "gone" });
});

test("a problem of the server keeps the dialog open", () => {
  const state = walk(
    opening("setPin"),
    { type: "sent" },
    { type: "failed", problem: { kind: "unreachable" } },
  );
  assert.deepEqual(problemOf(state), { kind: "server", problem: { kind: "unreachable" } });
});

test("an answer that comes after the dialog was closed opens nothing", () => {
  assert.equal(
    walk(opening("delete"), { type: "sent" }, { type: "close" }, { type: "done", success: false }),
    idle,
  );
});
