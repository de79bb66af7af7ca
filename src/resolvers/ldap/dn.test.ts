// Names of the tree: below another one or not, however they are written.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isBelow, levelsOf } from "./dn.ts";

const base = "dc=example,dc=org";

test("case, blanks, escapes and quotes do not count", () => {
  for (const dn of [
    base,
    "uid=a,DC=Example, dc=ORG",
    'cn="Doe, John",dc=example,dc=org',
    "cn=Doe\\, John,dc=example;dc=org",
    "cn=a+sn=b,dc=ex\\61mple,dc=org",
    "1.2.3=x,dc=example,dc=org",
  ])
    assert.equal(isBelow(dn, base), true, dn);
  assert.deepEqual(levelsOf("cn=M\\c3\\bcller"), levelsOf("CN=Müller"));
  assert.deepEqual(levelsOf("sn=b+cn=a"), levelsOf("cn=a+sn=b"));
});

test("what lies elsewhere does not become part of a base by its spelling", () => {
  for (const dn of [
    "",
    "dc=org",
    "uid=a,dc=other,dc=org",
    "uid=a\\,dc=example,dc=org",
    'uid="a,dc=example,dc=org"',
    "uid=a,dc=example\\,dc=org",
    "uid=a,xdc=example,dc=org",
    "uid=a,dc=example+o=x,dc=org",
    "uid=a,,dc=example,dc=org",
  ])
    assert.equal(isBelow(dn, base), false, dn);
});

test("any text is a name or none", () => {
  const signs = fc.string({ unit: fc.constantFrom(...'a=,\\+";# dc0f'), maxLength: 40 });
  fc.assert(
    fc.property(signs, (text) => {
      const levels = levelsOf(text);
      assert.equal(isBelow(text, text), levels !== undefined);
    }),
  );
});
