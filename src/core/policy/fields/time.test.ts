// Realms and times: the two fields without addresses or people.

import assert from "node:assert/strict";
import test from "node:test";
import { Refusal } from "../../problem.ts";
import { quality } from "./quality.ts";
import { compileRealms, namedRealms } from "./realm.ts";
import { compileTimes, wallTime } from "./time.ts";

/** Wednesday, 15 May 2030, 10:30 on the server's wall clock. */
const moment = wallTime(new Date(2030, 4, 15, 10, 30).getTime());

const times: readonly (readonly [string, boolean])[] = [
  ["*", true],
  ["* * * * * *", true],
  ["* * * * * *;", true],
  ["30 10 15 5 3 2030", true],
  ["31 10 15 5 3 2030", false],
  ["* 8-17 * * 1-5 *", true],
  ["* 8-9 * * * *", false],
  ["* * * * 0,6 *", false],
  ["* * * * 0,2-4 *", true],
  ["*/15 * * * * *", true],
  ["*/7 * * * * *", false],
  ["* */5 * * * *", true],
  ["* * * * * 2029", false],
  ["* * * * * 2029-2031", true],
  ["* 8 * * * *; * 10 * * * *", true],
  ["!* 10 * * * *; *", false],
  ["*; !* 10 * * * *", false],
  ["* * * * * *; -* 11 * * * *", true],
  ["!* 11 * * * *", false],
  ["", false],
];

for (const [field, expected] of times) {
  test(`${JSON.stringify(field)} ${expected ? "holds" : "does not hold"} on a Wednesday morning`, () => {
    assert.equal(compileTimes(field)(moment), expected);
  });
}

const malformedTimes = [
  "nonsense",
  "* * * * *",
  "* * * * * * *",
  "60 * * * * *",
  "* 24 * * * *",
  "* * 0 * * *",
  "* * * 13 * *",
];

for (const field of [
  ...malformedTimes,
  "* * * * 7 *",
  "5-3 * * * * *",
  "*/0 * * * * *",
  "a * * * * *",
  "1, * * * * *",
  "* * * * * 1",
  "!",
]) {
  test(`the time field ${JSON.stringify(field)} is refused`, () =>
    assert.throws(() => compileTimes(field), Refusal));
}

const realms: readonly (readonly [string, string, keyof typeof quality])[] = [
  ["*", "a", "wildcard"],
  ["a", "a", "exact"],
  ["A", "a", "exact"],
  ["a", "A", "exact"],
  ["a, b", "b", "exact"],
  ["a", "ab", "none"],
  ["a*", "ab", "none"],
  ["a, !a", "a", "none"],
  ["!a, *", "a", "none"],
  ["-a, *", "b", "wildcard"],
  ["*, !a", "a", "wildcard"],
  ["!a", "b", "none"],
  ["", "a", "none"],
];

for (const [field, realm, expected] of realms) {
  test(`realm ${realm} fits ${JSON.stringify(field)}: ${expected}`, () => {
    assert.equal(compileRealms(field)(realm), quality[expected]);
  });
}

test("the realms of a right are the named ones without the excluded ones", () => {
  assert.equal(namedRealms("*"), "any");
  assert.equal(namedRealms("a, *"), "any");
  assert.equal(namedRealms("*, !a"), "any");
  assert.deepEqual(namedRealms("A, b, !b"), ["a"]);
  assert.deepEqual(namedRealms("!a, *"), []);
  assert.deepEqual(namedRealms("b, !a, *"), ["b"]);
});
