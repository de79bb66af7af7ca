import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { shortDate } from "../../http/dates.ts";
import { readEpoch, readMoment, temporaryEnd } from "./validity.ts";

const iso = (moment: number | undefined): string | undefined =>
  moment === undefined ? undefined : new Date(moment).toISOString();

test("a moment is written with two or four digits for the year, and is UTC", () => {
  assert.equal(iso(readMoment("18/12/20 17:17")), "2020-12-18T17:17:00.000Z");
  assert.equal(iso(readMoment("18/12/2020 17:17")), "2020-12-18T17:17:00.000Z");
  assert.equal(iso(readMoment(" 1/2/2021 3:04 ")), "2021-02-01T03:04:00.000Z");
  assert.equal(iso(readMoment("31/12/39 23:59")), "2039-12-31T23:59:00.000Z");
  assert.equal(iso(readMoment("01/01/69 00:00")), "1969-01-01T00:00:00.000Z");
});

test("anything else is no moment", () => {
  for (const text of [
    "",
    "2030-01-01",
    "99/99/99 99:99",
    "30/02/21 00:00",
    "01/01/21 24:00",
    "01/01/21",
    "01/01/021 00:00",
    "1/1/21 00:00:00",
  ]) {
    assert.equal(readMoment(text), undefined, text);
  }
});

test("what the wire shows is read as the same minute", () => {
  const minutes = fc.integer({ min: 0, max: 51_000_000 }).map((minute) => minute * 60_000);
  fc.assert(fc.property(minutes, (moment) => assert.equal(readMoment(shortDate(moment)), moment)));
});

test("setValidity takes seconds or unlimited", () => {
  assert.equal(readEpoch("1577836800", "x"), 1_577_836_800_000);
  assert.equal(readEpoch(" Unlimited ", "x"), "unlimited");
  for (const text of ["", "-1", "1e3", "1.5", "soon", "999999999999"])
    assert.throws(() => readEpoch(text, "x"), text);
});

test("a temporary token ends at the end of a day, or after exactly the duration", () => {
  const now = Date.UTC(2026, 10, 23, 17, 48, 30);
  assert.equal(iso(temporaryEnd({ days: 10 }, now)), "2026-12-03T23:59:00.000Z");
  assert.equal(iso(temporaryEnd({ days: 0 }, now)), "2026-11-23T23:59:00.000Z");
  assert.equal(iso(temporaryEnd({ seconds: 7200 }, now)), "2026-11-23T19:48:00.000Z");
});
