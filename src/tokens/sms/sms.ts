// SMS tokens: the OTP is sent to a phone when the person has shown the PIN. Contract 03 "sms".

import { type Fields, invalid, required } from "../../core/fields.ts";
import { findCounter, hotp } from "../../core/otp/hotp.ts";
import { refuse } from "../../core/problem.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Token } from "../../core/token.ts";
import {
  type ChallengeContext,
  type EnrollmentContext,
  type Given,
  type OpenedChallenge,
  type TokenType,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { promptOf, validityOf } from "../challenge.ts";
import { infoNumber, infoText, without } from "../info.ts";
import { hotpKeyOf } from "../oath.ts";
import {
  keyForSending,
  named,
  readSendingEnrollment,
  repeated,
  replacementsOf,
  textWithOtp,
} from "../sending.ts";

export const sms: TokenType = {
  type: "sms",
  spelling: "sms",
  prefix: "LSSM",
  title: "One-time password by SMS",
  otp: "spent",
  modes: { authenticate: false, challenge: true },
  selfEnroll: true,
  readEnrollment: (fields, context) =>
    readSendingEnrollment(fields, context, { phone: readPhone(fields, context) }),
  verify,
  challenge: {
    trigger: "pin",
    open,
    blockingMs: (settings) => settingNumber(settings, "SMSBlockingTimeout", 60) * 1000,
    repeat: repeated("sms with otp already submitted"),
    answer: (token, { otp }, given) => verify(token, otp, given),
    opensWithoutPass: ({ authentication }, parameters) =>
      authentication.trigger_sms && parameters.has("challenge"),
    sendsAhead: ({ authentication }) => authentication.autosms,
    validitySeconds: validityOf("sms"),
  },
};

/** Written in any usual way. What a gateway could take for more than a number is refused. */
function readPhone(fields: Fields, { by, ruling, user }: EnrollmentContext): string {
  const phone = required(fields, "phone");
  if (
    by === "portal" &&
    ruling.selfservice.edit_sms === 0 &&
    phone !== (user?.info["mobile"] ?? user?.info["phone"])
  ) {
    throw refuse("User is not allowed to set phone number");
  }
  if (!/^[0-9+()./ -]{1,64}$/.test(phone) || !/\d/.test(phone)) throw invalid("phone", "a phone number");
  return phone;
}

function open(token: Token, context: ChallengeContext): OpenedChallenge {
  const counter = token.counter + 1;
  const otp = hotp(keyForSending(token, context), counter);
  const { ruling, settings, now, transactionId } = context;
  const { smstext, enforce_smstext, sms_provider } = ruling.authentication;
  const values = replacementsOf(token, context, otp);
  // Only these three are promised for an SMS, whose text may come with the request.
  const promised = { otp, serial: token.serial, transactionid: transactionId };
  const until = Math.floor(now / 1000) + settingNumber(settings, "SMSProviderTimeout", 300);
  return {
    message: promptOf("sms", settings, "sms submitted"),
    data: {},
    spend: { counter, info: { ...token.info, until } },
    send: {
      channel: "sms",
      to: phoneOf(token, context),
      subject: "",
      text: textWithOtp((enforce_smstext ? undefined : context.text) || smstext, promised),
      providers: named(sms_provider),
      replacements: values,
    },
    detail: { state: transactionId },
  };
}

function phoneOf(token: Token, { ruling, user }: ChallengeContext): string {
  const own = infoText(token, "phone") ?? "";
  return ruling.authentication.sms_dynamic_mobile_number ? user?.info["mobile"] || own : own;
}

/** Good while the message is: nothing has been sent before the first counter, and the last one lapses. */
function verify(token: Token, otp: string, { now, seed }: Given): Verdict {
  const until = infoNumber(token, "until") ?? 0;
  if (seed === undefined || token.counter === 0 || now > until * 1000) return wrong;
  const found = findCounter(hotpKeyOf(token, seed), otp, { first: token.counter, window: token.window });
  if (found === undefined) return wrong;
  return { match: true, spend: { counter: found + 1, info: without(token.info, "until") } };
}
