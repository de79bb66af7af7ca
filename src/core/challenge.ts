// A challenge is a question we have asked a token's owner; a transaction is the thread that ties his answer to it.

import type { Json, Path, Serial } from "./token.ts";

export interface Challenge {
  /** Decimal digits; challenges opened together share a base and end in `.01`, `.02`, ... (contract 02 section 9). */
  readonly transactionId: string;
  readonly serial: Serial;
  /** What the person was told. */
  readonly message: string;
  /** What only the type understands, for example the counter of the OTP that was sent; and `path`, where it was asked. */
  readonly data: { readonly [key: string]: Json };
  readonly openedAt: number;
  readonly expiresAt: number;
  readonly status: "open" | "closed";
  readonly received: number;
  /** An answer has arrived. */
  readonly answered: boolean;
  /** The right answer has arrived. */
  readonly valid: boolean;
}

export type ChallengeUpdate = Partial<Pick<Challenge, "status" | "received" | "answered" | "valid" | "data">>;

/** `123` belongs to the transaction of `123`, `123.01` and `123.02`. */
export function baseOf(transactionId: string): string {
  const dot = transactionId.indexOf(".");
  return dot < 0 ? transactionId : transactionId.slice(0, dot);
}

/** Whoever names one question of several means that one; without the ending all of them are meant (contract 02 section 9). */
export function isNamed({ transactionId }: Challenge, named: string): boolean {
  return named === (named.includes(".") ? transactionId : baseOf(transactionId));
}

/** `data.path` of the question that ends an enrollment: it may be answered at any door, and was bought with no PIN at any. */
export const askedByEnrollment = "enrollment";

/**
 * A question is answered at the door where it was asked. In the portal a password opens it, at /validate a PIN: elsewhere
 * the answer would do without the one or the other.
 */
export function isAskedAt(path: Path, challenge: Challenge): boolean {
  const asked = challenge.data["path"];
  return asked === path || asked === askedByEnrollment;
}

export function isOpen(challenge: Challenge, now: number): boolean {
  return challenge.status === "open" && now < challenge.expiresAt;
}
