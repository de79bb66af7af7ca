// /system/getPolicy, checkPolicy, getPolicyDef, policies_flexi: policies to look at (contract 08 section 4).

import { isIP } from "node:net";
import { type Fields, integer, invalid, list, missing, optional, required, text } from "../../core/fields.ts";
import { rightScopes } from "../../core/policy/catalogue.ts";
import { policyDefinitions, scopeDefinition } from "../../core/policy/definition.ts";
import { exportPolicies } from "../../core/policy/export.ts";
import type { Policy, PolicyText } from "../../core/policy/policy.ts";
import { hasPolicies } from "../../core/policy/rule.ts";
import { askPolicies } from "../../operations/policies.ts";
import type { Call, Reply, Route } from "../call.ts";
import { escapeHtml } from "../pages/page.ts";
import { attachment, raw, succeed } from "../reply.ts";
import { reading } from "./right.ts";

export const policyViewRoutes: readonly Route[] = [
  view("/system/getPolicy", getPolicy, "Policies by name, filtered; with export=true as a file."),
  view("/system/getPolicy/:id", getPolicy, "The same; the last part of the path only names the file."),
  view("/system/checkPolicy", checkPolicy, "Whether and by which policies an action is allowed to somebody."),
  view("/system/getPolicyDef", getPolicyDef, "Every action there is, with its type and allowed values."),
  view("/system/policies_flexi", policiesFlexi, "Policies in pages, for tables."),
];

function view(path: string, handler: (call: Call) => Reply | Promise<Reply>, about: string): Route {
  return {
    methods: ["GET", "POST"],
    path,
    who: "administrator",
    lowerCase: true,
    handler: reading(handler),
    about,
  };
}

function getPolicy({ world, fields }: Call): Reply {
  const found = world.store
    .settings()
    .policies.policies.filter(fitting(fields))
    .map((policy) => policy.text);
  const asked = (["name", "realm", "scope"] as const).map(
    (key) => `${key} = ${optional(fields, key) ?? "None"}`,
  );
  const audit = { success: true, info: asked.join(", ").slice(0, 500) };
  if (text(fields, "export")?.toLowerCase() === "true") {
    return {
      ...attachment(exportPolicies(found), { contentType: "text/plain", filename: "policy.cfg" }),
      audit,
    };
  }
  return succeed(byName(found), { audit });
}

/** Only active ones, unless `display_inactive` says anything. */
function fitting(fields: Fields): (policy: Policy) => boolean {
  const names = list(fields, "name", true) ?? [];
  const scope = optional(fields, "scope");
  const action = optional(fields, "action");
  const realm = optional(fields, "realm");
  const user = optional(fields, "user");
  const inactive = optional(fields, "display_inactive") !== undefined;
  return (policy) =>
    (inactive || policy.text.active) &&
    (names.length === 0 || names.includes(policy.text.name)) &&
    (scope === undefined || policy.scope === scope) &&
    (action === undefined || policy.actions.has(action) || policy.actions.has("*")) &&
    (realm === undefined || realm === "*" || policy.realm(realm) > 0) &&
    (user === undefined || listsUser(policy.text, user));
}

/** Literally: patterns are not tried. */
function listsUser(policy: PolicyText, user: string): boolean {
  return policy.user.split(",").some((entry) => entry.trim() === user || entry.trim() === "*");
}

async function checkPolicy({ world, fields }: Call): Promise<Reply> {
  const [user, realm, scope, action, client] = ["user", "realm", "scope", "action", "client"].map((name) =>
    required(fields, name),
  ) as [string, string, string, string, string];
  if (isIP(client) === 0) throw invalid("client", "an IP address");
  const audit = {
    success: true,
    actionDetail: `action = ${action}, realm = ${realm}, scope = ${scope}`.slice(0, 500),
  };
  const { policies } = world.store.settings();
  if (Object.hasOwn(rightScopes, scope) && !hasPolicies(policies, scope)) {
    return succeed({ allowed: true, policy: `No policies in scope ${scope}` }, { audit });
  }
  const { prevailing } = await askPolicies(world, { user, realm, scope, action, client });
  const policy = byName(prevailing.map((match) => match.policy.text));
  return succeed({ allowed: prevailing.length > 0, policy }, { audit });
}

function getPolicyDef({ fields }: Call): Reply {
  const scope = optional(fields, "scope");
  const value = scope === undefined ? policyDefinitions() : (scopeDefinition(scope) ?? {});
  return succeed(value, { audit: { success: true } });
}

const columns = ["active", "name", "user", "scope", "action", "realm", "client", "time"] as const;

/** A page of the table that LinOTP's management page shows; without the envelope. */
function policiesFlexi({ world, fields }: Call): Reply {
  const column = readColumn(fields);
  const page = integer(fields, "page", { min: 1, max: 1_000_000 }) ?? 1;
  const size = integer(fields, "rp", { min: 1, max: 10_000 }) ?? 15;
  const everything = new Map([...fields, ["display_inactive", "1"]]);
  const cells = world.store
    .settings()
    .policies.policies.filter(fitting(new Map([...everything].filter(([name]) => flexiFilters.has(name)))))
    .map((policy) => policy.text);
  const down = text(fields, "sortorder")?.toLowerCase() === "desc" ? -1 : 1;
  const sorted = cells.toSorted((left, right) => down * compare(cell(left, column), cell(right, column)));
  const rows = sorted
    .slice((page - 1) * size, page * size)
    .map((policy) => ({ id: policy.name, cell: columns.map((each) => cell(policy, each)) }));
  return raw({ page, total: cells.length, rows }, { audit: { success: true } });
}

const flexiFilters: ReadonlySet<string> = new Set(["name", "realm", "scope", "display_inactive"]);

function readColumn(fields: Fields): (typeof columns)[number] {
  const written = optional(fields, "sortname");
  if (written === undefined) throw missing("sortname");
  const column = columns.find((each) => each === written);
  if (column === undefined) throw invalid("sortname", `one of ${columns.join(", ")}`);
  return column;
}

function cell(policy: PolicyText, column: (typeof columns)[number]): string | number {
  if (column === "active") return policy.active ? 1 : 0;
  return column === "action" ? escapeHtml(policy.action) : policy[column];
}

function compare(left: string | number, right: string | number): number {
  return left < right ? -1 : Number(left > right);
}

function byName(policies: readonly PolicyText[]): { readonly [name: string]: unknown } {
  return Object.fromEntries(policies.map((policy) => [policy.name, row(policy)]));
}

function row({ name, scope, action, realm, user, client, time, active }: PolicyText): {
  readonly [key: string]: string;
} {
  return { action, scope, realm, user, time, client, active: active ? "True" : "False", name };
}
