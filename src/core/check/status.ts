// How far a transaction has come. Told only to whoever knows the PIN of its token, and asking with a wrong one costs what
// a wrong one costs everywhere: otherwise this would be the place to guess PINs at.

import { auditEntry, type Origin } from "../audit.ts";
import type { Challenge } from "../challenge.ts";
import type { Change, Decision } from "../change.ts";
import { pinMatches } from "../pin.ts";
import { rule } from "../policy/rule.ts";
import type { State } from "../store.ts";
import { type Serial, sameOwner, type Token } from "../token.ts";
import type { User } from "../user.ts";
import type { Vault } from "../vault.ts";
import { attempted, isLimited } from "./pay.ts";
import type { PinMode } from "./request.ts";
import { pinModeOf, policyUser } from "./situation.ts";

export interface StatusRequest {
  readonly transactionId: string;
  readonly pass: string;
  readonly user: User | undefined;
  readonly serial: string | undefined;
  readonly origin: Origin;
}

export interface TransactionStatus {
  readonly challenge: Challenge;
  readonly token: Token;
}

export interface StatusGiven {
  readonly vault: Vault;
  /** The transaction's challenges, as they were a moment ago. */
  readonly challenges: readonly Challenge[];
  /** Whether the pass is the person's password; asked only in that mode. */
  readonly isPassword: boolean;
}

/** Without a user the token's own PIN counts. */
export function statusMode({ user, origin }: StatusRequest, { settings }: Pick<State, "settings">): PinMode {
  if (user === undefined) return "token_pin";
  const at = { user: policyUser(user), realm: user.realm, client: origin.client, at: origin.at };
  return pinModeOf(rule(settings.policies, at));
}

export function decideStatus(
  state: State,
  request: StatusRequest,
  given: StatusGiven,
): Decision<readonly TransactionStatus[]> {
  const asked = tokensMeant(state, request);
  const mode = statusMode(request, state);
  const fitting = asked.filter(
    (token) => token.failCount < token.failLimit && fits(token, { mode, request, given }),
  );
  const guessed = fitting.length === 0 && (mode === "token_pin" || mode === "password");
  const outcome = given.challenges.flatMap((challenge) => {
    const token = fitting.find(({ serial }) => serial === challenge.serial);
    return token === undefined ? [] : [{ challenge: current(challenge, state), token }];
  });
  return {
    outcome,
    changes: guessed ? asked.map(paysFor) : [],
    audit: auditEntry(request.origin, {
      success: outcome.length > 0,
      serial: asked.map(({ serial }) => serial).join(","),
      user: request.user?.login ?? "",
      realm: request.user?.realm ?? "",
      actionDetail: guessed && asked.length > 0 ? "wrong otp pin -1" : "",
    }),
  };
}

function tokensMeant({ tokens }: State, { serial, user }: StatusRequest): readonly Token[] {
  return tokens
    .filter((token) => serial === undefined || token.serial === serial)
    .filter((token) => user === undefined || sameOwner(token.owner, user.owner));
}

function fits(
  token: Token,
  { mode, request, given }: { mode: PinMode; request: StatusRequest; given: StatusGiven },
): boolean {
  switch (mode) {
    case "password":
      return given.isPassword;
    case "only_otp":
      return request.pass === "";
    case "ignore_pin":
      return true;
    default:
      return pinMatches(given.vault, token.pin, request.pass);
  }
}

/** As it is under the lock. */
function current(challenge: Challenge, { challenges }: State): Challenge {
  const same = ({ serial, transactionId }: Challenge): boolean =>
    serial === challenge.serial && transactionId === challenge.transactionId;
  return challenges.find(same) ?? challenge;
}

function paysFor(token: Token): Change {
  const { serial, failCount, uses } = token;
  const set = { failCount: failCount + 1, uses: isLimited(uses.attemptLimit) ? attempted(uses) : uses };
  return { kind: "token.update", serial, set };
}

export function serialsOf(challenges: readonly Challenge[]): readonly Serial[] {
  return [...new Set(challenges.map(({ serial }) => serial))];
}
