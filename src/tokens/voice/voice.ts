// Voice tokens: the OTP is said in a call when the person has shown the PIN. Contract 03 "voice".

import { type Fields, invalid, required } from "../../core/fields.ts";
import { hotpAt, sameOtp } from "../../core/otp/hotp.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Token } from "../../core/token.ts";
import {
  type ChallengeContext,
  type ChallengeReply,
  type Given,
  type OpenedChallenge,
  type TokenType,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { promptOf, validityOf } from "../challenge.ts";
import { infoText } from "../info.ts";
import { hotpKeyOf, readDigits, readSeed } from "../oath.ts";
import { keyForSending, named, repeated } from "../sending.ts";

export const voice: TokenType = {
  type: "voice",
  spelling: "voice",
  prefix: "KIVO",
  title: "One-time password by phone call",
  otp: "spent",
  modes: { authenticate: false, challenge: true },
  selfEnroll: false,
  readEnrollment(fields, context) {
    const info = { phone: readPhone(fields), hashlib: "sha256" };
    const bytes = readSeed(fields, context, { bytes: 32, generateUnasked: true });
    const otpLength = readDigits(fields);
    const set = { ...(otpLength === undefined ? {} : { otpLength }), info };
    return { secret: { kind: "seed", bytes }, set, shown: {} };
  },
  // An OTP belongs to the call in which it was said and means nothing without it.
  verify: () => wrong,
  challenge: {
    trigger: "pin",
    open,
    blockingMs: (settings) => settingNumber(settings, "VoiceBlockingTimeout", 60) * 1000,
    repeat: repeated("voice call with otp already submitted"),
    answer,
    validitySeconds: validityOf("voice"),
  },
};

function readPhone(fields: Fields): string {
  const phone = required(fields, "phone");
  if (!/^[0-9+()./ -]{1,64}$/.test(phone) || !/\d/.test(phone)) throw invalid("phone", "a phone number");
  return phone;
}

/** The counter is 64 random bits, so it is kept as hexadecimal text. */
function open(token: Token, context: ChallengeContext): OpenedChallenge {
  const counter = Buffer.from(context.random.subarray(0, 8)).toString("hex");
  const { voice_language, voice_message, voice_provider } = context.ruling.authentication;
  return {
    message: promptOf("voice", context.settings, "voice call triggered"),
    data: { counter },
    spend: {},
    send: {
      channel: "voice",
      to: phoneOf(token, context),
      template: voice_message || "{otp}",
      otp: hotpAt(keyForSending(token, context), Buffer.from(counter, "hex")),
      locale: voice_language || "en",
      providers: named(voice_provider),
    },
    detail: { state: context.transactionId },
  };
}

function phoneOf(token: Token, { ruling, user }: ChallengeContext): string {
  const own = infoText(token, "phone") ?? "";
  return ruling.authentication.voice_dynamic_mobile_number ? user?.info["mobile"] || own : own;
}

function answer(token: Token, { challenge, otp }: ChallengeReply, { seed }: Given): Verdict {
  const counter = challenge.data["counter"];
  if (seed === undefined || typeof counter !== "string" || !/^[0-9a-f]{16}$/.test(counter)) return wrong;
  if (challenge.serial !== token.serial || challenge.status !== "open") return wrong;
  const right = hotpAt(hotpKeyOf(token, seed), Buffer.from(counter, "hex"));
  return sameOtp(right, otp) ? { match: true, spend: {} } : wrong;
}
