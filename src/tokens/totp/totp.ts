// TOTP tokens: each value belongs to a step of time. Contract 03 "totp", RFC 6238; deviation 16.
//
// `timeShift` is how far the device's clock is ahead of ours. Whoever sets it (an enrollment, an administrator, a resync) says
// so for certain; every use moves it a little, as in LinOTP. `drift` remembers the certain value beneath such moves, and a
// step is accepted only inside the windows around both: drift is followed, but uses alone never carry it further than one
// window from where it was set.

import { type Fields, optional, wholeNumber } from "../../core/fields.ts";
import { findCounter, findPair, type HashName, type HotpKey } from "../../core/otp/hotp.ts";
import { stepAt } from "../../core/otp/totp.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Settings } from "../../core/settings.ts";
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

export const totp: TokenType = {
  type: "totp",
  spelling: "TOTP",
  prefix: "TOTP",
  title: "One-time password by time (TOTP)",
  otp: "spent",
  modes: { authenticate: true, challenge: true },
  selfEnroll: true,
  readEnrollment,
  verify,
  challenge: asksForOtp("totp", verify),
  resync,
};

/** RFC 6238 section 5.1 and RFC 4226 R6: as many bytes as the hash yields. */
const seedBytes: { readonly [Hash in HashName]: number } = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  md5: 16,
};

function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  const inPortal = context.by === "portal";
  const { hash, digits, timeStep } = inPortal ? chosenInPortal(fields, context) : chosen(fields, context);
  const bytes = readKeySize(fields) ?? seedBytes[hash];
  // LinOTP names the wrong parameter here, and clients have learned it.
  const rule = { bytes, generateUnasked: inPortal, generatedWins: true, missing: "serial" };
  const seed = readSeed(fields, context, rule);
  const stepSeconds = wholeNumber(timeStep, "timeStep");
  const googleurl = enrollmentUrl(fields, context, { seed, hash, digits, stepSeconds });
  return {
    secret: { kind: "seed", bytes: seed },
    set: { otpLength: digits, info: { hashlib: hash, ...readClock(fields, context), timeStep } },
    shown: { otpkey: shownSeed(seed), googleurl },
  };
}

/** Kept as text, as LinOTP does. People in the portal have nothing to say about it. `timeWindow` is only kept. */
function readClock(fields: Fields, { by, settings }: EnrollmentContext): Token["info"] {
  const sent = (name: string) => (by === "portal" ? undefined : optional(fields, name));
  const timeWindow = sent("timeWindow") ?? configured(settings, "totp.timeWindow") ?? "180";
  const timeShift = sent("timeShift") ?? configured(settings, "totp.timeShift") ?? "0";
  wholeNumber(timeWindow, "timeWindow", { max: longestShift });
  wholeNumber(timeShift, "timeShift", { min: -longestShift, max: longestShift });
  return { timeWindow, timeShift };
}

function configured(settings: Settings, key: string): string | undefined {
  return settings.config.get(key)?.value || undefined;
}

/** Ten years, in seconds: further off no clock is worth following. */
const longestShift = 315_360_000;

type Choice = Pick<HotpKey, "hash" | "digits"> & { readonly timeStep: string };

function chosen(fields: Fields, { settings }: EnrollmentContext): Choice {
  return {
    hash: readHash(fields) ?? configuredHash(settings, "totp.hashlib"),
    digits: readDigits(fields) ?? settingNumber(settings, "DefaultOtpLen", 6),
    timeStep: optional(fields, "timeStep") ?? configured(settings, "totp.timeStep") ?? "30",
  };
}

/** The portal's parameters have names of their own, and policies choose what is not sent (contract 07 section 5). */
function chosenInPortal(fields: Fields, { ruling }: EnrollmentContext): Choice {
  const { totp_hashlib, totp_otplen, totp_timestep } = ruling.selfservice;
  return {
    hash: readHash(fields, "totp_hashlib") ?? numberedHash(totp_hashlib),
    digits: readDigits(fields, "totp_otplen") ?? totp_otplen ?? 6,
    timeStep: optional(fields, "timeStep") ?? String(totp_timestep ?? 30),
  };
}

