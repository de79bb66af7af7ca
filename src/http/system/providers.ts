// /system/setProvider, getProvider, delProvider, setDefaultProvider, testProvider (contract 08 section 5).

import { type ProviderName, providerTypes } from "../../core/administration/providers.ts";
import { type Fields, flag, invalid, oneOf, optional, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import {
  deleteProvider,
  setDefaultProvider,
  setProvider,
  showProviders,
  testProvider,
} from "../../operations/providers.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { reading, writing } from "./right.ts";

export const providerRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/system/setProvider",
    who: "administrator",
    handler: writing(set),
    about: "Create or change a provider of SMS, e-mail, push or voice messages.",
  },
  {
    methods: ["GET", "POST"],
    path: "/system/getProvider",
    who: "administrator",
    handler: reading(get),
    about: "The providers of one type by name, with their configuration.",
  },
  {
    methods: ["POST"],
    path: "/system/delProvider",
    who: "administrator",
    handler: writing(remove),
    about: "Delete a provider that no policy names.",
  },
  {
    methods: ["POST"],
    path: "/system/setDefaultProvider",
    who: "administrator",
    handler: writing(setDefault),
    about: "Choose the provider that is used when no policy names one.",
  },
  {
    methods: ["POST"],
    path: "/system/testProvider",
    who: "administrator",
    handler: reading(tryOut),
    about: "Whether a provider can be reached; false when its class has no test.",
  },
  {
    methods: ["GET", "POST"],
    path: "/system/getProviderDef",
    who: "administrator",
    handler: async () => {
      throw new Refusal({
        code: "forbidden",
        message: "Failed to run checkPolicyPre. Unknown method: 'getProviderDef'",
      });
    },
    about: "Refused to everybody, as in LinOTP.",
    parameters: {},
  },
];

async function set(call: Call): Promise<Reply> {
  const { fields, world } = call;
  await setProvider(world, administrator(call), {
    ...readName(fields),
    class: present(fields, "class"),
    timeout: readTimeout(fields),
    config: readConfig(fields),
    isDefault: flag(fields, "default") ?? false,
    managed: optional(fields, "managed"),
  });
  return succeed(true, { audit: "written" });
}

function readName(fields: Fields): ProviderName {
  const name = present(fields, "name");
  if (name.length > 100) throw invalid("name", "at most 100 characters long");
  return { name, type: readType(fields) };
}

function readType(fields: Fields): ProviderName["type"] {
  const type = oneOf(fields, "type", providerTypes);
  if (type === undefined) throw keyError("type");
  return type;
}

function present(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (value === undefined || value === "") throw keyError(name);
  return value;
}

/** LinOTP words a missing parameter here as nowhere else. */
function keyError(name: string): Refusal {
  return new Refusal({ code: "usage-parameter", message: `missing key KeyError('${name}')` });
}

/** Seconds; LinOTP also takes "connect, read" timeouts. */
function readTimeout(fields: Fields): string {
  const timeout = present(fields, "timeout").trim();
  if (!/^\d{1,9}(?:\s*,\s*\d{1,9})?$/.test(timeout)) throw invalid("timeout", "a number of seconds");
  return timeout;
}

/** A JSON request may send the object itself. */
function readConfig(fields: Fields): string | undefined {
  const value = fields.get("config");
  const written =
    typeof value === "object" && value !== null ? JSON.stringify(value) : optional(fields, "config");
  if (written === undefined) return undefined;
  if (!isJsonObject(written)) throw invalid("config", "a JSON object");
  return written;
}

function isJsonObject(written: string): boolean {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function get({ world, fields }: Call): Reply {
  const name = optional(fields, "name");
  const shown = showProviders(world, readType(fields)).filter(
    ({ provider }) => name === undefined || provider.name === name,
  );
  const rows = shown.map(({ provider, config }) => [
    provider.name,
    {
      Class: provider.class,
      Timeout: provider.timeout,
      ...(config === undefined ? {} : { Config: config }),
      Default: provider.isDefault,
      ...(provider.managed ? { Managed: true } : {}),
    },
  ]);
  return succeed(Object.fromEntries(rows), { audit: { success: true, info: name ?? "" } });
}

async function remove(call: Call): Promise<Reply> {
  const wanted = { ...readName(call.fields), managed: optional(call.fields, "managed") };
  const removal = await deleteProvider(call.world, administrator(call), wanted);
  if (removal.removed) return succeed(true, { audit: "written" });
  if (removal.why === "unknown") return succeed(false, { audit: "written" });
  const policies = JSON.stringify(removal.policies);
  const message =
    removal.why === "default"
      ? "Default provider could not be deleted!"
      : `Unable to delete - provider used in policies!\n${policies}`;
  return succeed(false, { detail: { message }, audit: "written" });
}

async function setDefault(call: Call): Promise<Reply> {
  return succeed(await setDefaultProvider(call.world, administrator(call), readName(call.fields)), {
    audit: "written",
  });
}

async function tryOut({ world, fields }: Call): Promise<Reply> {
  const wanted = readName(fields);
  const test = await testProvider(world, wanted);
  if (test?.reached === true) return succeed(true, { audit: { success: true, info: wanted.name } });
  const message = test?.why ?? "This provider class has no test.";
  return succeed(false, { detail: { message }, audit: { success: false, info: wanted.name } });
}
