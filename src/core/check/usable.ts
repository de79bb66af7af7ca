// Whether a token may be tried at all, in LinOTP's order (contract 06 section 4), and what it costs when not.

import { isRollout } from "../rollout.ts";
import type { Path, Token } from "../token.ts";

export type Unusable =
  | "wrong-realm"
  | "unknown-type"
  | "inactive"
  | "locked"
  | "outside-scope"
  | "not-yet-valid"
  | "attempts-exceeded"
  | "successes-exceeded"
  | "expired";

export interface Door {
  readonly path: Path;
  /** The realm under which the user was addressed. */
  readonly realm: string | undefined;
  /** The policy that lets rollout tokens open /validate where their scope names it (deviation 1). */
  readonly rolloutAtValidate: boolean;
  readonly now: number;
}

/** Why this token may not be tried at this door, or undefined if it may. */
export function unusable(token: Token, door: Door): Unusable | undefined {
  if (door.realm !== undefined && token.realms.length > 0 && !token.realms.includes(door.realm))
    return "wrong-realm";
  if (!token.active) return "inactive";
  if (token.failCount >= token.failLimit) return "locked";
  if (!opens(token, door)) return "outside-scope";
  if (token.validFrom !== undefined && door.now < token.validFrom) return "not-yet-valid";
  return exceeded(token, door.now);
}

/** Used up or out of time: policies may disable or delete such a token. */
export function exceeded(
  token: Token,
  now: number,
): "attempts-exceeded" | "successes-exceeded" | "expired" | undefined {
  const { attempts, attemptLimit, successes, successLimit } = token.uses;
  if (attemptLimit !== undefined && attemptLimit > 0 && attempts >= attemptLimit) return "attempts-exceeded";
  if (successLimit !== undefined && successLimit > 0 && successes >= successLimit)
    return "successes-exceeded";
  if (token.validUntil !== undefined && now > token.validUntil) return "expired";
  return undefined;
}

/** A rollout token opens /validate only where its scope and a policy say so; any other token opens every door. */
export function opens(token: Token, door: Pick<Door, "path" | "rolloutAtValidate">): boolean {
  if (!isRollout(token)) return true;
  return token.paths.includes(door.path) && (door.path !== "validate" || door.rolloutAtValidate);
}

/** LinOTP's sentences, its spelling included (contract 06 section 4). */
export const sentences: Readonly<Record<Unusable, string>> = {
  "wrong-realm": "Realm mismatch for token and user",
  "unknown-type": "Unknown Token type",
  inactive: "Token inactive",
  locked: "Failcounter exceeded",
  "outside-scope": "rollout token used outside its scope",
  "not-yet-valid": "Authentication validity period mismatch!",
  "attempts-exceeded": "Authentication counter exceeded",
  "successes-exceeded": "Authentication sucess counter exceeded",
  expired: "Authentication validity period exceeded",
};

/** Whether trying it in this state costs a failed attempt. Outside its scope a token is not touched at all. */
export function costsAnAttempt(obstacle: Unusable): boolean {
  return !["wrong-realm", "unknown-type", "inactive", "outside-scope"].includes(obstacle);
}
