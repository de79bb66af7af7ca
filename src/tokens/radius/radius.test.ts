import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import type { OutsideQuestion } from "../../core/outside.ts";
import { Refusal } from "../../core/problem.ts";
import { aChallenge, asking, aToken, enrolling, given, settings } from "../specimen.ts";
import { radius } from "./radius.ts";

const fields = { "radius.server": "radius.example:1645", "radius.user": "ada", "radius.secret": "shared" };

function enroll(set: Record<string, string> = {}) {
  return radius.readEnrollment(fieldsOf({ ...fields, ...set }), enrolling());
}

/** What is asked of the server when the token is given an OTP, or an answer to its question. */
function asked(otp: string, data?: Record<string, string>): OutsideQuestion | undefined {
  const seen: OutsideQuestion[] = [];
  const values = given({
    seed: Buffer.from("shared"),
    outside(question) {
      seen.push(question);
      return undefined;
    },
  });
  const token = aToken({ type: "radius", ...enroll().set });
  const opened = { message: "", data: data ?? {}, spend: {}, detail: {} };
  if (data === undefined) radius.verify(token, otp, values);
  else radius.challenge?.answer(token, { challenge: aChallenge(opened), otp }, values);
  return seen[0];
}

test("the secret is kept as the token's own, and no answer shows it", () => {
  const { secret, set, shown } = enroll();
  assert.deepEqual(secret, { kind: "seed", bytes: Buffer.from("shared") });
  assert.deepEqual([set.otpLength, shown], [6, {}]);
  assert.deepEqual(set.info, {
    "radius.server": "radius.example:1645",
    "radius.user": "ada",
    "radius.local_checkpin": "1",
  });
});

test("a server is a name or an address, with or without a port; server and secret must be there", () => {
  for (const server of ["h", "h:1", "127.0.0.1:1812", "[::1]", "[::1]:1812"])
    enroll({ "radius.server": server });
  for (const server of ["", "http://h", "h:port", "h:1:2", "h h", "h/x", "user@h", "h?x", "h\n"])
    assert.throws(() => enroll({ "radius.server": server }), Refusal, server);
  for (const name of ["radius.server", "radius.secret"])
    assert.throws(() => enroll({ [name]: "" }), Refusal, name);
});

test("the server is asked about its own user, in its own words", () => {
  const question = { kind: "radius", server: "radius.example:1645", secret: "shared", user: "ada" };
  assert.deepEqual(asked("123456"), { ...question, password: "123456", nasIdentifier: "LinOTP" });
  const answered = asked("777", { state: "00ff" });
  assert.deepEqual(answered, { ...question, password: "777", state: "00ff", nasIdentifier: "LinOTP" });
});

test("without a secret nobody is asked", () => {
  const token = aToken({ type: "radius", ...enroll().set });
  const outside = () => assert.fail("asked");
  assert.deepEqual(radius.verify(token, "123456", given({ seed: undefined, outside })), { match: false });
});

test("the server's question is asked in its words, or in those of the setting", () => {
  const values = { seed: Buffer.from("shared") };
  const token = aToken({ type: "radius", ...enroll().set });
  const verdict = (message: string) =>
    radius.verify(token, "1", given({ ...values, outside: () => ({ verdict: "challenged", message }) }));
  assert.equal("asks" in verdict("next?") && verdict("next?").match, false);
  assert.match(JSON.stringify(verdict("next?")), /next\?/);
  assert.match(JSON.stringify(verdict("")), /Please enter your otp value: /);
  const prompt = settings({ RADIUS_CHALLENGE_PROMPT: "Code?" });
  assert.equal(radius.challenge?.open(token, asking({ settings: prompt })).message, "Code?");
});
