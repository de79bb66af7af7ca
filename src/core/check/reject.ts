// A refusal, and what it leaves behind: the audit entry holds the reason that the caller is not told.

import { auditEntry } from "../audit.ts";
import type { Change, Decision } from "../change.ts";
import type { CheckOutcome, CheckRequest, Rejection } from "./request.ts";
import type { Trial } from "./trial.ts";

export interface Grounds {
  readonly because: Rejection;
  readonly sentence: string;
  readonly trials?: readonly Trial[];
  readonly changes?: readonly Change[];
}

export function reject(
  request: CheckRequest,
  { because, sentence, trials = [], changes = [] }: Grounds,
): Decision<CheckOutcome> {
  const tokens = trials.map(({ token }) => token);
  const notes = trials.flatMap(noteOf).filter((note) => note !== sentence);
  const tried = tokens.map((token) => ({
    ...token,
    failCount: failCountAfter(token.serial, changes) ?? token.failCount,
  }));
  return {
    outcome: { kind: "rejected", because, sentence, tried },
    changes,
    audit: auditEntry(request.origin, {
      success: false,
      serial: tokens.map(({ serial }) => serial).join(" "),
      tokenType: [...new Set(tokens.map(({ type }) => type))].join(" "),
      user: request.user?.login ?? request.holder?.login ?? request.addressed.login,
      realm: request.user?.realm ?? request.holder?.realm ?? request.addressed.realm,
      actionDetail: sentence,
      info: notes.join(", "),
    }),
  };
}

/** What whoever runs this should know, beside the reason for the refusal. */
function noteOf(trial: Trial): readonly string[] {
  if (trial.kind === "failed") return [whyOf(trial)];
  return trial.kind === "invalid" && trial.alarm !== undefined ? [trial.alarm] : [];
}

/** LinOTP's sentence (contract 06 section 4, row 9). */
export function whyOf({ token, why }: Extract<Trial, { kind: "failed" }>): string {
  return `checking token ${token.serial} failed: ${why}`;
}

function failCountAfter(serial: string, changes: readonly Change[]): number | undefined {
  return changes.reduce<number | undefined>(
    (count, change) =>
      change.kind === "token.update" && change.serial === serial ? (change.set.failCount ?? count) : count,
    undefined,
  );
}
