// /system/setConfig, getConfig, delConfig, setDefault (contract 08 section 1).

import { type Fields, flag, integer, missing, optional, required, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Settings } from "../../core/settings.ts";
import { deleteConfig, setConfig, type WrittenEntry } from "../../operations/settings.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { resolverSpec } from "../wire-resolver.ts";
import { reading, writing } from "./right.ts";

export const configRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/system/setConfig",
    who: "administrator",
    handler: writing(setConfigEntries),
    about: "Set one configuration key (key, value, type, description) or several (name=value).",
  },
  {
    methods: ["GET", "POST"],
    path: "/system/getConfig",
    who: "administrator",
    handler: reading(getConfig),
    about: "All configuration keys, or the one named by key.",
  },
  {
    methods: ["POST"],
    path: "/system/delConfig",
    who: "administrator",
    handler: writing(delConfig),
    about: "Delete the configuration key named by key.",
  },
  {
    methods: ["POST"],
    path: "/system/setDefault",
    who: "administrator",
    lowerCase: true,
    handler: writing(setDefault),
    about: "Set the defaults of new tokens, such as DefaultMaxFailCount.",
  },
];

async function setConfigEntries(call: Call): Promise<Reply> {
  const { fields, world } = call;
  if (!fields.has("key") && !fields.has("value")) return setPairs(call);
  const key = optional(fields, "key");
  const value = text(fields, "value");
  if (key === undefined || value === undefined) {
    throw new Refusal({ code: "usage-parameter", message: "Required parameters: value and key" });
  }
  const entry = { key, value, type: optional(fields, "type"), description: text(fields, "description") };
  await setConfig(world, administrator(call), [entry]);
  return succeed({ [`setConfig ${key}`]: true }, { audit: "written" });
}

/** Parameters of the request itself, which are no configuration. */
const notConfig: ReadonlySet<string> = new Set(["session", "csrf_token", "httperror"]);

async function setPairs(call: Call): Promise<Reply> {
  const names = [...call.fields.keys()].filter((name) => !notConfig.has(name));
  const pairs = names.map((name): readonly [string, string] => [name, text(call.fields, name) ?? ""]);
  if (pairs.length === 0) return succeed({}, { audit: { success: true } });
  await setConfig(call.world, administrator(call), gathered(pairs));
  const shown = pairs.map(([name, value]) => [`setConfig ${name}:${value}`, true]);
  return succeed(Object.fromEntries(shown), { audit: "written" });
}

/** `k.type` and `k.desc` say something about `k`. */
function gathered(pairs: readonly (readonly [string, string])[]): readonly WrittenEntry[] {
  const entries = new Map<string, WrittenEntry>();
  for (const [name, value] of pairs) {
    const [key, part] = attributeOf(name);
    const before = entries.get(key) ?? { key, value: undefined, type: undefined, description: undefined };
    entries.set(key, { ...before, [part]: value });
  }
  return [...entries.values()];
}

function attributeOf(name: string): readonly [string, "value" | "type" | "description"] {
  if (name.endsWith(".type")) return [name.slice(0, -5), "type"];
  return name.endsWith(".desc") ? [name.slice(0, -5), "description"] : [name, "value"];
}

function getConfig({ world, fields }: Call): Reply {
  const all = shownConfig(world.store.settings());
  const key = optional(fields, "key");
  const audit = { success: true };
  if (key === undefined) return succeed(Object.fromEntries(all), { audit });
  const value = all.get(key.replace(/^linotp\./, "")) ?? null;
  return succeed({ [`getConfig ${key}`]: value }, { audit });
}

/** LinOTP keeps resolvers, realms and policies in the same table, and clients look for them there. */
export function shownConfig(settings: Settings): ReadonlyMap<string, string> {
  const pairs: (readonly [string, string])[] = [...settings.config].map(([key, { value }]) => [key, value]);
  for (const { name, type, parameters, readonly } of settings.resolvers.values()) {
    for (const [parameter, value] of Object.entries(parameters))
      pairs.push([`${type}.${parameter}.${name}`, value]);
    if (readonly) pairs.push([`${type}.readonly.${name}`, "True"]);
  }
  for (const { name, resolvers } of settings.realms.values()) {
    const specs = resolvers.flatMap((each) => settings.resolvers.get(each) ?? []).map(resolverSpec);
    pairs.push([`useridresolver.group.${name}`, specs.join(",")]);
  }
  for (const { text: policy } of settings.policies.policies) {
    const { name, active, ...rest } = policy;
    const said = Object.entries({ ...rest, active: active ? "True" : "False" });
    for (const [attribute, value] of said) pairs.push([`Policy.${name}.${attribute}`, value]);
  }
  return new Map(pairs.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

async function delConfig(call: Call): Promise<Reply> {
  const key = required(call.fields, "key");
  await deleteConfig(call.world, administrator(call), key);
  return succeed({ [`delConfig ${key}`]: true }, { audit: "written" });
}

const defaults = [
  "DefaultMaxFailCount",
  "DefaultSyncWindow",
  "DefaultCountWindow",
  "DefaultOtpLen",
  "DefaultResetFailCount",
] as const;

async function setDefault(call: Call): Promise<Reply> {
  const given = defaults.filter((name) => call.fields.has(name.toLowerCase()));
  if (given.length === 0) {
    const usage = `setDefault: parameters are${defaults.map((name) => `        ${name}`).join("")}        `;
    throw new Refusal({ code: "usage", usage });
  }
  const entries = given.map((key) => ({
    key,
    value: readDefault(call.fields, key),
    type: undefined,
    description: undefined,
  }));
  await setConfig(call.world, administrator(call), entries);
  return succeed(Object.fromEntries(given.map((key) => [`set ${key}`, true])), { audit: "written" });
}

function readDefault(fields: Fields, key: (typeof defaults)[number]): string {
  const name = key.toLowerCase();
  if (key === "DefaultResetFailCount") {
    const on = flag(fields, name);
    if (on === undefined) throw missing(key);
    return on ? "True" : "False";
  }
  const number = integer(fields, name, { min: 0, max: 1_000_000 });
  if (number === undefined) throw missing(key);
  return String(number);
}
