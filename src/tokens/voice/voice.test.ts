import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import type { ChallengeContext } from "../../core/token-type.ts";
import { aChallenge, alice, asking, aToken, enrolling, given, ruling, settings } from "../specimen.ts";
import { voice } from "./voice.ts";

const token = aToken({ type: "voice", info: { phone: "+49 170 999", hashlib: "sha256" } });
const { challenge: dialogue } = voice;
assert.ok(dialogue);

function open(set: Partial<ChallengeContext> = {}, of: Token = token) {
  const opened = dialogue?.open(of, asking(set));
  assert.ok(opened?.send?.channel === "voice");
  return { ...opened, send: opened.send };
}

const policy = (authentication: object) => ({ ruling: ruling({ authentication }) });

test("a call is made with the OTP, and costs no counter", () => {
  const { message, send, spend, detail } = open();
  assert.deepEqual([message, spend, detail], ["voice call triggered", {}, { state: "12345678901234567" }]);
  const { otp, ...rest } = send;
  assert.match(otp, /^\d{6}$/);
  assert.deepEqual(rest, {
    channel: "voice",
    to: "+49 170 999",
    template: "{otp}",
    locale: "en",
    providers: [],
  });
});

test("what is said, in which language, to whom and through whom is a matter of policy", () => {
  const own = { voice_language: "de", voice_message: "Code: {otp}", voice_provider: "a b" };
  const { send } = open(policy(own));
  assert.deepEqual([send.locale, send.template, send.providers], ["de", "Code: {otp}", ["a", "b"]]);
  const dynamic = policy({ voice_dynamic_mobile_number: true });
  assert.equal(open({ ...dynamic, user: alice }).send.to, "+49 170 7");
  assert.equal(open({ ...dynamic, user: undefined }).send.to, "+49 170 999");
});

test("the OTP answers the call in which it was said, and no other", () => {
  const first = open();
  const second = open({ random: new Uint8Array(64).fill(9) });
  assert.notEqual(first.send.otp, second.send.otp);
  const answers = (opened: typeof first, otp: string, set = {}) =>
    dialogue.answer(token, { challenge: aChallenge(opened, set), otp }, given()).match;
  assert.equal(answers(first, first.send.otp), true);
  assert.equal(answers(second, first.send.otp), false);
  assert.equal(answers(first, first.send.otp, { status: "closed" }), false);
  assert.equal(answers(first, first.send.otp, { serial: "T2" }), false);
  for (const counter of ["", "00", "x".repeat(16), 7, null])
    assert.equal(answers({ ...first, data: { counter } } as typeof first, first.send.otp), false);
});

test("without its seed no call is made and no answer is right", () => {
  const { send, ...opened } = open();
  assert.throws(() => open({ seed: undefined }), Refusal);
  const reply = { challenge: aChallenge(opened), otp: send.otp };
  assert.equal(dialogue.answer(token, reply, given({ seed: undefined })).match, false);
  assert.equal(voice.verify(token, send.otp, given()).match, false, "not outside of a call");
});

test("a phone number is needed, and nothing else is taken for one", () => {
  const enroll = (phone: string) => voice.readEnrollment(fieldsOf({ phone }), enrolling());
  assert.deepEqual(enroll("+49 (170) 1-2/3.4").set.info, { phone: "+49 (170) 1-2/3.4", hashlib: "sha256" });
  for (const phone of ["", "abc", "+", "1".repeat(65), "1\n2", "1;2", "1,2"])
    assert.throws(() => enroll(phone), Refusal, phone);
  const { secret } = enroll("1");
  assert.ok(secret?.kind === "seed" && secret.bytes.length === 32);
});

test("it is asked again once in a while", () => {
  assert.equal(dialogue.blockingMs(settings()), 60_000);
  assert.equal(dialogue.blockingMs(settings({ VoiceBlockingTimeout: "5" })), 5000);
  const again = dialogue.repeat(token, aChallenge(open()));
  assert.equal(again.message, "voice call with otp already submitted");
});
