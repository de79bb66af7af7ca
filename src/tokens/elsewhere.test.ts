// What an answer from outside means for a token, and where its PIN is checked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../core/fields.ts";
import { nobodyOutside, type OutsideAnswer } from "../core/outside.ts";
import { checksPinThere, readLocalPin, splitUnlessThere, stateOf, verdictOf } from "./elsewhere.ts";
import { aToken } from "./specimen.ts";

const local = "remote.local_checkpin";
const tokenWith = (value: unknown) => aToken({ info: { [local]: value as string } });

test("only an explicit no moves the PIN check to the other server", () => {
  const kept = (fields: Record<string, string>) => readLocalPin(fieldsOf(fields), local)[local];
  for (const [sent, stored] of [
    ["0", "0"],
    ["false", "0"],
    ["1", "1"],
    ["true", "1"],
  ] as const)
    assert.equal(kept({ [local]: sent }), stored, sent);
  assert.equal(kept({}), "1");
  assert.throws(() => kept({ [local]: "perhaps" }));
  for (const [value, isThere] of [
    ["0", true],
    ["1", false],
    [0, false],
    [undefined, false],
  ] as const)
    assert.equal(checksPinThere(local)(tokenWith(value)), isThere, String(value));
});

test("all of the pass goes there when the PIN does, and when a question is answered", () => {
  const split = splitUnlessThere(local);
  assert.deepEqual(split("pin123456", tokenWith("0"), false), { fixed: "", otp: "pin123456" });
  assert.deepEqual(split("1234567", tokenWith("1"), true), { fixed: "", otp: "1234567" });
  assert.equal(split("pin123456", tokenWith("1"), false), undefined, "by the OTP's length");
});

test("a yes is a match that spends nothing here, a no is none, and an outage is neither", () => {
  const words = (theirs: string | undefined) => theirs ?? "ours";
  const verdict = (answer: OutsideAnswer | undefined) => verdictOf(answer, words);
  assert.deepEqual(verdict({ verdict: "accepted" }), { match: true, spend: {} });
  assert.deepEqual(verdict({ verdict: "refused", why: "x" }), { match: false });
  assert.deepEqual(verdict(nobodyOutside({} as never)), { match: false });
  assert.deepEqual(verdict({ verdict: "unavailable", why: "down" }), { match: false, failed: "down" });
  assert.deepEqual(verdict({ verdict: "challenged", state: "s", message: "m" }), {
    match: false,
    asks: { message: "m", data: { state: "s" }, detail: {} },
  });
  assert.deepEqual(verdict({ verdict: "challenged" }), {
    match: false,
    asks: { message: "ours", data: { state: "" }, detail: {} },
  });
});

test("a state is sent back only when there is one", () => {
  assert.equal(stateOf({ state: "s" }), "s");
  for (const info of [{}, { state: "" }, { state: 1 }, { state: null }])
    assert.equal(stateOf(info), undefined);
});
