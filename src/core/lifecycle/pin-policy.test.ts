import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Refusal } from "../problem.ts";
import { checkPin } from "./pin-policy.ts";
import { alphabetOf, bytesFor, randomText } from "./random-text.ts";

function fault(pin: string, rules: { min?: number; max?: number; contents?: string }): string {
  try {
    checkPin(pin, { minLength: rules.min, maxLength: rules.max, contents: rules.contents ?? "" });
    return "fine";
  } catch (error) {
    return error instanceof Refusal && error.problem.code === "refused"
      ? error.problem.message
      : String(error);
  }
}

test("a PIN is neither shorter nor longer than the policies say", () => {
  assert.equal(fault("1234", { min: 4, max: 4 }), "fine");
  assert.match(
    fault("123", { min: 4 }),
    /^Error: The provided PIN is too short. It should be at least 4 characters/,
  );
  assert.match(fault("12345", { max: 4 }), /^Error: The provided PIN is too long/);
  assert.equal(fault("", {}), "fine");
  assert.equal(fault("🔑🔑🔑🔑", { max: 4 }), "fine");
});

test("otp_pin_contents names what must occur, + at least one of it, - all of it and nothing else", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["cn", "a1", true],
    ["cn", "a1!", true],
    ["cn", "11", false],
    ["cn", "aa", false],
    ["s", "a1", false],
    ["+cn", "aaaa", true],
    ["+cn", "1111", true],
    ["+cn", "a1!", false],
    ["+cn", "!!", false],
    ["-cn", "a1", true],
    ["-cn", "aa", false],
    ["-cn", "a1!", false],
    ["cnso", "a1!ä", true],
    ["o", "ä", true],
    ["", "x", true],
  ];
  for (const [contents, pin, good] of rows)
    assert.equal(fault(pin, { contents }) === "fine", good, `${contents} ${pin}`);
});

test("the sentence names the missing characters", () => {
  assert.match(
    fault("11", { contents: "cn" }),
    /does not contain any letters. Check policy otp_pin_contents/,
  );
});

test("random text has the asked length and only characters of its alphabet", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99 }),
      fc.string(),
      fc.infiniteStream(fc.nat(255)),
      (length, contents, stream) => {
        const random = Uint8Array.from({ length: bytesFor(length) }, () => stream.next().value as number);
        const alphabet = alphabetOf(contents);
        const text = randomText(alphabet, length, random);
        assert.equal(text.length, length);
        assert.ok([...text].every((char) => alphabet.includes(char)));
      },
    ),
  );
  assert.equal(alphabetOf("n"), "0123456789");
  assert.equal(alphabetOf("").length, 62);
});
