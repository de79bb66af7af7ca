// People whom no directory knows, and people without any token: refused, unless a setting or policy lets them in.

import { auditEntry } from "../audit.ts";
import type { Decision } from "../change.ts";
import { refusedByType } from "./authorization.ts";
import { forward } from "./forwarding.ts";
import { reject } from "./reject.ts";
import type { Answers, CheckGiven, CheckOutcome, CheckRequest } from "./request.ts";
import type { Situation } from "./situation.ts";

/**
 * Undefined when there are tokens to try. Somebody who owns only a rollout token has a token: no fallback applies to him,
 * whichever door he stands at (contract 04 section 3).
 */
export function withoutToken(
  situation: Situation,
  request: CheckRequest,
  given: CheckGiven,
): Decision<CheckOutcome> | undefined {
  if (request.unknownUser) {
    const open = request.fallbacks && isOn(situation, "PassOnUserNotFound");
    return open ? letIn("authenticated by PassOnUserNotFound", situation, request) : unknown(request);
  }
  if (situation.candidates.length > 0) return undefined;
  if (situation.owned.length > 0 || request.user === undefined) {
    return reject(request, { because: "no-token", sentence: "no token found!" });
  }
  const reason = request.fallbacks ? reasonToLetIn(situation, request, given.answers) : undefined;
  if (reason !== undefined) return letIn(reason, situation, request);
  // The password that `passthru` compares is the end of it, and so is everything that lets people in.
  const forwarded = situation.ruling.authentication.passthru ? undefined : forward(situation, request, given);
  if (forwarded !== undefined) return forwarded;
  return reject(request, { because: "no-token", sentence: "User has no tokens assigned" });
}

function unknown(request: CheckRequest): Decision<CheckOutcome> {
  return reject(request, { because: "unknown-user", sentence: "User not found" });
}

/** `passthru` and `passOnNoToken` exclude each other by presence: with the first, a wrong password is the end of it. */
function reasonToLetIn(situation: Situation, request: CheckRequest, answers: Answers): string | undefined {
  const { passthru, passOnNoToken } = situation.ruling.authentication;
  if (isOn(situation, "PassOnUserNoToken")) return "authenticated by PassOnUserNoToken";
  if (passthru) {
    const right = request.pass !== undefined && request.pass !== "" && answers.password(request.pass);
    return right ? "Authenticated against Resolver" : undefined;
  }
  return passOnNoToken ? "Authenticated by passOnNoToken policy" : undefined;
}

function letIn(reason: string, situation: Situation, request: CheckRequest): Decision<CheckOutcome> {
  const refusal = refusedByType(undefined, situation);
  if (refusal !== undefined) return reject(request, refusal);
  return {
    outcome: { kind: "accepted", token: undefined, user: request.user, pinLength: 0, otpLength: 0 },
    changes: [],
    audit: auditEntry(request.origin, {
      success: true,
      user: request.addressed.login,
      realm: request.user?.realm ?? request.addressed.realm,
      actionDetail: reason,
    }),
  };
}

function isOn({ state }: Situation, key: string): boolean {
  const value = (state.settings.config.get(key)?.value ?? "").trim().toLowerCase();
  return value === "true" || value === "1" || value === "yes";
}
