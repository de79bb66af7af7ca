import assert from "node:assert/strict";
import { test } from "node:test";
import { familyActions, tokenTypes as namesInPolicies } from "../core/policy/catalogue.ts";
import { tokenTypes } from "./index.ts";

const upper = (types: Iterable<{ readonly type: string }>) =>
  [...types].map(({ type }) => type.toUpperCase()).toSorted();

test("there is a right to enroll each type, and for no other", () => {
  assert.deepEqual(namesInPolicies.toSorted(), upper(tokenTypes.values()));
});

test("people are granted the types that they may enroll, and no others", () => {
  const granted = familyActions("selfservice").map(([name]) => name.replace(/^enroll/, ""));
  assert.deepEqual(
    granted.toSorted(),
    upper([...tokenTypes.values()].filter(({ selfEnroll }) => selfEnroll)),
  );
});
