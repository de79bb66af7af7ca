// People of a resolver or of a realm (contract 10 section 9).

import { type Fields, integer, optional, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { PersonFilter } from "../../core/user.ts";
import { type ListedUser, listUsers, personIn, usersOfResolver } from "../../operations/list-users.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Handler, Parameters, Route } from "../call.ts";
import { raw, succeed } from "../reply.ts";
import { notSortable } from "../sorting.ts";
import { wireVersion } from "../version.ts";
import { isDescending, pageHead, pathPart, readPaging } from "./paging.ts";

/** A person as he is spelled here; what a directory does not tell is null. */
type Row = { readonly [Field in (typeof rowFields)[number]]: string | null };

const rowFields = [
  ...["userId", "resolverClass", "resolverName", "username", "surname"],
  ...["givenName", "email", "mobile", "phone"],
] as const;

/** Everything else is a field to search for; resolvers ignore fields that they do not know. */
const notFields = new Set([
  ...["realm", "resConf", "session", "csrf_token", "httperror"],
  ...["page", "pageSize", "rp", "sortBy", "sortOrder", "sortby", "sortdir"],
]);

const ofResolver: Handler = async (call) => {
  const resolver = pathPart(call, "name");
  const filter = readFilter(call.fields);
  const found = await usersOfResolver(call.world, { resolver, filter }, administrator(call));
  const rows = sorted(
    found.map((user) => rowOf(user, call)),
    call.fields,
  );
  const paging = readPaging(call.fields, undefined);
  const from = paging.page * (paging.size ?? rows.length);
  const pageRecords = rows.slice(from, from + (paging.size ?? rows.length));
  const value = { ...pageHead(paging, rows.length), pageRecords };
  return succeed(value, { audit: { success: true, info: `resolver: ${resolver.slice(0, 255)}` } });
};

const one: Handler = async (call) => {
  const [resolver, uid] = [pathPart(call, "name"), pathPart(call, "userId")];
  const info = await personIn(call.world, { resolver, uid }, administrator(call));
  if (info === undefined) throw new Refusal({ code: "unknown-person", uid, resolver });
  const audit = { success: true, user: info["username"] ?? "", info: `resolver: ${resolver.slice(0, 255)}` };
  return succeed(rowOf({ resolver, info }, call), { audit });
};

/** LinOTP streams this answer: no versionNumber, and up to two keys more in the result. */
const ofRealm: Handler = async (call) => {
  const { world, fields } = call;
  const realm = pathPart(call, "realm").trim().toLowerCase();
  const page = readRealmPage(fields);
  const filter = readFilter(fields);
  const query = { realm, resolver: undefined, filter };
  const { people: found } = await listUsers(world, query, administrator(call));
  const until = page === undefined ? found.length : Math.min(found.length, (page.number + 1) * page.size);
  const from = page === undefined ? 0 : page.number * page.size;
  const value = found.slice(from, until).map((user) => rowOf(user, call));
  const shown = page === undefined || page.number === 0 ? {} : { page: page.number };
  const result = { status: true, value, queried: until, ...shown };
  const body = { jsonrpc: "2.0802", result, version: wireVersion.version, id: 1 };
  return raw(body, { audit: { success: true, info: `realm: ${realm.slice(0, 255)}` } });
};

const usualRows = 16;

/** Absent: no pages. `number` is from 0. */
function readRealmPage(fields: Fields): { readonly number: number; readonly size: number } | undefined {
  const page = optional(fields, "page");
  if (page === undefined) return undefined;
  if (!/^\d{1,9}$/.test(page)) throw new Refusal({ code: "bad-page", page });
  return { number: Number(page), size: integer(fields, "rp", { min: 1, max: 100_000 }) ?? usualRows };
}

/** Both `givenName` and `givenname` mean the field `givenname`; only `searchTerm` is spelled with a capital. */
function readFilter(fields: Fields): PersonFilter {
  const wanted = [...fields.keys()].filter((name) => !notFields.has(name));
  const filter = wanted
    .map((name) => [name === "searchTerm" ? name : name.toLowerCase(), text(fields, name) ?? ""] as const)
    .filter(([, value]) => value !== "");
  return filter.length === 0 ? { username: "*" } : Object.fromEntries(filter);
}

function sorted(rows: readonly Row[], fields: Fields): readonly Row[] {
  const name = optional(fields, "sortBy") ?? "username";
  const field = rowFields.find((each) => each === name) ?? notSortable("Users", name, rowFields);
  const sign = isDescending(fields, "asc") ? -1 : 1;
  return rows.toSorted((left, right) => sign * compare(left[field] ?? "", right[field] ?? ""));
}

function compare(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function rowOf({ resolver, info }: ListedUser, { world }: Call): Row {
  const known = (field: string): string | null => (info[field] === "" ? null : (info[field] ?? null));
  return {
    userId: known("userid"),
    resolverClass: world.store.settings().resolvers.get(resolver)?.type ?? null,
    resolverName: resolver,
    username: known("username"),
    surname: known("surname"),
    givenName: known("givenname"),
    email: known("email"),
    mobile: known("mobile"),
    phone: known("phone"),
  };
}

const fieldParameters: Parameters = {
  searchTerm: { about: "What any field has to be, with * for any characters." },
  username: {
    about: "Login, with * for any characters; likewise userid, surname, givenname, email, mobile, phone.",
  },
};

export const apiPeopleRoutes: readonly Route[] = [
  {
    methods: ["GET"],
    path: "/api/v2/resolvers/:name/users",
    who: "administrator",
    handler: ofResolver,
    about: "People of a resolver, page by page.",
    parameters: {
      page: { about: "From 0.", type: "integer" },
      pageSize: { about: "People in a page; 0 for all; all.", type: "integer" },
      sortBy: { about: `One of ${rowFields.join(", ")}; username.` },
      sortOrder: { about: "`asc` or `desc`; `asc`." },
      ...fieldParameters,
    },
  },
  {
    methods: ["GET"],
    path: "/api/v2/resolvers/:name/users/:userId",
    who: "administrator",
    handler: one,
    about: "One person of a resolver.",
    parameters: {},
  },
  {
    methods: ["GET"],
    path: "/api/v2/realms/:realm/users",
    who: "administrator",
    handler: ofRealm,
    about: "People of a realm.",
    parameters: {
      page: { about: "From 0; everybody at once when absent.", type: "integer" },
      rp: { about: "People in a page; 16.", type: "integer" },
      ...fieldParameters,
    },
  },
];
