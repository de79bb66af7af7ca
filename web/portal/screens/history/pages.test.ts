import assert from "node:assert/strict";
import test from "node:test";
import { clampPage, pageCount, perPage } from "./pages.ts";

test("a full page does not make a second, empty one", () => {
  assert.equal(pageCount(0), 1);
  assert.equal(pageCount(perPage), 1);
  assert.equal(pageCount(perPage + 1), 2);
});

test("one cannot turn past either end", () => {
  assert.equal(clampPage(0, 3), 1);
  assert.equal(clampPage(4, 3), 3);
});
