import assert from "node:assert/strict";
import test from "node:test";
import type { Challenge, LoginAnswer } from "../../api/read-login.ts";
import { readToken, type Token } from "../../api/read-token.ts";
import { type LoginEvent, type LoginState, loginStart, stepLogin, tidyCode } from "./login-state.ts";

const challenge: Challenge = {
  transactionId: "42",
  message: "Please enter your otp value: ",
  offline: true,
  online: false,
  transactionData: "",
  signRequest: undefined,
};

function aToken(serial: string, rollout = false): Token {
  const info = rollout ? { scope: { path: ["userservice"] } } : "";
  return readToken({ "LinOtp.TokenSerialnumber": serial, "LinOtp.TokenInfo": info, "LinOtp.Isactive": true });
}

const answered = (answer: LoginAnswer): LoginEvent => ({ type: "answered", answer });
const withTokens = (...tokens: Token[]): LoginEvent => answered({ kind: "second-factor", tokens });
const walk = (...events: LoginEvent[]): LoginState => events.reduce(stepLogin, loginStart);

test("a login without a second factor is in at once", () => {
  assert.equal(walk({ type: "sent" }, answered({ kind: "in" })).step.at, "in");
});

test("wrong credentials stay where they are and may be tried again", () => {
  const state = walk({ type: "sent" }, answered({ kind: "refused" }));
  assert.deepEqual(state, {
    step: { at: "credentials" },
    busy: false,
    problem: { kind: "wrong-credentials" },
    failures: 1,
  });
  assert.equal(stepLogin(state, { type: "sent" }).problem, undefined);
});

test("a challenge in answer to three fields is a refusal: no session could answer it", () => {
  assert.deepEqual(walk(answered({ kind: "challenge", challenge })).problem, { kind: "wrong-credentials" });
});

test("a person without any token learns that", () => {
  assert.equal(walk(withTokens()).step.at, "no-token");
});

test("own tokens are offered before the rollout code", () => {
  const { step } = walk(withTokens(aToken("R", true), aToken("A"), aToken("B")));
  assert.ok(step.at === "choose");
  assert.deepEqual(
    step.tokens.map((token) => token.serial),
    ["A", "B", "R"],
  );
});

test("choosing a token leads to its code, and a right code lets in", () => {
  const token = aToken("A");
  const choice: LoginEvent = { type: "token-answered", token, answer: { kind: "challenge", challenge } };
  const state = walk(withTokens(token), choice);
  assert.deepEqual(state.step, { at: "answer", tokens: [token], token, challenge });
  assert.equal(stepLogin(state, answered({ kind: "in" })).step.at, "in");
});

test("a wrong code stays at the code, and each failure counts", () => {
  const token = aToken("A");
  const choice: LoginEvent = { type: "token-answered", token, answer: { kind: "challenge", challenge } };
  const refused = answered({ kind: "refused" });
  const state = walk(withTokens(token), choice, refused, { type: "sent" }, refused);
  assert.equal(state.step.at, "answer");
  assert.deepEqual(state.problem, { kind: "wrong-code" });
  assert.equal(state.failures, 2);
});

test("giving the credentials again at the code leads back to the choice", () => {
  const tokens = [aToken("A"), aToken("B")];
  const choice: LoginEvent = {
    type: "token-answered",
    token: tokens[0]!,
    answer: { kind: "challenge", challenge },
  };
  assert.deepEqual(walk(withTokens(...tokens), choice, withTokens(...tokens)).step, { at: "choose", tokens });
});

test("a token the server will not use leads back to the choice", () => {
  const tokens = [aToken("A"), aToken("B")];
  const state = walk(withTokens(...tokens), {
    type: "token-answered",
    token: tokens[0]!,
    answer: { kind: "refused" },
  });
  assert.deepEqual(state.step, { at: "choose", tokens });
  assert.deepEqual(state.problem, { kind: "token-unusable" });
});

test("another device may confirm, reject, or take its time", () => {
  const token = aToken("A");
  const waiting = walk(withTokens(token), {
    type: "token-answered",
    token,
    answer: { kind: "challenge", challenge: { ...challenge, online: true } },
  });
  assert.equal(stepLogin(waiting, { type: "polled", answer: "open" }), waiting);
  assert.equal(stepLogin(waiting, { type: "polled", answer: "accepted" }).step.at, "in");
  assert.deepEqual(stepLogin(waiting, { type: "polled", answer: "rejected" }).problem, { kind: "rejected" });
});

test("a poll that answers after the person went back changes nothing", () => {
  const state = walk(withTokens(aToken("A")));
  assert.equal(stepLogin(state, { type: "polled", answer: "accepted" }), state);
});

test("an outage keeps the step and what was reached", () => {
  const state = walk(withTokens(aToken("A")), { type: "failed", problem: { kind: "unreachable" } });
  assert.equal(state.step.at, "choose");
  assert.equal(state.busy, false);
});

test("codes of digits lose their blanks, other codes only those at the ends", () => {
  assert.equal(tidyCode(" 123 456 "), "123456");
  assert.equal(tidyCode(" my rollout code "), "my rollout code");
});
