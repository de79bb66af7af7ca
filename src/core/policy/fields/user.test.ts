// The user field: who is meant by an entry, how exactly, and who is excluded.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Refusal } from "../../problem.ts";
import { quality } from "./quality.ts";
import { compileUsers, type PolicyUser } from "./user.ts";

const alice: PolicyUser = {
  login: "alice",
  realm: "myrealm",
  resolver: "ldap",
  info: { userid: "7", department: " sales ", email: "alice@example.com" },
};

const fits = (field: string, user: Partial<PolicyUser> = {}) => compileUsers(field)({ ...alice, ...user });

const cases: readonly (readonly [string, keyof typeof quality])[] = [
  ["*", "wildcard"],
  ["alice", "exact"],
  ["Alice", "none"],
  ["bob, alice", "exact"],
  ["al.*", "pattern"],
  ["al*", "pattern"],
  ["a(l|x)ice", "pattern"],
  ["lic", "none"],
  ["ali", "none"],
  ["*, al*", "pattern"],
  ["*, alice", "exact"],
  ["alice@myrealm", "exact"],
  ["alice@MYREALM", "pattern"],
  ["alice@my.*", "pattern"],
  ["*@myrealm", "pattern"],
  ["*@other", "none"],
  ["alice@*", "pattern"],
  ["bob@myrealm", "none"],
  ["ldap:", "pattern"],
  ["other:", "none"],
  ["useridresolver.LDAPIdResolver.IdResolver.ldap:", "pattern"],
  ["alice.ldap:", "exact"],
  ["al*.ldap:", "pattern"],
  ["bob.ldap:", "none"],
  ["alice.other:", "none"],
  ["#email", "pattern"],
  ["#mobile", "none"],
  ["alice#email", "pattern"],
  ["bob#email", "none"],
  ["alice@myrealm#email", "pattern"],
  ["*@other#email", "none"],
  ["ldap:#email", "pattern"],
  ["other:#email", "none"],
  ["#department == sales", "pattern"],
  ["#department==sale", "none"],
  ["#department != sales", "none"],
  ["#department != it", "pattern"],
  ["#mobile != 1", "pattern"],
  ["#email ~= @example\\.com$", "pattern"],
  ["#email ~= ^@", "none"],
  ["#mobile ~= .*", "none"],
  ["", "none"],
  ["!alice", "none"],
  ["*, !alice", "none"],
  ["!al*, alice", "none"],
  ["alice, -*@myrealm", "none"],
  ["*, !bob", "wildcard"],
  ["*, !#email", "none"],
];

for (const [field, expected] of cases) {
  test(`alice fits ${JSON.stringify(field)}: ${expected}`, () =>
    assert.equal(fits(field), quality[expected]));
}

test("somebody whom no directory knows is in no resolver", () => {
  assert.equal(fits("ldap:", { resolver: undefined }), quality.none);
  assert.equal(fits("alice.ldap:", { resolver: undefined }), quality.none);
});

test("a login with an @ and no realm is split for the entries that speak of a realm", () => {
  const user = { login: "alice@myrealm", realm: "" };
  assert.equal(fits("*@myrealm", user), quality.pattern);
  assert.equal(fits("alice@myrealm", user), quality.exact);
  assert.equal(fits("alice", user), quality.none);
  assert.equal(fits("*@myrealm", { ...user, realm: "other" }), quality.none);
});

for (const field of [
  "(",
  "a[",
  "(a+)+",
  "(a|b)+",
  "(?:a*)+",
  "#email ~= (a|b)*c",
  "((a+))+b",
  "a*b*c*d*e*f*",
  "x@(",
  "#",
  "#email ~= (",
  "#==",
]) {
  test(`the user field ${JSON.stringify(field)} is refused`, () =>
    assert.throws(() => compileUsers(field), Refusal));
}

for (const field of [
  "adm_[a-z]+",
  "(adm|root)_.+",
  "user[0-9]{5}",
  "a?b?c?",
  "DOMAIN\\\\alice",
  "(?:x.+)?y",
]) {
  test(`the user field ${JSON.stringify(field)} is accepted`, () =>
    assert.doesNotThrow(() => compileUsers(field)));
}

test("a negated entry that names the user wins wherever it stands", () => {
  const positive = fc.constantFrom("*", "alice", "al*", "*@myrealm", "ldap:", "#email", "bob");
  const naming = fc.constantFrom("!alice", "!*", "-al*", "!alice@myrealm", "!ldap:", "!#email");
  fc.assert(
    fc.property(fc.array(positive), naming, fc.array(positive), (before, negated, after) => {
      assert.equal(fits([...before, negated, ...after].join(", ")), quality.none);
    }),
  );
});

test("the order of the entries does not matter", () => {
  const entry = fc.constantFrom("*", "alice", "al*", "!bob", "!alice", "ldap:", "bob", "#email", "!#mobile");
  const shuffled = fc
    .array(entry)
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(
    fc.property(shuffled, ([list, other]) => assert.equal(fits(list.join(",")), fits(other.join(",")))),
  );
});
