// One token against one pass: contract 06 section 3. Nothing is changed here; the trial says what was found.

import { baseOf, type Challenge, isAskedAt, isOpen } from "../challenge.ts";
import { pinMatches, splitPass } from "../pin.ts";
import { serverKeyOf } from "../server-key.ts";
import { settingReader } from "../server-setting.ts";
import type { Token, TokenUpdate } from "../token.ts";
import {
  type ChallengeData,
  type ChallengeReply,
  type Given,
  isHashed,
  type Mismatch,
  type TokenType,
  type Verdict,
  wrong,
} from "../token-type.ts";
import { unsealed } from "../unsealed.ts";
import type { CheckGiven, CheckRequest } from "./request.ts";
import { letsRolloutTokensIn, type Situation } from "./situation.ts";
import { type Door, opens, type Unusable, unusable } from "./usable.ts";

interface Tried {
  readonly token: Token;
  /** The token whose OTPs count: another one only for forward tokens. */
  readonly device: Token;
}

export type Trial =
  | { readonly kind: "skipped"; readonly token: Token; readonly because: Unusable }
  | ({
      readonly kind: "valid";
      /** Of the device. */
      readonly spend: TokenUpdate;
      /** The challenge that was answered, if it was one. */
      readonly answered: Challenge | undefined;
      readonly data: ChallengeData;
      readonly pinLength: number;
      readonly otpLength: number;
    } & Tried)
  /** The PIN was right and the OTP was not. */
  | ({ readonly kind: "pin-matching"; readonly remember: TokenUpdate } & Tried)
  /** `guessed`: at an open question of its own. `marked`: what a wrong answer leaves at those that it was meant for. */
  | ({
      readonly kind: "invalid";
      readonly guessed?: boolean;
      readonly marked?: ReadonlyMap<Challenge, ChallengeData>;
      readonly remember?: TokenUpdate;
      readonly alarm?: string;
    } & Tried)
  /** The owner said no to this challenge. */
  | ({ readonly kind: "declined"; readonly answered: Challenge; readonly data: ChallengeData } & Tried)
  /** It could not be tried, which is nobody's fault. `pinWasRight`: the pass was meant for this token. */
  | ({ readonly kind: "failed"; readonly why: string; readonly pinWasRight: boolean } & Tried)
  /** The pass is a request to be asked for the OTP; `asked`: somebody outside put the question already. */
  | ({ readonly kind: "asks"; readonly asked: Mismatch["asks"] } & Tried);

interface Bench extends Tried {
  readonly type: TokenType;
  readonly situation: Situation;
  readonly request: CheckRequest;
  readonly given: CheckGiven;
  readonly pass: string;
  readonly values: Given;
}

interface Asked {
  readonly request: CheckRequest;
  readonly given: CheckGiven;
}

export function doorOf(situation: Situation, request: CheckRequest): Door {
  return {
    path: request.path,
    realm: request.user?.realm,
    get rolloutAtValidate() {
      return letsRolloutTokensIn(situation, request);
    },
    now: request.origin.at,
  };
}

export function tryToken(token: Token, situation: Situation, asked: Asked): Trial {
  const bench = benchFor(token, situation, asked);
  return "kind" in bench ? bench : tryOn(bench);
}

/** Whether a question may be opened although no pass was sent at all (contract 06, check_s). */
export function tryWithoutPass(token: Token, situation: Situation, asked: Asked): Trial {
  const bench = benchFor(token, situation, asked);
  if ("kind" in bench) return bench;
  return opensWithoutPass(bench) ? asks(bench) : invalid(bench);
}

