// The action field: what is read from it, what is refused, and that printing is the inverse of reading.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Refusal } from "../../problem.ts";
import { parseActions, printActions, type Written } from "./parse.ts";

const read = (field: string) => Object.fromEntries(parseActions(field));

const fields: readonly (readonly [string, Record<string, Written>])[] = [
  ["", {}],
  ["enrollHMAC", { enrollHMAC: true }],
  ["!delete", { delete: false }],
  ["delete=false, enable=FALSE", { delete: false, enable: false }],
  ["a, b=1 ,, c = x y ,", { a: true, b: "1", c: "x y" }],
  ["otppin=1", { otppin: "1" }],
  ["forward_server=radius://h:1812/?secret=a=b", { forward_server: "radius://h:1812/?secret=a=b" }],
  ["smstext='Hello, <otp>', autosms", { smstext: "Hello, <otp>", autosms: true }],
  [`smstext="it's <otp>"`, { smstext: "it's <otp>" }],
  ["x='a' and 'b'", { x: "'a' and 'b'" }],
  ["x='a, b', y=\"c=d\"", { x: "a, b", y: "c=d" }],
  ["x=", { x: "" }],
  ["x=''", { x: "" }],
  ["x='false'", { x: "false" }],
  ["*", { "*": true }],
  ["*, !remove", { "*": true, remove: false }],
  ["qrtanurl.cb1=https://x.example/", { "qrtanurl.cb1": "https://x.example/" }],
  ["forwardtoken:no_failcounter_forwarding", { "forwardtoken:no_failcounter_forwarding": true }],
  ["a, a", { a: true }],
  ["a=1, a=1", { a: "1" }],
];

for (const [field, expected] of fields) {
  test(`reads the actions of ${JSON.stringify(field)}`, () => assert.deepEqual(read(field), expected));
}

for (const field of [
  "x='a",
  "x=\"a'",
  "it's",
  "=1",
  "!",
  "!a=1",
  "a, !a",
  "a=1, a=2",
  "'a'=1",
  "a, a=false",
]) {
  test(`refuses the actions ${JSON.stringify(field)}`, () => {
    assert.throws(
      () => parseActions(field),
      (error) => error instanceof Refusal && error.problem.code === "invalid-parameter",
    );
  });
}

test("printing and reading again gives the same actions", () => {
  const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_.:]{0,12}$/);
  const text = fc.string().filter((value) => !(value.includes("'") && value.includes('"')));
  const actions = fc.dictionary(
    name,
    fc.oneof(fc.boolean(), text, fc.constantFrom("false", "a,b", " x ", "=", "'")),
  );
  fc.assert(
    fc.property(actions, (wanted) => {
      const written = new Map(Object.entries(wanted));
      assert.deepEqual(parseActions(printActions(written)), written);
    }),
  );
});

test("a value with both kinds of quotes cannot be printed", () => {
  assert.throws(() => printActions(new Map([["x", `'"`]])), Refusal);
});

test("no field makes reading fail in any other way than by a refusal", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "=", ",", "'", '"', "!", "*", " ", "\n") }),
      (field) => {
        try {
          parseActions(field);
        } catch (error) {
          assert.ok(error instanceof Refusal);
        }
      },
    ),
  );
});
