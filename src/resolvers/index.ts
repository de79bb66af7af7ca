// The registry of directories, and the instances that live across requests.

import type { ResolverSettings } from "../core/settings.ts";
import type { Resolver } from "../core/user.ts";
import { openBuiltInResolver } from "./built-in.ts";
import type { ResolverDeps } from "./deps.ts";
import { openFileResolver } from "./file.ts";
import { openLdapResolver } from "./ldap/ldap.ts";
import { lookupCache } from "./lookup-cache.ts";
import { openSqlResolver } from "./sql/sql.ts";

type Opener = (settings: ResolverSettings, deps: ResolverDeps) => Resolver;

const openers: Readonly<Record<ResolverSettings["type"], Opener>> = {
  passwdresolver: openFileResolver,
  ldapresolver: openLdapResolver,
  sqlresolver: openSqlResolver,
};

/** Throws a Refusal when the settings cannot be used. Whether the directory answers shows when it is asked. */
export function openResolver(settings: ResolverSettings, deps: ResolverDeps): Resolver {
  const opener = settings.builtIn ? openBuiltInResolver : openers[settings.type];
  return opener(settings, deps);
}

export interface Resolvers {
  /**
   * Equal settings give the same resolver, with whatever it has loaded or connected; changed settings a new one. With
   * `lookupAgeMs` people who were looked up so lately are not looked up again in a directory elsewhere.
   */
  readonly resolver: (settings: ResolverSettings, lookupAgeMs?: number) => Resolver;
  readonly close: () => void;
}

interface Opened {
  readonly content: string;
  readonly resolver: Resolver;
  readonly cached: (maxAgeMs: number) => Resolver;
}

export function openResolvers(deps: ResolverDeps): Resolvers {
  const byName = new Map<string, Opened>();
  // Settings are snapshots: mostly it is the very same object that asks.
  const bySnapshot = new WeakMap<ResolverSettings, Opened>();
  const find = (settings: ResolverSettings): Opened => {
    const content = JSON.stringify(settings);
    const known = byName.get(settings.name);
    if (known?.content === content) return known;
    const resolver = openResolver(settings, deps);
    known?.resolver.close?.();
    const isHere = settings.builtIn || settings.type === "passwdresolver";
    const opened = { content, resolver, cached: isHere ? () => resolver : lookupCache(resolver, deps.now) };
    byName.set(settings.name, opened);
    return opened;
  };
  return {
    resolver: (settings, lookupAgeMs) => {
      const opened = bySnapshot.get(settings) ?? find(settings);
      bySnapshot.set(settings, opened);
      return lookupAgeMs === undefined ? opened.resolver : opened.cached(lookupAgeMs);
    },
    close: () => {
      for (const { resolver } of byName.values()) resolver.close?.();
    },
  };
}
