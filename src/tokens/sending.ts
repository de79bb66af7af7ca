// What the types that send their OTP to the owner share: the seed nobody else knows, and the text around the OTP.

import type { Challenge } from "../core/challenge.ts";
import type { Fields } from "../core/fields.ts";
import type { HotpKey } from "../core/otp/hotp.ts";
import { Refusal } from "../core/problem.ts";
import type { Token } from "../core/token.ts";
import type { ChallengeContext, Enrollment, EnrollmentContext } from "../core/token-type.ts";
import type { ChallengeType } from "./challenge.ts";
import { fill } from "./label.ts";
import { configuredHash, hotpKeyOf, readDigits, readHash, readSeed } from "./oath.ts";

/** The address is all that the owner must give; the answer shows no seed (contract 02 section 4). */
export function readSendingEnrollment(
  fields: Fields,
  context: EnrollmentContext,
  address: { readonly [key: string]: string },
): Enrollment {
  const bytes = readSeed(fields, context, { bytes: 20, generateUnasked: true });
  const otpLength = readDigits(fields);
  const hashlib = readHash(fields) ?? configuredHash(context.settings, "hotp.hashlib");
  return {
    secret: { kind: "seed", bytes },
    set: { ...(otpLength === undefined ? {} : { otpLength }), info: { ...address, hashlib } },
    shown: {},
  };
}

/** An OTP cannot be sent without the seed; that this fails closed matters more than how. */
export function keyForSending(token: Token, { seed }: ChallengeContext): HotpKey {
  if (seed === undefined)
    throw new Refusal({ code: "unavailable", what: `the seed of token ${token.serial}` });
  return hotpKeyOf(token, seed);
}

/** What may stand in a text as `<otp>`, `<serial>`, ... */
export interface Replacements {
  readonly [name: string]: string;
}

export function replacementsOf(token: Token, context: ChallengeContext, otp: string): Replacements {
  return { ...context.user?.info, otp, serial: token.serial, transactionid: context.transactionId };
}

/** A text that forgets the OTP gets it in front: without it the message would be of no use. */
export function textWithOtp(template: string | undefined, values: Replacements): string {
  const text = template || "<otp>";
  return fill(text.includes("<otp>") ? text : `<otp> ${text}`, values);
}

/** Nothing new is sent; the reply points to the question that is still open. */
export function repeated(message: string): ChallengeType["repeat"] {
  return (_token, { transactionId }: Challenge) => ({
    message,
    detail: { info: "challenge already submitted", state: transactionId },
  });
}

/** Policies list providers by name, in the order in which they are tried; an empty list is the default one. */
export function named(providers: string): readonly string[] {
  return providers.split(/\s+/).filter((name) => name !== "");
}
