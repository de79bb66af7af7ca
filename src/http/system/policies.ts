// /system/setPolicy, delPolicy, importPolicy (contract 08 section 4). What only reads is in policy-views.ts.

import { type Fields, list, missing, required, text } from "../../core/fields.ts";
import { type PolicyText, policyText } from "../../core/policy/policy.ts";
import { Refusal } from "../../core/problem.ts";
import { deletePolicies, importPolicies, setPolicy } from "../../operations/policies.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { writing } from "./right.ts";
import { xmlFailure, xmlSuccess } from "./xml.ts";

export const policyRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/system/setPolicy",
    who: "administrator",
    handler: writing(set),
    about: "Create or change a policy.",
  },
  {
    methods: ["POST"],
    path: "/system/delPolicy",
    who: "administrator",
    handler: writing(remove),
    about: "Delete policies, named by a list.",
  },
  {
    methods: ["POST"],
    path: "/system/importPolicy",
    who: "administrator",
    handler: writing(importFile),
    about: "Take over the policies of an uploaded policy.cfg.",
  },
];

const attributes = ["action", "scope", "realm", "user", "time", "client", "active"] as const;

async function set(call: Call): Promise<Reply> {
  const what = readPolicy(call.fields);
  const enforce = isTrue(text(call.fields, "enforce"));
  await setPolicy(call.world, administrator(call), { what, enforce });
  const written = Object.fromEntries(attributes.map((attribute) => [attribute, true]));
  return succeed({ [`setPolicy ${what.name}`]: written }, { audit: "written" });
}

/** A missing user, client or time is stored as empty; what that means depends on the scope (contract 09 section 1). */
function readPolicy(fields: Fields): PolicyText {
  const name = required(fields, "name");
  const active = text(fields, "active");
  return policyText({
    name,
    scope: required(fields, "scope"),
    action: required(fields, "action"),
    realm: required(fields, "realm"),
    user: text(fields, "user") ?? "",
    client: text(fields, "client") ?? "",
    time: text(fields, "time") ?? "",
    active: active === undefined || active === "" || isTrue(active),
  });
}

async function remove(call: Call): Promise<Reply> {
  const names = list(call.fields, "name", true) ?? [];
  if (names.length === 0) throw missing("name");
  const enforce = isTrue(text(call.fields, "enforce"));
  const gone = await deletePolicies(call.world, administrator(call), { what: names, enforce });
  const rows = gone.flatMap(({ name }) =>
    attributes.map((attribute) => [`linotp.Policy.${name}.${attribute}`, true] as const),
  );
  return succeed({ delPolicy: { result: Object.fromEntries(rows) } }, { audit: "written" });
}

/** An upload is answered in XML, refusals too. */
async function importFile(call: Call): Promise<Reply> {
  const upload = call.files.get("file");
  if (upload === undefined) throw missing("file");
  const file = new TextDecoder().decode(upload.content);
  try {
    return xmlSuccess(await importPolicies(call.world, administrator(call), file), "written");
  } catch (error) {
    if (error instanceof Refusal) return xmlFailure(error.problem);
    throw error;
  }
}

/** Not the strict boolean: anything but "true" is false (contract 01 section 4). */
function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === "true";
}
