// One token said yes. What follows: its value is spent, its rivals are forgiven, its questions are closed, and the
// rollout tokens that it makes superfluous go, all in the transaction of this very login.

import { auditEntry } from "../audit.ts";
import { baseOf, type Challenge } from "../challenge.ts";
import type { Change, Decision } from "../change.ts";
import type { Ruling } from "../policy/rule.ts";
import { isRollout, supersededBy } from "../rollout.ts";
import type { Token, TokenUpdate } from "../token.ts";
import { askAhead } from "./ask.ts";
import { refusedByType } from "./authorization.ts";
import { accessTime } from "./last-access.ts";
import { accessStamp, attempted, isLimited } from "./pay.ts";
import { reject } from "./reject.ts";
import type { CheckGiven, CheckOutcome, CheckRequest } from "./request.ts";
import { rulingFor, type Situation } from "./situation.ts";
import type { Trial } from "./trial.ts";

type Valid = Extract<Trial, { kind: "valid" }>;

interface Surroundings {
  readonly trials: readonly Trial[];
  readonly situation: Situation;
  readonly request: CheckRequest;
  readonly given: CheckGiven;
  readonly skipped: readonly Change[];
}

export function accept(winner: Valid, surroundings: Surroundings): Decision<CheckOutcome> {
  const { situation, request, skipped } = surroundings;
  const { token, device } = winner;
  const spent: readonly Change[] = [
    ...skipped,
    ...spentBy(winner, surroundings),
    ...forgiveOthers(token, surroundings),
    ...closeQuestions(winner, situation),
  ];
  const refusal = refusedByType(token, situation);
  // The value was shown, so it is spent; but a login that policy refuses proves nothing and purges nothing.
  if (refusal !== undefined) return reject(request, { ...refusal, trials: [winner], changes: spent });
  // Whoever stands in for a rollout token, or for a replacement, has proved no more than that one.
  const provesMore = !isRollout(device) && !device.replacement;
  const purged = provesMore ? purgedBy(token, surroundings) : [];
  const user = request.user ?? request.holder;
  const ahead = askAhead(winner, situation, surroundings);
  const { pinLength, otpLength } = winner;
  const sent = ahead.messages.length === 0 ? {} : { messages: ahead.messages };
  return {
    outcome: { kind: "accepted", token, user, pinLength, otpLength, ...sent },
    changes: [
      ...spent,
      ...purged.map(({ serial }): Change => ({ kind: "token.delete", serial })),
      ...ahead.changes,
    ],
    audit: auditEntry(request.origin, {
      success: true,
      serial: token.serial,
      tokenType: token.type,
      user: user?.login ?? "",
      realm: user?.realm ?? "",
      actionDetail: sentenceFor(token, request),
      info: purged.length > 0 ? `purged rollout tokens:${purged.map(({ serial }) => serial).join(", ")}` : "",
    }),
  };
}

/** Only what belongs to the owner under whose policy it goes: a token that changed hands meanwhile purges nothing. */
function purgedBy(token: Token, surroundings: Surroundings): readonly Token[] {
  const { owned } = surroundings.situation;
  const isOwned = owned.some(({ serial }) => serial === token.serial);
  return isOwned && purgeRuling(surroundings)?.enrollment.purge_rollout_token === true
    ? supersededBy(token, owned)
    : [];
}

function purgeRuling({ situation, request }: Surroundings): Ruling | undefined {
  if (request.user !== undefined) return situation.ruling;
  return request.holder === undefined
    ? undefined
    : rulingFor(request.holder, situation.state, request.origin);
}

function spentBy(winner: Valid, surroundings: Surroundings): readonly Change[] {
  const { token, device, spend } = winner;
  const paid = paidBy(token, surroundings);
  const update = (serial: Token["serial"], set: TokenUpdate): Change => ({
    kind: "token.update",
    serial,
    set,
  });
  if (device === token) return [update(token.serial, { ...spend, ...paid })];
  return [update(token.serial, paid), update(device.serial, { ...spend, failCount: 0 })];
}

function paidBy(token: Token, { situation, request }: Surroundings): TokenUpdate {
  const { attemptLimit, successLimit } = token.uses;
  const tried = isLimited(attemptLimit) ? attempted(token.uses) : token.uses;
  const uses = isLimited(successLimit) ? { ...tried, successes: tried.successes + 1 } : tried;
  const now = request.origin.at;
  const at = accessTime(situation.state.settings, now);
  const stamps = at === undefined ? {} : { lastAttemptAt: at, lastSuccessAt: at };
  return { failCount: 0, uses, ...stamps };
}

/** A success forgives every token that was tried beside it. */
function forgiveOthers(accepted: Token, { trials, situation, request }: Surroundings): readonly Change[] {
  const stamp = accessStamp(situation.state.settings, request.origin.at);
  return trials
    .filter(
      (trial) =>
        trial.kind !== "skipped" && trial.kind !== "failed" && trial.token.serial !== accepted.serial,
    )
    .filter(({ token }) => token.failCount > 0 || stamp.lastAttemptAt !== undefined)
    .map(({ token }) => ({ kind: "token.update", serial: token.serial, set: { failCount: 0, ...stamp } }));
}

/** Closes the whole transaction that was answered, and older questions of the same token. */
function closeQuestions({ token, answered, data }: Valid, { state }: Situation): readonly Change[] {
  if (answered === undefined) return [];
  const isSuperseded = (each: Challenge) =>
    each.status === "open" &&
    (baseOf(each.transactionId) === baseOf(answered.transactionId) ||
      (each.serial === token.serial && each.openedAt <= answered.openedAt));
  return state.challenges.filter(isSuperseded).map((each) => ({
    kind: "challenge.update",
    transactionId: each.transactionId,
    serial: each.serial,
    set:
      each.transactionId === answered.transactionId && each.serial === token.serial
        ? {
            ...{ status: "closed", received: each.received + 1, answered: true, valid: true },
            data: { ...each.data, ...data },
          }
        : { status: "closed" },
  }));
}

function sentenceFor(token: Token, { user }: CheckRequest): string {
  return user === undefined
    ? `serial '${token.serial}' successfully authenticated.`
    : `user '${user.login}'@'${user.realm}' successfully authenticated.`;
}
