// Tokens that somebody else judges: another server (which may ask back, or be down), or another token.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  after,
  anOrigin,
  aPolicy,
  aRequest,
  aState,
  aToken,
  openVault,
  seed,
} from "../../../test/support/build.ts";
import { tokenTypes } from "../../tokens/index.ts";
import { hotp } from "../otp/hotp.ts";
import { nobodyOutside, type Outside, type OutsideAnswer, type OutsideQuestion } from "../outside.ts";
import type { State } from "../store.ts";
import type { Token } from "../token.ts";
import { decideCheck } from "./decide.ts";
import { questionsFor } from "./questions.ts";
import type { CheckRequest } from "./request.ts";

const otp = (counter: number) => hotp({ seed, hash: "sha1", digits: 6 }, counter);
const transactionId = "12345678901234567";

/** As the operation does it: first what must be asked, then the decision with the answers. */
function check(state: State, set: Partial<CheckRequest>, outside: Outside = nobodyOutside) {
  const request = aRequest(set);
  const asked: OutsideQuestion[] = [];
  const answers = {
    password: () => false,
    hash: (_token: Token, given: string) => given === "sesame",
    outside,
  };
  const given = { vault: openVault, types: tokenTypes, transactionId, random: new Uint8Array(64), answers };
  for (const question of questionsFor(state, request, { given, answered: new Map() }))
    if (question.about === "outside") asked.push(question.question);
  const decision = decideCheck(state, request, given);
  const { outcome } = decision;
  const because = outcome.kind === "rejected" ? outcome.because : outcome.kind;
  const next = after(state, decision.changes);
  const fails = next.tokens.map(({ failCount }) => failCount);
  return { ...decision, because, next, fails, asked };
}

const says =
  (answer: OutsideAnswer): Outside =>
  () =>
    answer;
const yes = says({ verdict: "accepted" });
const no = says({ verdict: "refused" });
const down = says({ verdict: "unavailable", why: "nobody answered" });

const info = { "remote.server": "https://peer.example", "remote.user": "ada", "remote.local_checkpin": "1" };
const remote = aToken({ serial: "LSRE1", type: "remote", info, pinText: "mine" });
const remotePin = aToken({
  serial: "LSRE2",
  type: "remote",
  info: { ...info, "remote.local_checkpin": "0" },
});
const listed = (types: string) => ({ policies: [aPolicy("authentication", `challenge_response=${types}`)] });
const passOf = (question: OutsideQuestion | undefined) =>
  question?.kind === "linotp" ? question.parameters["pass"] : undefined;

test("the PIN is checked here and the OTP there, and a wrong PIN is never told to anybody", () => {
  const right = check(aState([remote]), { pass: "mine123456" }, yes);
  assert.deepEqual([right.because, passOf(right.asked[0])], ["accepted", "123456"]);
  const wrong = check(aState([remote]), { pass: "your123456" }, yes);
  assert.deepEqual([wrong.because, wrong.asked, wrong.fails], ["wrong-pin", [], [1]]);
  assert.deepEqual(check(aState([remote]), { pass: "mine123456" }, no).fails, [1]);
});

test("where the other server checks the PIN, all of the pass goes there", () => {
  const { asked, because } = check(aState([remotePin]), { pass: "theirs and 123456" }, yes);
  assert.deepEqual([because, passOf(asked[0])], ["accepted", "theirs and 123456"]);
});

test("what was not asked counts as no", () => {
  for (const token of [remote, remotePin])
    assert.equal(check(aState([token]), { pass: "mine123456" }).because, "wrong-otp");
});

test("locked, inactive and expired tokens make nobody ask anybody", () => {
  for (const set of [{ failCount: 10 }, { active: false }, { validUntil: -1 }]) {
    const { asked, because } = check(aState([{ ...remote, ...set }]), { pass: "mine123456" }, yes);
    assert.deepEqual([asked, because], [[], "no-usable-token"]);
  }
});

test("nobody asks about a person who may not come in from there", () => {
  const policies = [aPolicy("authorization", "authorize", { client: "192.168.0.0/16" })];
  const { asked, because } = check(aState([remote], { policies }), { pass: "mine123456" }, yes);
  assert.deepEqual([asked, because], [[], "not-authorized"]);
});

test("an outage lets nobody in and costs nothing, and the audit entry names the cause", () => {
  for (const token of [remote, remotePin]) {
    const { because, changes, audit } = check(aState([token]), { pass: "mine123456" }, down);
    assert.deepEqual([because, changes], ["no-usable-token", []]);
    assert.equal(audit.actionDetail, `checking token ${token.serial} failed: nobody answered`);
  }
});

