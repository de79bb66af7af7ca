import assert from "node:assert/strict";
import test from "node:test";
import { stepTake, type TakeEvent, takeStart } from "./take-state.ts";

const walk = (...events: TakeEvent[]) => events.reduce(stepTake, takeStart);

test("a code finds the serial number, and whoever types another one has not found it", () => {
  const found = walk({ type: "sent", deed: "look" }, { type: "looked", serial: "HW1" });
  assert.deepEqual([found.serial, found.found, found.busy], ["HW1", true, undefined]);
  const typed = stepTake(found, { type: "typed", serial: "HW2" });
  assert.deepEqual([typed.serial, typed.found], ["HW2", false]);
});

test("a code of no free token leaves what was typed alone", () => {
  const typed = walk({ type: "typed", serial: "HW" }, { type: "sent", deed: "look" });
  const state = stepTake(typed, { type: "looked", serial: "" });
  assert.deepEqual([state.serial, state.problem, state.busy], ["HW", { kind: "unknown" }, undefined]);
  assert.deepEqual(state.failures, { look: 1, take: 0 });
});

test("a refusal is told, and gone when it is tried again", () => {
  const problem = { kind: "refused", code: 1103, message: "taken" } as const;
  const refused = walk({ type: "sent", deed: "take" }, { type: "failed", deed: "take", problem });
  assert.deepEqual(refused.problem, { kind: "not-free", message: "taken" });
  assert.deepEqual([refused.busy, refused.failures], [undefined, { look: 0, take: 1 }]);
  assert.equal(stepTake(refused, { type: "sent", deed: "take" }).problem, undefined);
});

test("an outage is no word about the token", () => {
  const problem = { kind: "unreachable" } as const;
  assert.deepEqual(walk({ type: "failed", deed: "take", problem }).problem, { kind: "server", problem });
});

test("a missing serial number is asked for where it is typed", () => {
  const lacking = walk({ type: "lacking" });
  assert.deepEqual([lacking.problem, lacking.failures], [{ kind: "missing" }, { look: 0, take: 1 }]);
});
