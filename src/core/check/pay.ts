// What wrong answers cost. Every guess costs a token its attempt, in the same transaction in which it was tried.

import { baseOf, isOpen } from "../challenge.ts";
import type { Change } from "../change.ts";
import type { Settings } from "../settings.ts";
import type { Token, TokenUpdate, Uses } from "../token.ts";
import type { CheckRequest } from "./request.ts";
import type { Situation } from "./situation.ts";
import type { Trial } from "./trial.ts";
import { costsAnAttempt } from "./usable.ts";

/**
 * Only tokens whose PIN was right pay for a wrong OTP; if no PIN was right, all that were tried pay.
 * A wrong OTP behind a right PIN is always an attempt, a wrong PIN only where attempts are limited (contract 02 section 6).
 */
export function payForWrongAnswers(
  trials: readonly Extract<Trial, { kind: "pin-matching" | "invalid" }>[],
  situation: Situation,
  { request, pinWasRight }: { request: CheckRequest; pinWasRight: boolean },
): readonly Change[] {
  return trials.flatMap((trial): Change[] => {
    const { token } = trial;
    const remember = trial.kind === "pin-matching" ? trial.remember : {};
    const set: TokenUpdate = {
      ...remember,
      failCount: token.failCount + 1,
      uses: pinWasRight || isLimited(token.uses.attemptLimit) ? attempted(token.uses) : token.uses,
      ...accessStamp(situation.state.settings, request.origin.at),
    };
    return [{ kind: "token.update", serial: token.serial, set }, ...wrongAnswers(token, situation, request)];
  });
}

/** Open questions remember that a wrong answer arrived. A closed one stays as it is (deviation 18). */
function wrongAnswers(
  token: Token,
  { state }: Situation,
  { transactionId, origin }: CheckRequest,
): readonly Change[] {
  return state.challenges
    .filter((each) => each.serial === token.serial && isOpen(each, origin.at))
    .filter((each) => transactionId === undefined || baseOf(each.transactionId) === baseOf(transactionId))
    .map((each) => ({
      kind: "challenge.update",
      transactionId: each.transactionId,
      serial: each.serial,
      set: { received: each.received + 1, answered: true, valid: false },
    }));
}

/** A locked, expired or used-up token that is tried again pays too, and may be disabled or deleted by policy. */
export function consequencesOfSkipping(
  trials: readonly Extract<Trial, { kind: "skipped" }>[],
  situation: Situation,
): readonly Change[] {
  const { delete_on_authentication_exceed: deletes, disable_on_authentication_exceed: disables } =
    situation.ruling.authentication;
  return trials.flatMap(({ token, because }): Change[] => {
    if (!costsAnAttempt(because)) return [];
    const isOver =
      because === "attempts-exceeded" || because === "successes-exceeded" || because === "expired";
    if (isOver && deletes) return [{ kind: "token.delete", serial: token.serial }];
    const set = { failCount: token.failCount + 1, ...(isOver && disables ? { active: false } : {}) };
    return [{ kind: "token.update", serial: token.serial, set }];
  });
}

export function isLimited(limit: number | undefined): boolean {
  return limit !== undefined && limit > 0;
}

export function attempted(uses: Uses): Uses {
  return { ...uses, attempts: uses.attempts + 1 };
}

/** Only when the setting `token.last_access` asks for it (contract 02 section 7). */
export function accessStamp(settings: Settings, now: number): TokenUpdate {
  return tracksAccess(settings) ? { lastAttemptAt: now } : {};
}

export function tracksAccess(settings: Settings): boolean {
  const value = settings.config.get("token.last_access")?.value ?? "";
  return value !== "" && value.toLowerCase() !== "false";
}
