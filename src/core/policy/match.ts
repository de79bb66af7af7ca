// Which policies fit the circumstances, and which of those prevail (contract 09 section 2).

import type { Lookup } from "./action.ts";
import { actionOf, lookupOf } from "./catalogue.ts";
import { type Address, readAddress } from "./fields/client.ts";
import type { Written } from "./fields/parse.ts";
import { type Quality, quality } from "./fields/quality.ts";
import { type WallTime, wallTime } from "./fields/time.ts";
import type { PolicyUser } from "./fields/user.ts";
import { asSet, brokenCandidates, candidates, type Policies, type Policy } from "./policy.ts";

export interface Circumstances {
  /** Undefined: the user field is not looked at, so policies for certain users fit, too. */
  readonly user: PolicyUser | undefined;
  /** Undefined or empty: the realm field is not looked at. */
  readonly realm: string | undefined;
  /** An address. Anything else fits only the client `*`. */
  readonly client: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A policy that fits, and how closely. A field that was not looked at fits like `*`. */
export interface Match {
  readonly policy: Policy;
  readonly user: Quality;
  readonly realm: Quality;
  readonly client: Quality;
}

/** The circumstances, with everything remembered that several look-ups share. */
export interface Sight {
  readonly circumstances: Circumstances;
  readonly fits: Map<Policy, Fit>;
  address: { readonly of: Address | undefined } | undefined;
  wallTime: WallTime | undefined;
}

/** How closely each field of a policy fits; undefined until somebody asks. */
interface Fit {
  user: Quality | undefined;
  realm: Quality | undefined;
  client: Quality | undefined;
  time: boolean | undefined;
}

export function sightOf(circumstances: Circumstances): Sight {
  return { circumstances, fits: new Map(), address: undefined, wallTime: undefined };
}

/** Those of the policies that fit, with the fields that this kind of look-up looks at. */
export function matching(policies: readonly Policy[], sight: Sight, lookup: Lookup): readonly Match[] {
  const matches: Match[] = [];
  for (const policy of policies) {
    const match = matchOf(policy, sight, lookup);
    if (match !== undefined) matches.push(match);
  }
  return matches;
}

/** User first, then realm, then client: at each step only the closest remain. The order of the policies is kept. */
export function prevailing(matches: readonly Match[]): readonly Match[] {
  if (matches.length < 2) return matches;
  return closest(closest(closest(matches, "user"), "realm"), "client");
}

export interface Explanation {
  /** All that match, in the order of their names. */
  readonly matching: readonly Match[];
  /** Those that prevail. */
  readonly prevailing: readonly Match[];
  /** The one whose value holds; undefined when none gives a value. */
  readonly winner: Policy | undefined;
  readonly value: Written | undefined;
  /** Policies of equal standing give different values, and only their names decide. */
  readonly conflict: boolean;
  /** A policy with a fault that restricts because it cannot be understood. */
  readonly closedBy: Policy | undefined;
}

/** Why an action has the value it has: for checkPolicy and the console. */
export function explain(
  policies: Policies,
  { scope, action }: { readonly scope: string; readonly action: string },
  at: Circumstances,
): Explanation {
  const set = asSet(policies);
  const sight = sightOf(at);
  const lookup = lookupOf(scope, action);
  const all = matching(candidates(set, scope, action), sight, lookup);
  const kept = prevailing(all);
  const winner = speaking(kept, action);
  const restricts = actionOf(scope, action)?.closed !== undefined;
  return {
    matching: all,
    prevailing: kept,
    winner,
    value: winner?.actions.get(action),
    conflict: new Set(kept.flatMap(({ policy }) => policy.actions.get(action) ?? [])).size > 1,
    closedBy: restricts
      ? matching(brokenCandidates(set, scope, action), sight, lookup)[0]?.policy
      : undefined,
  };
}

/** The first that names the action: `*` matches but gives no value. */
export function speaking(kept: readonly Match[], action: string): Policy | undefined {
  return kept.find(({ policy }) => policy.actions.has(action))?.policy;
}

/** The cheapest questions first, and none twice: a login asks about a dozen actions of the same few policies. */
function matchOf(policy: Policy, sight: Sight, lookup: Lookup): Match | undefined {
  const fit = fitOf(policy, sight);
  const user = userFit(policy, fit, sight);
  if (user === quality.none) return undefined;
  const realm = lookup === "right" ? quality.wildcard : realmFit(policy, fit, sight);
  if (realm === quality.none) return undefined;
  const client = lookup === "right" || lookup === "simple" ? quality.wildcard : clientFit(policy, fit, sight);
  if (client === quality.none) return undefined;
  const timely = lookup === "right" || lookup === "client-any-time" || timeFit(policy, fit, sight);
  return timely ? { policy, user, realm, client } : undefined;
}

function fitOf(policy: Policy, { fits }: Sight): Fit {
  const known = fits.get(policy);
  if (known !== undefined) return known;
  const fit: Fit = { user: undefined, realm: undefined, client: undefined, time: undefined };
  fits.set(policy, fit);
  return fit;
}

function userFit(policy: Policy, fit: Fit, { circumstances: { user } }: Sight): Quality {
  fit.user ??= user === undefined ? quality.wildcard : policy.user(user);
  return fit.user;
}

function realmFit(policy: Policy, fit: Fit, { circumstances: { realm } }: Sight): Quality {
  fit.realm ??= realm === undefined || realm === "" ? quality.wildcard : policy.realm(realm);
  return fit.realm;
}

function clientFit(policy: Policy, fit: Fit, sight: Sight): Quality {
  sight.address ??= { of: readAddress(sight.circumstances.client) };
  fit.client ??= policy.client(sight.address.of);
  return fit.client;
}

function timeFit(policy: Policy, fit: Fit, sight: Sight): boolean {
  sight.wallTime ??= wallTime(sight.circumstances.at);
  fit.time ??= policy.time(sight.wallTime);
  return fit.time;
}

function closest(matches: readonly Match[], field: "user" | "realm" | "client"): readonly Match[] {
  const best = Math.max(...matches.map((match) => match[field]));
  return matches.filter((match) => match[field] === best);
}
