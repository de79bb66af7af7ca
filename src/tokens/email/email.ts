// E-mail tokens: the OTP is sent to a mailbox when the person has shown the PIN. Contract 03 "email".

import { type Challenge, isOpen } from "../../core/challenge.ts";
import { type Fields, invalid, optional } from "../../core/fields.ts";
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
import { infoText } from "../info.ts";
import { fill } from "../label.ts";
import { hotpKeyOf } from "../oath.ts";
import {
  keyForSending,
  named,
  readSendingEnrollment,
  repeated,
  replacementsOf,
  textWithOtp,
} from "../sending.ts";

export const email: TokenType = {
  type: "email",
  spelling: "email",
  prefix: "LSEM",
  title: "One-time password by e-mail",
  otp: "spent",
  modes: { authenticate: false, challenge: true },
  selfEnroll: true,
  readEnrollment: (fields, context) =>
    readSendingEnrollment(fields, context, { email_address: readAddress(fields, context) }),
  // An OTP belongs to the challenge it was sent for and means nothing without it.
  verify: () => wrong,
  challenge: {
    trigger: "pin",
    open,
    blockingMs: (settings) => settingNumber(settings, "EmailBlockingTimeout", 120) * 1000,
    repeat: repeated("e-mail with otp already submitted"),
    answer,
    validitySeconds: validityOf("email"),
  },
};

/** One mailbox: nothing that a mail program would read as a second one (RFC 5321 section 4.5.3.1.3: 254 characters). */
function readAddress(fields: Fields, { by, ruling, user }: EnrollmentContext): string {
  const address = optional(fields, "email_address");
  // LinOTP's answer when it is missing.
  if (address === undefined) throw refuse("'email_address'");
  if (by === "portal" && ruling.selfservice.edit_email === 0 && address !== user?.info["email"]) {
    throw refuse("User is not allowed to set email address");
  }
  if (address.length > 254 || !/^[^\s@<>(),;:"\\[\]\p{Cc}]+@[^\s@<>(),;:"\\[\]\p{Cc}]+$/u.test(address)) {
    throw invalid("email_address", "an e-mail address");
  }
  return address;
}

/** One counter is left out between two messages, as in LinOTP. */
function open(token: Token, context: ChallengeContext): OpenedChallenge {
  const counter = token.counter + 1;
  const otp = hotp(keyForSending(token, context), counter);
  const { emailtext, emailsubject, email_provider } = context.ruling.authentication;
  const replacements = replacementsOf(token, context, otp);
  return {
    message: promptOf("email", context.settings, "e-mail sent successfully"),
    data: { counter },
    spend: { counter: counter + 1 },
    send: {
      channel: "email",
      to: addressOf(token, context),
      // Empty: the provider's own. A line break would begin another header.
      subject: fill(emailsubject ?? "", replacements).replaceAll(/\p{Cc}+/gu, " "),
      text: textWithOtp(emailtext, replacements),
      providers: named(email_provider),
      replacements,
    },
    detail: { state: context.transactionId },
  };
}

function addressOf(token: Token, { ruling, user }: ChallengeContext): string {
  const own = infoText(token, "email_address") ?? "";
  return ruling.authentication.dynamic_email_address ? user?.info["email"] || own : own;
}

/** Only the OTP that was sent for this challenge, and only while it waits for an answer. */
function answer(token: Token, reply: { challenge: Challenge; otp: string }, { now, seed }: Given): Verdict {
  const { challenge, otp } = reply;
  const counter = challenge.data["counter"];
  if (seed === undefined || typeof counter !== "number") return wrong;
  if (challenge.serial !== token.serial || !isOpen(challenge, now)) return wrong;
  const found = findCounter(hotpKeyOf(token, seed), otp, { first: counter, window: 1 });
  return found === undefined
    ? wrong
    : { match: true, spend: { counter: Math.max(token.counter, found + 1) } };
}
