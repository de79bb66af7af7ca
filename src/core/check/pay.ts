// What wrong answers cost. Every guess costs a token its attempt, in the same transaction in which it was tried.

import { baseOf, isOpen } from "../challenge.ts";
import type { Change } from "../change.ts";
import type { Settings } from "../settings.ts";
import type { TokenUpdate, Uses } from "../token.ts";
import { accessTime } from "./last-access.ts";
import type { CheckRequest } from "./request.ts";
import type { Situation } from "./situation.ts";
import type { Trial } from "./trial.ts";
import { costsAnAttempt } from "./usable.ts";

type Paying = Extract<Trial, { kind: "pin-matching" | "invalid" }>;

/**
 * Only tokens whose PIN was right pay for a wrong OTP; if no PIN was right, all that were tried pay.
 * A wrong OTP behind a right PIN is always an attempt, a wrong PIN only where attempts are limited (contract 02 section 6).
 */
export function payForWrongAnswers(
  trials: readonly Paying[],
  situation: Situation,
  { request, pinWasRight }: { request: CheckRequest; pinWasRight: boolean },
): readonly Change[] {
  return trials.flatMap((trial): Change[] => {
    const { token, device } = trial;
    const { remember = {} } = trial;
    const set: TokenUpdate = {
      ...(device === token ? remember : {}),
      failCount: token.failCount + 1,
      uses: pinWasRight || isLimited(token.uses.attemptLimit) ? attempted(token.uses) : token.uses,
      ...accessStamp(situation.state.settings, request.origin.at),
    };
    const paid: Change = { kind: "token.update", serial: token.serial, set };
    return [paid, ...paidByTarget(trial, situation), ...wrongAnswers(trial, situation, request)];
  });
}

/** A forward token passes the bill on, unless a policy spares the target (contract 03, forward). */
function paidByTarget({ token, device, ...trial }: Paying, { ruling }: Situation): readonly Change[] {
  if (device === token) return [];
  const { remember = {} } = trial;
  const spared = ruling.authentication["forwardtoken:no_failcounter_forwarding"];
  const set = spared ? remember : { ...remember, failCount: device.failCount + 1 };
  return Object.keys(set).length === 0 ? [] : [{ kind: "token.update", serial: device.serial, set }];
}

/** Open questions remember that a wrong answer arrived. A closed one stays as it is (deviation 18). */
function wrongAnswers(
  trial: Paying,
  { state }: Situation,
  { transactionId, origin }: CheckRequest,
): readonly Change[] {
  const marks = trial.kind === "invalid" ? trial.marked : undefined;
  return state.challenges
    .filter((each) => each.serial === trial.token.serial && isOpen(each, origin.at))
    .filter((each) => transactionId === undefined || baseOf(each.transactionId) === baseOf(transactionId))
    .map((each) => ({
      kind: "challenge.update",
      transactionId: each.transactionId,
      serial: each.serial,
      set: {
        ...{ received: each.received + 1, answered: true, valid: false },
        ...(marks?.has(each) === true ? { data: { ...each.data, ...marks.get(each) } } : {}),
      },
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
  const at = accessTime(settings, now);
  return at === undefined ? {} : { lastAttemptAt: at };
}

export function tracksAccess(settings: Settings): boolean {
  return accessTime(settings, 0) !== undefined;
}