test("other tokens work during an outage, and do not pay for a pass that was meant for the remote one", () => {
  const other = aToken({ serial: "OATH1", pinText: "other" });
  const state = aState([remote, other]);
  assert.equal(check(state, { pass: `other${otp(0)}` }, down).because, "accepted");
  assert.deepEqual(check(state, { pass: "mine123456" }, down).fails, [0, 0]);
  assert.deepEqual(check(state, { pass: "other000000" }, down).fails, [0, 1]);
  assert.deepEqual(check(state, { pass: "guess000000" }, down).fails, [1, 1]);
});

test("an outage gives no free guesses at tokens whose PIN is checked here", () => {
  const state = aState([remotePin, aToken({ serial: "OATH1", pinText: "other" })]);
  const { fails, audit } = check(state, { pass: "guess000000" }, down);
  assert.deepEqual(fails, [0, 1]);
  assert.equal(audit.info, "checking token LSRE2 failed: nobody answered");
});

test("another server's question is put under our own transaction, and its state goes back with the answer", () => {
  const asks = says({ verdict: "challenged", state: "their state", message: "their words" });
  const state = aState([remotePin], listed("remote"));
  const { outcome, next, fails } = check(state, { pass: "their pin" }, asks);
  assert.ok(outcome.kind === "challenged");
  assert.deepEqual([outcome.transactionId, fails], [transactionId, [0]]);
  assert.ok(!JSON.stringify(outcome.questions[0]?.detail).includes("their state"));
  const answered = check(next, { pass: "777", transactionId }, yes);
  assert.equal(answered.because, "accepted");
  const [question] = answered.asked;
  assert.deepEqual(question?.kind === "linotp" && question.parameters["state"], "their state");
  const again = check(answered.next, { pass: "777", transactionId }, yes);
  assert.deepEqual([again.because, again.asked], ["wrong-pin", []], "a question is answered once");
});

test("a question may follow a question, and a wrong answer pays", () => {
  const asks = (state: string) => says({ verdict: "challenged", state });
  const first = check(aState([remotePin], listed("remote")), { pass: "pin" }, asks("one"));
  const second = check(first.next, { pass: "1", transactionId }, asks("two"));
  assert.equal(second.because, "challenged");
  assert.deepEqual(check(first.next, { pass: "1", transactionId }, no).fails, [1]);
  assert.deepEqual(check(first.next, { pass: "1", transactionId }, down).fails, [0]);
});

test("without a policy for it nobody is asked another server's question", () => {
  const asks = says({ verdict: "challenged", state: "x" });
  const { because, fails } = check(aState([remotePin]), { pass: "pin" }, asks);
  assert.deepEqual([because, fails], ["wrong-otp", [1]]);
});

test("the PIN alone asks for the OTP; who does not know it learns nothing and pays", () => {
  const state = aState([remote], listed("remote"));
  assert.deepEqual(passOf(check(state, { pass: "mine" }, no).asked[0]), "");
  assert.equal(check(state, { pass: "mine" }, no).because, "challenged");
  assert.deepEqual(check(state, { pass: "mine" }, down).fails, [0]);
  assert.equal(check(state, { pass: "mine" }, down).because, "no-usable-token");
  assert.deepEqual(check(state, { pass: "yours" }, yes).fails, [1]);
  assert.notEqual(check(state, { pass: "mine" }, yes).because, "accepted");
});

test("a pass that the other server refuses opens no question where it checks the PIN", () => {
  const { because, fails } = check(aState([remotePin], listed("remote")), { pass: "wrong" }, no);
  assert.deepEqual([because, fails], ["wrong-otp", [1]]);
});

test("somebody else's question is not his to answer", () => {
  const asks = says({ verdict: "challenged", state: "x" });
  const { next } = check(aState([remotePin], listed("remote")), { pass: "pin" }, asks);
  const other = aToken({ ...remotePin, serial: "LSRE9", owner: { resolver: "people", uid: "9" }, hash: "x" });
  const user = { ...aRequest().user, login: "eve", owner: { resolver: "people", uid: "9" } };
  const set = { user: user as CheckRequest["user"], pass: "777", transactionId };
  const { because, asked } = check({ ...next, tokens: [...next.tokens, other] }, set, yes);
  assert.deepEqual([because, asked], ["wrong-pin", []]);
});

const target = aToken({ serial: "OATH1", owner: undefined, pinText: "its own" });
const standIn = aToken({
  serial: "LSFW1",
  type: "forward",
  info: { "forward.serial": "OATH1" },
  pinText: "fw",
});

