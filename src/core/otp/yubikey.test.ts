import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crc16, readYubikey } from "./yubikey.ts";

const seed = Buffer.from("ecde18dbe76fbd0c33330f1c354871db", "hex");

test("the vector in the manual of Yubico's ykparse", () => {
  // Its output there: uid 8792ebfe26cc, counter 19, session use 17.
  assert.deepEqual(readYubikey(seed, "hknhfjbrjnlnldnhcujvddbikngjrtgh"), {
    uid: "8792ebfe26cc",
    counter: 19 * 256 + 17,
  });
});

test("upper case, as a locked keyboard types it, is the same value", () => {
  const lower = readYubikey(seed, "hknhfjbrjnlnldnhcujvddbikngjrtgh");
  assert.deepEqual(readYubikey(seed, "HKNHFJBRJNLNLDNHCUJVDDBIKNGJRTGH"), lower);
});

test("the checksum is the CRC-16 of ISO 13239, by its usual check value", () => {
  assert.equal(crc16(Buffer.from("123456789")) ^ 0xffff, 0x906e);
});

test("only the right key opens a value", () => {
  for (const other of [
    Buffer.alloc(16),
    seed.subarray(0, 15),
    Buffer.concat([seed, seed]),
    Buffer.alloc(0),
  ]) {
    assert.equal(readYubikey(other, "hknhfjbrjnlnldnhcujvddbikngjrtgh"), undefined);
  }
});

test("what is not 32 letters of modhex is no value", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 64, size: "max" }),
    fc.stringMatching(/^[cbdefghijklnrtuv]{0,31}$/),
  );
  fc.assert(fc.property(text, (rubbish) => assert.equal(readYubikey(seed, rubbish), undefined)));
});

test("a right value with one letter changed is no value", () => {
  const right = "hknhfjbrjnlnldnhcujvddbikngjrtgh";
  for (let at = 0; at < right.length; at++) {
    for (const letter of "cbdefghijklnrtuv".replace(right.charAt(at), "")) {
      assert.equal(readYubikey(seed, right.slice(0, at) + letter + right.slice(at + 1)), undefined);
    }
  }
});
