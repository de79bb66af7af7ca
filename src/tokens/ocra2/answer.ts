// Is an answer right, and what does it cost? Contract 03 "ocra2", "Answer"; 02 section 6 for bringing counters back.

import { isOpen } from "../../core/challenge.ts";
import { equalText } from "../../core/otp/equal.ts";
import { ocra } from "../../core/otp/ocra/ocra.ts";
import type { OcraSuite } from "../../core/otp/ocra/suite.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Token, TokenUpdate } from "../../core/token.ts";
import {
  type ChallengeReply,
  type Given,
  type ResyncGiven,
  type Verdict,
  wrong,
} from "../../core/token-type.ts";
import { type Info, infoNumber, infoText, without } from "../info.ts";
import { resyncsByItself } from "../oath.ts";
import { suiteOf } from "./suite-of.ts";

/** A search of this length takes a tenth of a second; nobody waits longer for a window that was set by mistake. */
const longestSearch = 20_000;

interface Range {
  readonly first: number;
  readonly end: number;
}

interface Search {
  readonly suite: OcraSuite;
  readonly seed: Uint8Array;
  readonly pin: string;
  readonly counters: Range;
  readonly steps: Range;
}

interface Found {
  readonly counter: number;
  readonly step: number;
}

export function answer(token: Token, { challenge, otp }: ChallengeReply, given: Given): Verdict {
  const search = searchFor(token, given);
  const question = challenge.data["challenge"];
  if (search === undefined || typeof question !== "string") return wrong;
  // Step 2 of the roll-out went wrong too often, or has not begun: there is no key that anybody should use.
  if (infoText(token, "rollout") === "1") return wrong;
  if (challenge.serial !== token.serial || !isOpen(challenge, given.now)) return wrong;
  const found = find(search, question, otp);
  if (found !== undefined) return { match: true, spend: spent(token, search.suite, found) };
  return resyncsByItself(given.settings) && search.suite.counter
    ? resyncSlowly(token, { search, question, otp })
    : failing(token, challenge.received + 1, given);
}

/** Too many wrong first answers, and the roll-out has to begin step 2 again. */
function failing(token: Token, received: number, { settings }: Given): Verdict {
  const isLast = received >= settingNumber(settings, "OcraMaxChallengeRequests", 3);
  return infoText(token, "rollout") === "2" && isLast
    ? { match: false, remember: { info: { ...token.info, rollout: "1" } } }
    : wrong;
}

function searchFor(token: Token, given: Given): Search | undefined {
  const suite = suiteOf(token);
  if (suite === undefined || given.seed === undefined) return undefined;
  const { settings, seed, userPin = "" } = given;
  const retry =
    infoNumber(token, "max_check_challenge_retry") ??
    settingNumber(settings, "ocra2.max_check_challenge_retry", 0);
  return {
    ...{ suite, seed, pin: userPin },
    counters: { first: Math.max(0, token.counter - retry), end: token.counter + token.window },
    steps: stepsWithin(timeWindowOf(token, given), suite, clockOf(token, given)),
  };
}

/** Seconds to each side. */
function timeWindowOf(token: Token, { settings }: Given): number {
  return infoNumber(token, "timeWindow") ?? settingNumber(settings, "ocra.timeWindow", 180);
}

/** Seconds since 1970 by the app's clock. */
function clockOf(token: Token, { settings, now }: Given): number {
  const shift = infoNumber(token, "timeShift") ?? settingNumber(settings, "ocra.timeShift", 0);
  return Math.floor(now / 1000) + shift;
}

function stepsWithin(window: number, { stepSeconds = 1 }: OcraSuite, clock: number): Range {
  const first = Math.max(0, Math.floor((clock - window) / stepSeconds));
  return { first, end: Math.max(first, Math.floor((clock + window - 1) / stepSeconds)) + 1 };
}

/** What the suite does not ask for is tried once. */
function find({ suite, seed, pin, ...ranges }: Search, question: string, otp: string): Found | undefined {
  if (otp.length !== suite.digits || !/^[0-9]+$/.test(otp)) return undefined;
  const once = { first: 0, end: 1 };
  const counters = suite.counter ? ranges.counters : once;
  const steps = suite.stepSeconds === undefined ? once : ranges.steps;
  let left = longestSearch;
  for (let counter = counters.first; counter < counters.end; counter++) {
    for (let step = steps.first; step < steps.end && left > 0; step++, left--) {
      const value = ocra(suite, seed, { question, counter, pin, step });
      if (value !== undefined && equalText(value, otp)) return { counter, step };
    }
  }
  return undefined;
}

