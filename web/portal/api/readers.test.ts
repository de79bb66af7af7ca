import assert from "node:assert/strict";
import test from "node:test";
import { readContext, readPreContext } from "./read-context.ts";
import { readHistory } from "./read-history.ts";
import { readChallenge, readLoginAnswer, readPollAnswer } from "./read-login.ts";
import { isUnproven, readToken } from "./read-token.ts";
import { readSessionCookie } from "./session-cookie.ts";

const row = {
  "LinOtp.TokenSerialnumber": "KIPW001",
  "LinOtp.TokenType": "HMAC",
  "LinOtp.TokenDesc": "my phone",
  "LinOtp.TokenInfo": { hashlib: "sha1" },
  "LinOtp.MaxFail": 10,
  "LinOtp.FailCount": 0,
  "LinOtp.Count": 0,
  "LinOtp.Isactive": true,
  "LinOtp.LastAuthSuccess": "",
  Enrollment: { status: "completed" },
};

test("a token's type is read in lower case, whatever the server writes", () => {
  assert.equal(readToken(row).type, "hmac");
});

test("a token with a scope is a rollout token; an empty scope restricts nothing", () => {
  const scoped = (scope: unknown) => readToken({ ...row, "LinOtp.TokenInfo": { scope } }).rollout;
  assert.equal(scoped({ path: ["userservice"] }), true);
  assert.equal(scoped({ path: [] }), false);
  assert.equal(readToken({ ...row, "LinOtp.TokenInfo": "" }).rollout, false);
});

test("a token is locked when its failures reach the limit", () => {
  assert.equal(readToken({ ...row, "LinOtp.FailCount": 9 }).locked, false);
  assert.equal(readToken({ ...row, "LinOtp.FailCount": 10 }).locked, true);
});

test("a token with a seed is unproven until a code was accepted", () => {
  assert.equal(isUnproven(readToken(row)), true);
  assert.equal(isUnproven(readToken({ ...row, "LinOtp.Count": 1 })), false);
  assert.equal(isUnproven(readToken({ ...row, "LinOtp.LastAuthSuccess": "Mon, 23 Nov 2026" })), false);
  assert.equal(isUnproven(readToken({ ...row, "LinOtp.TokenType": "pw" })), false);
});

test("an enrollment that is not complete says where it got stuck", () => {
  const unfinished = (Enrollment: unknown) => readToken({ ...row, Enrollment }).unfinished;
  assert.equal(unfinished({ status: "not completed", detail: "unpaired" }), "unpaired");
  assert.equal(unfinished({ status: "not completed" }), "not completed");
  assert.equal(unfinished(undefined), "");
});

test("a login answer is in, refused, a list to choose from, or a challenge", () => {
  const read = (value: unknown, detail?: unknown) => readLoginAnswer({ value, detail });
  assert.deepEqual(read(true), { kind: "in" });
  assert.deepEqual(read(false), { kind: "refused" });
  assert.deepEqual(read(false, { tokenList: [] }), { kind: "second-factor", tokens: [] });
  assert.equal(read(false, { tokenList: [row] }).kind, "second-factor");
  const challenge = { message: "enter it", replyMode: ["offline"], transactionId: "42" };
  assert.deepEqual(read(false, challenge), {
    kind: "challenge",
    challenge: {
      transactionId: "42",
      message: "enter it",
      offline: true,
      online: false,
      transactionData: "",
      signRequest: undefined,
    },
  });
});

test("a question to scan is shown, whichever kind of app it is for", () => {
  assert.equal(readChallenge({ transactionData: "lseqr://chal/x" }).transactionData, "lseqr://chal/x");
  const ocraurl = { value: "lseqr://req?tr=1", img: "<img>" };
  assert.equal(readChallenge({ ocraurl }).transactionData, "lseqr://req?tr=1");
});

test("a poll goes on while the challenge is open", () => {
  const poll = (detail: unknown, value = false) => readPollAnswer({ value, detail });
  assert.equal(poll({ status: "open", valid_tan: false }), "open");
  assert.equal(poll({ status: "closed", valid_tan: true }), "accepted");
  assert.equal(poll({ status: "closed", accept: true }), "accepted");
  assert.equal(poll({ status: "closed", reject: true }), "rejected");
  assert.equal(poll(undefined), "rejected");
});

test("a context tells who, what is allowed, and the limits", () => {
  const context = readContext({
    settings: {
      mfa_login: true,
      edit_sms: 0,
      otp_pin_minlength: 4,
      otp_pin_contents: "cn",
      token_limits: { all_token: 3, token_types: [{ token_type: "HMAC", max_token: 2 }] },
    },
    user: { username: "alice", givenname: "Alice", surname: "Able", mobile: "+49 1" },
    actions: ["delete", 7],
  });
  assert.equal(context.user.name, "Alice Able");
  assert.deepEqual(context.actions, ["delete"]);
  assert.deepEqual(context.pinRules, { minLength: 4, maxLength: 0, contents: "cn" });
  assert.equal(context.mayEditPhone, false);
  assert.equal(context.mayEditEmail, true);
  assert.deepEqual(context.tokenLimits, { all: 3, byType: { hmac: 2 } });
});

test("a link from a policy is shown only if it leads to the web", () => {
  const imprint = (imprint_url: unknown) => readPreContext({ settings: { imprint_url } }).imprintUrl;
  assert.equal(imprint("https://example.com/imprint"), "https://example.com/imprint");
  assert.equal(imprint("javascript:alert(1)"), "");
  assert.equal(imprint(null), "");
});

test("history is read from cells, with numbers as numbers or text", () => {
  const cell = [
    "2026-11-23T17:49:08.949+00:00",
    "userservice/enroll",
    "1",
    "HM1",
    "hmac",
    "",
    "tokennum = 6",
    "",
  ];
  assert.deepEqual(readHistory({ page: "2", total: 32, rows: [{ id: 886, cell }] }), {
    page: 2,
    total: 32,
    entries: [
      {
        id: "886",
        moment: "2026-11-23T17:49:08.949+00:00",
        action: "userservice/enroll",
        success: true,
        serial: "HM1",
        tokenType: "hmac",
        detail: "tokennum = 6",
      },
    ],
  });
  assert.deepEqual(readHistory("nonsense"), { page: 1, total: 0, entries: [] });
});

test("the session is found among other cookies", () => {
  assert.equal(readSessionCookie("a=1; user_selfservice=abc; b=2"), "abc");
  assert.equal(readSessionCookie("other_user_selfservice=abc"), "");
});
