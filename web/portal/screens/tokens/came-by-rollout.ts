// Whether a person without a visible token must have come in with a rollout code.

import type { Context } from "../../api/read-context.ts";

/** With a second factor demanded of everybody, and none to be seen, only a rollout token can have let him in. */
export function cameByRollout(context: Pick<Context, "mfaLogin" | "actions">): boolean {
  return context.mfaLogin && !context.actions.includes("mfa_passOnNoToken");
}
