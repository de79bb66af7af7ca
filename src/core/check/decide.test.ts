import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ada,
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
import { nobodyOutside } from "../outside.ts";
import type { State } from "../store.ts";
import type { Token } from "../token.ts";
import { decideCheck } from "./decide.ts";
import { questionsFor } from "./questions.ts";
import type { CheckRequest } from "./request.ts";

const otp = (counter: number) => hotp({ seed, hash: "sha1", digits: 6 }, counter);
const transactionId = "12345678901234567";
const pure = { vault: openVault, types: tokenTypes, transactionId, random: new Uint8Array(64) };
const noAnswers = { password: () => false, hash: () => false, outside: nobodyOutside };

// The single place that knows how the decision is called. The static password of every test is "sesame".
function check(state: State, set: Partial<CheckRequest> = {}, { password = "" } = {}) {
  const answers = {
    password: (given: string) => given === password,
    hash: (_token: Token, given: string) => given === "sesame",
    outside: nobodyOutside,
  };
  return decideCheck(state, aRequest(set), { ...pure, answers });
}

function because(state: State, set: Partial<CheckRequest> = {}, given = {}) {
  const { outcome } = check(state, set, given);
  return outcome.kind === "rejected" ? outcome.because : outcome.kind;
}

const own = aToken();
const rollout = aToken({ serial: "KIPW0001", type: "pw", hash: "x", paths: ["userservice"] });
const purge = { policies: [aPolicy("enrollment", "purge_rollout_token")] };
const portal = { path: "userservice", pinMode: "only_otp" } as const;
const deleted = (decision: ReturnType<typeof check>) =>
  decision.changes.flatMap((change) => (change.kind === "token.delete" ? [change.serial] : []));

test("the right OTP is accepted, spends its counter and forgives the failures before it", () => {
  const state = aState([aToken({ failCount: 3 })]);
  const { outcome, changes, audit } = check(state, { pass: otp(0) });
  assert.equal(outcome.kind, "accepted");
  const [token] = after(state, changes).tokens;
  assert.deepEqual([token?.counter, token?.failCount], [1, 0]);
  assert.equal(audit.actionDetail, "user 'ada'@'lab' successfully authenticated.");
});

test("an OTP is accepted once", () => {
  const state = aState([own]);
  const next = after(state, check(state, { pass: otp(0) }).changes);
  assert.equal(because(next, { pass: otp(0) }), "wrong-otp");
});

test("a wrong OTP behind a right PIN costs only the tokens with that PIN", () => {
  const state = aState([aToken({ serial: "A", pinText: "1" }), aToken({ serial: "B", pinText: "2" })]);
  const decision = check(state, { pass: "1000000" });
  assert.equal(decision.outcome.kind === "rejected" && decision.outcome.because, "wrong-otp");
  assert.deepEqual(
    after(state, decision.changes).tokens.map(({ failCount }) => failCount),
    [1, 0],
  );
});

test("a wrong PIN costs all tokens that were tried", () => {
  const state = aState([aToken({ serial: "A", pinText: "1" }), aToken({ serial: "B", pinText: "2" })]);
  const decision = check(state, { pass: `9${otp(0)}` });
  assert.deepEqual(
    after(state, decision.changes).tokens.map(({ failCount }) => failCount),
    [1, 1],
  );
});

test("a locked token is not tried, and the right OTP does not open it", () => {
  const state = aState([aToken({ failCount: 10 })]);
  const decision = check(state, { pass: otp(0) });
  assert.equal(decision.outcome.kind === "rejected" && decision.outcome.sentence, "Failcounter exceeded");
  const [token] = after(state, decision.changes).tokens;
  assert.deepEqual([token?.counter, token?.failCount], [0, 11]);
});

test("a rollout token opens the portal and nothing else", () => {
  const state = aState([rollout]);
  assert.equal(because(state, { ...portal, pass: "sesame" }), "accepted");
  assert.equal(because(state, { pass: "sesame" }), "outside-scope");
});