/** The clocks of one token at one moment, in steps. */
interface Clocks {
  readonly stepSeconds: number;
  /** By our clock. */
  readonly current: number;
  /** By the device's, as it last showed itself. */
  readonly drifted: number;
  /** By the device's, as it was last set. */
  readonly certain: number;
  /** Seconds; what `certain` is ahead of `current`. */
  readonly certainShift: number;
}

function clocksOf(token: Token, now: number): Clocks {
  const stepSeconds = Math.max(1, infoNumber(token, "timeStep") ?? 30);
  const shift = infoNumber(token, "timeShift") ?? 0;
  const certainShift = shiftBeneath(token, shift);
  const at = (shiftSeconds: number) => stepAt(now, stepSeconds, shiftSeconds);
  return { stepSeconds, current: at(0), drifted: at(shift), certain: at(certainShift), certainShift };
}

/** `drift` is about the shift it names; a shift that has been set since stands for itself. */
function shiftBeneath({ info }: Token, shift: number): number {
  const drift = info["drift"];
  if (typeof drift !== "object" || drift === null || !("from" in drift)) return shift;
  const { from, to } = drift;
  return to === shift && typeof from === "number" ? from : shift;
}

function verify(token: Token, otp: string, given: Given): Verdict {
  if (given.seed === undefined) return wrong;
  const key = hotpKeyOf(token, given.seed);
  const clocks = clocksOf(token, given.now);
  const first = Math.max(token.counter, clocks.drifted - token.window, clocks.certain - token.window);
  const end = Math.min(clocks.drifted, clocks.certain) + token.window;
  const found = findCounter(key, otp, { first, window: end - first });
  if (found !== undefined) return { match: true, spend: spent(token, found, moved(found, clocks)) };
  return resyncsByItself(given.settings) ? resyncSlowly(key, token, { otp, clocks }) : wrong;
}

function moved(step: number, { current, stepSeconds, certainShift }: Clocks): Token["info"] {
  const timeShift = (step - current) * stepSeconds;
  return timeShift === certainShift
    ? { timeShift }
    : { timeShift, drift: { from: certainShift, to: timeShift } };
}

/** A resync searches around our own time, so that several in a row cannot carry a token away either. */
function syncRange(token: Token, { current }: Clocks): { first: number; window: number } {
  const first = Math.max(token.counter, current - token.syncWindow);
  return { first, window: current + token.syncWindow + 1 - first };
}

/** How far apart the two OTPs of an automatic resync may be (contract 03). */
const stepsBetween = 3;

/**
 * Automatic resync: an OTP outside the window is remembered, and one that follows it within three steps is accepted. One
 * further ahead becomes the new first one; an equal or earlier one is ignored.
 */
function resyncSlowly(key: HotpKey, token: Token, { otp, clocks }: { otp: string; clocks: Clocks }): Verdict {
  const range = syncRange(token, clocks);
  const end = range.first + range.window;
  const first = infoNumber(token, "otp1c");
  if (first !== undefined) {
    const next = Math.max(first + 1, range.first);
    const last = Math.min(first + stepsBetween, end - 1);
    const second = findCounter(key, otp, { first: next, window: last + 1 - next });
    if (second !== undefined) {
      const timeShift = (second - clocks.current) * clocks.stepSeconds;
      return { match: true, spend: spent(token, second, { timeShift }) };
    }
  }
  const found = findCounter(key, otp, range);
  if (found === undefined || (first !== undefined && found <= first)) return wrong;
  return { match: false, remember: { info: { ...token.info, otp1c: found } } };
}

function resync(
  token: Token,
  otps: readonly [string, string],
  { seed, now }: Given,
): TokenUpdate | undefined {
  if (seed === undefined || otps[0] === otps[1]) return undefined;
  const clocks = clocksOf(token, now);
  const { first, window } = syncRange(token, clocks);
  const found = findPair(hotpKeyOf(token, seed), otps, { first, window: window - 1 });
  if (found === undefined) return undefined;
  // The middle of the step is the best guess of what its clock shows.
  const timeShift = Math.round((found + 1.5) * clocks.stepSeconds - now / 1000);
  return spent(token, found + 1, { timeShift });
}

function spent(token: Token, step: number, shift: Token["info"]): TokenUpdate {
  return { counter: step + 1, info: { ...without(token.info, "otp1c", "drift"), ...shift } };
}
