import assert from "node:assert/strict";
import test from "node:test";
import { readHistory } from "../../api/read-history.ts";
import { clampPage, deedsOf, pageCount, perPage } from "./pages.ts";

test("a full page does not make a second, empty one", () => {
  assert.equal(pageCount(0), 1);
  assert.equal(pageCount(perPage), 1);
  assert.equal(pageCount(perPage + 1), 2);
});

test("one cannot turn past either end", () => {
  assert.equal(clampPage(0, 3), 1);
  assert.equal(clampPage(4, 3), 3);
});

test("looking at one's tokens is no news, unless it was refused", () => {
  const row = (id: number, action: string, success: string) => ({
    id,
    cell: ["2026-11-23", action, success],
  });
  const { entries } = readHistory({
    rows: [
      row(3, "userservice/usertokenlist", "1"),
      row(2, "userservice/history", "0"),
      row(1, "userservice/enroll", "1"),
    ],
  });
  assert.deepEqual(
    deedsOf(entries).map(({ id }) => id),
    ["2", "1"],
  );
});
