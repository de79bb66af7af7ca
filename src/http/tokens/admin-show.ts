// GET /admin/show: the list of tokens, as JSON or CSV (contract 05 section 2).

import { type Fields, flag, list, optional, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { TokenColumn } from "../../core/store.ts";
import {
  type ListQuery,
  listTokens,
  type OwnerFilter,
  type TokenList,
} from "../../operations/tokens/list-tokens.ts";
import { addressOf } from "../../operations/users.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Handler, Reply, Route } from "../call.ts";
import { harmless } from "../csv.ts";
import { attachment, succeed } from "../reply.ts";
import { notSortable } from "../sorting.ts";
import { adminRow, type Row } from "../wire.ts";
import { resolversCalled } from "../wire-resolver.ts";
import { activeWanted } from "./active-words.ts";

const columns: { readonly [name: string]: TokenColumn } = {
  TokenDesc: "description",
  TokenId: "id",
  TokenType: "type",
  TokenSerialnumber: "serial",
  IdResolver: "resolver",
  IdResClass: "resolver",
  Userid: "uid",
  FailCount: "failCount",
  Count: "counter",
  Isactive: "active",
  CreationDate: "createdAt",
  LastAuthMatch: "lastAttemptAt",
  LastAuthSuccess: "lastSuccessAt",
};

const show: Handler = async (call) => {
  const { world, fields } = call;
  const query = readQuery(call);
  const found = await listTokens(world, query, administrator(call));
  if (
    query.page !== undefined &&
    query.page.number > 1 &&
    query.page.number > pagesOf(found.total, query.page.size)
  ) {
    throw new Refusal({ code: "no-page", page: query.page.number });
  }
  const rows = rowsOf(found, call);
  if (text(fields, "outform") === "csv") return asCsv(rows);
  const audit = {
    success: true,
    info: `realm: ${shownRealms(found.realms)}, filter: ${optional(fields, "filter") ?? "None"}`,
  };
  return succeed({ data: rows, resultset: resultset(found, query) }, { audit });
};

function readQuery({ world, fields }: Call): ListQuery {
  const filter = optional(fields, "filter");
  const active = activeWanted(filter);
  return {
    serial: optional(fields, "serial"),
    owner: readOwner(fields, world.store.settings()),
    realms: readRealms(fields),
    // Our own: in LinOTP a filter for a state cannot be combined with a search, and there is none for what follows.
    active: active ?? flag(fields, "active"),
    rollout: flag(fields, "rollout"),
    type: optional(fields, "type")?.toLowerCase(),
    search: active === undefined ? filter : undefined,
    searchedResolvers: resolversCalled(filter, world.store.settings()),
    sortBy: readTokenColumn(optional(fields, "sortby") ?? "TokenDesc"),
    descending: text(fields, "sortdir") === "desc",
    page: readPage(fields, settingNumber(world.store.settings(), "pagesize", 50)),
  };
}

function readOwner(fields: Fields, settings: Parameters<typeof addressOf>[1]): OwnerFilter {
  const login = optional(fields, "user")?.trim();
  if (login === undefined || login === "*") return { kind: "anybody" };
  if (/^(\/:no user:\/|\/:none:\/|['"]+)$/.test(login)) return { kind: "nobody" };
  if (login === "/:no user info:/") return { kind: "unknown" };
  const address = addressOf(fields, settings);
  if (address === undefined) return { kind: "anybody" };
  const everywhere = login.includes("*") && !login.includes("@") && optional(fields, "realm") === undefined;
  return { kind: "named", address: everywhere ? { ...address, realm: "" } : address };
}

/** `viewrealm` or `realm`: names, patterns, `/:no realm:/`. An empty value means no realm as well. */
function readRealms(fields: Fields): readonly string[] | undefined {
  const name = fields.has("viewrealm") ? "viewrealm" : "realm";
  if (!fields.has(name)) return undefined;
  if (name === "viewrealm" && text(fields, name) === "") return [""];
  const names = list(fields, name, true) ?? [];
  return names.length === 0
    ? undefined
    : names.map((realm) => (realm === "/:no realm:/" || realm === "''" ? "" : realm));
}

/** `TokenDesc`, `Count`, …: LinOTP's names of columns. */
export function readTokenColumn(name: string): TokenColumn {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  return column ?? notSortable("Tokens", name, Object.keys(columns));
}

/** Absent: no pages. What is no number counts as the first page, or as 20 rows. */
function readPage(fields: Fields, fallbackSize: number): ListQuery["page"] {
  const page = optional(fields, "page");
  if (page === undefined) return undefined;
  const size = optional(fields, "pagesize");
  const number = /^\d{1,9}$/.test(page) ? Math.max(1, Number(page)) : 1;
  return { number, size: size === undefined ? fallbackSize : /^\d{1,9}$/.test(size) ? Number(size) : 20 };
}

function pagesOf(total: number, size: number): number {
  return size === 0 ? 0 : Math.ceil(total / size);
}

function resultset({ total }: TokenList, { page }: ListQuery): Row {
  if (page === undefined) return { pages: 1, pagesize: total, tokens: total, page: 1 };
  return { pages: pagesOf(total, page.size), pagesize: page.size, tokens: total, page: page.number };
}

function rowsOf({ tokens, people }: TokenList, { world, fields }: Call): readonly Row[] {
  const settings = world.store.settings();
  const infoFormat = text(fields, "tokeninfo_format") === "json" ? "json" : "text";
  const userFields = list(fields, "user_fields", true) ?? [];
  const { types } = world;
  return tokens.map((token) =>
    adminRow(token, { types, settings, infoFormat, userFields, user: people(token.owner) }),
  );
}

/** The spelling of LinOTP's audit trail. */
function shownRealms(realms: readonly string[] | "any"): string {
  const names = realms === "any" ? ["*"] : realms;
  return `[${names.map((name) => `'${name}'`).join(", ")}]`;
}

const firstColumns = [
  ...[
    "TokenId",
    "TokenDesc",
    "TokenSerialnumber",
    "TokenType",
    "TokenInfo",
    "IdResolver",
    "IdResClass",
    "Userid",
  ],
  ...["OtpLen", "MaxFail", "Isactive", "FailCount", "Count", "CountWindow", "SyncWindow", "CreationDate"],
  ...["LastAuthSuccess", "LastAuthMatch", "RealmNames"],
].map((name) => `LinOtp.${name}`);

function asCsv(rows: readonly Row[]): Reply {
  const names =
    rows[0] === undefined
      ? [...firstColumns, "User.description", "User.userid", "User.username"]
      : Object.keys(rows[0]);
  const lines = [names.map(quoted), ...rows.map((row) => names.map((name) => quoted(cell(row[name]))))];
  const body = lines.map((line) => `${line.join("")}\n`).join("");
  return attachment(body, { contentType: "application/force-download", filename: "linotp-tokendata.csv" });
}

function quoted(value: string): string {
  return `'${value}'; `;
}

/** Lists and booleans are written as LinOTP writes them. A quotation mark in a value must not end it. */
function cell(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map((each) => `'${String(each)}'`).join(", ")}]`;
  const written = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
  return harmless(written.replaceAll(/\r?\n/g, " ")).replaceAll("'", "''");
}

export const adminShowRoutes: readonly Route[] = [
  {
    methods: ["GET", "POST"],
    path: "/admin/show",
    who: "administrator",
    handler: show,
    about: "List tokens: filter, sort, page.",
  },
];
