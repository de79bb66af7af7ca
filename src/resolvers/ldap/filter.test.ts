// Filters as data: what is parsed, what is refused, and that no login changes a filter.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Filter, filled, parseFilter, takesLogin } from "./filter.ts";

const now = Date.UTC(2026, 0, 1);
const fill = (text: string, login: string) => filled(parseFilter(text), { login, now });

test("filters of every kind are read", () => {
  assert.deepEqual(parseFilter("(&(uid=%s)(|(a=*)(b>=1)(c<=2)(d~=e))(!(f=g*h*)))"), {
    kind: "and",
    parts: [
      { kind: "equal", attribute: "uid", value: "%s" },
      {
        kind: "or",
        parts: [
          { kind: "present", attribute: "a" },
          { kind: "least", attribute: "b", value: "1" },
          { kind: "most", attribute: "c", value: "2" },
          { kind: "approx", attribute: "d", value: "e" },
        ],
      },
      { kind: "not", part: { kind: "substring", attribute: "f", pieces: ["g", "h", ""] } },
    ],
  });
  assert.deepEqual(parseFilter("userAccountControl:1.2.840.113556.1.4.803:=2"), {
    kind: "rule",
    attribute: "userAccountControl",
    rule: "1.2.840.113556.1.4.803",
    dn: false,
    value: "2",
  });
});

test("blanks between parts and missing outer parentheses do no harm", () => {
  assert.deepEqual(parseFilter(" (& (a=b)\n (c=d) ) "), parseFilter("(&(a=b)(c=d))"));
  assert.deepEqual(parseFilter("uid=%s"), parseFilter("(uid=%s)"));
});

test("escaped bytes are letters when they are UTF-8, and bytes when not", () => {
  assert.deepEqual(parseFilter("(sn=M\\c3\\bcller)"), { kind: "equal", attribute: "sn", value: "Müller" });
  assert.deepEqual(parseFilter("(sn=\\2a\\28)"), { kind: "equal", attribute: "sn", value: "*(" });
  assert.deepEqual(parseFilter("(guid=\\ff\\00)"), {
    kind: "equal",
    attribute: "guid",
    value: Buffer.from([255, 0]),
  });
});

test("what is no filter is refused", () => {
  const texts = ["", "()", "(", "(&)", "(a)", "(a=b", "(a=b))", "(a=b)(c=d)", "(=x)", "(a=\\4)", "(a=(b))"];
  for (const text of [...texts, "(&(a=b)", "(::=x)", `${"(!".repeat(5000)}(a=b)${")".repeat(5000)}`])
    assert.throws(() => parseFilter(text), /not a search filter/, text.slice(0, 30));
});

/** The same filter without its values. */
function shapeOf(filter: Filter): unknown {
  switch (filter.kind) {
    case "and":
    case "or":
      return [filter.kind, filter.parts.map(shapeOf)];
    case "not":
      return ["not", shapeOf(filter.part)];
    case "substring":
      return [filter.kind, filter.attribute, filter.pieces.length];
    case "present":
      return [filter.kind, filter.attribute];
    default:
      return [filter.kind, filter.attribute, "value"];
  }
}

test("no login changes the shape of a filter, or is changed on the way into it", () => {
  const templates = ["(uid=%s)", "(&(|(uid=%s)(mail=%s@example.org))(!(cn=*%s*)))"];
  const signs = fc.string({ unit: fc.constantFrom(..."()*\\&|!=%s0a\u0000ü~<>:"), maxLength: 20 });
  fc.assert(
    fc.property(fc.constantFrom(...templates), fc.oneof(signs, fc.string()), (template, login) => {
      assert.deepEqual(shapeOf(fill(template, login)), shapeOf(parseFilter(template)));
      assert.deepEqual(fill("(uid=%s)", login), { kind: "equal", attribute: "uid", value: login });
    }),
  );
});

test("any text at all is read or refused", () => {
  const signs = fc.string({ unit: fc.constantFrom(..."(((())))*\\&|!=%sab0:~<> "), maxLength: 60 });
  fc.assert(
    fc.property(fc.oneof(signs, fc.string()), (text) => {
      try {
        parseFilter(text);
      } catch (error) {
        assert.match(String(error), /not a search filter/);
      }
    }),
  );
});

test("%(now)s is the time as Windows counts it, a day ahead, also beside a login that is called so", () => {
  assert.deepEqual(fill("(accountExpires>=%(now)s)", "x"), {
    kind: "least",
    attribute: "accountExpires",
    value: "134117856000000000",
  });
  assert.deepEqual(fill("(uid=%s)", "%(now)s"), { kind: "equal", attribute: "uid", value: "%(now)s" });
});

test("a filter for logins has a place for them", () => {
  assert.equal(takesLogin(parseFilter("(|(uid=%s)(mail=%s))")), true);
  assert.equal(takesLogin(parseFilter("(uid=*)")), false);
  assert.throws(() => parseFilter("(%s=x)"));
});