test("a forward token takes its own PIN and its target's OTP, and each OTP once", () => {
  const state = aState([standIn, { ...target, failCount: 4 }]);
  const { because, next, audit } = check(state, { pass: `fw${otp(0)}` });
  assert.equal(because, "accepted");
  assert.deepEqual([next.tokens[1]?.counter, next.tokens[1]?.failCount], [1, 0]);
  assert.equal(audit.serial, "LSFW1");
  assert.equal(check(next, { pass: `fw${otp(0)}` }).because, "wrong-otp");
  assert.equal(check(state, { pass: `its own${otp(0)}` }).because, "wrong-pin");
  assert.equal(check(state, { pass: otp(0) }).because, "wrong-pin");
});

test("both pay for a wrong OTP, unless a policy spares the target", () => {
  const pass = "fw000000";
  assert.deepEqual(check(aState([standIn, target]), { pass }).fails, [1, 1]);
  const policies = [aPolicy("authentication", "forwardtoken:no_failcounter_forwarding")];
  assert.deepEqual(check(aState([standIn, target], { policies }), { pass }).fails, [1, 0]);
});

test("the target may be inactive or locked; the forward token may not", () => {
  const pass = `fw${otp(0)}`;
  for (const set of [{ active: false }, { failCount: 10 }]) {
    assert.equal(check(aState([standIn, { ...target, ...set }]), { pass }).because, "accepted");
    assert.equal(check(aState([{ ...standIn, ...set }, target]), { pass }).because, "no-usable-token");
  }
});

test("a target that is gone, has become a forward token itself, or is the token itself opens nothing", () => {
  const pass = `fw${otp(0)}`;
  const ring = { ...target, type: "forward", info: { "forward.serial": "LSFW1" } };
  const itself = { ...standIn, info: { "forward.serial": "LSFW1" } };
  for (const tokens of [[standIn], [standIn, ring], [itself], [{ ...standIn, info: {} }, target]])
    for (const attempt of [pass, "fw", ""])
      assert.equal(check(aState(tokens), { pass: attempt }).because, "no-usable-token");
});

test("standing in for a rollout token opens what that one opens, and purges nothing", () => {
  const hidden = aToken({ serial: "ROLL", type: "pw", hash: "x", otpLength: 6, owner: undefined });
  const letter = { ...hidden, paths: ["userservice"] as const };
  const own = aToken({ serial: "ROLL2", type: "pw", hash: "x", paths: ["userservice"] });
  const fw = { ...standIn, info: { "forward.serial": "ROLL" } };
  const policies = [aPolicy("enrollment", "purge_rollout_token")];
  const portal = { path: "userservice", pinMode: "only_otp", pass: "sesame" } as const;
  assert.equal(check(aState([fw, letter]), { pass: "fwsesame" }).because, "outside-scope");
  for (const kept of [letter, { ...hidden, replacement: true }]) {
    const { because, next } = check(aState([fw, kept, { ...own, active: false }], { policies }), portal);
    assert.deepEqual([because, next.tokens.length], ["accepted", 3]);
  }
  const real = check(aState([fw, hidden, { ...own, active: false }], { policies }), portal);
  assert.equal(real.next.tokens.length, 2, "an ordinary target is a real token");
});

test("what is asked through a forward token is kept and answered under its serial", () => {
  for (const [type, set] of [
    ["email", { email_address: "ada@example.com" }],
    ["voice", { phone: "+49 1" }],
    ["sms", { phone: "+49 1" }],
  ] as const) {
    const sent = { ...target, type, info: { ...set, hashlib: "sha1" } };
    const { outcome, next } = check(aState([standIn, sent]), { pass: "fw" });
    assert.ok(outcome.kind === "challenged", type);
    const [question] = outcome.questions;
    assert.equal(question?.challenge.serial, "LSFW1");
    assert.equal(question?.detail["linotp_forward_tokenserial"], "OATH1");
    const [message] = outcome.messages;
    const shown = message?.channel === "voice" ? message.otp : undefined;
    const pass = shown ?? (message?.channel === "sms" || message?.channel === "email" ? message.text : "");
    const code = /\d{6}/.exec(pass)?.[0] ?? "";
    assert.equal(check(next, { pass: "000000", transactionId }).because, "wrong-pin", type);
    assert.equal(check(next, { pass: code, transactionId }).because, "accepted", type);
  }
});

