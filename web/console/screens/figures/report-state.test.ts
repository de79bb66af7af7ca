import assert from "node:assert/strict";
import { test } from "node:test";
import { firstReports, reportFile, reportParameters, stepReports } from "./report-state.ts";

test("the newest reports of all realms come first", () => {
  assert.deepEqual(reportParameters(firstReports), {
    realms: "*",
    sortby: "timestamp",
    sortdir: "desc",
    page: "1",
    pagesize: "25",
  });
});

test("another choice or order begins with the first page", () => {
  const third = stepReports(firstReports, { type: "page", page: 3 });
  const filtered = stepReports(third, { type: "filter", set: { realm: "lab", from: "2026-11-01" } });
  assert.deepEqual([filtered.page, reportParameters(filtered)["date"]], [1, "2026-11-01"]);
  const sorted = stepReports(third, { type: "sort", by: "realm" });
  assert.deepEqual([sorted.page, sorted.descending], [1, false]);
});

test("the file has the same choice and all pages", () => {
  const file = new URL(reportFile({ ...firstReports, realm: "lab", page: 2 }), "http://x").searchParams;
  assert.deepEqual([file.get("realms"), file.get("outform"), file.has("page")], ["lab", "csv", false]);
});
