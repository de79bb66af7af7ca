// The registry of directories, and the instances that live across requests.

import { Refusal } from "../core/problem.ts";
import type { ResolverSettings } from "../core/settings.ts";
import type { Resolver } from "../core/user.ts";
import { openBuiltInResolver } from "./built-in.ts";
import type { ResolverDeps } from "./deps.ts";
import { openFileResolver } from "./file.ts";

type Opener = (settings: ResolverSettings, deps: ResolverDeps) => Resolver;

const openers: Readonly<Record<ResolverSettings["type"], Opener>> = {
  passwdresolver: openFileResolver,
  ldapresolver: (settings) => openLater(settings, "LDAP directories"),
  sqlresolver: (settings) => openLater(settings, "SQL directories"),
};

/** Throws a Refusal when the settings cannot be used. Whether the directory answers shows when it is asked. */
export function openResolver(settings: ResolverSettings, deps: ResolverDeps): Resolver {
  const opener = settings.builtIn ? openBuiltInResolver : openers[settings.type];
  return opener(settings, deps);
}

/** Equal settings give the same resolver, with whatever it has loaded or connected; changed settings a new one. */
export function resolverCache(deps: ResolverDeps): (settings: ResolverSettings) => Resolver {
  const byName = new Map<string, { readonly content: string; readonly resolver: Resolver }>();
  // Settings are snapshots: mostly it is the very same object that asks.
  const bySnapshot = new WeakMap<ResolverSettings, Resolver>();
  const find = (settings: ResolverSettings): Resolver => {
    const content = JSON.stringify(settings);
    const known = byName.get(settings.name);
    if (known?.content === content) return known.resolver;
    const resolver = openResolver(settings, deps);
    byName.set(settings.name, { content, resolver });
    return resolver;
  };
  return (settings) => {
    const resolver = bySnapshot.get(settings) ?? find(settings);
    bySnapshot.set(settings, resolver);
    return resolver;
  };
}

/** Known to LinOTP, not yet to us. An outage rather than an empty directory, so that nothing is concluded from it. */
function openLater({ name }: ResolverSettings, kind: string): Resolver {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new Refusal({
        code: "unavailable",
        what: `resolver ${name}: ${kind} are not available in this version`,
      }),
    );
  return { name, searchFields: {}, byLogin: refuse, byUid: refuse, search: refuse, verifyPassword: refuse };
}
