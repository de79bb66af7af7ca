import assert from "node:assert/strict";
import { test } from "node:test";
import { readRealmFigures, readReportPage, sumsByRealm } from "./read-figures.ts";

test("the sum of all realms comes first, and a number that is missing is none", () => {
  const [sum, users] = readRealmFigures({
    Summary: { total: 3, active: 2 },
    Realms: { users: { total: 1, unassigned: 1 } },
  });
  assert.deepEqual([sum?.realm, sum?.counts.total, sum?.counts.active], ["", 3, 2]);
  assert.deepEqual([users?.realm, users?.counts.unassigned, users?.counts.assigned], ["users", 1, 0]);
  assert.equal(readRealmFigures("nonsense").length, 1);
});

test("people of all directories of a realm are added up", () => {
  const sums = sumsByRealm({ Realms: { users: { people: 2, ldap: 5 }, lab: {} }, total: 6 });
  assert.deepEqual(
    [...sums],
    [
      ["", 6],
      ["users", 7],
      ["lab", 0],
    ],
  );
});

test("a report has its moment in UTC, and an odd answer has no reports", () => {
  const row = {
    timestamp: "2026-11-23 22:18:47.300500",
    event: "token_init",
    realm: "users",
    parameter: "total",
  };
  const page = readReportPage({ value: [{ ...row, count: 4 }], detail: { report_rows: 51, pages: 2 } });
  assert.deepEqual(page.reports[0], {
    moment: "2026-11-23T22:18:47.300Z",
    event: "token_init",
    realm: "users",
    status: "total",
    count: "4",
  });
  assert.deepEqual([page.total, page.pages], [51, 2]);
  assert.deepEqual(readReportPage({ value: 1, detail: undefined }), { reports: [], total: 0, pages: 1 });
});
