import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fieldsOf } from "../fields.ts";
import { Refusal } from "../problem.ts";
import { readPaths } from "./scope.ts";

function read(values: Readonly<Record<string, unknown>>): readonly string[] | undefined | "refused" {
  try {
    return readPaths(fieldsOf(values));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return "refused";
  }
}

const restricted = '{"path":["validate"]}';

test("a scope names its paths, in any order, each once", () => {
  assert.deepEqual(read({ scope: '{"path":["userservice"]}' }), ["userservice"]);
  assert.deepEqual(read({ scope: ' { "path" : [ "validate" , "userservice", "validate" ] } ' }), [
    "validate",
    "userservice",
  ]);
});

test("rollout is short for the portal, and is read as a boolean", () => {
  for (const rollout of ["1", "True", "yes", 1, true]) assert.deepEqual(read({ rollout }), ["userservice"]);
  for (const rollout of ["0", "false", "No", 0, false]) assert.equal(read({ rollout }), undefined);
  for (const rollout of ["", "maybe", "2", null, [], ["1"], {}]) assert.equal(read({ rollout }), "refused");
});

test("neither parameter asks for nothing", () => {
  assert.equal(read({}), undefined);
  assert.equal(read({ scope: "{}" }), undefined);
  assert.deepEqual(read({ scope: '{"path":[]}' }), []);
});

test("a restriction asked for in either way holds", () => {
  assert.deepEqual(read({ rollout: "1", scope: "{}" }), ["userservice"]);
  assert.deepEqual(read({ rollout: "1", scope: '{"path":[]}' }), ["userservice"]);
  assert.deepEqual(read({ rollout: "1", scope: restricted }), ["validate"]);
  assert.deepEqual(read({ rollout: "0", scope: restricted }), ["validate"]);
});

test("a scope that cannot mean what it says is refused", () => {
  const bad = [
    "",
    " ",
    "{",
    "{not json",
    "null",
    "true",
    "1",
    '"userservice"',
    '["userservice"]',
    '{"foo":1}',
    '{"path":"userservice"}',
    '{"path":["nosuch"]}',
    '{"path":["Userservice"]}',
    '{"path":[null]}',
    '{"path":null}',
    '{"path":["userservice",["validate"]]}',
    '{"path":["userservice"],"x":1}',
    '{"Path":["userservice"]}',
    '{"__proto__":{"path":["userservice"]}}',
    '{"path":["validate"],"path":[]}',
    '{"path":["validate"],"p\\u0061th":[]}',
    '{"path":[" validate"]}',
    '{"path":["validate\\u0000"]}',
  ];
  for (const scope of bad) assert.equal(read({ scope }), "refused", scope);
  for (const scope of [{ path: ["userservice"] }, ["x"], 1, true, null])
    assert.equal(read({ scope }), "refused");
});

test("the refusal says what is expected", () => {
  assert.throws(
    () => readPaths(fieldsOf({ scope: '{"path":"validate"}' })),
    (error) => error instanceof Refusal && JSON.stringify(error.problem).includes('{\\"path\\": [...]}'),
  );
});

const anyJson = fc.oneof(
  fc.json(),
  fc.string(),
  fc.constantFrom("{}", '{"path":[]}', restricted, '{"path":[],"path":["validate"]}'),
);
const nearMiss = fc
  .tuple(
    fc.constantFrom("path", "Path", "paths", "x"),
    fc.jsonValue(),
    fc.constantFrom("", ',"path":[]', ',"y":1', " "),
  )
  .map(([key, value, tail]) => `{"${key}":${JSON.stringify(value)}${tail}}`);

test("no other text than the documented ones ever means an unrestricted token", () => {
  fc.assert(
    fc.property(fc.oneof(anyJson, nearMiss), (scope) => {
      const answer = read({ scope });
      if (answer === "refused" || (answer !== undefined && answer.length > 0)) return;
      const plain = scope.replace(/\s/g, "");
      assert.ok(plain === "{}" || /^\{"(path|(\\u0{2}[67][0-9a-f]|[path]){4})":\[\]\}$/i.test(plain), scope);
    }),
    { numRuns: 3000 },
  );
});

test("whoever sends rollout gets a restriction, a refusal, or said no", () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.option(fc.oneof(anyJson, nearMiss), { nil: undefined }),
      (rollout, scope) => {
        const answer = read(rollout === undefined ? { scope } : { rollout, scope });
        // Objects say nothing here, and not every object can be made a text.
        const saidNo = /^\s*(0|no|false)\s*$/i.test(typeof rollout === "object" ? "" : String(rollout));
        if (rollout === undefined || saidNo) return;
        assert.ok(answer === "refused" || (answer !== undefined && answer.length > 0));
      },
    ),
  );
});
