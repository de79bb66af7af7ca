// HOTP tokens: each value is good once, and counted by the token and by us. Contract 03 "hmac", RFC 4226.

import type { Fields } from "../../core/fields.ts";
import { findCounter, findPair, type HotpKey, hotp } from "../../core/otp/hotp.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Token, TokenUpdate } from "../../core/token.ts";
import {
  type Enrollment,
  type EnrollmentContext,
  type Given,
  type TokenType,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { asksForOtp } from "../challenge.ts";
import { infoNumber, without } from "../info.ts";
import { enrollmentUrl } from "../label.ts";
import {
  configuredHash,
  hotpKeyOf,
  numberedHash,
  readDigits,
  readHash,
  readKeySize,
  readSeed,
  resyncsByItself,
  shownSeed,
} from "../oath.ts";

export const hmac: TokenType = {
  type: "hmac",
  spelling: "HMAC",
  prefix: "OATH",
  title: "One-time password by counter (HOTP)",
  otp: "spent",
  modes: { authenticate: true, challenge: true },
  selfEnroll: true,
  readEnrollment,
  verify,
  challenge: asksForOtp("hmac", verify),
  resync(token, otps, { seed }) {
    if (seed === undefined || otps[0] === otps[1]) return undefined;
    const range = { first: token.counter, window: token.syncWindow };
    const found = findPair(hotpKeyOf(token, seed), otps, range);
    return found === undefined ? undefined : spent(token, found + 1);
  },
  ahead: {
    recognise(token, otp, { seed, window }) {
      const found = findCounter(hotpKeyOf(token, seed), otp, { first: token.counter, window });
      return found === undefined ? undefined : spent(token, found);
    },
    list: {
      limit: "hotp",
      coming(token, { seed, count }) {
        const key = hotpKeyOf(token, seed);
        const counters = Array.from({ length: count }, (_, index) => token.counter + index);
        return {
          values: counters.map((counter) => ({ key: String(counter), otp: hotp(key, counter) })),
          detail: {},
        };
      },
    },
  },
};

function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  const inPortal = context.by === "portal";
  const { settings, ruling } = context;
  const seed = readSeed(fields, context, { bytes: readKeySize(fields) ?? 20, generateUnasked: inPortal });
  const digits =
    readDigits(fields) ??
    (inPortal ? (ruling.selfservice.hmac_otplen ?? 6) : settingNumber(settings, "DefaultOtpLen", 6));
  const hash =
    readHash(fields) ??
    (inPortal ? numberedHash(ruling.selfservice.hmac_hashlib) : configuredHash(settings, "hotp.hashlib"));
  const googleurl = enrollmentUrl(fields, context, { seed, hash, digits, stepSeconds: undefined });
  return {
    secret: { kind: "seed", bytes: seed },
    set: { otpLength: digits, info: { hashlib: hash } },
    shown: { otpkey: shownSeed(seed), googleurl },
  };
}

function verify(token: Token, otp: string, given: Given): Verdict {
  if (given.seed === undefined) return wrong;
  const key = hotpKeyOf(token, given.seed);
  const found = findCounter(key, otp, { first: token.counter, window: token.window });
  if (found !== undefined) return { match: true, spend: spent(token, found) };
  return resyncsByItself(given.settings) ? resyncSlowly(key, token, { otp, given }) : wrong;
}

/**
 * Automatic resync, contract 02 section 6: an OTP beyond the window is remembered, and the one that follows it at once is
 * accepted if it comes in time. Any other OTP from the sync window ends the attempt.
 */
function resyncSlowly(key: HotpKey, token: Token, { otp, given }: { otp: string; given: Given }): Verdict {
  const first = infoNumber(token, "otp1c");
  if (first !== undefined && follows(key, otp, first + 1) && inTime(token, first + 1, given)) {
    return { match: true, spend: spent(token, first + 1) };
  }
  const found = findCounter(key, otp, { first: token.counter, window: token.syncWindow });
  if (found === undefined) return wrong;
  if (first !== undefined) return { match: false, remember: { info: forgotten(token) } };
  const dueDate = Math.floor(given.now / 1000) + settingNumber(given.settings, "AutoResyncTimeout", 300);
  return { match: false, remember: { info: { ...token.info, otp1c: found, dueDate } } };
}

function follows(key: HotpKey, otp: string, counter: number): boolean {
  return findCounter(key, otp, { first: counter, window: 1 }) !== undefined;
}

function inTime(token: Token, counter: number, { now }: Given): boolean {
  const dueDate = infoNumber(token, "dueDate") ?? 0;
  return now <= dueDate * 1000 && counter >= token.counter && counter <= token.counter + token.syncWindow;
}

function spent(token: Token, counter: number): TokenUpdate {
  const remembers = "otp1c" in token.info || "dueDate" in token.info;
  return remembers ? { counter: counter + 1, info: forgotten(token) } : { counter: counter + 1 };
}

function forgotten({ info }: Token): Token["info"] {
  return without(info, "otp1c", "dueDate");
}
