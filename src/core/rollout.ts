// A rollout token lets its owner in just far enough to enroll a real one.

import type { Token } from "./token.ts";

/** A token confined to certain paths is a rollout token, whatever its type. */
export function isRollout(token: Pick<Token, "paths">): boolean {
  return token.paths.length > 0;
}

/**
 * The rollout tokens that `accepted` makes superfluous. A rollout token never purges its siblings, and neither does a
 * replacement that the helpdesk made for a lost token: only a login with the real token proves that the enrollment worked.
 */
export function supersededBy(accepted: Token, owned: readonly Token[]): readonly Token[] {
  return isRollout(accepted) || accepted.replacement ? [] : owned.filter(isRollout);
}
