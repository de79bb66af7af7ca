// An implementation that is not ours, as the judge of ours: Debian's oathtool.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import { toBase32 } from "./base32.ts";
import { hotp } from "./hotp.ts";
import { stepAt } from "./totp.ts";

const run = promisify(execFile);
const installed = await run("oathtool", ["--version"]).then(
  () => true,
  () => false,
);
const skip = installed ? false : "oathtool is not installed (Debian package oathtool)";

async function oathtool(...options: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run("oathtool", [...options]);
  return stdout.trim().split("\n");
}

const seed = fc.uint8Array({ minLength: 1, maxLength: 150, size: "max" });
const digits = fc.constantFrom(6, 7, 8);

test("oathtool agrees on HOTP for any seed, digits and counter", { skip }, async () => {
  const property = fc.asyncProperty(
    seed,
    digits,
    fc.integer({ min: 0, max: 2 ** 47 }),
    async (bytes, length, counter) => {
      const hex = Buffer.from(bytes).toString("hex");
      const theirs = await oathtool("-d", String(length), "-c", String(counter), "-w", "9", hex);
      const key = { seed: bytes, hash: "sha1", digits: length } as const;
      assert.deepEqual(
        theirs,
        Array.from({ length: 10 }, (_, index) => hotp(key, counter + index)),
      );
    },
  );
  await fc.assert(property, { numRuns: 60, endOnFailure: true });
});

test("oathtool agrees on TOTP for any seed, digits, hash, step and time", { skip }, async () => {
  const sample = fc.record({
    seed,
    digits,
    hash: fc.constantFrom("sha1", "sha256", "sha512"),
    stepSeconds: fc.constantFrom(30, 60, 17),
    seconds: fc.integer({ min: 0, max: 4_000_000_000 }),
  });
  const property = fc.asyncProperty(sample, async ({ stepSeconds, seconds, ...key }) => {
    const options = [
      `--totp=${key.hash}`,
      "-d",
      String(key.digits),
      "-s",
      `${stepSeconds}s`,
      "-N",
      `@${seconds}`,
    ];
    const theirs = await oathtool(...options, "-b", toBase32(key.seed));
    assert.deepEqual(theirs, [hotp(key, stepAt(seconds * 1000, stepSeconds))]);
  });
  await fc.assert(property, { numRuns: 90, endOnFailure: true });
});
