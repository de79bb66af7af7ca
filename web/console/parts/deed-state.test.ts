import assert from "node:assert/strict";
import { test } from "node:test";
import { idleDeed, stepDeed } from "./deed-state.ts";

const problem = { kind: "unreachable" } as const;

test("a new attempt takes the old problem away, and a second failure is told as a new one", () => {
  const failed = stepDeed(idleDeed, { type: "failed", problem });
  assert.deepEqual(failed, { busy: false, problem, failures: 1 });
  const again = stepDeed(failed, { type: "begun" });
  assert.deepEqual(again, { busy: true, problem: undefined, failures: 1 });
  assert.equal(stepDeed(again, { type: "failed", problem }).failures, 2);
});

test("success ends it", () => {
  assert.equal(stepDeed(stepDeed(idleDeed, { type: "begun" }), { type: "done" }).busy, false);
});
