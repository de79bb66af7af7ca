import assert from "node:assert/strict";
import { test } from "node:test";
import { readFinding } from "./read-finding.ts";

test("people who were found are counted, and it is said when there are more", () => {
  const desc = [{ userid: "1" }, { userid: "2" }];
  const found = { kind: "people", count: 2, hasMore: false, sample: ["ada"] };
  assert.deepEqual(readFinding({ result: "success", desc, sample: ["ada"] }), found);
  assert.deepEqual(readFinding({ result: "success SIZELIMIT_EXCEEDED", desc, sample: ["ada"] }), {
    ...found,
    hasMore: true,
  });
  assert.deepEqual(readFinding({ result: true, desc: { rows: 7, err_string: "" } }), {
    ...found,
    count: 7,
    sample: [],
  });
});

test("what is wrong is told for each server, also at addresses with ports and colons", () => {
  const desc = "ldap://a:389: works\nldaps://[::1]:636: cannot log in: name or password is wrong";
  assert.deepEqual(readFinding({ result: "error", desc }), {
    kind: "trouble",
    places: [
      { server: "ldap://a:389", says: "works", works: true },
      { server: "ldaps://[::1]:636", says: "cannot log in: name or password is wrong", works: false },
    ],
  });
  assert.deepEqual(readFinding({ result: false, desc: { rows: 0, err_string: "Table: gone" } }), {
    kind: "trouble",
    places: [{ server: "", says: "Table: gone", works: false }],
  });
});

test("an answer that makes no sense is trouble", () => {
  for (const odd of [undefined, [], { result: "odd" }, { result: false, desc: 7 }])
    assert.equal(readFinding(odd).kind, "trouble");
});
