import assert from "node:assert/strict";
import test from "node:test";
import { ApiError, readEnvelope } from "./envelope.ts";

function problemWith(status: number, body: unknown) {
  try {
    readEnvelope(status, body);
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return error.problem;
  }
  return assert.fail("no problem");
}

test("a success gives value and detail, a value of false included", () => {
  const body = { result: { status: true, value: false }, detail: { message: "credential verified" } };
  assert.deepEqual(readEnvelope(200, body), { value: false, detail: { message: "credential verified" } });
});

test("an error keeps its number and loses the ERR prefix, which means nothing to people", () => {
  const error = { code: 1102, message: "ERR1102: No token with serial X found" };
  assert.deepEqual(problemWith(200, { result: { status: false, error } }), {
    kind: "refused",
    code: 1102,
    message: "No token with serial X found",
  });
});

test("the word Error in front of a sentence is left out too", () => {
  const error = { code: -311, message: "Error: The provided PIN is too short." };
  const problem = problemWith(200, { result: { status: false, error } });
  assert.equal("message" in problem && problem.message, "The provided PIN is too short.");
});

test("a policy's refusal is told apart", () => {
  const error = { code: 410, message: "ERR410: The policy settings do not allow you to issue this request!" };
  assert.equal(problemWith(200, { result: { status: false, error } }).kind, "denied");
});

test("a sentence inside of one of LinOTP's exceptions is taken out of it", () => {
  const said = (message: string) =>
    problemWith(200, { result: { status: false, error: { code: -311, message } } });
  assert.deepEqual(said("PolicyException(description='You may not.', id=410)"), {
    kind: "denied",
    code: 410,
    message: "You may not.",
  });
  const where = said("InvalidSeedException('not hexadecimal') (line 3)");
  assert.equal("message" in where && where.message, "not hexadecimal (line 3)");
  const quoted = said("ParseError('Unclosed tag 'xml': line 1')");
  assert.equal("message" in quoted && quoted.message, "Unclosed tag 'xml': line 1");
});

test("status 401 is an ended session, whatever the body says", () => {
  const error = { code: -311, message: "No valid session" };
  assert.deepEqual(problemWith(401, { result: { status: false, error } }), { kind: "expired" });
  assert.deepEqual(problemWith(401, undefined), { kind: "expired" });
});

test("an answer that is no envelope is a failure", () => {
  for (const body of [undefined, "<h1>500</h1>", [], {}, { result: {} }, { result: { status: false } }]) {
    assert.deepEqual(problemWith(500, body), { kind: "failed" });
  }
});
