import assert from "node:assert/strict";
import { test } from "node:test";
import { type HashName, hotp } from "./hotp.ts";
import { stepAt } from "./totp.ts";

const digits = "1234567890".repeat(7);
const seeds = { sha1: digits.slice(0, 20), sha256: digits.slice(0, 32), sha512: digits.slice(0, 64) };

/** RFC 6238, appendix B: seconds, then the values for SHA-1, SHA-256 and SHA-512. */
const vectors: readonly (readonly [number, string, string, string])[] = [
  [59, "94287082", "46119246", "90693936"],
  [1111111109, "07081804", "68084774", "25091201"],
  [1111111111, "14050471", "67062674", "99943326"],
  [1234567890, "89005924", "91819424", "93441116"],
  [2000000000, "69279037", "90698825", "38618901"],
  [20000000000, "65353130", "77737706", "47863826"],
];

function totp(hash: keyof typeof seeds & HashName, seconds: number): string {
  return hotp({ seed: Buffer.from(seeds[hash]), hash, digits: 8 }, stepAt(seconds * 1000, 30));
}

test("the vectors of RFC 6238, appendix B", () => {
  for (const [seconds, sha1, sha256, sha512] of vectors) {
    assert.equal(totp("sha1", seconds), sha1);
    assert.equal(totp("sha256", seconds), sha256);
    assert.equal(totp("sha512", seconds), sha512);
  }
});

test("a step begins with its first millisecond", () => {
  assert.equal(stepAt(29_999, 30), 0);
  assert.equal(stepAt(30_000, 30), 1);
  assert.equal(stepAt(59_999, 60), 0);
});

test("a clock that is ahead lives in a later step", () => {
  assert.equal(stepAt(0, 30, 90), 3);
  assert.equal(stepAt(100_000, 30, -100), 0);
  assert.equal(stepAt(0, 30, -1), -1);
});