test("a forward token to a server that checks the PIN keeps its own PIN here", () => {
  const fw = { ...standIn, info: { "forward.serial": "LSRE2" } };
  const state = aState([fw, { ...remotePin, owner: undefined }]);
  const { because, asked } = check(state, { pass: "fw123456" }, yes);
  assert.deepEqual([because, passOf(asked[0])], ["accepted", "123456"]);
  assert.equal(check(state, { pass: "xx123456" }, yes).because, "wrong-pin");
});

test("a person without token is let in by another server, and by nobody in the portal", () => {
  const policies = [aPolicy("authentication", "forward_server=https://peer.example/validate/check")];
  const state = aState([], { policies });
  assert.equal(check(state, { pass: "x" }, yes).because, "accepted");
  assert.equal(check(state, { pass: "x" }, no).because, "forwarded");
  assert.equal(check(state, { pass: "x" }, down).because, "forwarded");
  assert.equal(check(state, { pass: "x" }).because, "forwarded");
  assert.equal(check(state, { pass: "x", fallbacks: false, path: "userservice" }, yes).because, "no-token");
  assert.equal(check(state, { pass: "x", user: undefined, unknownUser: true }, yes).because, "unknown-user");
});

test("forward_server comes before the person's tokens, forward_on_no_token after them", () => {
  const action = "forward_server=https://peer.example/validate/check";
  const first = aState([aToken()], { policies: [aPolicy("authentication", action)] });
  assert.deepEqual([check(first, { pass: otp(0) }, no).because], ["forwarded"]);
  const policies = [aPolicy("authentication", `${action}, forward_on_no_token`)];
  const last = check(aState([aToken()], { policies }), { pass: otp(0) }, no);
  assert.deepEqual([last.because, last.asked], ["accepted", []]);
});

test("only the first server is asked, and one that is none lets nobody in", () => {
  const forwardTo = (servers: string) =>
    aState([], { policies: [aPolicy("authentication", `forward_server='${servers}'`)] });
  const { asked } = check(forwardTo("https://a.example/x https://b.example/y"), { pass: "x" }, yes);
  assert.deepEqual(
    asked.map((question) => question.kind === "linotp" && question.url),
    ["https://a.example/x"],
  );
  for (const server of ["nonsense", "file:///etc/passwd", "radius://127.0.0.1/", "radius://h/?encsecret=00"])
    assert.equal(check(forwardTo(server), { pass: "x" }, yes).because, "forwarded", server);
});

test("a transaction that is no RADIUS state is not sent as one", () => {
  const policies = [aPolicy("authentication", "forward_server=radius://127.0.0.1/?secret=s")];
  const stateOf = (id: string) => {
    const [question] = check(aState([], { policies }), { pass: "x", transactionId: id }, yes).asked;
    return question?.kind === "radius" ? question.state : "none";
  };
  assert.equal(stateOf("00ff"), "00ff");
  assert.equal(stateOf("not hex"), undefined);
  assert.equal(stateOf("abc"), undefined);
});

test("who is asked through RADIUS is told what the server said", () => {
  const policies = [aPolicy("authentication", "forward_server=radius://127.0.0.1/?secret=s")];
  const asks = says({ verdict: "challenged", state: "00ff", message: "next code" });
  const { outcome } = check(aState([], { policies }), { pass: "x", origin: anOrigin() }, asks);
  assert.deepEqual(outcome.kind === "rejected" && outcome.detail, {
    transactionid: "00ff",
    message: "next code",
  });
});

test("neither a server's next question nor an outage makes guesses at another token's answer free", () => {
  const radius = aToken({
    serial: "LSRA1",
    type: "radius",
    info: { "radius.server": "peer.example", "radius.local_checkpin": "1" },
    pinText: "mine",
  });
  const other = aToken({ serial: "OATH1", pinText: "mine" });
  const asked = check(aState([radius, other], listed("*")), { pass: "mine" }, again);
  assert.equal(asked.because, "challenged");
  const guess = { pass: "000000", transactionId: transactionId.slice(0, -3) };
  for (const answer of [again, down]) assert.deepEqual(check(asked.next, guess, answer).fails, [0, 1]);
});

const again = says({ verdict: "challenged", state: "6b6579", message: "And now?" });

test("a server that has something to say to every pass does not make wrong OTPs of another token free", () => {
  const state = aState([remotePin, aToken({ serial: "OATH1", pinText: "mine" })], listed("*"));
  const chatty = says({ verdict: "challenged", detail: { error: "wrong otp pin" } });
  const { because, fails } = check(state, { pass: "mine000000" }, chatty);
  assert.deepEqual([because, fails], ["challenged", [0, 1]]);
});