test("a rollout token opens /validate only where its scope and the policy both say so", () => {
  const wide = aToken({
    serial: "KIPW0002",
    type: "pw",
    hash: "x",
    otpLength: 6,
    paths: ["userservice", "validate"],
  });
  const policies = [aPolicy("authentication", "rollout_token_allow_validate")];
  assert.equal(because(aState([wide]), { pass: "sesame" }), "outside-scope");
  assert.equal(because(aState([wide], { policies }), { pass: "sesame" }), "accepted");
  assert.equal(because(aState([rollout], { policies }), { pass: "sesame" }), "outside-scope");
  const elsewhere = [aPolicy("authentication", "rollout_token_allow_validate", { client: "192.168.0.0/16" })];
  assert.equal(because(aState([wide], { policies: elsewhere }), { pass: "sesame" }), "outside-scope");
});

test("a use outside the scope is counted and told, and costs the token nothing", () => {
  const state = aState([rollout]);
  const decision = check(state, { pass: "sesame" });
  const [token] = after(state, decision.changes).tokens;
  assert.deepEqual([token?.failCount, token?.info["outside_scope_count"]], [0, 1]);
  assert.equal(decision.audit.actionDetail, "rollout token used outside its scope");
});

test("a login with the real token purges every rollout token, and the audit entry names them", () => {
  const other = aToken({ serial: "KIPW0002", type: "pw", hash: "x", paths: ["validate"], active: false });
  const decision = check(aState([own, rollout, other], purge), { pass: otp(0) });
  assert.deepEqual(deleted(decision), ["KIPW0001", "KIPW0002"]);
  assert.equal(decision.audit.info, "purged rollout tokens:KIPW0001, KIPW0002");
});

test("without the policy, or where it does not hold for the realm, nothing is purged", () => {
  const elsewhere = { policies: [aPolicy("enrollment", "purge_rollout_token", { realm: "other" })] };
  assert.deepEqual(deleted(check(aState([own, rollout]), { pass: otp(0) })), []);
  assert.deepEqual(deleted(check(aState([own, rollout], elsewhere), { pass: otp(0) })), []);
});

test("a login with the rollout token itself purges nothing", () => {
  assert.deepEqual(deleted(check(aState([own, rollout], purge), { ...portal, pass: "sesame" })), []);
});

test("a login with the helpdesk's replacement for a lost token purges nothing", () => {
  const state = aState([aToken({ serial: "lostOATH", replacement: true }), rollout], purge);
  assert.deepEqual(deleted(check(state, { pass: otp(0) })), []);
});

test("a failed login, a refused one and a challenge purge nothing", () => {
  const refusing = { policies: [...purge.policies, aPolicy("authorization", "tokentype=PW")] };
  const asking = { policies: [...purge.policies, aPolicy("authentication", "challenge_response=hmac")] };
  assert.deepEqual(deleted(check(aState([own, rollout], purge), { pass: "000000" })), []);
  assert.deepEqual(deleted(check(aState([own, rollout], refusing), { pass: otp(0) })), []);
  assert.deepEqual(deleted(check(aState([own, rollout], asking), { pass: "" })), []);
});

test("a token named by its serial purges for its holder", () => {
  const named = { user: undefined, holder: ada, serials: [own.serial], pass: otp(0) };
  assert.deepEqual(deleted(check(aState([own, rollout], purge), named)), ["KIPW0001"]);
  const moved = aToken({ owner: { resolver: "people", uid: "7" } });
  assert.deepEqual(deleted(check(aState([moved, rollout], purge), named)), []);
});

test("two tokens that match one pass let nobody in, and the shown values are spent", () => {
  const state = aState([aToken({ serial: "A" }), aToken({ serial: "B" })]);
  const decision = check(state, { pass: otp(0) });
  assert.equal(decision.audit.actionDetail, "multiple token match error");
  const tokens = after(state, decision.changes).tokens;
  assert.deepEqual(
    tokens.map(({ counter, failCount }) => [counter, failCount]),
    [
      [1, 0],
      [1, 0],
    ],
  );
});

