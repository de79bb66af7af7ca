// /api/v2/resolvers/ and /api/v2/realms/: where people come from (contract 10 section 9).

import { defaultRealm } from "../../core/settings.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { reading } from "../system/right.ts";
import { resolverSpec } from "../wire-resolver.ts";

function resolvers({ world }: Call): Reply {
  const settings = world.store.settings();
  const realms = [...settings.realms.values()];
  const value = [...settings.resolvers.values()].map((resolver) => ({
    name: resolver.name,
    type: resolver.type,
    spec: resolverSpec(resolver),
    readonly: resolver.readonly ? true : null,
    admin: resolver.admin,
    realms: realms.filter((realm) => realm.resolvers.includes(resolver.name)).map(({ name }) => name),
  }));
  return succeed(value, { audit: { success: true } });
}

function realms({ world }: Call): Reply {
  const settings = world.store.settings();
  const value = [...settings.realms.values()].map(({ name, resolvers: names, admin }) => ({
    name,
    entry: `linotp.useridresolver.group.${name}`,
    userIdResolvers: names.flatMap((each) => settings.resolvers.get(each) ?? []).map(resolverSpec),
    default: defaultRealm(settings) === name,
    admin,
  }));
  return succeed(value, { audit: { success: true } });
}

export const apiDirectoryRoutes: readonly Route[] = [
  {
    methods: ["GET"],
    path: "/api/v2/resolvers/",
    who: "administrator",
    handler: reading(resolvers),
    about: "All resolvers, and the realms that have them.",
    parameters: {},
  },
  {
    methods: ["GET"],
    path: "/api/v2/realms/",
    who: "administrator",
    handler: reading(realms),
    about: "All realms with their resolvers.",
    parameters: {},
  },
];
