// One token against one pass: contract 06 section 3. Nothing is changed here; the trial says what was found.

import { baseOf, type Challenge, isAskedAt, isOpen } from "../challenge.ts";
import { pinMatches, splitPass } from "../pin.ts";
import type { Token, TokenUpdate } from "../token.ts";
import { type Given, isHashed, type TokenType, type Verdict } from "../token-type.ts";
import { secretPlace } from "../vault.ts";
import type { CheckGiven, CheckRequest } from "./request.ts";
import { letsRolloutTokensIn, type Situation } from "./situation.ts";
import { type Door, type Unusable, unusable } from "./usable.ts";

export type Trial =
  | { readonly kind: "skipped"; readonly token: Token; readonly because: Unusable }
  | {
      readonly kind: "valid";
      readonly token: Token;
      readonly spend: TokenUpdate;
      /** The challenge that was answered, if it was one. */
      readonly answered: Challenge | undefined;
      readonly pinLength: number;
      readonly otpLength: number;
    }
  /** The PIN was right and the OTP was not. */
  | { readonly kind: "pin-matching"; readonly token: Token; readonly remember: TokenUpdate }
  | { readonly kind: "invalid"; readonly token: Token }
  /** The pass is a request to be asked for the OTP. */
  | { readonly kind: "asks"; readonly token: Token };

interface Bench {
  readonly token: Token;
  readonly type: TokenType;
  readonly situation: Situation;
  readonly request: CheckRequest;
  readonly given: CheckGiven;
  readonly pass: string;
  readonly values: Given;
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

export function tryToken(
  token: Token,
  situation: Situation,
  asked: { request: CheckRequest; given: CheckGiven },
): Trial {
  const { request, given } = asked;
  const type = given.types.get(token.type);
  const obstacle =
    unusable(token, doorOf(situation, request)) ?? (type === undefined ? "unknown-type" : undefined);
  if (obstacle !== undefined || type === undefined) {
    return { kind: "skipped", token, because: obstacle ?? "unknown-type" };
  }
  const values = givenFor(token, situation, asked);
  const bench: Bench = { token, type, situation, request, given, pass: request.pass ?? "", values };
  return mayAsk(bench) ? withChallenges(bench) : direct(bench);
}

/** What the type may look at, the secret unsealed. */
export function givenFor(
  token: Token,
  situation: Situation,
  asked: { request: CheckRequest; given: CheckGiven },
): Given {
  const { vault, answers } = asked.given;
  const { secret } = token;
  return {
    now: asked.request.origin.at,
    settings: situation.state.settings,
    seed: secret?.kind === "sealed" ? vault.open(secret.bytes, secretPlace(token.serial)) : undefined,
    hashMatches: (otp) => isHashed(secret) && answers.hash(token, otp),
  };
}

function mayAsk({ type, situation, request }: Bench): boolean {
  if (type.challenge === undefined) return false;
  return !type.modes.authenticate || request.alwaysChallenge || coveredByPolicy(type.type, situation);
}

/** `challenge_response` lists types, or is `*`. */
function coveredByPolicy(type: string, situation: Situation): boolean {
  const listed = (situation.ruling.authentication.challenge_response ?? "").toLowerCase().split(/\s+/);
  return listed.includes("*") || listed.includes(type);
}

function withChallenges(bench: Bench): Trial {
  if (bench.request.transactionId !== undefined) return answerOf(bench, bench.request.transactionId);
  const atOnce = bench.type.modes.authenticate ? direct(bench) : pinAndAnswer(bench);
  if (atOnce.kind === "valid") return atOnce;
  return asksForQuestion(bench) ? { kind: "asks", token: bench.token } : atOnce;
}

function direct(bench: Bench): Trial {
  const { token, type, pass } = bench;
  const { fixed, otp } =
    type.otp === "none" ? { fixed: pass, otp: "" } : splitPass(pass, token, bench.situation.pinFirst);
  const passwordFirst = bench.situation.pinMode !== "password";
  if (passwordFirst && !pinIsRight(bench, fixed)) return { kind: "invalid", token };
  const verdict = type.verify(token, otp, bench.values);
  if (!verdict.match) return passwordFirst ? pinMatching(token, verdict) : { kind: "invalid", token };
  // In password mode the directory is only asked about a pass whose OTP was right.
  if (!passwordFirst && !pinIsRight(bench, fixed)) return { kind: "invalid", token };
  return valid(bench, verdict.spend, { answered: undefined, pinLength: fixed.length, otpLength: otp.length });
}

function pinMatching(token: Token, verdict: Extract<Verdict, { match: false }>): Trial {
  return { kind: "pin-matching", token, remember: verdict.remember ?? {} };
}

function valid(
  { token }: Bench,
  spend: TokenUpdate,
  how: { answered: Challenge | undefined; pinLength: number; otpLength: number },
): Trial {
  return { kind: "valid", token, spend, ...how };
}

/** The answer to a question we asked: the OTP alone, or behind the PIN. */
function answerOf(bench: Bench, transactionId: string): Trial {
  const { token, pass } = bench;
  const { fixed, otp } = splitPass(pass, token, bench.situation.pinFirst);
  const open = openChallenges(bench).filter((each) => belongsTo(each, transactionId));
  const withPin = fixed !== "" && bench.situation.pinMode === "token_pin" && pinIsRight(bench, fixed);
  for (const challenge of open) {
    const alone =
      fixed === "" || bench.situation.pinMode === "verified" ? answered(bench, challenge, otp) : undefined;
    const found = alone ?? (withPin ? answered(bench, challenge, otp) : undefined);
    if (found !== undefined) {
      return valid(bench, found, { answered: challenge, pinLength: fixed.length, otpLength: otp.length });
    }
  }
  return { kind: "invalid", token };
}

/** PIN and OTP in one, for a type that only ever answers questions: every open one of its counts. */
function pinAndAnswer(bench: Bench): Trial {
  const { token, pass } = bench;
  const { fixed, otp } = splitPass(pass, token, bench.situation.pinFirst);
  if (otp === "" || !pinIsRight(bench, fixed)) return { kind: "invalid", token };
  for (const challenge of openChallenges(bench)) {
    const spend = answered(bench, challenge, otp);
    if (spend !== undefined) {
      return valid(bench, spend, { answered: challenge, pinLength: fixed.length, otpLength: otp.length });
    }
  }
  return { kind: "invalid", token };
}

function answered(
  { type, token, values }: Bench,
  challenge: Challenge,
  otp: string,
): TokenUpdate | undefined {
  const verdict = type.challenge?.answer(token, { challenge, otp }, values);
  return verdict?.match === true ? verdict.spend : undefined;
}

function openChallenges({ situation, token, request }: Bench): readonly Challenge[] {
  return situation.state.challenges.filter(
    (each) =>
      each.serial === token.serial && isOpen(each, request.origin.at) && isAskedAt(request.path, each),
  );
}

function belongsTo(challenge: Challenge, transactionId: string): boolean {
  const asked = transactionId.includes(".") ? challenge.transactionId : baseOf(challenge.transactionId);
  return asked === transactionId;
}

function asksForQuestion(bench: Bench): boolean {
  const { type, pass, request, situation } = bench;
  if (type.challenge?.trigger === "pin-and-data" && request.text === undefined) return false;
  // Whoever has already shown his password asks by sending no OTP; a wrong one is a wrong one.
  return situation.pinMode === "verified" ? pass === "" : pinIsRight(bench, pass);
}

function pinIsRight(bench: Bench, fixed: string): boolean {
  const { token, type, situation, given } = bench;
  if (type.otp === "none") return pinAloneIsRight(bench, fixed);
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
