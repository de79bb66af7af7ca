// /api/v2/tokens/: the list of tokens, and one of them (contract 10 section 9).

import { type Fields, list, optional } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { TokenColumn } from "../../core/store.ts";
import { type Administrator, denied, visibleRealms } from "../../operations/rights.ts";
import {
  type ListQuery,
  listTokens,
  type OwnerFilter,
  type TokenList,
} from "../../operations/tokens/list-tokens.ts";
import type { World } from "../../operations/world.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Handler, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { notSortable } from "../sorting.ts";
import { activeWanted } from "../tokens/active-words.ts";
import { resolversCalled } from "../wire-resolver.ts";
import { isDescending, type Paging, pageHead, pathPart, readPaging } from "./paging.ts";
import { tokenObject } from "./token-object.ts";

const columns: ReadonlyMap<string, TokenColumn> = new Map([
  ["id", "id"],
  ["serial", "serial"],
  ["isActive", "active"],
  ["type", "type"],
  ["failedLogins", "failCount"],
  ["description", "description"],
  ["userId", "uid"],
  ["resolver", "resolver"],
  ["resolverClass", "resolver"],
  ["otpCounter", "counter"],
  ["creationDate", "createdAt"],
  ["lastAuthenticationMatch", "lastAttemptAt"],
  ["lastSuccessfulLoginAttempt", "lastSuccessAt"],
]);

const tokens: Handler = async (call) => {
  const { world, fields } = call;
  const who = administrator(call);
  const visible = visibleRealms(world.store.settings(), who);
  const paging = readPaging(fields, settingNumber(world.store.settings(), "pagesize", 50));
  const asked = readQuery(fields, paging);
  const query = { ...asked, searchedResolvers: resolversCalled(asked.search, world.store.settings()) };
  const found = await listTokens(world, query, who);
  if (visible !== "any" && found.realms.length === 0)
    throw denied("You dont have permissions on any of your requested realms.");
  requirePage(paging, found);
  const value = { ...pageHead(paging, found.total), pageRecords: objectsOf(found, world) };
  const info = `realm: ${optional(fields, "realm") ?? "*"}, filter: ${query.search ?? "None"}`;
  return succeed(value, { audit: { success: true, info } });
};

/** As in admin/show: the first page of nothing is there, any other is not. */
function requirePage({ page, size }: Paging, { total }: TokenList): void {
  if (page > 0 && page * (size ?? total) >= total) throw new Refusal({ code: "no-page", page });
}

const blank = {
  serial: undefined,
  owner: { kind: "anybody" },
  realms: undefined,
  active: undefined,
  rollout: undefined,
  type: undefined,
  search: undefined,
  sortBy: "serial",
  descending: false,
  page: undefined,
} as const satisfies ListQuery;

function readQuery(fields: Fields, { page, size }: Paging): ListQuery {
  const term = optional(fields, "searchTerm");
  const active = activeWanted(term);
  return {
    ...blank,
    owner: readOwner(fields),
    realms: readRealms(fields),
    active,
    search: active === undefined ? term : undefined,
    sortBy: readColumn(optional(fields, "sortBy") ?? "serial"),
    descending: isDescending(fields, "asc"),
    page: size === undefined ? undefined : { number: page + 1, size },
  };
}

function readOwner(fields: Fields): OwnerFilter {
  const login = optional(fields, "username")?.trim();
  const uid = optional(fields, "userId");
  const resolver = optional(fields, "resolverName");
  if (login === undefined && uid === undefined && resolver === undefined) return { kind: "anybody" };
  return { kind: "described", login, uid, resolver };
}

function readRealms(fields: Fields): readonly string[] | undefined {
  const names = list(fields, "realm", true) ?? [];
  if (names.length === 0) return undefined;
  return names.map((realm) => (realm === "/:no realm:/" || realm === "''" ? "" : realm));
}

function readColumn(name: string): TokenColumn {
  return columns.get(name) ?? notSortable("Tokens", name, [...columns.keys()]);
}

/** A token that he must not see is one that is not there. */
const token: Handler = async (call) => {
  const serial = pathPart(call, "serial");
  const found = await tokenNamed(call.world, administrator(call), serial);
  const [value] = objectsOf(found, call.world);
  const audit = { success: value !== undefined, ...(value === undefined ? {} : { serial }) };
  return succeed(value ?? {}, { audit });
};

async function tokenNamed(world: World, who: Administrator, serial: string): Promise<TokenList> {
  const found = await listTokens(world, { ...blank, serial }, who);
  return { ...found, tokens: found.tokens.filter((each) => each.serial === serial) };
}

function objectsOf({ tokens: found, people }: TokenList, { types, store }: Call["world"]) {
  const settings = store.settings();
  return found.map((each) => tokenObject(each, { types, settings, user: people(each.owner) }));
}

export const apiTokenRoutes: readonly Route[] = [
  {
    methods: ["GET"],
    path: "/api/v2/tokens/",
    who: "administrator",
    handler: tokens,
    about: "Tokens, page by page.",
    parameters: {
      page: { about: "From 0.", type: "integer" },
      pageSize: { about: "Tokens in a page; 0 for all; 50, or the setting pagesize.", type: "integer" },
      sortBy: { about: `One of ${[...columns.keys()].join(", ")}; serial.` },
      sortOrder: { about: "`asc` or `desc`; `asc`." },
      searchTerm: {
        about: "Part of description, serial, user id, type or resolver, or a state such as /:active:/.",
      },
      username: { about: "The owner's login, with * for any characters." },
      userId: { about: "The owner's id in his resolver." },
      resolverName: { about: "The owner's resolver." },
      realm: { about: "Realms, with * for any characters; /:no realm:/ for none; *.", type: "list" },
    },
  },
  {
    methods: ["GET"],
    path: "/api/v2/tokens/:serial",
    who: "administrator",
    handler: token,
    about: "One token; an empty object when there is none that may be seen.",
    parameters: {},
  },
];
