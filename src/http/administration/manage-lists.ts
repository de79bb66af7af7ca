// /manage/tokenview_flexi and userview_flexi: the tables of LinOTP's console, page by page (contract 10 section 5).

import { type Fields, optional, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import type { PersonInfo } from "../../core/user.ts";
import { listUsers } from "../../operations/list-users.ts";
import { type ListQuery, listTokens, type OwnerFilter } from "../../operations/tokens/list-tokens.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Handler, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { activeWanted } from "../tokens/active-words.ts";
import { readTokenColumn } from "../tokens/admin-show.ts";
import { resolverSpec } from "../wire-resolver.ts";

const usualRows = 20;

interface FlexiPage {
  /** From 1. */
  readonly number: number;
  readonly size: number;
}

/** What is no number counts as the first page, or as 20 rows. */
function readPage(fields: Fields): FlexiPage {
  const counted = (name: string, otherwise: number): number => {
    const written = text(fields, name)?.trim() ?? "";
    return /^\d{1,6}$/.test(written) ? Math.max(1, Number(written)) : otherwise;
  };
  return { number: counted("page", 1), size: counted("rp", usualRows) };
}

const tokenview: Handler = async (call) => {
  const { world, fields } = call;
  const page = readPage(fields);
  const { tokens, people, total } = await listTokens(world, readQuery(fields, page), administrator(call));
  if (page.number > 1 && (page.number - 1) * page.size >= total)
    throw new Refusal({ code: "no-page", page: page.number });
  const rows = tokens.map((token) => ({
    id: token.serial,
    cell: tokenCell(token, people(token.owner)?.login, call),
  }));
  return succeed({ page: page.number, total, rows }, { audit: { success: true } });
};

function readQuery(fields: Fields, page: FlexiPage): ListQuery {
  const kind = optional(fields, "qtype");
  const query = optional(fields, "query");
  const filter = kind === "loginname" || kind === "realm" ? undefined : query;
  const active = activeWanted(filter);
  return {
    serial: undefined,
    owner: kind === "loginname" ? ownerNamed(query) : { kind: "anybody" },
    realms: kind === "realm" && query !== undefined ? [query] : undefined,
    active,
    rollout: undefined,
    type: undefined,
    search: active === undefined ? filter : undefined,
    sortBy: readTokenColumn(optional(fields, "sortname") ?? "TokenDesc"),
    descending: optional(fields, "sortorder")?.toLowerCase() === "desc",
    page,
  };
}

/** The words are those of admin/show; a name is looked for everywhere. */
function ownerNamed(query: string | undefined): OwnerFilter {
  const login = query?.trim();
  if (login === undefined || login === "*") return { kind: "anybody" };
  if (/^(\/:no user:\/|\/:none:\/|['"]+)$/.test(login)) return { kind: "nobody" };
  if (login === "/:no user info:/") return { kind: "unknown" };
  return { kind: "described", login, uid: undefined, resolver: undefined };
}

function tokenCell(token: Token, login: string | undefined, { world }: Call): readonly unknown[] {
  const { owner } = token;
  return [
    token.serial,
    token.active,
    login ?? (owner === undefined ? "" : "/:no user info:/"),
    token.realms,
    world.types.get(token.type)?.spelling ?? token.type,
    token.failCount,
    token.description,
    token.failLimit,
    token.otpLength,
    token.window,
    token.syncWindow,
    owner?.uid ?? "",
    owner?.resolver ?? "",
  ];
}

const userview: Handler = async (call) => {
  const { world, fields } = call;
  const realm = optional(fields, "realm")?.trim().toLowerCase();
  const page = readPage(fields);
  const field = optional(fields, "qtype")?.toLowerCase() ?? "username";
  const filter = { [field]: optional(fields, "query") ?? "*" };
  const query = { realm, resolver: undefined, filter };
  const { people: found } = await listUsers(world, query, administrator(call));
  const sorted = sortedBy(found, optional(fields, "sortname")?.toLowerCase() ?? "username");
  if (optional(fields, "sortorder")?.toLowerCase() === "desc") sorted.reverse();
  const rows = sorted.slice((page.number - 1) * page.size, page.number * page.size).map((user) => ({
    id: user.info["username"] ?? "",
    cell: userCell(user, call),
  }));
  return succeed({ page: page.number, total: found.length, rows }, { audit: { success: true } });
};

interface Listed {
  readonly resolver: string;
  readonly info: PersonInfo;
}

/** A column that nobody has leaves the order as it is. */
function sortedBy(found: readonly Listed[], field: string): Listed[] {
  const key = ({ info }: Listed): string => (Object.hasOwn(info, field) ? (info[field] ?? "") : "");
  return found.toSorted((left, right) => Number(key(left) > key(right)) - Number(key(left) < key(right)));
}

const userFields = ["surname", "givenname", "email", "mobile", "phone", "userid"] as const;

function userCell({ resolver, info }: Listed, { world }: Call): readonly string[] {
  const settings = world.store.settings().resolvers.get(resolver);
  const name = settings === undefined ? "" : (resolverSpec(settings).split(".")[1] ?? "");
  return [info["username"] ?? "", `${resolver} (${name})`, ...userFields.map((field) => info[field] ?? "")];
}

export const manageListRoutes: readonly Route[] = [
  {
    methods: ["GET", "POST"],
    path: "/manage/tokenview_flexi",
    who: "administrator",
    handler: tokenview,
    about: "Tokens as rows of a table.",
    parameters: {
      page: { about: "From 1.", type: "integer" },
      rp: { about: "Rows in a page; 20.", type: "integer" },
      sortname: { about: "A column, as sortby of admin/show; TokenDesc." },
      sortorder: { about: "`asc` or `desc`; `asc`." },
      qtype: { about: "What query is about: loginname, realm or all; all." },
      query: { about: "What is looked for." },
    },
  },
  {
    methods: ["GET", "POST"],
    path: "/manage/userview_flexi",
    who: "administrator",
    handler: userview,
    about: "People of a realm as rows of a table.",
    parameters: {
      page: { about: "From 1.", type: "integer" },
      rp: { about: "Rows in a page; 20.", type: "integer" },
      sortname: { about: "A field of the directory; username." },
      sortorder: { about: "`asc` or `desc`; `asc`." },
      qtype: { about: "The field that query is about; username." },
      query: { about: "What the field has to be, with * for any characters; *." },
      realm: { about: "Whose people; the default realm." },
    },
  },
];
