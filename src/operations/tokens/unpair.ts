// A token forgets the phone it was paired with (contract 05 section 3).

import type { Step } from "../../core/lifecycle/manage-token.ts";
import type { Token } from "../../core/token.ts";
import { type Administrator, onTokens } from "../rights.ts";
import type { World } from "../world.ts";
import { manage, type Target } from "./manage.ts";

/** False: not exactly one token is meant, or one of a type that is paired with nothing. */
export async function unpairToken(world: World, target: Target, who: Administrator): Promise<boolean> {
  const user = target.kind === "user" ? target.user : undefined;
  return await manage(world, {
    origin: who.origin,
    target,
    authorize: onTokens(who, { action: "unpair", deed: (serial) => `unpair token ${serial}`, user }),
    step: (tokens) => unpairing(world, tokens),
    note: (success) => ({ success }),
  });
}

function unpairing({ types }: World, [token, ...others]: readonly Token[]): Step<boolean> {
  const set = token === undefined ? undefined : types.get(token.type)?.unpair?.(token);
  if (token === undefined || set === undefined || others.length > 0) return { outcome: false, changes: [] };
  return { outcome: true, changes: [{ kind: "token.update", serial: token.serial, set }] };
}