test("a limit of successes holds, and the policies on exceeding act", () => {
  const uses = { attempts: 0, attemptLimit: undefined, successes: 1, successLimit: 1 };
  const state = (action: string) =>
    aState([aToken({ uses })], { policies: [aPolicy("authentication", action)] });
  assert.equal(because(aState([aToken({ uses })]), { pass: otp(0) }), "no-usable-token");
  assert.deepEqual(deleted(check(state("delete_on_authentication_exceed"), { pass: otp(0) })), ["OATH0001"]);
  const disabled = state("disable_on_authentication_exceed");
  assert.equal(after(disabled, check(disabled, { pass: otp(0) }).changes).tokens[0]?.active, false);
});

test("validity is inclusive at both ends", () => {
  const state = aState([aToken({ validFrom: 1000, validUntil: 2000 })]);
  const at = (moment: number) => because(state, { origin: anOrigin({ at: moment }), pass: otp(0) });
  assert.deepEqual([999, 1000, 2000, 2001].map(at), [
    "no-usable-token",
    "accepted",
    "accepted",
    "no-usable-token",
  ]);
});

test("fallbacks for people without token do not apply to somebody who has a rollout token", () => {
  const policies = [aPolicy("authentication", "passOnNoToken")];
  assert.equal(because(aState([], { policies }), { pass: "x" }), "accepted");
  assert.equal(because(aState([rollout], { policies }), { pass: "x" }), "outside-scope");
  assert.equal(because(aState([rollout], { policies }), { pass: "x", tokenType: "totp" }), "no-token");
});

test("passthru asks the directory, and a wrong password is the end of it", () => {
  const policies = [aPolicy("authentication", "passthru"), aPolicy("authentication", "passOnNoToken")];
  const state = aState([], { policies });
  assert.equal(because(state, { pass: "secret" }, { password: "secret" }), "accepted");
  assert.equal(because(state, { pass: "wrong" }, { password: "secret" }), "no-token");
  assert.equal(because(state, { pass: "" }, { password: "" }), "no-token");
});

test("unknown people are refused unless a setting lets them in", () => {
  const unknown = { user: undefined, unknownUser: true, pass: "x" };
  assert.equal(because(aState([]), unknown), "unknown-user");
  assert.equal(because(aState([], { config: { PassOnUserNotFound: "True" } }), unknown), "accepted");
});

test("once a policy says authorize, only clients that such a policy names are let in", () => {
  const policies = [aPolicy("authorization", "authorize", { client: "10.1.0.0/16" })];
  const from = (client: string) =>
    because(aState([own], { policies }), { origin: anOrigin({ client }), pass: otp(0) });
  assert.deepEqual([from("10.1.2.3"), from("10.2.2.3")], ["accepted", "not-authorized"]);
});

test("an OTP that the tokentype policy refuses is consumed", () => {
  const state = aState([own], { policies: [aPolicy("authorization", "tokentype=PW")] });
  const decision = check(state, { pass: otp(0) });
  assert.equal(decision.outcome.kind === "rejected" && decision.outcome.because, "token-type");
  assert.equal(after(state, decision.changes).tokens[0]?.counter, 1);
});

test("the PIN alone opens a challenge where policy allows it; the answer closes it and cannot be given twice", () => {
  const policies = [aPolicy("authentication", "challenge_response=hmac")];
  const state = aState([aToken({ pinText: "pin" })], { policies });
  const asked = check(state, { pass: "pin" });
  assert.equal(asked.outcome.kind, "challenged");
  const open = after(state, asked.changes);
  const answered = check(open, { pass: otp(0), transactionId });
  assert.equal(answered.outcome.kind, "accepted");
  const closed = after(open, answered.changes);
  assert.deepEqual([closed.challenges[0]?.status, closed.challenges[0]?.valid], ["closed", true]);
  assert.equal(because(closed, { pass: otp(1), transactionId }), "wrong-pin");
  assert.equal(
    after(closed, check(closed, { pass: otp(1), transactionId }).changes).challenges[0]?.valid,
    true,
  );
});