/** The first right answer also completes the roll-out. */
function spent(token: Token, suite: OcraSuite, found: Found): TokenUpdate {
  const next = nextCounter(token, suite, found);
  const passing = ["rollout", "sharedSecret", "nonce", "lChallenge"];
  const counter = Math.max(token.counter, next);
  return passing.some((key) => key in token.info) ? { counter, info: completed(token.info) } : { counter };
}

function completed(info: Info): Info {
  return without(info, "rollout", "sharedSecret", "nonce", "lChallenge");
}

/** Of suites by time it is a second, as LinOTP has it; of suites with neither it counts the uses. */
function nextCounter(token: Token, { counter, stepSeconds }: OcraSuite, found: Found): number {
  if (counter) return found.counter + 1;
  return stepSeconds === undefined ? token.counter + 1 : found.step * stepSeconds + 1;
}

/**
 * Automatic resync, as with HOTP: an answer beyond the window is remembered, and the answer to another question at the very
 * next counter is accepted. Any other answer from the sync window ends the attempt.
 */
function resyncSlowly(
  token: Token,
  { search, question, otp }: { readonly search: Search; readonly question: string; readonly otp: string },
): Verdict {
  const counters = { first: token.counter, end: token.counter + token.syncWindow };
  const found = find({ ...search, counters }, question, otp);
  if (found === undefined) return wrong;
  const before = token.info["lChallenge"];
  const { otpc } = typeof before === "object" && before !== null && "otpc" in before ? before : { otpc: -2 };
  if (found.counter - 1 === otpc) return { match: true, spend: spent(token, search.suite, found) };
  const info =
    before === undefined
      ? { ...token.info, lChallenge: { otpc: found.counter } }
      : without(token.info, "lChallenge");
  return { match: false, remember: { info } };
}

/** Answers to two questions in a row. A suite with neither counter nor time has nothing to bring back. */
export function resync(
  token: Token,
  otps: readonly [string, string],
  given: ResyncGiven,
): TokenUpdate | undefined {
  const search = searchFor(token, given);
  const { questions } = given;
  if (search === undefined || questions === undefined) return undefined;
  const { suite } = search;
  if (suite.counter) return resyncCounter(token, search, { otps, questions });
  return suite.stepSeconds === undefined
    ? undefined
    : resyncClock(token, { ...search, suite }, { otps, questions, given });
}

interface Pair {
  readonly otps: readonly [string, string];
  readonly questions: readonly [string, string];
}

function resyncCounter(token: Token, search: Search, { otps, questions }: Pair): TokenUpdate | undefined {
  const end = token.counter + token.syncWindow;
  let first = token.counter;
  while (first < end) {
    const found = find({ ...search, counters: { first, end } }, questions[0], otps[0]);
    if (found === undefined) return undefined;
    const next = { first: found.counter + 1, end: found.counter + 2 };
    const second = find({ ...search, counters: next }, questions[1], otps[1]);
    if (second !== undefined) return spent(token, search.suite, second);
    first = found.counter + 1;
  }
  return undefined;
}

/** So many steps may lie between the two answers, and a tenth of the sync window between the clocks. */
const mostSteps = 2;

function resyncClock(
  token: Token,
  search: Search,
  { otps, questions, given }: Pair & { readonly given: Given },
): TokenUpdate | undefined {
  const { stepSeconds = 1 } = search.suite;
  const clock = clockOf(token, given);
  const window = Math.floor(token.syncWindow / 10) * stepSeconds;
  const steps = stepsWithin(window, search.suite, clock);
  const one = find({ ...search, steps }, questions[0], otps[0]);
  if (one === undefined) return undefined;
  const later = { first: one.step, end: one.step + mostSteps + 1 };
  const other = find({ ...search, steps: later }, questions[1], otps[1]);
  if (other === undefined) return undefined;
  const timeShift = other.step * stepSeconds - Math.floor(given.now / 1000);
  const { counter } = spent(token, search.suite, other);
  return { counter: counter ?? token.counter, info: { ...token.info, timeShift } };
}
