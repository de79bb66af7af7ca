import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import type { OutsideQuestion } from "../../core/outside.ts";
import { Refusal } from "../../core/problem.ts";
import { aChallenge, aToken, enrolling, given } from "../specimen.ts";
import { remote } from "./remote.ts";

const address = { "remote.server": "https://otp.example.com/" };

function enroll(set: Record<string, string> = {}) {
  return remote.readEnrollment(fieldsOf({ ...address, ...set }), enrolling());
}

function asked(set: Record<string, string>, { state = "", verify = "" } = {}): OutsideQuestion | undefined {
  const seen: OutsideQuestion[] = [];
  const values = given({
    setting: (key) => (key === "remote.verify_ssl_certificate" ? verify : undefined),
    outside(question) {
      seen.push(question);
      return undefined;
    },
  });
  const token = aToken({ type: "remote", ...enroll(set).set });
  const challenge = aChallenge({ message: "", data: { state }, spend: {}, detail: {} });
  if (state === "") remote.verify(token, "123456", values);
  else remote.challenge?.answer(token, { challenge, otp: "123456" }, values);
  return seen[0];
}

test("with a serial that token is asked for, otherwise the user's", () => {
  const common = { kind: "linotp", url: "https://otp.example.com/validate", verifyCertificate: false };
  assert.deepEqual(asked({ "remote.serial": "HW1", "remote.user": "ada" }), {
    ...common,
    path: "check_s",
    parameters: { serial: "HW1", pass: "123456" },
  });
  assert.deepEqual(asked({ "remote.user": "ada", "remote.realm": "lab", "remote.resConf": "r" }), {
    ...common,
    path: "check",
    parameters: { user: "ada", realm: "lab", resConf: "r", pass: "123456" },
  });
});

test("the state of a question goes back with the answer", () => {
  const question = asked({ "remote.serial": "HW1" }, { state: "1234" });
  assert.deepEqual(question?.kind === "linotp" && question.parameters, {
    serial: "HW1",
    pass: "123456",
    state: "1234",
  });
});

test("certificates are looked at when a setting says so", () => {
  for (const [verify, expected] of [
    ["True", true],
    ["1", true],
    ["False", false],
    ["", false],
  ] as const) {
    const question = asked({}, { verify });
    assert.equal(question?.kind === "linotp" && question.verifyCertificate, expected, verify);
  }
});

test("the server is an address of the web, and nothing else", () => {
  for (const server of ["", "otp.example.com", "ftp://h", "file:///etc/passwd", "javascript:1", "http://"])
    assert.throws(() => enroll({ "remote.server": server }), Refusal, server);
  enroll({ "remote.server": "http://127.0.0.1:5001" });
});

test("a token whose server has been lost asks nobody", () => {
  const outside = () => assert.fail("asked");
  assert.deepEqual(remote.verify(aToken({ type: "remote" }), "1", given({ outside })), { match: false });
});
