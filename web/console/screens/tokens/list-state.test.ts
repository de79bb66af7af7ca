import assert from "node:assert/strict";
import { test } from "node:test";
import { isFiltered, listStart, parametersOf, stepList } from "./list-state.ts";

test("another filter begins on the first page", () => {
  const third = stepList(listStart, { type: "page", page: 3 });
  assert.equal(stepList(third, { type: "filter", set: { state: "active" } }).page, 1);
});

test("sorting by the same column again turns the order around", () => {
  const up = stepList(listStart, { type: "sort", by: "TokenType" });
  assert.deepEqual([up.by, up.descending], ["TokenType", false]);
  assert.equal(stepList(up, { type: "sort", by: "TokenType" }).descending, true);
});

test("clearing takes the filters away and keeps the order", () => {
  const sorted = stepList(listStart, { type: "sort", by: "TokenType" });
  const filtered = stepList(sorted, { type: "filter", set: { search: "x", kind: "rollout" } });
  assert.equal(isFiltered(filtered), true);
  assert.deepEqual(stepList(filtered, { type: "clear" }), sorted);
});

test("only what was asked for is sent", () => {
  const order = { sortby: "CreationDate", sortdir: "desc", page: 1, pagesize: 20 };
  assert.deepEqual(parametersOf(listStart), order);
  const set = { search: " alice ", searchIn: "person", state: "inactive", kind: "rollout" } as const;
  const parameters = { user: "*alice*", active: "false", rollout: "true" };
  assert.deepEqual(parametersOf(stepList(listStart, { type: "filter", set })), { ...order, ...parameters });
});
