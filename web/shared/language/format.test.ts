import assert from "node:assert/strict";
import test from "node:test";
import { formatMoment, inGroups } from "./format.ts";

test("a key is shown in groups of four, the last as long as it is", () => {
  assert.equal(inGroups("GEZDGNBVGY"), "GEZD GNBV GY");
  assert.equal(inGroups(""), "");
});

test("a moment is written the way the language writes it", () => {
  assert.match(formatMoment("2026-11-23T12:49:08.949+00:00", "de"), /23\. November 2026/);
  assert.match(formatMoment("2026-11-23T12:49:08.949+00:00", "en"), /23 November 2026/);
});

test("text that is no date is shown as it came", () => {
  assert.equal(formatMoment("soon", "en"), "soon");
});
