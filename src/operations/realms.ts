// Realms: contract 08 section 3.

import {
  decideDeleteRealm,
  decideSetDefaultRealm,
  decideSetRealm,
  readRealmName,
} from "../core/administration/realms.ts";
import { refuse } from "../core/problem.ts";
import type { ResolverSettings, Settings } from "../core/settings.ts";
import type { Administrator } from "./rights.ts";
import { changeSettings } from "./settings.ts";
import type { World } from "./world.ts";

export interface WrittenRealm {
  readonly realm: string;
  /** Class specifications, `useridresolver.PasswdIdResolver.IdResolver.staff`. */
  readonly specs: readonly string[];
}

export async function setRealm(
  world: World,
  who: Administrator,
  { realm, specs }: WrittenRealm,
): Promise<true> {
  const name = readRealmName(realm);
  return changeSettings(world, who, {
    decide: (state) => {
      const resolvers = specs.map((spec) => resolverAt(state.settings, spec).name);
      return decideSetRealm(state, { realm: name, resolvers, specs, by: who.admin, origin: who.origin });
    },
  });
}

export async function deleteRealm(world: World, who: Administrator, written: string): Promise<boolean> {
  const realm = written.trim().toLowerCase();
  const { rows } = await world.store.tokens({ realms: [realm] });
  return changeSettings(world, who, {
    subject: { serials: rows.map(({ serial }) => serial) },
    decide: (state) => decideDeleteRealm(state, { realm, origin: who.origin }),
  });
}

export async function setDefaultRealm(world: World, who: Administrator, written: string): Promise<boolean> {
  const realm = written.trim().toLowerCase();
  return changeSettings(world, who, {
    decide: (state) => decideSetDefaultRealm(state, { realm, origin: who.origin }),
  });
}

const classes: { readonly [name: string]: ResolverSettings["type"] } = {
  PasswdIdResolver: "passwdresolver",
  LDAPIdResolver: "ldapresolver",
  SQLIdResolver: "sqlresolver",
};

/** Databases of LinOTP's early days contain `useridresolveree.` (contract 11 section 1). */
function resolverAt(settings: Settings, spec: string): ResolverSettings {
  const [, type = "", name = ""] = /^useridresolver(?:ee)?\.(\w+)\.IdResolver\.(.+)$/.exec(spec) ?? [];
  const resolver = settings.resolvers.get(name);
  if (resolver !== undefined && classes[type] === resolver.type) return resolver;
  throw refuse(`unknown resolver or invalid resolver class specification: '${spec.slice(0, 200)}'`);
}
