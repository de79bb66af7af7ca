// Copying PIN or owner from one token to another.

import { checkOwnerLimits, checkRealmLimits } from "../../core/lifecycle/limits.ts";
import { Refusal } from "../../core/problem.ts";
import { isRollout } from "../../core/rollout.ts";
import type { State } from "../../core/store.ts";
import { type Owner, sameOwner, type Token, type TokenUpdate } from "../../core/token.ts";
import {
  type Administrator,
  type Authorize,
  denied,
  isHimself,
  limitedRealms,
  onTokens,
  ownerLimits,
  realmLimit,
  rulingFor,
} from "../rights.ts";
import { userOf } from "../users.ts";
import type { World } from "../world.ts";
import { manage, type Order } from "./manage.ts";

export interface CopyOrder {
  readonly from: string;
  readonly to: string;
  readonly who: Administrator;
}

/** POST /admin/copyTokenPin. A tag keeps its salt, so it can be copied as it is. */
export async function copyPin(world: World, order: CopyOrder): Promise<void> {
  await copy(world, order, {
    authorize: onTokens(order.who, {
      action: "copytokenpin",
      deed: (serial) => `copy PIN of token ${serial}`,
    }),
    set: ({ pin }) => ({ pin }),
  });
}

/** POST /admin/copyTokenUser: owner and realms. */
export async function copyUser(world: World, order: CopyOrder): Promise<void> {
  const { who, to } = order;
  const source = await world.store.token(order.from);
  const owner = source?.owner;
  // Rules depend on him: a directory that does not answer is a refusal here, and not nobody.
  const user = owner === undefined ? undefined : await userOf(world, owner);
  await copy(world, order, {
    authorize: onTokens(who, { action: "copytokenuser", deed: (serial) => `copy user of token ${serial}` }),
    reported: true,
    owners: owner === undefined ? [] : [owner],
    realms: limitedRealms(world.store.settings(), who.origin),
    set({ owner: now, realms }, target, state) {
      // The lock was taken for the owner whom the source had a moment ago.
      if (now !== undefined && !sameOwner(now, owner))
        throw new Refusal({ code: "unknown-token", serial: order.from });
      const after: Token = { ...target, owner: now, realms };
      if (isRollout(after) && isHimself(who, user))
        throw denied("You cannot issue a rollout token for yourself.");
      const owned = state.tokens.filter((each) => each.serial !== to && sameOwner(each.owner, now));
      const ruling = rulingFor(state.settings, { user, origin: who.origin });
      if (now !== undefined) checkOwnerLimits(after, owned, ownerLimits(ruling, after.type));
      const limitOf = realmLimit(state.settings, who.origin);
      checkRealmLimits({ before: [target], after: [after], activeTokens: state.activeTokens, limitOf });
      return { owner: now, realms };
    },
  });
}

interface Copying extends Pick<Order<number>, "reported"> {
  readonly authorize: Authorize;
  readonly owners?: readonly Owner[];
  readonly realms?: readonly string[];
  readonly set: (source: Token, target: Token, state: State) => TokenUpdate;
}

async function copy(world: World, { from, to, who }: CopyOrder, { set, ...copying }: Copying): Promise<void> {
  await manage(world, {
    ...copying,
    origin: who.origin,
    target: { kind: "serials", serials: [from, to], absent: "refused" },
    step(tokens, state) {
      const [source, target] = [from, to].map((serial) => tokens.find((token) => token.serial === serial));
      if (source === undefined || target === undefined)
        throw new Refusal({ code: "unknown-token", serial: to });
      return {
        outcome: 1,
        changes: [{ kind: "token.update", serial: target.serial, set: set(source, target, state) }],
      };
    },
    note: (_, tokens) => ({ serial: to, tokenType: typeOf(world, tokens, to), actionDetail: `from ${from}` }),
  });
}

function typeOf(world: World, tokens: readonly Token[], serial: string): string {
  const type = tokens.find((token) => token.serial === serial)?.type ?? "";
  return world.types.get(type)?.spelling ?? type;
}
