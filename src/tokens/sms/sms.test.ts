import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { hotp } from "../../core/otp/hotp.ts";
import { Refusal } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import type { ChallengeContext, EnrollmentContext, OpenedChallenge } from "../../core/token-type.ts";
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
import { sms } from "./sms.ts";

const token = aToken({ type: "sms", info: { phone: "+49 170 999", hashlib: "sha1" } });

function at(counter: number): string {
  return hotp({ seed, hash: "sha1", digits: 6 }, counter);
}

function open(set: Partial<ChallengeContext> = {}, of: Token = token): OpenedChallenge {
  return sms.challenge?.open(of, asking(set)) ?? assert.fail();
}

function policy(authentication: object): Partial<ChallengeContext> {
  return { ruling: ruling({ authentication }) };
}

function enroll(parameters: Record<string, unknown>, set: Partial<EnrollmentContext> = {}) {
  return sms.readEnrollment(fieldsOf(parameters), enrolling(set));
}

test("what is sent is the value of the next counter, which becomes the token's", () => {
  assert.deepEqual(open(), {
    message: "sms submitted",
    data: {},
    spend: {
      counter: 1,
      info: { phone: "+49 170 999", hashlib: "sha1", until: Math.floor(now / 1000) + 300 },
    },
    send: {
      channel: "sms",
      to: "+49 170 999",
      subject: "",
      text: at(1),
      providers: [],
      replacements: { otp: at(1), serial: "T1", transactionid: "12345678901234567" },
    },
    detail: { state: "12345678901234567" },
  });
});

test("an OTP answers once, while the message is valid, and only after one was sent", () => {
  const sent = { ...token, ...open().spend };
  const verdict = sms.verify(sent, at(1), given({ now: now + 299_000 }));
  assert.ok(verdict.match);
  assert.deepEqual(verdict.spend, { counter: 2, info: token.info });
  assert.equal(sms.verify({ ...sent, ...verdict.spend }, at(1), given()).match, false);
  assert.equal(
    sms.verify({ ...sent, ...verdict.spend }, at(2), given()).match,
    false,
    "nothing is outstanding",
  );
  assert.equal(sms.verify(sent, at(1), given({ now: now + 301_000 })).match, false);
  assert.equal(sms.verify(token, at(0), given()).match, false);
  assert.equal(sms.verify({ ...token, info: { until: 1e12 } }, at(0), given()).match, false);
});

test("a second message makes the OTP of the first one worthless", () => {
  const once = { ...token, ...open().spend };
  const twice = { ...once, ...open({}, once).spend };
  const challenge = aChallenge(open());
  const answer = (otp: string) => sms.challenge?.answer(twice, { challenge, otp }, given()).match;
  assert.equal(answer(at(1)), false);
  assert.equal(answer(at(2)), true);
});

test("how long a message is valid, and how long no second one is sent, can be set", () => {
  const config = settings({
    SMSProviderTimeout: "60",
    SMSBlockingTimeout: "30",
    SMS_CHALLENGE_PROMPT: "Look at your phone",
  });
  const opened = open({ settings: config });
  assert.equal(opened.spend.info?.["until"], Math.floor(now / 1000) + 60);
  assert.equal(opened.message, "Look at your phone");
  assert.equal(sms.challenge?.blockingMs(config), 30_000);
  assert.equal(sms.challenge?.blockingMs(settings()), 60_000);
  assert.equal(sms.challenge?.validitySeconds(settings({ SMSChallengeValidityTime: "90" })), 90);
});

test("who asks again too early is told of the message that is on its way", () => {
  assert.deepEqual(sms.challenge?.repeat(token, aChallenge(open(), { transactionId: "99" })), {
    message: "sms with otp already submitted",
    detail: { info: "challenge already submitted", state: "99" },
  });
});

test("the text is the policy's or the request's, and always holds the OTP", () => {
  const text = (set: Partial<ChallengeContext>) => messageOf(open(set)).text;
  assert.equal(
    text(policy({ smstext: "Your OTP: <otp> (<serial>, <transactionid>, <mobile>)" })),
    `Your OTP: ${at(1)} (T1, 12345678901234567, <mobile>)`,
  );
  assert.equal(text(policy({ smstext: "Log in" })), `${at(1)} Log in`);
  assert.equal(text({ ...policy({ smstext: "Policy <otp>" }), text: "Pay 5 EUR" }), `${at(1)} Pay 5 EUR`);
  assert.equal(
    text({ ...policy({ smstext: "Policy <otp>", enforce_smstext: true }), text: "Pay" }),
    `Policy ${at(1)}`,
  );
  assert.equal(text({ text: "$& $1 <otp>" }), `$& $1 ${at(1)}`);
});

test("the number is the token's, or the directory's if a policy says so and the directory knows one", () => {
  const dynamic = policy({ sms_dynamic_mobile_number: true });
  assert.equal(messageOf(open({ user: alice })).to, "+49 170 999");
  assert.equal(messageOf(open({ ...dynamic, user: alice })).to, "+49 170 7");
  assert.equal(messageOf(open({ ...dynamic, user: { ...alice, info: {} } })).to, "+49 170 999");
  assert.equal(messageOf(open(dynamic)).to, "+49 170 999");
});

test("providers are tried in the order of the policy", () => {
  assert.deepEqual(messageOf(open(policy({ sms_provider: "first  second" }))).providers, ["first", "second"]);
});

test("a token whose seed cannot be read sends nothing", () => {
  assert.throws(() => open({ seed: undefined }), Refusal);
});

test("an enrollment needs a phone number and shows nothing", () => {
  assert.deepEqual(enroll({ phone: "+49 170 1", genkey: "1" }), {
    secret: { kind: "seed", bytes: enrolling().random.subarray(0, 20) },
    set: { info: { phone: "+49 170 1", hashlib: "sha1" } },
    shown: {},
  });
  assert.equal(enroll({ phone: "1", otplen: "8" }).set.otpLength, 8);
  for (const phone of [undefined, "", " ", "+", "12\r\n34", "1;rm", "🔑1", "1".repeat(65)]) {
    assert.throws(() => enroll({ phone }), Refusal, phone);
  }
});

test("with edit_sms=0 people get their number from the directory and no other", () => {
  const bound = { by: "portal", user: alice, ruling: ruling({ selfservice: { edit_sms: 0 } }) } as const;
  const { mobile: _mobile, ...landline } = alice.info;
  assert.equal(enroll({ phone: "+49 170 7" }, bound).set.info?.["phone"], "+49 170 7");
  assert.equal(
    enroll({ phone: "+49 30 7" }, { ...bound, user: { ...alice, info: landline } }).set.info?.["phone"],
    "+49 30 7",
  );
  const message = "User is not allowed to set phone number";
  const isRefusal = (error: unknown) =>
    error instanceof Refusal && JSON.stringify(error.problem).includes(message);
  assert.throws(() => enroll({ phone: "+49 170 8" }, bound), isRefusal);
  assert.throws(() => enroll({ phone: "+49 170 7" }, { ...bound, user: undefined }), isRefusal);
  assert.equal(
    enroll({ phone: "+49 170 8" }, { ...bound, by: "administrator" }).set.info?.["phone"],
    "+49 170 8",
  );
});
