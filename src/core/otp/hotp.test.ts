import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findCounter, findPair, type HashName, type HotpKey, hotp, isHashName } from "./hotp.ts";

const seed = Buffer.from("12345678901234567890");

function key(set: Partial<HotpKey> = {}): HotpKey {
  return { seed, hash: "sha1", digits: 6, ...set };
}

const hashes: readonly HashName[] = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
const anyKey = fc.record({
  seed: fc.uint8Array({ minLength: 1, maxLength: 200, size: "max" }),
  hash: fc.constantFrom(...hashes),
  digits: fc.integer({ min: 6, max: 10 }),
});

test("the ten values of RFC 4226, appendix D", () => {
  const expected = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489";
  assert.equal(Array.from({ length: 10 }, (_, counter) => hotp(key(), counter)).join(" "), expected);
});

test("the values are those of appendix D before they are cut to six digits, too", () => {
  assert.equal(hotp(key({ digits: 10 }), 0), "1284755224");
  assert.equal(hotp(key({ digits: 10 }), 7), "0082162583");
});

test("a counter above 32 bits counts in full", () => {
  assert.notEqual(hotp(key(), 2 ** 32), hotp(key(), 0));
  assert.equal(hotp(key({ digits: 8 }), 2 ** 40 + 5).length, 8);
});

test("a value is found exactly when its counter lies in the window", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), fc.integer({ min: 0, max: 20 }), (counter, first, window) => {
      const found = findCounter(key({ digits: 9 }), hotp(key({ digits: 9 }), counter), { first, window });
      assert.equal(found, counter >= first && counter < first + window ? counter : undefined);
    }),
    { numRuns: 200 },
  );
});

test("every key finds its own value, of exactly its digits", () => {
  fc.assert(
    fc.property(anyKey, fc.maxSafeNat(), (any, counter) => {
      const otp = hotp(any, counter);
      assert.match(otp, new RegExp(`^[0-9]{${any.digits}}$`));
      assert.equal(findCounter(any, otp, { first: counter, window: 1 }), counter);
    }),
    { numRuns: 300 },
  );
});

test("what is not exactly as many ASCII digits is no OTP", () => {
  const right = hotp(key(), 0);
  const fullwidth = [...right].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join("");
  for (const otp of [
    "",
    ` ${right}`,
    `${right} `,
    `0${right}`,
    right.slice(1),
    `${right}\n`,
    fullwidth,
    "+75522",
    "7552e4",
    "0x1234",
  ]) {
    assert.equal(findCounter(key(), otp, { first: 0, window: 10 }), undefined, JSON.stringify(otp));
  }
});

test("a key of no digits does not take the empty text for an OTP", () => {
  for (const digits of [0, 1, 5, 11]) {
    assert.equal(
      findCounter(key({ digits }), hotp(key({ digits }), 0).slice(0, digits), { first: 0, window: 5 }),
      undefined,
    );
  }
  assert.equal(findCounter(key({ digits: 0 }), "", { first: 0, window: 5 }), undefined);
});

test("a window that begins below zero begins at zero", () => {
  assert.equal(findCounter(key(), hotp(key(), 0), { first: -5, window: 6 }), 0);
  assert.equal(findCounter(key(), hotp(key(), 0), { first: -5, window: 5 }), undefined);
});

test("a pair is found when the second follows the first at once, and only inside the window", () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.integer({ min: 1, max: 100 }), (counter, first, window) => {
      const pair = [hotp(key({ digits: 9 }), counter), hotp(key({ digits: 9 }), counter + 1)] as const;
      const found = findPair(key({ digits: 9 }), pair, { first, window });
      assert.equal(found, counter >= first && counter < first + window ? counter : undefined);
    }),
    { numRuns: 100 },
  );
  assert.equal(findPair(key(), [hotp(key(), 3), hotp(key(), 5)], { first: 0, window: 50 }), undefined);
  assert.equal(findPair(key(), [hotp(key(), 4), hotp(key(), 3)], { first: 0, window: 50 }), undefined);
});

test("a pair is found although its first value occurs earlier by chance", () => {
  const [early, late] = twins();
  const pair = [hotp(key(), late), hotp(key(), late + 1)] as const;
  assert.equal(hotp(key(), early), pair[0]);
  assert.equal(findPair(key(), pair, { first: 0, window: late + 1 }), late);
});

/** The first two counters whose values are equal. */
function twins(): readonly [number, number] {
  const seen = new Map<string, number>();
  for (let counter = 0; ; counter++) {
    const early = seen.get(hotp(key(), counter));
    if (early !== undefined) return [early, counter];
    seen.set(hotp(key(), counter), counter);
  }
}

test("hash names are known by name alone", () => {
  for (const name of hashes) assert.ok(isHashName(name));
  for (const name of ["", "SHA1", "sha3", "toString", "__proto__"]) assert.ok(!isHashName(name));
});
