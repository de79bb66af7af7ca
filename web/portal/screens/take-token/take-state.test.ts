import assert from "node:assert/strict";
import test from "node:test";
import { stepTake, type TakeEvent, takeStart } from "./take-state.ts";

const walk = (...events: TakeEvent[]) => events.reduce(stepTake, takeStart);

test("a code finds the serial number, and whoever types another one has not found it", () => {
  const found = walk({ type: "sent" }, { type: "looked", serial: "HW1" });
  assert.deepEqual([found.serial, found.found, found.busy], ["HW1", true, false]);
  const typed = stepTake(found, { type: "typed", serial: "HW2" });
  assert.deepEqual([typed.serial, typed.found], ["HW2", false]);
});

test("a code of no free token leaves what was typed alone", () => {
  const state = walk({ type: "typed", serial: "HW" }, { type: "sent" }, { type: "looked", serial: "" });
  assert.deepEqual([state.serial, state.problem, state.busy], ["HW", { kind: "unknown" }, false]);
});

test("a refusal is told, and gone when it is tried again", () => {
  const refused = walk({ type: "sent" }, { type: "failed", problem: { kind: "unreachable" } });
  assert.deepEqual(refused.problem, { kind: "server", problem: { kind: "unreachable" } });
  assert.equal(stepTake(refused, { type: "sent" }).problem, undefined);
});
