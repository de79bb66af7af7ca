// Who may see figures, and of which realms: scopes monitoring and reporting.access (contract 09 section 7, contract 10
// sections 6 and 7).

import { noRealm } from "../../core/administration/reports.ts";
import { maySystem, systemRealms } from "../../core/policy/rights.ts";
import type { Settings } from "../../core/settings.ts";
import { type Administrator, denied } from "../rights.ts";

export interface Insight {
  readonly scope: "monitoring" | "reporting.access";
  readonly action: string;
}

/** Throws unless a policy allows it, or there is none in the scope. */
export function requireInsight(
  settings: Settings,
  { admin }: Administrator,
  { scope, action }: Insight,
): void {
  if (maySystem(settings.policies, admin, scope, action)) return;
  throw denied(
    `You do not have the administrative right to do this. You are missing a policy scope=${scope}, action=${action}`,
  );
}

/**
 * The realms that are asked for and allowed. `*` means all of them and what is in no realm; an empty list means all of
 * them. Realms that do not exist or are not allowed are left out, unless nothing else was asked for.
 */
export function insightRealms(
  settings: Settings,
  { admin }: Administrator,
  { insight, asked }: { readonly insight: Insight; readonly asked: readonly string[] },
): readonly string[] {
  const named = systemRealms(settings.policies, admin, insight);
  return realmsAmong(
    [...settings.realms.keys()].filter((realm) => named === "any" || named.includes(realm)),
    asked,
  );
}

export function realmsAmong(allowed: readonly string[], asked: readonly string[]): readonly string[] {
  const wanted = [...new Set(asked.map((each) => each.trim().toLowerCase()).filter((each) => each !== ""))];
  if (wanted.includes("*")) return [...allowed, noRealm];
  if (wanted.length === 0) return allowed;
  const found = wanted.filter((each) => each === noRealm || allowed.includes(each));
  if (found.length > 0) return found;
  throw denied(
    `You do not have the rights to monitor these realms: ${wanted.join(", ")}. Check the policies!`,
  );
}
