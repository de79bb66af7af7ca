// Taking over the tokens of a file: each is enrolled for nobody, all of them together or none (contract 05 section 4).

import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision } from "../change.ts";
import { fieldsOf } from "../fields.ts";
import { atPlace, type Entry } from "../import/entry.ts";
import { nobodyOutside } from "../outside.ts";
import type { Ruling } from "../policy/rule.ts";
import { Refusal, refuse } from "../problem.ts";
import { isRollout } from "../rollout.ts";
import type { State } from "../store.ts";
import type { PinTag, Token } from "../token.ts";
import type { TokenType } from "../token-type.ts";
import type { Vault } from "../vault.ts";
import { type Draft, decideEnroll } from "./enroll.ts";
import { checkRealmLimits, type Limit } from "./limits.ts";

/** One entry, and what is fresh about it. */
export interface Arrival {
  readonly entry: Entry;
  readonly type: TokenType;
  /** 64 fresh bytes. */
  readonly random: Uint8Array;
  readonly transactionId: string;
  /** Of a random PIN, when a policy wants one. */
  readonly pin: (ruling: Ruling) => PinTag | undefined;
}

export interface ImportOrder {
  readonly origin: Origin;
  readonly arrivals: readonly Arrival[];
  readonly active: boolean;
  /** For the audit trail: `oathcsv, tokens.csv`. */
  readonly source: string;
  readonly vault: Vault;
  /** Of all active tokens, beforehand. */
  readonly activeTokens: number;
}

/** What policies say about it; worked out from the settings under the lock. */
export interface ImportRules {
  /** Where all of them go: one realm, or none. */
  readonly realms: readonly string[];
  readonly ruling: Ruling;
  /** Throws unless the caller may renew a token that is there already. */
  readonly authorize: (existing: Token) => void;
  readonly limitOf: (realm: string) => Limit;
}

/** The outcome is how many there are. Throws a Refusal for the first entry that cannot be taken over. */
export function decideImport(state: State, order: ImportOrder, rules: ImportRules): Decision<number> {
  const known = new Map<string, Token>(state.tokens.map((token) => [token.serial, token]));
  const arrived = order.arrivals.map((arrival) => arrive(state, arrival, { order, rules, known }));
  const before = arrived.flatMap(({ existing }) => existing ?? []);
  const after = arrived.map(({ token }) => token);
  checkRealmLimits({ before, after, activeTokens: state.activeTokens, limitOf: rules.limitOf });
  const active = (tokens: readonly Token[]): number => tokens.filter((token) => token.active).length;
  return {
    outcome: arrived.length,
    changes: arrived.flatMap(({ changes }) => changes),
    audit: auditEntry(order.origin, {
      success: true,
      serial: after.map(({ serial }) => serial).join(","),
      tokenType: [...new Set(order.arrivals.map(({ type }) => type.spelling))].join(","),
      realm: rules.realms.join(","),
      actionDetail: `tokennum = ${order.activeTokens + active(after) - active(before)}`,
      info: `${order.source} (imported: ${arrived.length})`,
    }),
  };
}

interface Plan {
  readonly order: ImportOrder;
  readonly rules: ImportRules;
  readonly known: ReadonlyMap<string, Token>;
}

interface Arrived {
  readonly existing: Token | undefined;
  readonly token: Token;
  readonly changes: readonly Change[];
}

function arrive(state: State, arrival: Arrival, plan: Plan): Arrived {
  const { where, serial } = arrival.entry;
  const existing = plan.known.get(serial);
  if (existing !== undefined) {
    plan.rules.authorize(existing);
    // A rollout token is given to a person, never delivered; whoever knew its new secret could go in as him.
    if (isRollout(existing)) throw refuse(`Token ${serial} is a rollout token (${where}).`);
  }
  const { changes } = atPlace(where, () => enrolled(state, arrival, { ...plan, existing }));
  return { existing, token: tokenAfter(existing, changes), changes };
}

function enrolled(
  state: State,
  { entry, type, random, transactionId, pin }: Arrival,
  { order, rules, existing }: Plan & Pick<Arrived, "existing">,
): Decision<unknown> {
  const { origin, active, vault } = order;
  const { ruling } = rules;
  const challenges = state.challenges.filter(({ serial }) => serial === existing?.serial);
  const itself = { ...state, tokens: existing === undefined ? [] : [existing], challenges };
  const draft: Draft = {
    origin,
    by: "administrator",
    type,
    fields: fieldsOf({ type: type.type, serial: entry.serial, ...entry.parameters }),
    serials: [entry.serial],
    serialGiven: true,
    user: undefined,
    paths: undefined,
    description: entry.description,
    active,
    realms: rules.realms,
    pin: undefined,
    replacement: false,
  };
  return decideEnroll(itself, draft, {
    rules: {
      ...{ ruling, holder: undefined, authorize: () => [], randomPin: pin(ruling) },
      // Nobody's tokens are on no account, and realms are counted once for the whole file.
      ...{ limits: { all: undefined, ofType: undefined }, limitOf: () => undefined },
    },
    materials: {
      ...{ vault, passwordHash: undefined, random, transactionId },
      ...{ outside: nobodyOutside, target: undefined, activeTokens: 0 },
    },
  });
}

function tokenAfter(existing: Token | undefined, changes: readonly Change[]): Token {
  for (const change of changes) {
    if (change.kind === "token.create") return change.token;
    if (change.kind === "token.update" && existing !== undefined) return { ...existing, ...change.set };
  }
  throw new Error("an enrollment without a token");
}

/** The types that files may bring; their secrets are keys, and nothing slow has to happen to them. */
export function importableType(types: ReadonlyMap<string, TokenType>, { type, where }: Entry): TokenType {
  const found = types.get(type);
  if (found !== undefined) return found;
  return atPlace(where, () => {
    throw new Refusal({ code: "unknown-token-type", type });
  });
}