test("several tokens with one PIN are asked together, and one answer closes all", () => {
  const policies = [aPolicy("authentication", "challenge_response=*")];
  const state = aState(
    [aToken({ serial: "A", pinText: "p" }), aToken({ serial: "B", pinText: "p", counter: 100 })],
    { policies },
  );
  const asked = check(state, { pass: "p" });
  assert.ok(asked.outcome.kind === "challenged");
  assert.deepEqual(
    asked.outcome.questions.map(({ challenge }) => challenge.transactionId),
    ["12345678901234.01", "12345678901234.02"],
  );
  const open = after(state, asked.changes);
  const answered = check(open, { pass: otp(0), transactionId: "12345678901234" });
  assert.equal(answered.outcome.kind === "accepted" && answered.outcome.token?.serial, "A");
  assert.ok(after(open, answered.changes).challenges.every(({ status }) => status === "closed"));
});

test("an expired challenge cannot be answered", () => {
  const policies = [aPolicy("authentication", "challenge_response=hmac")];
  const state = aState([aToken({ pinText: "pin" })], { policies });
  const open = after(state, check(state, { pass: "pin" }).changes);
  const late = anOrigin({ at: 120_000 });
  assert.equal(because(open, { origin: late, pass: otp(0), transactionId }), "wrong-pin");
});

test("in password mode the OTP is looked at first, so a wrong pass asks the directory nothing", () => {
  const policies = [aPolicy("authentication", "otppin=1")];
  const state = aState([own, aToken({ serial: "B", counter: 50 })], { policies });
  const asked = (pass: string) => {
    const given = { ...pure, answers: noAnswers };
    return questionsFor(state, aRequest({ pass }), { given, answered: new Map() });
  };
  assert.deepEqual(asked("secret000000"), []);
  assert.deepEqual(asked(`secret${otp(0)}`), [{ about: "password", given: "secret" }]);
  assert.equal(because(state, { pass: `secret${otp(0)}` }, { password: "secret" }), "accepted");
  assert.equal(because(state, { pass: `wrong${otp(0)}` }, { password: "secret" }), "wrong-password");
});

test("a slow hash is asked only behind a right PIN and inside the token's scope", () => {
  const given = { ...pure, answers: noAnswers };
  const asked = (token: Token, set: Partial<CheckRequest>) =>
    questionsFor(aState([token]), aRequest(set), { given, answered: new Map() }).map((question) =>
      question.about === "hash" ? question.given : question.about,
    );
  const pw = { serial: "KIPW0001", type: "pw", hash: "x", pinText: "pin" } as const;
  assert.deepEqual(asked(aToken(pw), { pass: "pinsesame" }), ["sesame"]);
  assert.deepEqual(asked(aToken(pw), { pass: "badsesame" }), []);
  assert.deepEqual(asked(aToken({ ...pw, paths: ["userservice"] }), { pass: "pinsesame" }), []);
});

test("a token whose only secret is its PIN does not open the portal without one", () => {
  const bare = aToken({ serial: "LSSP0001", type: "spass", paths: ["userservice"] });
  const withPin = aToken({ serial: "LSSP0002", type: "spass", paths: ["userservice"], pinText: "letter" });
  const at = { path: "userservice", pinMode: "verified" } as const;
  assert.equal(because(aState([bare]), { ...at, pass: "" }), "wrong-pin");
  assert.equal(because(aState([withPin]), { ...at, pass: "letter" }), "accepted");
  assert.equal(because(aState([withPin]), { ...at, pass: "other" }), "wrong-pin");
});
