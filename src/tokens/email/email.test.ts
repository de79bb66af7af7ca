import assert from "node:assert/strict";
import { test } from "node:test";
import type { Challenge } from "../../core/challenge.ts";
import { fieldsOf } from "../../core/fields.ts";
import { hotp } from "../../core/otp/hotp.ts";
import { Refusal } from "../../core/problem.ts";
import type { Serial, Token } from "../../core/token.ts";
import type { ChallengeContext, EnrollmentContext, OpenedChallenge, Verdict } from "../../core/token-type.ts";
import {
  aChallenge,
  alice,
  asking,
  aToken,
  enrolling,
  given,
  messageOf,
  now,
  ruling,
  seed,
  settings,
} from "../specimen.ts";
import { email } from "./email.ts";

const token = aToken({ type: "email", info: { email_address: "user16@example.com", hashlib: "sha1" } });

function at(counter: number): string {
  return hotp({ seed, hash: "sha1", digits: 6 }, counter);
}

function open(set: Partial<ChallengeContext> = {}, of: Token = token): OpenedChallenge {
  return email.challenge?.open(of, asking(set)) ?? assert.fail();
}

function answer(of: Token, challenge: Challenge, otp: string): Verdict {
  return email.challenge?.answer(of, { challenge, otp }, given()) ?? assert.fail();
}

function enroll(parameters: Record<string, unknown>, set: Partial<EnrollmentContext> = {}) {
  return email.readEnrollment(fieldsOf(parameters), enrolling(set));
}

test("what is sent is the value of the next counter; the challenge remembers which, and one is left out", () => {
  assert.deepEqual(open(), {
    message: "e-mail sent successfully",
    data: { counter: 1 },
    spend: { counter: 2 },
    send: {
      channel: "email",
      to: "user16@example.com",
      subject: "",
      text: at(1),
      providers: [],
      replacements: { otp: at(1), serial: "T1", transactionid: "12345678901234567" },
    },
    detail: { state: "12345678901234567" },
  });
});

test("each challenge has its own OTP, and takes no other", () => {
  const first = aChallenge(open(), { transactionId: "1" });
  const once = { ...token, ...open().spend };
  const second = aChallenge(open({}, once), { transactionId: "2" });
  const twice = { ...once, ...open({}, once).spend };
  assert.equal(twice.counter, 4);
  assert.deepEqual(answer(twice, first, at(1)), { match: true, spend: { counter: 4 } });
  assert.deepEqual(answer(twice, second, at(3)), { match: true, spend: { counter: 4 } });
  for (const [challenge, counter] of [
    [first, 3],
    [second, 1],
    [first, 2],
    [second, 4],
  ] as const) {
    assert.equal(answer(twice, challenge, at(counter)).match, false);
  }
});

test("a challenge that is closed, expired or somebody else's takes no answer", () => {
  const sent = { ...token, ...open().spend };
  const tries = (set: Partial<Challenge>) => answer(sent, aChallenge(open(), set), at(1)).match;
  assert.equal(tries({}), true);
  assert.equal(tries({ status: "closed" }), false);
  assert.equal(tries({ expiresAt: now }), false);
  assert.equal(tries({ serial: "T2" as Serial }), false);
  assert.equal(tries({ data: {} }), false);
});

test("it never lets anybody in without a challenge", () => {
  assert.equal(email.verify({ ...token, counter: 2 }, at(2), given()).match, false);
});

test("text, subject, address and provider follow the policies", () => {
  const authentication = {
    emailtext: "Dear <surname>, <otp> for <serial>",
    emailsubject: "OTP <otp>",
    dynamic_email_address: true,
    email_provider: "post",
  };
  const send = messageOf(open({ ruling: ruling({ authentication }), user: alice }));
  assert.equal(send.text, `Dear Liddell, ${at(1)} for T1`);
  assert.equal(send.subject, `OTP ${at(1)}`);
  assert.equal(send.to, "alice@example.com");
  assert.deepEqual(send.providers, ["post"]);
  assert.equal(send.replacements["surname"], "Liddell");
  const forgetful = ruling({ authentication: { emailtext: "Hello" } });
  assert.equal(messageOf(open({ ruling: forgetful })).text, `${at(1)} Hello`);
});

test("a subject stays one line whatever the directory says", () => {
  const user = { ...alice, info: { surname: "L\r\nBcc: all@example.com" } };
  const send = messageOf(open({ user, ruling: ruling({ authentication: { emailsubject: "<surname>" } }) }));
  assert.equal(send.subject, "L Bcc: all@example.com");
});

test("the directory cannot replace what we know better", () => {
  const user = { ...alice, info: { otp: "000000", serial: "S" } };
  assert.equal(messageOf(open({ user })).text, at(1));
  assert.equal(messageOf(open({ user })).replacements["serial"], "T1");
});

test("blocking, prompt and the repeated answer", () => {
  assert.equal(email.challenge?.blockingMs(settings()), 120_000);
  assert.equal(email.challenge?.blockingMs(settings({ EmailBlockingTimeout: "5" })), 5000);
  assert.equal(email.challenge?.validitySeconds(settings({ EmailChallengeValidityTime: "600" })), 600);
  assert.equal(open({ settings: settings({ EMAIL_CHALLENGE_PROMPT: "Look" }) }).message, "Look");
  assert.deepEqual(email.challenge?.repeat(token, aChallenge(open(), { transactionId: "9" })), {
    message: "e-mail with otp already submitted",
    detail: { info: "challenge already submitted", state: "9" },
  });
});

test("an enrollment needs one address and shows nothing", () => {
  const { set, shown } = enroll({ email_address: "user@example.com" });
  assert.deepEqual(set, { info: { email_address: "user@example.com", hashlib: "sha1" } });
  assert.deepEqual(shown, {});
  for (const email_address of [
    "a",
    "a@",
    "@b",
    "a b@c",
    "a@b,c@d",
    "a@b\r\nBcc:c@d",
    "<a@b>",
    `${"a".repeat(250)}@b.de`,
  ]) {
    assert.throws(() => enroll({ email_address }), Refusal, email_address);
  }
  assert.throws(
    () => enroll({}),
    (error) => error instanceof Refusal && JSON.stringify(error.problem).includes("'email_address'"),
  );
});

test("with edit_email=0 people get their address from the directory and no other", () => {
  const bound = { by: "portal", user: alice, ruling: ruling({ selfservice: { edit_email: 0 } }) } as const;
  assert.ok(enroll({ email_address: "alice@example.com" }, bound));
  assert.throws(() => enroll({ email_address: "eve@example.com" }, bound), Refusal);
  assert.throws(() => enroll({ email_address: "alice@example.com" }, { ...bound, user: undefined }), Refusal);
  assert.ok(enroll({ email_address: "eve@example.com" }, { ...bound, by: "administrator" }));
});
