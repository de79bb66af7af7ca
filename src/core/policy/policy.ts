// A policy as administrators write it, and as the rules use it: who, where, when, and which actions.

import { invalid } from "../fields.ts";
import { Refusal, refuse } from "../problem.ts";
import { openScopes, scopeOf } from "./catalogue.ts";
import { type ClientMatcher, compileClients, noAccessPoints } from "./fields/client.ts";
import { type Actions, parseActions } from "./fields/parse.ts";
import { quality } from "./fields/quality.ts";
import { compileRealms, type RealmMatcher } from "./fields/realm.ts";
import { always, compileTimes, type TimeMatcher } from "./fields/time.ts";
import { compileUsers, type UserMatcher } from "./fields/user.ts";

/** As set on the wire and stored in the settings family `policy`. */
export interface PolicyText {
  readonly name: string;
  readonly scope: string;
  readonly action: string;
  readonly realm: string;
  readonly user: string;
  readonly client: string;
  readonly time: string;
  readonly active: boolean;
}

export interface Policy {
  readonly text: PolicyText;
  readonly scope: string;
  readonly actions: Actions;
  readonly realm: RealmMatcher;
  readonly user: UserMatcher;
  readonly client: ClientMatcher;
  readonly time: TimeMatcher;
  /** What could not be understood in a stored policy, one sentence each. Empty for every policy that was set here. */
  readonly faults: readonly string[];
}

interface ScopeIndex {
  /** All active and sound policies in the order of their names, and those among them with the action `*`. */
  readonly all: readonly Policy[];
  readonly stars: readonly Policy[];
  /** Those that name the action, together with `stars`. */
  readonly naming: ReadonlyMap<string, readonly Policy[]>;
  readonly broken: readonly Policy[];
}

/** All policies, indexed once; what a settings snapshot holds. */
export interface PolicySet {
  /** In the order of their names, which settles every tie. */
  readonly policies: readonly Policy[];
  readonly scopes: ReadonlyMap<string, ScopeIndex>;
}

/** A whole policy text: everybody, everywhere, at any time, unless said otherwise. */
export function policyText(
  set: Pick<PolicyText, "name" | "scope" | "action"> & Partial<PolicyText>,
): PolicyText {
  return { realm: "*", user: "*", client: "*", time: always, active: true, ...set };
}

/** Throws a Refusal for whatever cannot be understood. Whether the actions exist is asked by actionProblem. */
export function compilePolicy(text: PolicyText, accessPoints = noAccessPoints): Policy {
  const filled = fill(text);
  checkAttributes(filled);
  return {
    text: filled,
    scope: scopeOf(filled.scope),
    actions: parseActions(filled.action),
    realm: compileRealms(filled.realm),
    user: compileUsers(filled.user),
    client: compileClients(filled.client, accessPoints),
    time: compileTimes(filled.time),
    faults: [],
  };
}

/**
 * For policies from the database, which may be older than our rules. Never throws. A policy with a fault grants nothing
 * to anybody; but it still counts as existing, so that "no policy, no restriction" does not come to hold; and the
 * restricting actions it names (catalogue: `closed`) hold for everybody whom its readable fields fit. An unreadable realm,
 * user, client or time therefore restricts everybody; an unreadable action field names no action.
 */
export function compileStored(text: PolicyText, accessPoints = noAccessPoints): Policy {
  const filled = fill(text);
  const faults: string[] = [];
  const attempt = <Value>(compile: () => Value, otherwise: Value): Value => {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      faults.push(faultOf(error));
      return otherwise;
    }
  };
  return {
    text: filled,
    scope: scopeOf(filled.scope),
    actions: attempt(() => parseActions(filled.action), new Map()),
    realm: attempt(
      () => compileRealms(filled.realm),
      () => quality.wildcard,
    ),
    user: attempt(
      () => compileUsers(filled.user),
      () => quality.wildcard,
    ),
    client: attempt(
      () => compileClients(filled.client, accessPoints),
      () => quality.wildcard,
    ),
    time: attempt(
      () => compileTimes(filled.time),
      () => true,
    ),
    faults,
  };
}

