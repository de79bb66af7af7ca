// Bringing the counter of tokens back in step.

import { resync } from "../../core/lifecycle/resync.ts";
import { type Administrator, onTokens } from "../rights.ts";
import type { World } from "../world.ts";
import { manage, type Order, type Target } from "./manage.ts";

/** Two values in a row; `questions`: what they answer, when that was said. */
export interface TwoValues {
  readonly otps: readonly [string, string];
  readonly questions: readonly [string, string] | undefined;
}

export async function resyncTokens(
  world: World,
  target: Target,
  { who, ...shown }: TwoValues & { readonly who: Administrator },
): Promise<boolean> {
  const user = target.kind === "user" ? target.user : undefined;
  return await manage(world, {
    origin: who.origin,
    target,
    authorize: onTokens(who, { action: "resync", deed: (serial) => `resync token ${serial}`, user }),
    ...resyncing(world, shown),
  });
}

/** The step itself, which people take in the portal, too. */
export function resyncing(world: World, shown: TwoValues): Pick<Order<boolean>, "step" | "note"> {
  const { types, vault } = world;
  const now = world.now();
  return {
    step: (tokens, state) => resync(tokens, state, { ...shown, types, vault, now }),
    note: (success) => ({ success }),
  };
}
