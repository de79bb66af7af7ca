// /admin/userlist and getTokenOwner: people, as administrators see them (contract 05 section 2).

import { type Fields, integer, optional, required, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { type ListedUser, listUsers, tokenOwner } from "../../operations/list-users.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Handler, Route } from "../call.ts";
import { raw, succeed } from "../reply.ts";
import { wireVersion } from "../version.ts";
import { resolverSpec } from "../wire-resolver.ts";

/** Everything else is a field to search for; resolvers ignore fields that they do not know. */
const notFields = new Set([
  "realm",
  "resConf",
  "resolver",
  "session",
  "csrf_token",
  "page",
  "rp",
  "sortby",
  "sortdir",
]);

const userlist: Handler = async (call) => {
  const { world, fields } = call;
  const realm = optional(fields, "realm")?.trim().toLowerCase();
  const resolver = optional(fields, "resConf")?.split("(")[0]?.trim();
  const page = readPage(fields);
  const query = { realm, resolver, filter: readFilter(fields) };
  const { people: found, isCut } = await listUsers(world, query, administrator(call));
  const shown =
    page === undefined ? found : found.slice(page.number * page.size, (page.number + 1) * page.size);
  const queried = page === undefined ? found.length : Math.min(found.length, (page.number + 1) * page.size);
  const value = shown.map((user) => rowOf(user, call));
  // LinOTP streams this answer: no versionNumber, and two keys more in the result.
  const shownPage = page === undefined ? {} : { page: page.number };
  // Our own: so many were found, and there may be more than the directories ever give back.
  const limited = isCut ? { detail: { limited_to: found.length } } : {};
  const result = { status: true, value, queried, ...shownPage };
  const body = { jsonrpc: "2.0802", result, version: wireVersion.version, id: 1, ...limited };
  return raw(body, { audit: { success: true, realm: realm ?? "", info: `realm: ${realm ?? ""}` } });
};

function readFilter(fields: Fields): { readonly [field: string]: string } {
  const wanted = [...fields.keys()].filter((name) => !notFields.has(name));
  const filter = Object.fromEntries(
    wanted.map((name) => [name, text(fields, name) ?? ""]).filter(([, value]) => value !== ""),
  );
  return Object.keys(filter).length === 0 ? { username: "*" } : filter;
}

interface UserPage {
  /** From 0. */
  readonly number: number;
  readonly size: number;
}

function readPage(fields: Fields): UserPage | undefined {
  const page = optional(fields, "page");
  if (page === undefined) return undefined;
  if (!/^\d{1,9}$/.test(page)) throw new Refusal({ code: "bad-page", page });
  return { number: Number(page), size: integer(fields, "rp", { min: 1, max: 100_000 }) ?? 16 };
}

function rowOf({ resolver, info }: ListedUser, { world }: Call): { readonly [field: string]: string } {
  const settings = world.store.settings().resolvers.get(resolver);
  return { ...info, resolver: settings === undefined ? resolver : resolverSpec(settings) };
}

const getTokenOwner: Handler = async (call) => {
  const serial = required(call.fields, "serial");
  const info = await tokenOwner(call.world, serial, administrator(call));
  return succeed(info ?? {}, {
    audit: { success: info !== undefined, serial, user: info?.["username"] ?? "" },
  });
};

function both(path: string, handler: Handler, about: string): Route {
  return { methods: ["GET", "POST"], path: `/admin/${path}`, who: "administrator", handler, about };
}

export const adminUserRoutes: readonly Route[] = [
  both("userlist", userlist, "List and search people."),
  both("getTokenOwner", getTokenOwner, "What the directory knows about the owner of a token."),
];
