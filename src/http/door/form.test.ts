// Parameters, however they are spelled, repeated or encoded.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Refusal } from "../../core/problem.ts";
import { BadRequest, type Body, readFields } from "./form.ts";

const form = (text: string): Body => ({ kind: "form", text });
const json = (text: string): Body => ({ kind: "json", text });
const none: Body = { kind: "none" };

function read(query: string, body: Body = none, lowerCase = false): Record<string, unknown> {
  return Object.fromEntries(readFields(query, body, lowerCase));
}

function refusal(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

test("query and form are one set of parameters, and the query wins", () => {
  assert.deepEqual(read("user=ada&realm=lab", form("user=eve&pass=1+2%33")), {
    user: "ada",
    realm: "lab",
    pass: "1 23",
  });
});

test("names that end in brackets are collected", () => {
  assert.deepEqual(read("", form("serial[]=A&serial[]=B&serial%5B%5D=C")), { serial: ["A", "B", "C"] });
});

test("a parameter that is given twice is refused, in the query, in the form, and with and without brackets", () => {
  const twice = { code: "invalid-parameter", parameter: "pass", expected: "given once" };
  assert.deepEqual(
    refusal(() => read("pass=a&pass=b")),
    twice,
  );
  assert.deepEqual(
    refusal(() => read("", form("pass=a&pass=b"))),
    twice,
  );
  assert.deepEqual(
    refusal(() => read("", form("pass[]=a&pass=b"))),
    twice,
  );
  assert.deepEqual(
    refusal(() => read("", form("pass=a&pass[]=b"))),
    twice,
  );
});

test("names are lower-cased where the endpoint asks for it, and may then clash", () => {
  assert.deepEqual(read("DefaultOtpLen=6", none, true), { defaultotplen: "6" });
  assert.deepEqual(
    refusal(() => read("Key=a&key=b", none, true)),
    {
      code: "invalid-parameter",
      parameter: "key",
      expected: "given once",
    },
  );
});

test("a JSON object is the whole set of parameters", () => {
  assert.deepEqual(read("user=eve", json('{"user":"ada","n":1,"list":["A"],"none":null}')), {
    user: "ada",
    n: 1,
    list: ["A"],
    none: null,
  });
  assert.deepEqual(read("user=eve", json("")), { user: "eve" });
});

test("a body that is no JSON object is a bad request", () => {
  for (const text of ["{", "[]", "null", '"text"', "1", "{]", "\u0000"]) {
    assert.throws(
      () => read("", json(text)),
      (error) => error instanceof BadRequest && error.status === 400,
    );
  }
});

test("invalid percent-encoding is read, never refused", () => {
  assert.deepEqual(read("pass=100%&user=%zz&realm=%ff"), { pass: "100%", user: "%zz", realm: "\uFFFD" });
});

test("a property named __proto__ is a parameter like any other", () => {
  assert.equal(readFields("__proto__=x", none).get("__proto__"), "x");
  assert.equal(readFields("", json('{"__proto__":"x"}')).get("__proto__"), "x");
});

test("a thousand parameters are enough", () => {
  const many = Array.from({ length: 1001 }, (_, index) => `p${index}=1`).join("&");
  assert.equal((refusal(() => read(many)) as { code: string }).code, "invalid-parameter");
});

test("no text whatsoever makes the readers crash", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }),
      fc.constantFrom("form", "json"),
      (query, text, kind) => {
        try {
          readFields(query, { kind, text } as Body);
        } catch (error) {
          assert.ok(error instanceof Refusal || error instanceof BadRequest);
        }
      },
    ),
  );
});
