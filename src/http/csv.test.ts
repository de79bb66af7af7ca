// What a spreadsheet makes of an export.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { csvLine, harmless } from "./csv.ts";

test("a line has JSON values, joined by a comma and a blank, double quotes made single", () => {
  assert.equal(csvLine([1, 'say "no"', "", true]), `1, "say 'no'", "", true`);
});

test("what a spreadsheet would calculate becomes text, and nothing else changes", () => {
  for (const value of ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+A1", "\t=1", "\r=1", "=", "+49 x"])
    assert.equal(harmless(value), `'${value}`);
  for (const value of [
    "",
    "+49 170 1",
    "-1",
    "+49 (0)30/12-3",
    "'admin@linotp_admins'",
    "alice",
    "a=b",
    "1+1",
  ])
    assert.equal(harmless(value), value);
});

test("no value whatever begins as a formula that names something", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const written = harmless(value);
      assert.ok(!/^[=@\t\r]/.test(written));
      assert.ok(!/^[+-]/.test(written) || !/[A-Za-z|!]/.test(written));
      assert.ok(written === value || written === `'${value}`);
    }),
  );
});