function benchFor(
  token: Token,
  situation: Situation,
  asked: Asked,
): Bench | Extract<Trial, { kind: "skipped" }> {
  const { request, given } = asked;
  const own = given.types.get(token.type);
  const known = own?.countsAsActive?.(token) === true ? { ...token, active: true } : token;
  const obstacle =
    unusable(known, doorOf(situation, request)) ?? (own === undefined ? "unknown-type" : undefined);
  const device = own?.target === undefined ? token : targetOf(token, own, situation);
  const type = device === undefined ? undefined : given.types.get(device.type);
  // Standing in for a rollout token does not open more than that token does.
  if (device !== undefined && !opens(device, doorOf(situation, request)))
    return { kind: "skipped", token, because: "outside-scope" };
  if (obstacle !== undefined || device === undefined || type === undefined) {
    return { kind: "skipped", token, because: obstacle ?? "unknown-type" };
  }
  const values = givenFor(device, situation, asked);
  return { token, device, type, situation, request, given, pass: request.pass ?? "", values };
}

/** Another token stands in. A chain of them is not followed: it could be a ring. */
function targetOf(token: Token, own: TokenType, { state }: Situation): Token | undefined {
  const serial = own.target?.(token);
  return state.tokens.find((each) => each.serial === serial && each.type !== token.type);
}

/** What the type may look at, the secrets unsealed. */
export function givenFor(token: Token, { state }: Situation, { request, given }: Asked): Given {
  const { vault, answers } = given;
  const { secret } = token;
  return {
    now: request.origin.at,
    settings: state.settings,
    ...unsealed(token, vault),
    hashMatches: (otp) => isHashed(secret) && answers.hash(token, otp),
    outside: answers.outside,
    serverKey: serverKeyOf(state.settings, vault),
    setting: settingReader(state.settings, vault),
  };
}

function tryOn(bench: Bench): Trial {
  const { type, request } = bench;
  if (request.signature !== undefined && type.challenge === undefined) return invalid(bench);
  return mayAsk(bench) ? withChallenges(bench) : direct(bench);
}

function mayAsk({ token, type, situation, request }: Bench): boolean {
  if (type.challenge === undefined) return false;
  if (!type.modes.authenticate || request.alwaysChallenge) return true;
  return coveredByPolicy(type.type, situation) || coveredByPolicy(token.type, situation);
}

/** `challenge_response` lists types, or is `*`. */
function coveredByPolicy(type: string, situation: Situation): boolean {
  const listed = (situation.ruling.authentication.challenge_response ?? "").toLowerCase().split(/\s+/);
  return listed.includes("*") || listed.includes(type);
}

function withChallenges(bench: Bench): Trial {
  if (bench.request.transactionId !== undefined) return answerOf(bench, bench.request.transactionId);
  const atOnce = bench.type.modes.authenticate ? direct(bench) : pinAndAnswer(bench);
  if (atOnce.kind === "valid" || atOnce.kind === "failed" || atOnce.kind === "asks") return atOnce;
  return asksForQuestion(bench) ? (askedElsewhere(bench) ?? asks(bench)) : atOnce;
}

/** Nothing but the PIN was shown: the server that will judge the OTP may have a question of its own, or be down. */
function askedElsewhere(bench: Bench): Trial | undefined {
  const { type, device, values } = bench;
  if (type.asksOutside !== true || !type.modes.authenticate) return undefined;
  const verdict = type.verify(device, "", values);
  if (verdict.match || (verdict.asks === undefined && verdict.failed === undefined)) return undefined;
  return mismatched(bench, verdict, true);
}

function direct(bench: Bench): Trial {
  const { type, pass } = bench;
  const { fixed, otp } = type.otp === "none" ? { fixed: pass, otp: "" } : splitOf(bench, false);
  const passwordFirst = bench.situation.pinMode !== "password";
  if (passwordFirst && !pinIsRight(bench, fixed)) return invalid(bench);
  const verdict = type.verify(bench.device, otp, bench.values);
  if (!verdict.match) return mismatched(bench, verdict, passwordFirst);
  // In password mode the directory is only asked about a pass whose OTP was right.
  if (!passwordFirst && !pinIsRight(bench, fixed)) return invalid(bench);
  return valid(bench, verdict, { answered: undefined, pinLength: fixed.length, otpLength: otp.length });
}

