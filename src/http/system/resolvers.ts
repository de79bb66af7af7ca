// /system/setResolver, getResolver, getResolvers, delResolver (contract 08 section 2).

import { checkResolverName, resolverKinds } from "../../core/administration/resolvers.ts";
import { type Fields, flag, missing, optional, required, text } from "../../core/fields.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import type { ResolverSettings } from "../../core/settings.ts";
import { deleteResolver, setResolver, type WrittenResolver } from "../../operations/resolvers.ts";
import type { World } from "../../operations/world.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { resolverSpec } from "../wire-resolver.ts";
import { reading, writing } from "./right.ts";

export const resolverRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/system/setResolver",
    who: "administrator",
    handler: writing(set),
    about: "Create, change or rename a resolver.",
  },
  {
    methods: ["GET", "POST"],
    path: "/system/getResolvers",
    who: "administrator",
    handler: reading(getAll),
    about: "All resolvers by name.",
  },
  {
    methods: ["GET", "POST"],
    path: "/system/getResolver",
    who: "administrator",
    lowerCase: true,
    handler: reading(getOne),
    about: "One resolver with its parameters; secrets as they are stored.",
  },
  {
    methods: ["POST"],
    path: "/system/delResolver",
    who: "administrator",
    lowerCase: true,
    handler: writing(remove),
    about: "Delete a resolver that no realm uses.",
  },
];

async function set(call: Call): Promise<Reply> {
  await setResolver(call.world, administrator(call), readResolver(call.fields));
  return succeed(true, { audit: "written" });
}

/** What setResolver is told. */
export function readResolver(fields: Fields): WrittenResolver {
  const name = optional(fields, "name");
  if (name === undefined)
    throw new Refusal({ code: "usage-parameter", message: 'missing required parameter "name"' });
  const type = readType(fields);
  checkResolverName(name);
  return {
    name,
    type,
    previousName: optional(fields, "previous_name") ?? "",
    readonly: flag(fields, "readonly") ?? false,
    parameters: readParameters(fields, type),
  };
}

function readType(fields: Fields): ResolverSettings["type"] {
  const written = required(fields, "type");
  const type = Object.keys(resolverKinds).find((each) => each === written);
  if (type === undefined) throw refuse(`no such resolver type ''${written.slice(0, 80)}'' defined!`);
  return type as ResolverSettings["type"];
}

/** Those that the type knows. Secrets may be missing here: an update keeps them. */
function readParameters(fields: Fields, type: ResolverSettings["type"]): { readonly [name: string]: string } {
  const { required: needed, optional: possible, secret } = resolverKinds[type];
  for (const name of needed) if (optional(fields, name) === undefined) throw missing(name);
  const names = [...needed, ...possible, ...(secret === "" ? [] : [secret])];
  const pairs = names.flatMap((name) => {
    const value = text(fields, name);
    return value === undefined || (name === secret && value === "") ? [] : [[name, value]];
  });
  return Object.fromEntries(pairs);
}

function getAll({ world }: Call): Reply {
  const rows = [...world.store.settings().resolvers.values()].map((resolver) => [
    resolver.name,
    { ...resolverEntry(resolver), ...outageOf(world, resolver) },
  ]);
  return succeed(Object.fromEntries(rows), { audit: { success: true } });
}

/** Our own: why it does not answer, as far as is known; nothing is asked for this. */
function outageOf(world: World, resolver: ResolverSettings): { readonly outage?: string } {
  try {
    const outage = world.resolver(resolver).outage?.();
    return outage === undefined ? {} : { outage };
  } catch (error) {
    if (error instanceof Refusal) return { outage: "its settings cannot be used" };
    throw error;
  }
}

export function resolverEntry(resolver: ResolverSettings): { readonly [key: string]: unknown } {
  const { name, type } = resolver;
  const entry = `linotp.${type}.${entryParameter[type]}.${name}`;
  return { resolvername: name, entry, type, ...facts(resolver) };
}

const entryParameter = { passwdresolver: "fileName", ldapresolver: "LDAPURI", sqlresolver: "Where" } as const;

function getOne({ world, fields }: Call): Reply {
  const name = required(fields, "resolver");
  const resolver = world.store.settings().resolvers.get(name);
  const audit = { success: true, info: name.slice(0, 255) };
  if (resolver === undefined) return succeed({ type: null, data: {}, resolver: name }, { audit });
  const { type, parameters } = resolver;
  return succeed({ type, data: parameters, resolver: name, ...facts(resolver) }, { audit });
}

function facts(resolver: ResolverSettings): { readonly [key: string]: unknown } {
  const { admin, immutable, readonly } = resolver;
  return { spec: resolverSpec(resolver), admin, immutable, ...(readonly ? { readonly } : {}) };
}

async function remove(call: Call): Promise<Reply> {
  const name = required(call.fields, "resolver");
  return succeed(await deleteResolver(call.world, administrator(call), name), { audit: "written" });
}
