// What administrators may do: scopes admin, system, audit, tools, monitoring and reporting.access (contract 09 section 7).
// Unlike settings, rights add up: every policy that fits an administrator gives him what it says.

import type { Lookup } from "./action.ts";
import type { Written } from "./fields/parse.ts";
import { namedRealms } from "./fields/realm.ts";
import { matching, sightOf } from "./match.ts";
import { asSet, candidates, type Policies, type Policy } from "./policy.ts";
import { hasPolicies } from "./rule.ts";

export interface AdminIdentity {
  readonly login: string;
  readonly realm: string;
  readonly resolver: string;
}

/** What a call is about. Everything that is given must lie within the administrator's realms. */
export interface Target {
  /** Realms of the token; a token without realm is nobody's but an unrestricted administrator's. */
  readonly tokenRealms?: readonly string[] | undefined;
  readonly userRealm?: string | undefined;
  /** Only a resolver is named: the realms that contain it. */
  readonly resolverRealms?: readonly string[] | undefined;
  /** Nothing is named: the default realm is meant. */
  readonly defaultRealm?: string | undefined;
}

export type SystemScope = "system" | "audit" | "tools" | "monitoring" | "reporting.access";

/**
 * The realms for which an administrator has a right; an empty list is "none". `any`: unrestricted, also because no policy
 * is active in scope admin. Without an action: the realms in which he has any right at all (admin/show).
 * `at` is in milliseconds since 1970.
 */
// biome-ignore lint/complexity/useMaxParams: who, what and when, asked at every administrative door in this order
export function adminRealms(
  policies: Policies,
  admin: AdminIdentity,
  action: string | undefined,
  at: number,
): readonly string[] | "any" {
  if (!hasPolicies(policies, "admin")) return "any";
  return realmsOf(granting(policies, { admin, scope: "admin", action, lookup: "simple", at }));
}

// biome-ignore lint/complexity/useMaxParams: who, what, where and when, asked at every administrative door in this order
export function mayAdmin(
  policies: Policies,
  admin: AdminIdentity,
  action: string,
  target: Target,
  at: number,
): boolean {
  const allowed = adminRealms(policies, admin, action, at);
  return allowed === "any" || isWithin(target, allowed);
}

/** The time of these policies is not looked at, as in LinOTP, and their realm only by systemRealms. */
// biome-ignore lint/complexity/useMaxParams: the same order as its neighbours
export function maySystem(
  policies: Policies,
  admin: AdminIdentity,
  scope: SystemScope,
  action: string,
): boolean {
  if (!hasPolicies(policies, scope)) return true;
  return granting(policies, { admin, scope, action, lookup: "right", at: 0 }).length > 0;
}

/** The realms whose figures an administrator may see in scopes monitoring and reporting.access. */
export function systemRealms(
  policies: Policies,
  admin: AdminIdentity,
  { scope, action }: { readonly scope: "monitoring" | "reporting.access"; readonly action: string },
): readonly string[] | "any" {
  if (!hasPolicies(policies, scope)) return "any";
  return realmsOf(granting(policies, { admin, scope, action, lookup: "right", at: 0 }));
}

/**
 * Why a change in scope system must be refused, because nobody could change the configuration afterwards; undefined when
 * it is harmless. `changed` is the policy that is being set, undefined when one is deleted.
 */
export function lockoutProblem(policiesAfter: Policies, changed: Policy | undefined): string | undefined {
  const reason = lockoutReason(policiesAfter, changed);
  // The misspelling is LinOTP's; clients compare the sentence.
  return reason === undefined ? undefined : `Warning: potential lockout due to policy defintion: ${reason}`;
}

function lockoutReason(policiesAfter: Policies, changed: Policy | undefined): string | undefined {
  if (changed?.scope === "system" && changed.text.active) {
    const { name, user, realm } = changed.text;
    if (user === "") return `no user defined for system policy ${name}!`;
    if (realm === "") return `no realm defined for system policy ${name}!`;
  }
  if (!hasPolicies(policiesAfter, "system")) return undefined;
  const writers = candidates(asSet(policiesAfter), "system", "write").filter((policy) =>
    grants(policy, "write"),
  );
  return writers.length > 0 ? undefined : "no active system policy with 'write' permission defined!";
}

interface Claim {
  readonly admin: AdminIdentity;
  readonly scope: string;
  readonly action: string | undefined;
  readonly lookup: Lookup;
  readonly at: number;
}

function granting(policies: Policies, { admin, scope, action, lookup, at }: Claim): readonly Policy[] {
  // Whoever is logged in is known to his directory; nothing more is known about him here.
  const user = { ...admin, info: {} };
  const sight = sightOf({ user, realm: undefined, client: "", at });
  return matching(candidates(asSet(policies), scope, action), sight, lookup)
    .map(({ policy }) => policy)
    .filter((policy) => action === undefined || grants(policy, action));
}

/** `*, !remove` grants everything else. */
function grants({ actions }: Policy, action: string): boolean {
  return isOn(actions.get(action) ?? actions.get("*"));
}

function isOn(written: Written | undefined): boolean {
  return written === true || (typeof written === "string" && /^(?:true|0*[1-9]\d*)$/i.test(written));
}

function realmsOf(policies: readonly Policy[]): readonly string[] | "any" {
  const lists = policies.map(({ text }) => namedRealms(text.realm));
  if (lists.includes("any")) return "any";
  return [...new Set(lists.flat())].toSorted();
}

function isWithin(target: Target, allowed: readonly string[]): boolean {
  const { tokenRealms, userRealm, resolverRealms, defaultRealm } = target;
  const has = (realm: string) => allowed.includes(realm.toLowerCase());
  const named = tokenRealms !== undefined || userRealm !== undefined || resolverRealms !== undefined;
  if (!named) return defaultRealm !== undefined && has(defaultRealm);
  return (
    (tokenRealms === undefined || tokenRealms.some(has)) &&
    (userRealm === undefined || has(userRealm)) &&
    (resolverRealms === undefined || resolverRealms.some(has))
  );
}
