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

test("words are found anywhere in a column", () => {
  const set = { user: " ali ", success: "0" } as const;
  const state = stepAudit({ ...firstAudit, page: 4 }, { type: "filter", set });
  assert.deepEqual(auditParameters(state), { ...page, user: "%ali%", success: "0" });
});

test("a stretch of time is asked for in UTC, and a moment that is not complete is left out", () => {
  const from = new Date("2026-11-23T17:00:00Z");
  const local = new Date(from.getTime() - from.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  const state = stepAudit(firstAudit, { type: "filter", set: { from: local, until: "2026-" } });
  assert.deepEqual(auditParameters(state), { ...page, from: "2026-11-23T17:00:00.000Z" });
});

test("a part of the API is where the action begins", () => {
  const actionOf = (set: Partial<typeof firstAudit.filters>) =>
    auditParameters(stepAudit(firstAudit, { type: "filter", set }))["action"];
  assert.equal(actionOf({ area: "validate" }), "validate/%");
  assert.equal(actionOf({ area: "admin", action: "init" }), "admin/%init%");
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