function mismatched(bench: Bench, verdict: Mismatch, pinWasRight: boolean): Trial {
  if (verdict.failed !== undefined) return failed(bench, verdict.failed, pinWasRight && !leavesPin(bench));
  if (!pinWasRight) return invalid(bench);
  if (verdict.asks !== undefined && mayAsk(bench))
    return { kind: "asks", ...tried(bench), asked: verdict.asks };
  return { kind: "pin-matching", ...tried(bench), remember: verdict.remember ?? {} };
}

function splitOf(bench: Bench, answering: boolean): { readonly fixed: string; readonly otp: string } {
  const { token, type, device, pass, situation } = bench;
  // A forward token's own PIN stays here, wherever its target's is checked.
  const ownPin = device !== token && !answering && type.checksPinElsewhere?.(device) === true;
  const split = ownPin ? undefined : type.split?.(pass, device, answering);
  return split ?? splitPass(pass, device, situation.pinFirst);
}

/** Another server checks the PIN along with the OTP. */
function leavesPin({ token, device, type }: Bench): boolean {
  return device === token && type.checksPinElsewhere?.(device) === true;
}

function failed(bench: Bench, why: string, pinWasRight: boolean): Trial {
  return { kind: "failed", ...tried(bench), why, pinWasRight };
}

function tried({ token, device }: Bench): Tried {
  return { token, device };
}

type Left = Pick<Extract<Trial, { kind: "invalid" }>, "guessed" | "marked" | "remember" | "alarm">;

function invalid(bench: Bench, left: Left = {}): Trial {
  return { kind: "invalid", ...tried(bench), ...left };
}

function asks(bench: Bench): Trial {
  return { kind: "asks", ...tried(bench), asked: undefined };
}

function valid(
  bench: Bench,
  { spend, data = {} }: Extract<Verdict, { match: true }>,
  how: { answered: Challenge | undefined; pinLength: number; otpLength: number },
): Trial {
  return { kind: "valid", ...tried(bench), spend, data, ...how };
}

/** The answer to a question we asked: the OTP alone, or behind the PIN; or what an app signed. */
function answerOf(bench: Bench, transactionId: string): Trial {
  const meant = openChallenges(bench).filter((each) => belongsTo(each, transactionId));
  if (bench.request.signature !== undefined) return answersTo(bench, meant, { fixed: "", otp: "" });
  // What a phone shows says for itself which question it answers (contract 03, qr).
  const open = isAnsweredByApp(bench) ? openChallenges(bench) : meant;
  const { fixed, otp } = splitOf(bench, true);
  const judge = () => answersTo(bench, open, { fixed, otp });
  return fixed === "" || bench.situation.pinMode === "verified" ? judge() : behindPin(bench, fixed, judge);
}

/** PIN and OTP in one, for a type that only ever answers questions: every open one of its counts. */
function pinAndAnswer(bench: Bench): Trial {
  const { fixed, otp } = splitOf(bench, false);
  if (otp === "") return invalid(bench);
  return behindPin(bench, fixed, () => answersTo(bench, openChallenges(bench), { fixed, otp }));
}

/** In password mode the directory is only asked about a pass whose OTP was right, so the OTP comes first there. */
function behindPin(bench: Bench, fixed: string, judge: () => Trial): Trial {
  if (bench.situation.pinMode !== "password") return pinIsRight(bench, fixed) ? judge() : invalid(bench);
  const trial = judge();
  return trial.kind === "invalid" || pinIsRight(bench, fixed) ? trial : invalid(bench);
}

function answersTo(
  bench: Bench,
  challenges: readonly Challenge[],
  { fixed, otp }: { readonly fixed: string; readonly otp: string },
): Trial {
  const { request } = bench;
  const marked = new Map<Challenge, ChallengeData>();
  let left: Left = { guessed: challenges.length > 0 };
  const reply = { otp, ...(request.signature === undefined ? {} : { signature: request.signature }) };
  for (const challenge of challenges) {
    const verdict = answered(bench, { challenge, ...reply });
    if (verdict.match) {
      return valid(bench, verdict, { answered: challenge, pinLength: fixed.length, otpLength: otp.length });
    }
    const ended = endOf(bench, challenge, verdict);
    if (ended !== undefined) return ended;
    if (verdict.data !== undefined) marked.set(challenge, verdict.data);
    left = { ...left, ...leftBy(verdict) };
  }
  return invalid(bench, marked.size === 0 ? left : { ...left, marked });
}

