import assert from "node:assert/strict";
import { test } from "node:test";
import { isRealmName, isResolverName, moved, realmName } from "./order.ts";

test("things move up and down, and not beyond the ends", () => {
  assert.deepEqual(moved(["a", "b", "c"], 2, -1), ["a", "c", "b"]);
  assert.deepEqual(moved(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b"], 0, -1), ["a", "b"]);
  assert.deepEqual(moved(["a", "b"], 1, 1), ["a", "b"]);
});

test("names of realms are written as the server writes them", () => {
  assert.equal(realmName(" Head Office "), "head-office");
  assert.deepEqual([isRealmName("head-office"), isRealmName("köln"), isRealmName("")], [true, false, false]);
});

test("names of directories have at least four characters", () => {
  assert.deepEqual(
    [isResolverName("abc"), isResolverName("staff_1"), isResolverName("a b c d")],
    [false, true, false],
  );
});
