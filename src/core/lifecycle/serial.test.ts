import assert from "node:assert/strict";
import { test } from "node:test";
import { longestSerial, newSerial } from "./serial.ts";

test("serials of tokens that a phone finds by name cannot be tried out", () => {
  const random = Uint8Array.from([0xab, 0x1f, 0x00, 0x42, 0xff, 0x07]);
  assert.equal(newSerial("LSPU", 0, random), "LSPU0001AB1F0042FF07");
  assert.ok(newSerial("P".repeat(24), 9_998, random).length <= longestSerial);
});
