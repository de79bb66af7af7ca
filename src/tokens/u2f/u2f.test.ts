import assert from "node:assert/strict";
import { test } from "node:test";
import { type U2fChoices, U2fKey, type U2fRequest } from "../../../test/support/u2f-key.ts";
import { fieldsOf } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import type { EnrollmentContext } from "../../core/token-type.ts";
import { aChallenge, asking, aToken, enrolling, given, ruling } from "../specimen.ts";
import { u2f } from "./u2f.ts";

const appId = "https://login.example.com";

function policy(set: object = { u2f_app_id: appId }): Partial<EnrollmentContext> {
  return { ruling: ruling({ enrollment: set }) };
}

function begin(fields: object = {}, set = policy()) {
  return u2f.readEnrollment(fieldsOf({ phase: "registration1", ...fields }), enrolling(set));
}

function begun(): Token {
  return aToken({ type: "u2f", ...begin().set });
}

function finish(existing: Token | undefined, otpkey: unknown, set: Partial<EnrollmentContext> = policy()) {
  return u2f.readEnrollment(fieldsOf({ phase: "registration2", otpkey }), enrolling({ ...set, existing }));
}

function requestOf(token: Token): U2fRequest {
  return { challenge: String(token.info["challenge"]), appId };
}

function registered(key: U2fKey, set: Partial<EnrollmentContext> = policy()): Token {
  const token = begun();
  return { ...token, ...finish(token, JSON.stringify(key.register(requestOf(token))), set).set };
}

type Turn = U2fChoices & { readonly policies?: object };

function answer(token: Token, key: U2fKey, { policies = { u2f_app_id: appId }, ...choices }: Turn = {}) {
  const opened = u2f.challenge?.open(token, asking({ ruling: ruling({ enrollment: policies }) }));
  assert.ok(opened);
  const otp = JSON.stringify(key.sign(opened.detail["signrequest"] as unknown as U2fRequest, choices));
  return u2f.challenge?.answer(token, { challenge: aChallenge(opened), otp }, given()) ?? assert.fail();
}

test("the first step asks the key and leaves the token inactive", () => {
  const { set, shown, secret } = begin();
  const challenge = set.info?.["challenge"];
  assert.equal(secret, undefined);
  assert.equal(set.active, false);
  assert.deepEqual(set.info, { phase: "registration1", appId, challenge });
  assert.deepEqual(shown.detail, { registerrequest: { challenge, version: "U2F_V2", appId } });
});

test("without a policy the application must be named, and a policy's is the only one", () => {
  assert.throws(() => begin({}, policy({})), /No appId defined\./);
  assert.equal(begin({ appid: "https://other" }, policy({})).set.info?.["appId"], "https://other");
  assert.throws(() => begin({ appid: "https://other" }), Refusal);
  assert.throws(() => u2f.readEnrollment(fieldsOf({}), enrolling(policy())), Refusal);
  assert.throws(() => u2f.readEnrollment(fieldsOf({ phase: "3" }), enrolling(policy())), Refusal);
});

test("the second step makes it active, once", () => {
  const key = new U2fKey(appId);
  const token = registered(key);
  const { publicKey, ...rest } = token.info;
  assert.equal(token.active, true);
  assert.deepEqual(rest, { phase: "registration2", appId, keyHandle: key.keyHandle, counter: 0 });
  assert.equal(Buffer.from(String(publicKey), "base64url").length, 65);
  assert.throws(() => finish(token, JSON.stringify(key.register(requestOf(begun())))), Refusal);
  assert.throws(() => finish(undefined, "{}"), Refusal);
});

test("a registration that does not fit is refused", () => {
  const key = new U2fKey(appId);
  const token = begun();
  for (const choices of [{ origin: "https://evil.example" }, { challenge: "AAAA" }, { appId: "https://x" }]) {
    assert.throws(() => finish(token, JSON.stringify(key.register(requestOf(token), choices))), Refusal);
  }
  for (const otpkey of ["", "x", "{}", "[]", '{"registrationData":1,"clientData":2}', "{".repeat(60_000)]) {
    assert.throws(() => finish(token, otpkey), Refusal);
  }
});

test("pages that policy lists may use the key, and others may not", () => {
  const other = "https://vpn.example.com";
  const both = { u2f_app_id: appId, u2f_valid_facets: `${other}/ ; https://x.example` };
  const key = new U2fKey(other);
  assert.throws(() => registered(key), Refusal);
  const token = registered(key, policy(both));
  assert.equal(answer(token, key, { policies: both }).match, true);
  assert.equal(answer(token, key).match, false);
  assert.equal(
    answer(token, key, { origin: "https://vpn.example.com.evil.net", policies: both }).match,
    false,
  );
});

test("an answer counts on, and the count is kept", () => {
  const key = new U2fKey(appId);
  const token = registered(key);
  const verdict = answer(token, key, { counter: 7 });
  assert.ok(verdict.match);
  assert.deepEqual(verdict.spend, { counter: 8, info: { ...token.info, counter: 7 } });
  assert.equal(answer({ ...token, ...verdict.spend }, key, { counter: 8 }).match, true);
});

test("a counter that does not grow deactivates the token, and says so", () => {
  const key = new U2fKey(appId);
  const token = registered(key);
  for (const [last, counter] of [
    [7, 7],
    [7, 6],
    [0, 0],
    [2 ** 32 - 1001, 5],
  ] as const) {
    const verdict = answer({ ...token, info: { ...token.info, counter: last } }, key, { counter });
    assert.ok(!verdict.match);
    assert.deepEqual(verdict.remember, { active: false }, `${last} ${counter}`);
    assert.match(verdict.alarm ?? "", /T1/);
  }
  const atTheEnd = { ...token, info: { ...token.info, counter: 2 ** 32 - 3 } };
  assert.equal(answer(atTheEnd, key, { counter: 2 }).match, true, "32 bits are over");
});

test("a forged counter deactivates nothing", () => {
  const key = new U2fKey(appId);
  const token = { ...registered(key), info: { ...registered(key).info, counter: 7 } };
  const verdict = answer(token, key, { counter: 1, key: new U2fKey(appId).privateKey });
  assert.deepEqual(verdict, { match: false });
});

test("another key, another challenge, nobody there: no answer", () => {
  const key = new U2fKey(appId);
  const token = registered(key);
  assert.equal(answer(token, new U2fKey(appId)).match, false);
  assert.equal(answer(token, new U2fKey(appId), { keyHandle: key.keyHandle }).match, false);
  assert.equal(answer(token, key, { challenge: "AAAA" }).match, false);
  assert.equal(answer(token, key, { present: false }).match, false);
});

test("the PIN stands before the JSON, braces and all", () => {
  const split = (pass: string) => u2f.split?.(pass, begun(), false);
  assert.deepEqual(split('pin{"a":1}'), { fixed: "pin", otp: '{"a":1}' });
  assert.deepEqual(split('p{in}{"a":{"b":2}}'), { fixed: "p{in}", otp: '{"a":{"b":2}}' });
  assert.deepEqual(split("pin"), { fixed: "pin", otp: "" });
  assert.deepEqual(split("{".repeat(60_000)), { fixed: "{".repeat(60_000), otp: "" });
});
