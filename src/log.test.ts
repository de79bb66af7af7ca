// What may be in the log, and what must not.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLog, redactText } from "./log.ts";

/** What a line says, without its time. */
function written(fields: object, level = "info") {
  const lines: string[] = [];
  createLog(level, { write: (line) => void lines.push(line) }).info(fields, "message");
  const { time, ...line } = lines[0] === undefined ? {} : JSON.parse(lines[0]);
  return line;
}

test("a line is JSON with level, time and message", () => {
  assert.deepEqual(written({ serial: "OATH1" }), { level: "info", serial: "OATH1", msg: "message" });
});

test("what is below the level is not written", () => {
  assert.deepEqual(written({}, "warn"), {});
  assert.deepEqual(written({}, "silent"), {});
});

const secretNames =
  "pass password otp otpkey pin secret session token cookies cookie Authorization set-cookie Set-Cookie X-CSRF-TOKEN " +
  "access_token_cookie SMTP_PASSWORD BINDPW new_password otppin userpin seed key PASSWORD Password clientSecret";

test("secrets are taken out by their names, at any depth and in any spelling", () => {
  for (const name of secretNames.split(" ")) {
    const line = JSON.stringify(
      written({ [name]: "s3cr3t", deep: { list: [{ [name]: { inner: "s3cr3t" } }] } }),
    );
    assert.equal(line.includes("s3cr3t"), false, name);
  }
});

test("names that only look like secrets stay", () => {
  const fields = {
    tokenType: "hmac",
    serial: "OATH1",
    sessions: 3,
    pinned: true,
    tokens: 5,
    action: "validate/check",
    bypass: "no",
  };
  assert.deepEqual(written(fields), { level: "info", ...fields, msg: "message" });
});

test("what a child log is bound to is redacted as well", () => {
  const lines: string[] = [];
  createLog("info", { write: (line) => void lines.push(line) })
    .child({ requestId: "r1", pass: "s3cr3t" })
    .info("hello");
  assert.equal(lines.join().includes("s3cr3t"), false);
  assert.match(lines.join(), /"requestId":"r1"/);
});

test("an address is written without its query and its account", () => {
  assert.equal(redactText("GET /validate/check?user=a&pass=b HTTP/1.1"), "GET /validate/check HTTP/1.1");
  assert.equal(redactText("https://u:p@host:1/a/b?c=d"), "https://host:1/a/b");
  assert.equal(
    redactText("postgres://u:p@db/latchkey?sslmode=require is down"),
    "postgres://db/latchkey is down",
  );
  assert.equal(redactText("why? nobody/anybody knows"), "why? nobody/anybody knows");
  assert.deepEqual(written({ url: "/admin/init?otpkey=1" })["url"], "/admin/init");
});

test("an error keeps its kind, its code and its trace, and loses what libraries hang on it", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), {
    code: "ECONNREFUSED",
    config: { pass: "s3cr3t" },
  });
  const error = new TypeError("GET http://u:s3cr3t@h/x?pass=s3cr3t failed", { cause });
  const { err } = written({ err: Object.assign(error, { request: { pass: "s3cr3t" } }) });
  assert.equal(err.type, "TypeError");
  assert.equal(err.message, "GET http://h/x failed");
  assert.equal(err.cause.code, "ECONNREFUSED");
  assert.match(err.stack, /log\.test\.ts/);
  assert.equal(JSON.stringify(err).includes("s3cr3t"), false);
});

test("requests are reduced to method and path", () => {
  const request = { id: "1", method: "GET", url: "/a?b=c", headers: { cookie: "s3cr3t" }, raw: {} };
  assert.equal(JSON.stringify(written({ req: request })).includes("s3cr3t"), false);
  assert.deepEqual(written({ req: request })["req"], { id: "1", method: "GET", url: "/a" });
});

test("bytes are never written", () => {
  assert.deepEqual(written({ data: Buffer.from("s3cr3t") })["data"], "[redacted]");
});

test("anything can be logged, loops included", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  assert.doesNotThrow(() => written(loop));
  fc.assert(
    fc.property(
      fc.object({ withMap: true, withTypedArray: true, withNullPrototype: true }),
      (fields) => void written({ fields }),
    ),
  );
});
