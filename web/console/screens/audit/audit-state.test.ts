import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alarmFilters,
  auditFile,
  auditParameters,
  firstAudit,
  hasFilters,
  stepAudit,
} from "./audit-state.ts";

const page = { sortname: "number", sortorder: "desc", page: "1", rp: "25" };

test("without filters the newest entries are asked for", () => {
  assert.deepEqual(auditParameters(firstAudit), page);
  assert.equal(hasFilters(firstAudit), false);
});

test("words are found anywhere in a column, a day at the beginning of the moment", () => {
  const set = { user: " ali ", day: "2026-11-23", success: "0" } as const;
  const state = stepAudit({ ...firstAudit, page: 4 }, { type: "filter", set });
  assert.deepEqual(auditParameters(state), { ...page, user: "%ali%", date: "2026-11-23%", success: "0" });
});

test("alarms are uses of rollout tokens outside their scope", () => {
  const parameters = auditParameters({ ...firstAudit, filters: alarmFilters });
  assert.equal(parameters["action_detail"], "%outside its scope%");
});

test("the file has the same filters and all pages", () => {
  const state = stepAudit({ ...firstAudit, page: 3 }, { type: "filter", set: { realm: "lab" } });
  const file = new URL(auditFile(state), "http://x");
  assert.equal(file.searchParams.get("realm"), "%lab%");
  assert.equal(file.searchParams.get("outform"), "csv");
  assert.equal(file.searchParams.has("page"), false);
});
