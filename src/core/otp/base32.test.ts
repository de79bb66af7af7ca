import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromBase32, toBase32 } from "./base32.ts";

test("the vectors of RFC 4648, section 10, without padding", () => {
  const vectors = {
    "": "",
    f: "MY",
    fo: "MZXQ",
    foo: "MZXW6",
    foob: "MZXW6YQ",
    fooba: "MZXW6YTB",
    foobar: "MZXW6YTBOI",
  };
  for (const [plain, coded] of Object.entries(vectors)) {
    assert.equal(toBase32(Buffer.from(plain)), coded);
    assert.equal(Buffer.from(fromBase32(coded) ?? []).toString(), plain);
  }
});

test("what is written can be read, in any spelling", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 130, size: "max" }), (bytes) => {
      const coded = toBase32(bytes);
      assert.deepEqual(fromBase32(coded), bytes);
      assert.deepEqual(fromBase32(`${coded.toLowerCase().replaceAll(/(.{4})/g, "$1 ")}====`), bytes);
    }),
  );
});

test("letters outside the alphabet are refused", () => {
  for (const text of ["0", "MZXW1", "MZ=XW6", "MZXÜ", "MZXW6\u0000"])
    assert.equal(fromBase32(text), undefined);
});
