// Day passwords against md5sum and dc, which are not ours.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { dayPassword } from "./day-password.ts";

test("the end of the digest is a number, of which the end is the password", () => {
  // printf 12345678901234567890123456789012231126 | md5sum
  const key = { keyText: "12345678901234567890123456789012", digits: 6 };
  assert.equal(dayPassword(key, { year: 2026, month: 11, day: 23 }), "211286");
});

test("md5sum and the shell's arithmetic agree for any key, day and length", () => {
  const script = `
    end=$(printf %s "$1$2" | md5sum | cut -c1-32 | tail -c $(($3 + 1)))
    printf "%0$3d" $((0x$end % 10 ** $3))`;
  const sample = fc.record({
    keyText: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 }),
    digits: fc.integer({ min: 6, max: 10 }),
    day: fc.date({ min: new Date(0), max: new Date("2099-12-31"), noInvalidDate: true }),
  });
  fc.assert(
    fc.property(sample, ({ day, ...key }) => {
      const [year = "", month = "", date = ""] = day.toISOString().split(/[-T]/);
      const written = date + month + year.slice(2);
      const theirs = execFileSync("bash", ["-c", script, "bash", key.keyText, written, String(key.digits)]);
      const calendarDay = { year: Number(year), month: Number(month), day: Number(date) };
      assert.equal(dayPassword(key, calendarDay), theirs.toString());
    }),
    { numRuns: 30, endOnFailure: true },
  );
});
