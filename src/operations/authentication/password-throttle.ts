// Wrong passwords of one person in a row, wherever he shows them: at the portal's login, or at /validate where a policy
// compares passwords. Both doors count together, so that nobody guesses twice as fast by using both.

import { mustWait } from "../../core/administration/throttle.ts";
import type { Origin } from "../../core/audit.ts";
import type { Change } from "../../core/change.ts";
import type { State } from "../../core/store.ts";
import type { User } from "../../core/user.ts";
import type { World } from "../world.ts";

/** Aliases of one account share a key: whoever is known counts as himself, however he was addressed. */
export function accountKey(
  world: World,
  user: User | undefined,
  addressed: { readonly login: string; readonly realm: string },
): string {
  const named = `${addressed.login.trim().toLowerCase()}@${addressed.realm}`;
  const who = user === undefined ? named : `${user.owner.resolver}/${user.owner.uid}`;
  const tag = world.vault.mac("lookup", Buffer.from(`portal account ${who}`));
  return `account/${Buffer.from(tag).toString("hex").slice(0, 32)}`;
}

/** Decided under the lock: of many guesses at once no more count than may. */
export function waits(account: string, state: State, { at }: Origin): boolean {
  return mustWait(state.throttles.get(account), at);
}

export function counted(account: string, state: State, { at }: Origin): readonly Change[] {
  const failures = (state.throttles.get(account)?.failures ?? 0) + 1;
  return [{ kind: "throttle.set", key: account, failures, at }];
}

export function forgiven(account: string, state: State, { at }: Origin): readonly Change[] {
  return state.throttles.has(account) ? [{ kind: "throttle.set", key: account, failures: 0, at }] : [];
}
