// Removing tokens, enabling and disabling them, resetting their fail counters.

import * as step from "../../core/lifecycle/manage-token.ts";
import type { Token } from "../../core/token.ts";
import { type Administrator, limitedRealms, onTokens, realmLimit } from "../rights.ts";
import type { World } from "../world.ts";
import { manage, type Order, type Target } from "./manage.ts";

/** How many were removed. */
export async function removeTokens(world: World, target: Target, who: Administrator): Promise<number> {
  const about = concerning(who, target, { action: "remove", deed: (serial) => `remove token '${serial}'` });
  return await manage(world, { ...about, step: step.remove, counted: true });
}

/** How many tokens are enabled now. Realms may be limited by `tokencount`. */
export async function enableTokens(world: World, target: Target, who: Administrator): Promise<number> {
  const about = concerning(who, target, { action: "enable", deed: (serial) => `enable token ${serial}` });
  return await manage(world, { ...about, ...enabling(world, who), counted: true });
}

export async function disableTokens(world: World, target: Target, who: Administrator): Promise<number> {
  const about = concerning(who, target, { action: "disable", deed: (serial) => `disable token ${serial}` });
  return await manage(world, { ...about, step: disable, counted: true });
}

export async function resetTokens(world: World, target: Target, who: Administrator): Promise<number> {
  const about = concerning(who, target, { action: "reset", deed: (serial) => `reset token '${serial}'` });
  return await manage(world, { ...about, step: step.resetFailCount });
}

/** The step of enabling, and which realms must be counted for it. */
export function enabling(
  world: World,
  { origin }: Pick<Administrator, "origin">,
): Pick<Order<number>, "realms" | "step"> {
  return {
    realms: limitedRealms(world.store.settings(), origin),
    step: (tokens, state) => step.enable(tokens, state, realmLimit(state.settings, origin)),
  };
}

export function disable(tokens: readonly Token[]): step.Step<number> {
  return step.update(tokens, { active: false });
}

interface Deed {
  readonly action: string;
  readonly deed: (serial: string) => string;
}

/** Nothing found is nothing done: the audit entry says so. */
function concerning(
  who: Administrator,
  target: Target,
  { action, deed }: Deed,
): Pick<Order<number>, "origin" | "target" | "authorize" | "note"> {
  const user = target.kind === "user" ? target.user : undefined;
  return {
    origin: who.origin,
    target,
    authorize: onTokens(who, { action, deed, user }),
    note: (count) => ({ success: count > 0 }),
  };
}
