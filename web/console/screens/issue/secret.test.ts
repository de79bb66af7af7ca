import assert from "node:assert/strict";
import { randomBytes as fromNode } from "node:crypto";
import { test } from "node:test";
import { alphabet, makeSecret, secretBits } from "./secret.ts";

test("a code has four groups of four characters that cannot be mistaken for each other", () => {
  assert.match(
    makeSecret((bytes) => fromNode(bytes)),
    /^([abcdefghjkmnpqrstuvwxyz2-9]{4}-){3}[abcdefghjkmnpqrstuvwxyz2-9]{4}$/,
  );
  for (const lookalike of "il1o0") assert.ok(!alphabet.includes(lookalike));
});

test("it has at least 64 bits", () => {
  assert.ok(secretBits >= 64);
});

test("every character is equally likely: bytes that would favour some are passed over", () => {
  let next = 0;
  const everyByte = (bytes: number) => Uint8Array.from({ length: bytes }, () => next++ % 256);
  const counts = new Map<string, number>();
  for (let turn = 0; turn < 31; turn += 1) {
    for (const character of makeSecret(everyByte).replaceAll("-", "")) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  const [least, most] = [Math.min(...counts.values()), Math.max(...counts.values())];
  assert.equal(counts.size, alphabet.length);
  assert.ok(most - least <= 2);
});

test("a source that gives only bytes to be passed over is asked again", () => {
  const answers = [new Uint8Array(16).fill(255), new Uint8Array(16).fill(0)];
  assert.equal(
    makeSecret(() => answers.shift() ?? new Uint8Array(16)),
    "aaaa-aaaa-aaaa-aaaa",
  );
});
