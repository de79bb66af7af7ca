// Mobile-OTP against values that others have published, and against openssl.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { motp } from "./motp.ts";

test("values that the authenticator Aegis is tested with", () => {
  const vectors = [
    [165_892_298, "e7d8b6", "1234", "e3152afee62599c8"],
    [123_456_789, "4ebfb2", "1234", "e3152afee62599c8"],
    [1_659_540_020, "ced7b1", "9999", "bbb1912bb5c515be"],
    [1_659_539_870, "1a14f8", "9999", "bbb1912bb5c515be"],
    [1_659_539_878, "1a14f8", "9999", "bbb1912bb5c515be"],
  ] as const;
  for (const [seconds, otp, pin, keyText] of vectors) {
    assert.equal(motp({ keyText, pin, digits: 6 }, Math.floor(seconds / 10)), otp);
  }
});

test("openssl agrees for any key, PIN, step and length", () => {
  const sample = fc.record({
    keyText: fc.stringMatching(/^[0-9a-fA-F]{1,40}$/),
    pin: fc.string({ unit: "grapheme", maxLength: 8 }),
    digits: fc.integer({ min: 6, max: 10 }),
    step: fc.nat({ max: 500_000_000 }),
  });
  fc.assert(
    fc.property(sample, ({ step, ...key }) => {
      const input = `${step}${key.keyText}${key.pin}`;
      const theirs = execFileSync("openssl", ["dgst", "-md5", "-r"], { input, encoding: "utf8" });
      assert.equal(motp(key, step), theirs.slice(0, key.digits));
    }),
    { numRuns: 30, endOnFailure: true },
  );
});
