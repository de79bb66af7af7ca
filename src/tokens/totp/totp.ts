// TOTP tokens: each value belongs to a step of time, and is good once. Contract 03 "totp", RFC 6238; deviation 16.

import { findCounter, findPair, type HotpKey } from "../../core/otp/hotp.ts";
import type { Token, TokenUpdate } from "../../core/token.ts";
import { type Given, type TokenType, type Verdict, wrong } from "../../core/token-type.ts";
import { asksForOtp } from "../challenge.ts";
import { infoNumber, without } from "../info.ts";
import { hotpKeyOf, resyncsByItself } from "../oath.ts";
import { ahead } from "./ahead.ts";
import { type Clocks, clocksOf, moved } from "./clocks.ts";
import { readEnrollment } from "./enrollment.ts";

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
  ahead,
};

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
