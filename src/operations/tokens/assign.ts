// Assigning tokens to people, and taking them back.

import { assign, unassign } from "../../core/lifecycle/manage-token.ts";
import { isRollout } from "../../core/rollout.ts";
import type { User } from "../../core/user.ts";
import {
  type Administrator,
  denied,
  isHimself,
  limitedRealms,
  onTokens,
  ownerLimits,
  realmLimit,
  requireRight,
  rulingFor,
} from "../rights.ts";
import { tokenRealmsOf } from "../users.ts";
import type { World } from "../world.ts";
import { manage, type Target } from "./manage.ts";
import { drawPin, tagOf } from "./random-pin.ts";

export interface AssignOrder {
  readonly user: User;
  /** Undefined: the tokens keep their PINs. */
  readonly pin: string | undefined;
  readonly who: Administrator;
}

/** POST /admin/assign. Tokens that belong to somebody else change hands without a word, as in LinOTP. */
export async function assignTokens(
  world: World,
  target: Target,
  { user, pin, who }: AssignOrder,
): Promise<number> {
  const serials = target.kind === "serials" ? target.serials : [];
  const random = new Map(serials.map((serial) => [serial, drawPin(world)]));
  const given = pin === undefined ? undefined : new Map(serials.map((serial) => [serial, tagOf(world, pin)]));
  const mayTake = onTokens(who, { action: "assign", deed: (serial) => `assign token ${serial}` });
  return await manage(world, {
    origin: who.origin,
    target,
    owners: [user.owner],
    realms: limitedRealms(world.store.settings(), who.origin),
    authorize(tokens, state) {
      mayTake(tokens, state);
      for (const token of tokens) {
        const deed = `assign token ${token.serial}`;
        requireRight(state.settings, who, { action: "assign", target: { userRealm: user.realm }, deed });
        if (isRollout(token) && isHimself(who, user))
          throw denied("You cannot issue a rollout token for yourself.");
      }
    },
    step(tokens, state) {
      const ruling = rulingFor(state.settings, { user, origin: who.origin });
      const drawn = new Map(tokens.map(({ serial }) => [serial, random.get(serial)?.(ruling)]));
      const randomWanted = [...drawn.values()].some((tag) => tag !== undefined);
      const pins = randomWanted ? drawn : given;
      return assign(tokens, state, {
        owner: user.owner,
        realms: tokenRealmsOf(state.settings, user),
        pinFor: pins === undefined ? undefined : ({ serial }) => pins.get(serial),
        limitsFor: (type) => ownerLimits(ruling, type),
        limitOf: realmLimit(state.settings, who.origin),
      });
    },
    counted: true,
    note: () => ({ user: user.login, realm: user.realm }),
  });
}

/** POST /admin/unassign. */
export async function unassignTokens(world: World, target: Target, who: Administrator): Promise<number> {
  return await manage(world, {
    origin: who.origin,
    target,
    authorize: onTokens(who, { action: "unassign", deed: (serial) => `unassign token ${serial}` }),
    step: unassign,
    counted: true,
  });
}
