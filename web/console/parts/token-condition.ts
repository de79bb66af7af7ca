// How a token is doing, in one word, and what it opens.

import type { Token } from "../api/read-token.ts";
import type { Tone } from "./badge.tsx";

export type Condition = "disabled" | "locked" | "expired" | "early" | "used-up" | "ready";

/** The first reason for which it does not work at the moment. `now` in milliseconds since 1970. */
export function conditionOf(token: Token, now: number): Condition {
  if (!token.active) return "disabled";
  if (token.failLimit > 0 && token.failCount >= token.failLimit) return "locked";
  if (token.validUntil !== "" && Date.parse(token.validUntil) <= now) return "expired";
  if (token.validFrom !== "" && Date.parse(token.validFrom) > now) return "early";
  return isUsedUp(token) ? "used-up" : "ready";
}

function isUsedUp({ attempts, attemptLimit, successes, successLimit }: Token): boolean {
  return (
    (attemptLimit !== undefined && attempts >= attemptLimit) ||
    (successLimit !== undefined && successes >= successLimit)
  );
}

export const conditionTones: Readonly<Record<Condition, Tone>> = {
  ready: "good",
  early: "caution",
  disabled: "quiet",
  locked: "bad",
  expired: "bad",
  "used-up": "bad",
};

/** What a token opens, as its name for people. */
export type Usage = "everything" | "portal" | "access" | "both" | "nothing";

export function usageOf(paths: readonly string[]): Usage {
  if (paths.length === 0) return "everything";
  const portal = paths.includes("userservice");
  const access = paths.includes("validate");
  if (portal && access) return "both";
  if (portal) return "portal";
  return access ? "access" : "nothing";
}

export function isRollout({ paths }: Pick<Token, "paths">): boolean {
  return paths.length > 0;
}
