import assert from "node:assert/strict";
import { test } from "node:test";
import { fromField, toField } from "./moments.ts";

test("a moment goes through a date field and comes back, whatever the zone", () => {
  const moment = Date.UTC(2026, 10, 23, 18, 49);
  assert.equal(fromField(toField(moment)), String(moment / 1000));
  assert.equal(fromField(toField("2026-11-23T18:49:00+00:00")), String(moment / 1000));
});

test("no moment is an empty field, and an empty field is no limit", () => {
  assert.equal(toField(""), "");
  assert.equal(toField("never"), "");
  assert.equal(fromField(""), "unlimited");
});
