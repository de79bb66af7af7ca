import assert from "node:assert/strict";
import { test } from "node:test";
import type { Policy } from "../../api/read-policy.ts";
import { conflictsIn } from "./conflicts.ts";

function policy(name: string, set: Partial<Policy> = {}): Policy {
  const everybody = { realm: "*", user: "*", client: "*", time: "* * * * * *;", active: true };
  return { name, scope: "enrollment", action: "maxtoken=3", ...everybody, ...set };
}

const names = (...policies: readonly Policy[]) =>
  conflictsIn(policies).map(({ policies: found }) => found.map(({ name }) => name));

test("two values for one action and the same people are a conflict, and the first name decides", () => {
  assert.deepEqual(names(policy("b", { action: "maxtoken=5" }), policy("a")), [["a", "b"]]);
});

test("the same value twice is none", () => {
  assert.deepEqual(names(policy("a"), policy("b")), []);
});

test("a policy that is off, or for others, contradicts nothing", () => {
  const other = { action: "maxtoken=5" };
  assert.deepEqual(names(policy("a"), policy("b", { ...other, active: false })), []);
  assert.deepEqual(names(policy("a"), policy("b", { ...other, realm: "lab" })), []);
  assert.deepEqual(names(policy("a"), policy("b", { ...other, scope: "authentication" })), []);
});

test("lists say the same in any order", () => {
  const first = policy("a", { realm: "lab, office" });
  assert.equal(names(first, policy("b", { realm: "office,lab", action: "maxtoken=5" })).length, 1);
});

test("rights of administrators add up", () => {
  const admin = { scope: "admin", action: "remove" };
  assert.deepEqual(names(policy("a", admin), policy("b", { ...admin, action: "remove=false" })), []);
});
