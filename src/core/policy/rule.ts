// The values that hold for one person at one door. A ruling is computed as it is read: most of it never is.

import { type Action, type Actions, type ActionValue, unreadable } from "./action.ts";
import { actionOf, type FamilyScope, families, lookupOf, type ValueScope, valueScopes } from "./catalogue.ts";
import type { Written } from "./fields/parse.ts";
import { type Circumstances, matching, prevailing, type Sight, sightOf, speaking } from "./match.ts";
import {
  asSet,
  brokenCandidates,
  candidates,
  namedActions,
  type Policies,
  type PolicySet,
} from "./policy.ts";

export type { PolicyUser } from "./fields/user.ts";
export type { Circumstances } from "./match.ts";
export type { PolicySet } from "./policy.ts";

type ValuesOf<Of> = { readonly [Name in keyof Of]: ActionValue<Of[Name]> };

type Families = typeof families;

/** `ruling.enrollment.maxtoken`, `ruling.authentication.otppin`, ...: typed by the catalogue. */
export type Ruling = { readonly [Scope in ValueScope]: ValuesOf<(typeof valueScopes)[Scope]> } & {
  /** The value of an action that exists once for each token type; `type` in any case. */
  perType<Scope extends FamilyScope, Family extends keyof Families[Scope] & string>(
    scope: Scope,
    family: Family,
    type: string,
  ): ActionValue<Families[Scope][Family]>;
  /** The text of a sub-key: `qrtanurl.<key>`. */
  subKey(scope: ValueScope, action: string, key: string): string | undefined;
  /** Whether any policy matches, whatever value it gives; `*` counts. */
  present(scope: ValueScope, action: string): boolean;
  /** The actions that policies name and that are true: the rights of a person in the portal. */
  granted(scope: ValueScope): readonly string[];
  /** The other values that policies set, among them false ones. */
  values(scope: ValueScope): Readonly<Record<string, Written | number | readonly string[]>>;
};

const scopes = Object.keys(valueScopes) as readonly ValueScope[];

interface Asked {
  readonly set: PolicySet;
  readonly sight: Sight;
}

export function rule(policies: Policies, at: Circumstances): Ruling {
  const asked: Asked = { set: asSet(policies), sight: sightOf(at) };
  const ruling: Record<string, unknown> = questions(asked);
  for (const scope of scopes) ruling[scope] = viewOf(asked, scope);
  return ruling as Ruling;
}

/** Whether any active policy is in the scope. One with a fault counts: nobody may gain by it. */
export function hasPolicies(policies: Policies, scope: string): boolean {
  return asSet(policies).scopes.has(scope);
}

/** Whether any active policy of the scope names the action or `*`, for whomever. One with a fault counts. */
export function namesAction(policies: Policies, scope: string, action: string): boolean {
  const set = asSet(policies);
  if (candidates(set, scope, action).length > 0) return true;
  const broken = set.scopes.get(scope)?.broken ?? [];
  return broken.some(({ actions }) => actions.has(action) || actions.has("*"));
}

/** A catalogue's scope seen through the policies: each value is computed when it is first read. */
function viewOf(asked: Asked, scope: ValueScope): object {
  const actions: Actions = valueScopes[scope];
  const known = new Map<string, unknown>();
  return new Proxy(actions, {
    get(_, name) {
      if (typeof name !== "string" || !Object.hasOwn(actions, name)) return undefined;
      if (!known.has(name))
        known.set(name, readValue(asked, { scope, name, action: actions[name] as Action<unknown> }));
      return known.get(name);
    },
  });
}

function questions(asked: Asked): Pick<Ruling, "perType" | "subKey" | "present" | "granted" | "values"> {
  return {
    perType(scope, family, type) {
      const action: Action<unknown> = families[scope][family] as Action<unknown>;
      return readValue(asked, { scope, name: `${family}${type.toUpperCase()}`, action }) as never;
    },
    subKey(scope, action, key) {
      const value = writtenOf(asked, { scope, name: `${action}.${key}`, lookup: lookupOf(scope, action) });
      return typeof value === "string" ? value : undefined;
    },
    present: (scope, action) => isPresent(asked, scope, action),
    granted: (scope) => settings(asked, scope).flatMap(([name, value]) => (value === true ? [name] : [])),
    values: (scope) => Object.fromEntries(settings(asked, scope).filter(([, value]) => value !== true)),
  };
}

interface Wanted {
  readonly scope: string;
  readonly name: string;
  readonly action: Action<unknown>;
}

function readValue(asked: Asked, { scope, name, action }: Wanted): unknown {
  if (action.presence) return isPresent(asked, scope, name);
  if (action.closed !== undefined && isClosed(asked, { scope, name, action })) return action.closed;
  const written = writtenOf(asked, { scope, name, lookup: action.lookup });
  if (written === undefined) return action.fallback;
  const value = action.read(written);
  return value === unreadable ? (action.closed ?? action.fallback) : value;
}

function writtenOf(
  asked: Asked,
  wanted: Omit<Wanted, "action"> & Pick<Action<unknown>, "lookup">,
): Written | undefined {
  const { scope, name, lookup } = wanted;
  const possible = candidates(asked.set, scope, name);
  if (possible.length === 0) return undefined;
  return speaking(prevailing(matching(possible, asked.sight, lookup)), name)?.actions.get(name);
}

/** A restriction that cannot be understood restricts. */
function isClosed({ set, sight }: Asked, { scope, name, action }: Wanted): boolean {
  const broken = brokenCandidates(set, scope, name);
  return broken.length > 0 && matching(broken, sight, action.lookup).length > 0;
}

function isPresent({ set, sight }: Asked, scope: string, name: string): boolean {
  return matching(candidates(set, scope, name), sight, lookupOf(scope, name)).length > 0;
}

/** What policies say about each action they name, for these circumstances. */
function settings(
  asked: Asked,
  scope: ValueScope,
): readonly (readonly [string, Written | number | readonly string[]])[] {
  return namedActions(asked.set, scope).flatMap((name) => {
    const action = actionOf(scope, name);
    const lookup = action?.lookup ?? lookupOf(scope, name);
    const written = writtenOf(asked, { scope, name, lookup });
    const closed = action?.closed !== undefined && isClosed(asked, { scope, name, action });
    if (written === undefined && !closed) return [];
    return [[name, plain(closed ? action.closed : action?.read(written ?? true), written)] as const];
  });
}

/** Values that are not data (expressions, unreadable ones) are shown as they were written. */
function plain(value: unknown, written: Written | undefined): Written | number | readonly string[] {
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  return Array.isArray(value) ? value : (written ?? false);
}
