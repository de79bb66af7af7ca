// Which policies fit the circumstances, and which of those prevail (contract 09 section 2).

import type { Lookup } from "./action.ts";
import { actionOf, lookupOf } from "./catalogue.ts";
import { type Address, readAddress } from "./client.ts";
import type { Written } from "./parse.ts";
import { asSet, brokenCandidates, candidates, type Policies, type Policy } from "./policy.ts";
import { type Quality, quality } from "./quality.ts";
import { type WallTime, wallTime } from "./time.ts";
import type { PolicyUser } from "./user.ts";

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
  readonly fits: (policy: Policy) => Fit;
}

/** Every field asked at most once, and only when its answer is needed. */
interface Fit {
  readonly user: () => Quality;
  readonly realm: () => Quality;
  readonly client: () => Quality;
  readonly time: () => boolean;
}

export function sightOf(circumstances: Circumstances): Sight {
  const { user, realm } = circumstances;
  const client = once<Address | undefined>(() => readAddress(circumstances.client));
  const time = once<WallTime>(() => wallTime(circumstances.at));
  const known = new Map<Policy, Fit>();
  const fitOf = (policy: Policy): Fit => ({
    user: once(() => (user === undefined ? quality.wildcard : policy.user(user))),
    realm: once(() => (realm === undefined || realm === "" ? quality.wildcard : policy.realm(realm))),
    client: once(() => policy.client(client())),
    time: once(() => policy.time(time())),
  });
  const fits = (policy: Policy): Fit => {
    const before = known.get(policy);
    if (before !== undefined) return before;
    const fit = fitOf(policy);
    known.set(policy, fit);
    return fit;
  };
  return { circumstances, fits };
}

/** Those of the policies that fit, with the fields that this kind of look-up looks at. */
export function matching(policies: readonly Policy[], sight: Sight, lookup: Lookup): readonly Match[] {
  const matches: Match[] = [];
  for (const policy of policies) {
    const match = matchOf(policy, sight.fits(policy), lookup);
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

function matchOf(policy: Policy, fit: Fit, lookup: Lookup): Match | undefined {
  const user = fit.user();
  if (user === quality.none) return undefined;
  const realm = lookup === "right" ? quality.wildcard : fit.realm();
  if (realm === quality.none) return undefined;
  const client = lookup === "right" || lookup === "simple" ? quality.wildcard : fit.client();
  if (client === quality.none) return undefined;
  const timely = lookup === "right" || lookup === "client-any-time" || fit.time();
  return timely ? { policy, user, realm, client } : undefined;
}

function closest(matches: readonly Match[], field: "user" | "realm" | "client"): readonly Match[] {
  const best = Math.max(...matches.map((match) => match[field]));
  return matches.filter((match) => match[field] === best);
}

function once<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
