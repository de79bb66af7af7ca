import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromModhex, toModhex } from "./modhex.ts";

test("Yubico's published pairs", () => {
  assert.equal(toModhex(Buffer.from("test")), "ifhgieif");
  assert.equal(toModhex(Buffer.from("0123456789abcdef", "hex")), "cbdefghijklnrtuv");
  assert.deepEqual(Buffer.from(fromModhex("ifhgieif") ?? []).toString(), "test");
});

test("what is written can be read, in either case", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40, size: "max" }), (bytes) => {
      assert.deepEqual(fromModhex(toModhex(bytes)), bytes);
      assert.deepEqual(fromModhex(toModhex(bytes).toUpperCase()), bytes);
    }),
  );
});

test("other letters, half bytes and look-alikes are refused", () => {
  for (const text of ["c", "ca", "c ", "cc\n", "\u212Ac", "ññ"]) assert.equal(fromModhex(text), undefined);
});
