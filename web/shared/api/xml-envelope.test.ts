import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, readEnvelope } from "./envelope.ts";
import { readXmlEnvelope } from "./xml-envelope.ts";

const head = '<?xml version="1.0" encoding="UTF-8"?>\n<jsonrpc version="2.0">\n<result>\n';

test("a success in XML is a success", () => {
  const text = `${head}<status>True</status>\n<value>3</value>\n</result></jsonrpc>`;
  assert.equal(readEnvelope(200, readXmlEnvelope(text)).value, "3");
});

test("a refusal in XML keeps its number and its sentence, entities resolved", () => {
  const error = "<error><code>-311</code><message>no &quot;x&quot; &amp;lt;</message></error>";
  const text = `${head}<status>False</status>${error}</result></jsonrpc>`;
  assert.throws(
    () => readEnvelope(200, readXmlEnvelope(text)),
    (thrown) =>
      thrown instanceof ApiError &&
      thrown.problem.kind === "refused" &&
      thrown.problem.message === 'no "x" &lt;',
  );
});

test("what was refused is told once", () => {
  const refused = (message: string) =>
    readXmlEnvelope(
      `${head}<status>False</status><error><code>-311</code><message>${message}</message></error></result>` +
        "<options><entry>line 3</entry></options></jsonrpc>",
    );
  const expected = { result: { status: false, error: { code: -311, message: "No key. (line 3)" } } };
  assert.deepEqual(refused("No key."), expected);
  assert.deepEqual(refused("No key. (line 3)"), expected);
});
