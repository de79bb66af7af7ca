// What happens to tokens between their enrollment and their end, apart from authentication. Each step takes the tokens as
// they are under the lock and says what shall be true of them.

import type { Change } from "../change.ts";
import type { State } from "../store.ts";
import { type Owner, type PinTag, sameOwner, type Token, type TokenUpdate } from "../token.ts";
import { checkOwnerLimits, checkRealmLimits, type Limit, type OwnerLimits } from "./limits.ts";

/** The outcome is usually the number of tokens concerned. */
export interface Step<Outcome> {
  readonly outcome: Outcome;
  readonly changes: readonly Change[];
}

export type LimitOf = (realm: string) => Limit;

/** The same for each of them. */
export function update(tokens: readonly Token[], set: TokenUpdate): Step<number> {
  return updateEach(tokens, () => set);
}

export function updateEach(tokens: readonly Token[], setFor: (token: Token) => TokenUpdate): Step<number> {
  const changes = tokens.map(
    (token): Change => ({ kind: "token.update", serial: token.serial, set: setFor(token) }),
  );
  return { outcome: tokens.length, changes };
}

/** Enabling may exceed a realm's `tokencount`; disabling never does. */
export function enable(tokens: readonly Token[], state: State, limitOf: LimitOf): Step<number> {
  const after = tokens.map((token) => ({ ...token, active: true }));
  checkRealmLimits({ before: tokens, after, activeTokens: state.activeTokens, limitOf });
  return update(tokens, { active: true });
}

export function remove(tokens: readonly Token[]): Step<number> {
  return {
    outcome: tokens.length,
    changes: tokens.map(({ serial }): Change => ({ kind: "token.delete", serial })),
  };
}

export function resetFailCount(tokens: readonly Token[]): Step<number> {
  return update(tokens, { failCount: 0 });
}

export interface Assignment {
  readonly owner: Owner;
  /** All realms that know the owner's directory. */
  readonly realms: readonly string[];
  /** Undefined: each token keeps its PIN. */
  readonly pinFor: ((token: Token) => PinTag | undefined) | undefined;
  readonly limitsFor: (type: string) => OwnerLimits;
  readonly limitOf: LimitOf;
}

/** Gives tokens to a person, whoever had them before. Their realms become his. */
export function assign(tokens: readonly Token[], state: State, assignment: Assignment): Step<number> {
  const { owner, realms, pinFor, limitsFor, limitOf } = assignment;
  const after = tokens.map((token) => ({ ...token, owner, realms }));
  const others = state.tokens.filter((token) => sameOwner(token.owner, owner) && !tokens.includes(token));
  after.forEach((token, index) => {
    checkOwnerLimits(token, [...others, ...after.slice(0, index)], limitsFor(token.type));
  });
  checkRealmLimits({ before: tokens, after, activeTokens: state.activeTokens, limitOf });
  const changed = { owner, realms, failCount: 0 };
  return updateEach(tokens, (token) => (pinFor === undefined ? changed : { ...changed, pin: pinFor(token) }));
}

/** Realms and PIN stay (contract 05 section 3). */
export function unassign(tokens: readonly Token[]): Step<number> {
  return update(tokens, { owner: undefined, failCount: 0 });
}

export function setRealms(
  tokens: readonly Token[],
  state: State,
  wanted: { realms: readonly string[]; limitOf: LimitOf },
): Step<number> {
  const { realms, limitOf } = wanted;
  const after = tokens.map((token) => ({ ...token, realms }));
  checkRealmLimits({ before: tokens, after, activeTokens: state.activeTokens, limitOf });
  return update(tokens, { realms });
}