/** A forward token's questions are its target's as far as the type is concerned. */
function answered({ type, token, device, values }: Bench, { challenge, ...reply }: ChallengeReply): Verdict {
  const asked = device === token ? challenge : { ...challenge, serial: device.serial };
  return type.challenge?.answer(device, { challenge: asked, ...reply }, values) ?? wrong;
}

function leftBy({ remember, alarm }: Mismatch): Left {
  return {
    ...(remember === undefined ? {} : { remember }),
    ...(alarm === undefined ? {} : { alarm }),
  };
}

/** Answers that are neither right nor wrong. */
function endOf(bench: Bench, answered: Challenge, verdict: Mismatch): Trial | undefined {
  if (verdict.declined === true)
    return { kind: "declined", ...tried(bench), answered, data: verdict.data ?? {} };
  // Only where somebody else judges there can be an outage. What an app does not understand is no answer to it.
  if (verdict.failed !== undefined) return failed(bench, verdict.failed, bench.type.asksOutside === true);
  return verdict.asks === undefined ? undefined : { kind: "asks", ...tried(bench), asked: verdict.asks };
}

function isAnsweredByApp({ type }: Bench): boolean {
  return type.challenge?.answeredBy === "app";
}

/** A phone answers at /validate, whose doors know no user then, and wherever the question came from. */
function openChallenges(bench: Bench): readonly Challenge[] {
  const { situation, token, type, request } = bench;
  const fromAnywhere = isAnsweredByApp(bench) && request.user === undefined;
  const most = type.challenge?.attempts?.(situation.state.settings) ?? Number.POSITIVE_INFINITY;
  return situation.state.challenges.filter(
    (each) =>
      each.serial === token.serial &&
      isOpen(each, request.origin.at) &&
      (fromAnywhere || isAskedAt(request.path, each)) &&
      each.received < most,
  );
}

/** The ending `.01` does not matter here: any of the tokens that were asked together may answer (contract 06 section 4). */
function belongsTo(challenge: Challenge, transactionId: string): boolean {
  return baseOf(challenge.transactionId) === baseOf(transactionId);
}

function asksForQuestion(bench: Bench): boolean {
  const { type, pass, request, situation } = bench;
  if (opensWithoutPass(bench)) return true;
  if (type.challenge?.trigger === "pin-and-data" && request.text === undefined) return false;
  // Whoever has already shown his password asks by sending no OTP; a wrong one is a wrong one.
  if (situation.pinMode === "verified") return pass === "";
  return !leavesPin(bench) && pinIsRight(bench, pass);
}

function opensWithoutPass({ type, request, situation }: Bench): boolean {
  return (
    request.bySerial && type.challenge?.opensWithoutPass?.(situation.ruling, request.parameters) === true
  );
}

function pinIsRight(bench: Bench, fixed: string): boolean {
  const { token, type, situation, given } = bench;
  if (type.otp === "none") return pinAloneIsRight(bench, fixed);
  if (leavesPin(bench)) return true;
  switch (situation.pinMode) {
    case "token_pin":
      return pinMatches(given.vault, token.pin, fixed);
    case "password":
      return given.answers.password(fixed);
    case "only_otp":
      return fixed === "";
    case "ignore_pin":
    case "verified":
      return true;
  }
}

/**
 * A token whose only secret is its PIN. In the portal the password has been given already, so there the PIN itself is the
 * second factor: it must exist and be right, or the password alone would do.
 */
function pinAloneIsRight(bench: Bench, pass: string): boolean {
  const { token, situation, given, request } = bench;
  if (request.path === "userservice")
    return token.pin !== undefined && pinMatches(given.vault, token.pin, pass);
  if (situation.pinMode === "password") return given.answers.password(pass);
  if (situation.pinMode === "only_otp") return pass === "";
  return pinMatches(given.vault, token.pin, pass);
}
