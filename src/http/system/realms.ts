// /system/setRealm, getRealms, delRealm, setDefaultRealm, getDefaultRealm (contract 08 section 3).

import { missing, optional, required, text } from "../../core/fields.ts";
import { defaultRealm, type Realm, type Settings } from "../../core/settings.ts";
import { deleteRealm, setDefaultRealm, setRealm } from "../../operations/realms.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { resolverSpec } from "../wire-resolver.ts";
import { reading, writing } from "./right.ts";

export const realmRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/system/setRealm",
    who: "administrator",
    handler: writing(set),
    about: "Create a realm, or give it other resolvers.",
  },
  {
    methods: ["GET", "POST"],
    path: "/system/getRealms",
    who: "administrator",
    handler: reading(getAll),
    about: "All realms by name, or the one named by realm.",
  },
  {
    methods: ["POST"],
    path: "/system/delRealm",
    who: "administrator",
    handler: writing(remove),
    about: "Delete a realm; its tokens stay, without it.",
  },
  {
    methods: ["POST"],
    path: "/system/setDefaultRealm",
    who: "administrator",
    lowerCase: true,
    handler: writing(setDefault),
    about: "Choose the realm that is meant when none is given; an empty name clears it.",
  },
  {
    methods: ["GET", "POST"],
    path: "/system/getDefaultRealm",
    who: "administrator",
    handler: reading(getDefault),
    about: "The default realm; all realms when there is none.",
  },
];

async function set(call: Call): Promise<Reply> {
  const realm = required(call.fields, "realm");
  const specs = required(call.fields, "resolvers")
    .replaceAll(/["'\s]/g, "")
    .split(",")
    .filter((spec) => spec !== "");
  if (specs.length === 0) throw missing("resolvers");
  return succeed(await setRealm(call.world, administrator(call), { realm, specs }), { audit: "written" });
}

function getAll({ world, fields }: Call): Reply {
  const settings = world.store.settings();
  const wanted = settings.realms.get(optional(fields, "realm")?.toLowerCase() ?? "");
  return succeed(shown(settings, wanted), { audit: { success: true } });
}

async function remove(call: Call): Promise<Reply> {
  const result = await deleteRealm(call.world, administrator(call), required(call.fields, "realm"));
  return succeed({ delRealm: { result } }, { audit: "written" });
}

async function setDefault(call: Call): Promise<Reply> {
  const realm = text(call.fields, "realm");
  if (realm === undefined) throw missing("realm");
  return succeed(await setDefaultRealm(call.world, administrator(call), realm), { audit: "written" });
}

function getDefault({ world }: Call): Reply {
  const settings = world.store.settings();
  const realm = settings.realms.get(defaultRealm(settings) ?? "");
  return succeed(shown(settings, realm), { audit: { success: true, info: realm?.name ?? "" } });
}

/** One realm, or all of them. */
function shown(settings: Settings, only: Realm | undefined): { readonly [name: string]: unknown } {
  const realms = only === undefined ? [...settings.realms.values()] : [only];
  return Object.fromEntries(realms.map((realm) => [realm.name, rowOf(settings, realm)]));
}

function rowOf(settings: Settings, { name, resolvers, admin }: Realm): { readonly [key: string]: unknown } {
  return {
    realmname: name,
    entry: `linotp.useridresolver.group.${name}`,
    useridresolver: resolvers.flatMap((each) => settings.resolvers.get(each) ?? []).map(resolverSpec),
    ...(defaultRealm(settings) === name ? { default: "true" } : {}),
    admin,
  };
}
