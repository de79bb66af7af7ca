import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../../shared/api/envelope.ts";
import { emptyDraft } from "./draft.ts";
import { issue } from "./issue.ts";

type Call = "enroll" | "setValidity" | "removeToken";

/** A server that refuses some calls and tells in what order it was called. */
function serverThat(...refuses: readonly Call[]) {
  const calls: string[] = [];
  const answer = (call: Call, detail: string) => {
    calls.push(`${call} ${detail}`);
    if (refuses.includes(call)) throw new ApiError({ kind: "unreachable" });
  };
  const nothing = { value: true, detail: undefined };
  return {
    calls,
    async enroll() {
      answer("enroll", "");
      return { serial: "KIPW1", address: "", key: "", seed: "", pairing: "" };
    },
    async setValidity(serial: string) {
      answer("setValidity", serial);
      return nothing;
    },
    async removeToken(serial: string) {
      answer("removeToken", serial);
      return nothing;
    },
  };
}

const moment = { secret: "abcd", now: 0 };

test("a token is enrolled and limited", async () => {
  const server = serverThat();
  const outcome = await issue(server, emptyDraft, moment);
  assert.equal(outcome.kind, "issued");
  assert.deepEqual(server.calls, ["enroll ", "setValidity KIPW1"]);
});

test("when it cannot be enrolled nothing else is tried", async () => {
  const server = serverThat("enroll");
  assert.equal((await issue(server, emptyDraft, moment)).kind, "refused");
  assert.deepEqual(server.calls, ["enroll "]);
});

test("a token that cannot be limited is removed again", async () => {
  const server = serverThat("setValidity");
  assert.equal((await issue(server, emptyDraft, moment)).kind, "undone");
  assert.deepEqual(server.calls, ["enroll ", "setValidity KIPW1", "removeToken KIPW1"]);
});

test("if it cannot even be removed its serial number is told", async () => {
  const outcome = await issue(serverThat("setValidity", "removeToken"), emptyDraft, moment);
  assert.deepEqual(outcome, { kind: "left-behind", problem: { kind: "unreachable" }, serial: "KIPW1" });
});
