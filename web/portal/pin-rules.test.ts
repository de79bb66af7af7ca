import assert from "node:assert/strict";
import test from "node:test";
import { mustHavePin, pinFault, pinRulesText } from "./pin-rules.ts";
import { en } from "./texts/en.ts";

const rules = (contents: string, minLength = 0, maxLength = 0) => ({ contents, minLength, maxLength });

test("without rules any PIN will do, and none as well", () => {
  assert.equal(mustHavePin(rules("")), false);
  assert.equal(pinFault("", rules("")), undefined);
  assert.equal(pinFault("x", rules("")), undefined);
  assert.equal(pinRulesText(rules(""), en), "");
});

test("length is counted in characters, as a person counts", () => {
  assert.equal(pinFault("🔑🔑🔑", rules("", 4)), "too-short");
  assert.equal(pinFault("🔑🔑🔑🔑", rules("", 4, 4)), undefined);
  assert.equal(pinFault("12345", rules("", 4, 4)), "too-long");
  assert.equal(pinFault("", rules("", 4)), "missing");
});

test("named classes must all occur", () => {
  assert.equal(pinFault("abc", rules("cn")), "bad-content");
  assert.equal(pinFault("abc1!", rules("cn")), undefined);
});

test("behind a plus one class suffices, and nothing else may occur", () => {
  assert.equal(pinFault("abc", rules("+cn")), undefined);
  assert.equal(pinFault("abc!", rules("+cn")), "bad-content");
});

test("behind a minus every class must occur, and nothing else may", () => {
  assert.equal(pinFault("abc", rules("-cn")), "bad-content");
  assert.equal(pinFault("abc1", rules("-cn")), undefined);
  assert.equal(pinFault("abc1!", rules("-cn")), "bad-content");
});

test("the rules read as a sentence", () => {
  assert.equal(
    pinRulesText(rules("-cn", 4, 8), en),
    "Rules: at least 4 characters, at most 8 characters, must contain letters and digits, and nothing else.",
  );
});
