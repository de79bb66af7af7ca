// How many tokens a person may own and a realm may have active. Rollout tokens never count: whoever is at his limit
// because of one could not enroll the token that replaces it (deviation 10).

import { Refusal } from "../problem.ts";
import { isRollout } from "../rollout.ts";
import type { Token } from "../token.ts";

/** Undefined or negative: no limit. */
export type Limit = number | undefined;

export interface OwnerLimits {
  /** Policy `maxtoken`. */
  readonly all: Limit;
  /** Policy `maxtoken<TYPE>`. */
  readonly ofType: Limit;
}

/** Throws when `incoming` is one token too many beside `owned`; itself among them does not count twice. */
export function checkOwnerLimits(
  incoming: Pick<Token, "serial" | "type" | "paths">,
  owned: readonly Token[],
  limits: OwnerLimits,
): void {
  if (isRollout(incoming)) return;
  const others = owned.filter((token) => token.serial !== incoming.serial && !isRollout(token));
  refuseBeyond(limits.all, others.length + 1, "user");
  refuseBeyond(limits.ofType, others.filter(({ type }) => type === incoming.type).length + 1, "type");
}

export interface RealmChange {
  /** The tokens concerned, as they were; new ones are absent. */
  readonly before: readonly Token[];
  readonly after: readonly Token[];
  /** Active tokens per realm before the change, rollout tokens excluded. */
  readonly activeTokens: ReadonlyMap<string, number>;
  /** Policy `tokencount` per realm. */
  readonly limitOf: (realm: string) => Limit;
}

/** Throws when a realm would gain active tokens beyond its limit. A realm that is too full already may still shrink. */
export function checkRealmLimits({ before, after, activeTokens, limitOf }: RealmChange): void {
  for (const realm of new Set(after.flatMap(({ realms }) => realms))) {
    const gained = countIn(realm, after) - countIn(realm, before);
    if (gained > 0) refuseBeyond(limitOf(realm), (activeTokens.get(realm) ?? 0) + gained, "realm");
  }
}

function countIn(realm: string, tokens: readonly Token[]): number {
  return tokens.filter((token) => token.active && !isRollout(token) && token.realms.includes(realm)).length;
}

function refuseBeyond(limit: Limit, count: number, which: "user" | "type" | "realm"): void {
  if (limit !== undefined && limit >= 0 && count > limit)
    throw new Refusal({ code: "too-many-tokens", limit: which, max: limit });
}
