// Policies of scope authorization: who may be checked from where, and with which tokens (contract 06 section 5).

import { namesAction } from "../policy/rule.ts";
import type { Token } from "../token.ts";
import type { Rejection } from "./request.ts";
import type { Situation } from "./situation.ts";

/** As soon as one active policy says `authorize`, only whom such a policy matches is let in. */
export function allowedHere({ ruling, state }: Situation): boolean {
  if (ruling.authorization.authorize) return true;
  return !namesAction(state.settings.policies, "authorization", "authorize");
}

/** Judged after a success. `undefined` token: let in by a policy for people without one. */
export function refusedByType(
  token: Token | undefined,
  { ruling }: Situation,
): { readonly because: Rejection; readonly sentence: string } | undefined {
  const { tokentype, serial } = ruling.authorization;
  const types = (tokentype ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (types.length > 0 && !types.includes("*") && !types.includes(token?.type ?? "")) {
    return { because: "token-type", sentence: "failed due to authorization/tokentype policy" };
  }
  if (serial !== undefined && serial !== "" && !found(serial, token?.serial ?? "")) {
    return { because: "serial-policy", sentence: "failed due to authorization/serial policy" };
  }
  return undefined;
}

/** A pattern that is none matches nothing: the policy then refuses everybody rather than nobody. */
function found(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
