import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../../texts/en.ts";
import { emptyPolicy } from "./policy-draft.ts";
import { actionLine, sentenceOf } from "./sentence.ts";

const words = en.policies.sentence;

test("a policy without conditions is for everybody, everywhere and always", () => {
  assert.equal(
    sentenceOf(emptyPolicy, words),
    "For everybody in every realm, from every address, at any time:",
  );
});

test("conditions are named, and a policy that is off says so first", () => {
  const draft = { ...emptyPolicy, user: "alice", realm: "lab", client: "10.0.0.0/8", active: false };
  assert.equal(
    sentenceOf(draft, words),
    "Switched off, so it changes nothing now. For alice in realm lab, from 10.0.0.0/8, at any time:",
  );
});

test("an action is explained by the catalogue", () => {
  assert.equal(
    actionLine({ name: "maxtoken", value: "3" }, "How many tokens.", "Not:"),
    "How many tokens: 3",
  );
  assert.equal(actionLine({ name: "x", value: "false" }, "Delete tokens.", "Not:"), "Not: Delete tokens");
});
