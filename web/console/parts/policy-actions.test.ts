import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseActions, writeActions } from "./policy-actions.ts";

test("names, values, negations and quotes are read", () => {
  assert.deepEqual(parseActions("mfa_login, maxtoken=3, !delete, smstext='Code: <otp>, quick', otppin=1"), [
    { name: "mfa_login", value: "true" },
    { name: "maxtoken", value: "3" },
    { name: "delete", value: "false" },
    { name: "smstext", value: "Code: <otp>, quick" },
    { name: "otppin", value: "1" },
  ]);
});

test("a value may contain further equals signs", () => {
  assert.deepEqual(parseActions("qrtanurl=https://x/?a=b"), [{ name: "qrtanurl", value: "https://x/?a=b" }]);
});

test("a quote that is not closed is noticed", () => {
  assert.equal(parseActions("smstext='Code"), undefined);
});

test("no actions are no actions", () => {
  assert.deepEqual(parseActions(" , "), []);
});

test("what is written is read again as it was", () => {
  const value = fc.string().filter((text) => text === text.trim() && !/["']/.test(text) && text !== "");
  const actions = fc.array(
    fc.record({ name: fc.stringMatching(/^[a-zA-Z_]{1,12}$/), value }, { noNullPrototype: true }),
  );
  fc.assert(
    fc.property(actions, (given) => {
      assert.deepEqual(parseActions(writeActions(given)), given);
    }),
  );
});