export function policySet(policies: readonly Policy[]): PolicySet {
  const sorted = policies.toSorted((a, b) => byText(a.text.name, b.text.name));
  const active = Map.groupBy(
    sorted.filter(({ text }) => text.active),
    ({ scope }) => scope,
  );
  return { policies: sorted, scopes: new Map([...active].map(([scope, group]) => [scope, indexOf(group)])) };
}

/** Where a list is at hand, a set is made of it. */
export type Policies = PolicySet | readonly Policy[];

export function asSet(policies: Policies): PolicySet {
  return "scopes" in policies ? policies : policySet(policies);
}

/** Active policies that name the action or `*`, in the order of their names. Without an action, all of the scope. */
export function candidates(policies: PolicySet, scope: string, action?: string): readonly Policy[] {
  const index = policies.scopes.get(scope);
  if (index === undefined) return [];
  return action === undefined ? index.all : named(index, action);
}

/** Active policies with a fault that name the action. */
export function brokenCandidates(policies: PolicySet, scope: string, action: string): readonly Policy[] {
  const broken = policies.scopes.get(scope)?.broken ?? [];
  return broken.length === 0 ? broken : broken.filter(({ actions }) => actions.has(action));
}

/** All actions that active policies of the scope name, `*` not among them. */
export function namedActions(policies: PolicySet, scope: string): readonly string[] {
  const index = policies.scopes.get(scope);
  if (index === undefined) return [];
  const found = new Set([
    ...index.naming.keys(),
    ...index.broken.flatMap(({ actions }) => [...actions.keys()]),
  ]);
  return [...found].filter((name) => name !== "*").toSorted(byText);
}

/** LinOTP writes missing attributes as the word None (contract 09 section 1). */
function fill(text: PolicyText): PolicyText {
  const present = (value: string) => (value.trim() === "None" ? "" : value.trim());
  const everybody = openScopes.has(text.scope) ? "*" : "";
  return {
    ...text,
    scope: present(text.scope),
    action: present(text.action),
    realm: present(text.realm).toLowerCase(),
    user: present(text.user) || everybody,
    client: present(text.client) || everybody,
    time: present(text.time) || always,
  };
}

function checkAttributes(text: PolicyText): void {
  if (!/^[a-zA-Z0-9_]+$/.test(text.name)) {
    throw refuse("The name of the policy may only contain the characters  a-zA-Z0-9_.");
  }
  for (const attribute of ["scope", "action", "realm"] as const) {
    if (text[attribute] === "") throw refuse(`Missing attribute ${attribute} in policy ${text.name}`);
  }
  if (text.realm.split(",").some((entry) => /[^\w.\-*!\s]/.test(entry))) {
    throw invalid("realm", `names of realms, not '${text.realm}'`);
  }
}

function faultOf({ problem }: Refusal): string {
  return problem.code === "invalid-parameter"
    ? `${problem.parameter}: expected ${problem.expected}`
    : problem.code;
}

function indexOf(group: readonly Policy[]): ScopeIndex {
  const all = group.filter(({ faults }) => faults.length === 0);
  const stars = all.filter(({ actions }) => actions.has("*"));
  const mentioned = new Set(all.flatMap(({ actions }) => [...actions.keys()]));
  const naming = new Map(
    [...mentioned].map((name) => [name, all.filter(({ actions }) => names(actions, name))]),
  );
  return { all, stars, naming, broken: group.filter(({ faults }) => faults.length > 0) };
}

function named(index: ScopeIndex, action: string): readonly Policy[] {
  return index.naming.get(action) ?? index.stars;
}

function names(actions: Actions, action: string): boolean {
  return actions.has(action) || actions.has("*");
}

/** The order of code units: the same on every machine. */
function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
