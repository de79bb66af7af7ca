// What an administrator may do, as a whole: for the pages that show him only what he can use (contract 10 section 5).

import type { Action } from "../core/policy/action.ts";
import { catalogue, familyActions, type RightScope } from "../core/policy/catalogue.ts";
import { type AdminIdentity, adminRealms, maySystem, systemRealms } from "../core/policy/rights.ts";
import { hasPolicies, type PolicySet } from "../core/policy/rule.ts";
import type { World } from "./world.ts";

/** Rights as `scope/action`. */
export interface Permissions {
  readonly inRealm: { readonly [realm: string]: readonly string[] };
  /** Those that hold in every realm, and for tokens without one. */
  readonly anyRealm: readonly string[];
  readonly global: readonly string[];
}

/** Scopes whose policies name realms, and scopes whose policies do not. */
const realmScopes = ["admin", "reporting.access"] as const satisfies readonly RightScope[];
const globalScopes = ["audit", "monitoring", "system", "tools"] as const satisfies readonly RightScope[];

export function permissionsOf(world: World, admin: AdminIdentity): Permissions {
  const { policies, realms } = world.store.settings();
  const at = world.now();
  const rights = realmScopes.flatMap((scope) =>
    actionsOf(scope).map((action) => ({
      right: `${scope}/${action}`,
      realms: realmsFor(policies, admin, { scope, action, at }),
    })),
  );
  const inRealm = [...realms.keys()].map((realm) => {
    const held = rights.filter(({ realms: allowed }) => allowed === "any" || allowed.includes(realm));
    return [realm, held.map(({ right }) => right)] as const;
  });
  const global = globalScopes.flatMap((scope) =>
    actionsOf(scope)
      .filter((action) => maySystem(policies, admin, scope, action))
      .map((action) => `${scope}/${action}`),
  );
  const anyRealm = rights.filter(({ realms: allowed }) => allowed === "any").map(({ right }) => right);
  return { inRealm: Object.fromEntries(inRealm), anyRealm, global };
}

function realmsFor(
  policies: PolicySet,
  admin: AdminIdentity,
  {
    scope,
    action,
    at,
  }: { readonly scope: (typeof realmScopes)[number]; readonly action: string; readonly at: number },
): readonly string[] | "any" {
  if (!hasPolicies(policies, scope)) return "any";
  return scope === "admin"
    ? adminRealms(policies, admin, action, at)
    : systemRealms(policies, admin, { scope, action });
}

function actionsOf(scope: RightScope): readonly string[] {
  const own = Object.entries<Action<unknown>>(catalogue[scope]).filter(([, { listed }]) => listed);
  return [...own, ...familyActions(scope)].map(([name]) => name).toSorted();
}
