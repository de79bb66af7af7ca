// /audit/search: the audit trail as JSON and CSV (contract 10 section 1, contract 12).

import { type Fields, invalid, optional, text } from "../../core/fields.ts";
import type { AuditColumn, AuditQuery, AuditRecord, Page } from "../../core/store.ts";
import { auditPieces, firstPiece, requireAuditRight } from "../../operations/audit.ts";
import type { World } from "../../operations/world.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { csvLine } from "../csv.ts";
import { raw } from "../reply.ts";

export const auditRoutes: readonly Route[] = [
  {
    methods: ["GET", "POST"],
    path: "/audit/search",
    who: "administrator",
    handler: search,
    about: "The audit trail, filtered and sorted; with outform=csv as a file.",
  },
];

/** LinOTP's column names. Log level and clearance are the same for every record here. */
const columns: ReadonlyMap<string, AuditColumn> = new Map([
  ["number", "number"],
  ["date", "at"],
  ["action", "action"],
  ["success", "success"],
  ["serial", "serial"],
  ["tokentype", "tokenType"],
  ["user", "user"],
  ["realm", "realm"],
  ["administrator", "administrator"],
  ["action_detail", "actionDetail"],
  ["info", "info"],
  ["linotp_server", "server"],
  ["client", "client"],
]);

const constant: ReadonlyMap<string, string> = new Map([
  ["log_level", "INFO"],
  ["clearance_level", "0"],
]);

const heads = [
  ...[
    "number",
    "date",
    "sig_check",
    "missing_line",
    "action",
    "success",
    "serial",
    "token_type",
    "user",
    "realm",
  ],
  ...["administrator", "action_detail", "info", "linotp_server", "client", "log_level", "clearance_level"],
];

async function search(call: Call): Promise<Reply> {
  requireAuditRight(call.world, administrator(call));
  const query = readQuery(call.fields);
  const { fields, world } = call;
  const hasHeaders = fields.has("headers");
  if (optional(fields, "outform") === "csv") return csvFile(world, query, hasHeaders);
  const page = pageNumber(fields);
  const data = hasHeaders ? { data: heads } : {};
  if (query.limit !== undefined) {
    const { rows, total } = await found(world, query);
    return raw({ page, rows: rows.map(rowOf), total, ...data }, { audit: { success: true } });
  }
  const first = await found(world, query);
  return {
    ...raw(undefined, { audit: { success: true } }),
    body: "",
    stream: everything(world, query, { first, page, data }),
  };
}

/** A condition on a constant column that does not hold finds nothing. */
type Query = AuditQuery & { readonly impossible: boolean };

async function found(world: World, { impossible, ...query }: Query): Promise<Page<AuditRecord>> {
  if (impossible) return { rows: [], total: 0 };
  return query.limit === undefined ? firstPiece(world, query) : world.store.audit(query);
}

async function* everything(
  world: World,
  { impossible, ...query }: Query,
  known: { readonly first: Page<AuditRecord>; readonly page: number; readonly data: object },
): AsyncGenerator<string> {
  yield `{"page":${known.page},"rows":[`;
  let separator = "";
  for await (const piece of auditPieces(world, query, known.first)) {
    if (piece.length === 0) continue;
    yield separator + piece.map((record) => JSON.stringify(rowOf(record))).join(",");
    separator = ",";
  }
  const tail = JSON.stringify({ total: known.first.total, ...known.data });
  yield `],${tail.slice(1)}`;
}

async function csvFile(world: World, query: Query, hasHeaders: boolean): Promise<Reply> {
  const first = await found(world, query);
  return {
    status: 200,
    contentType: "text/csv; charset=utf-8",
    body: "",
    stream: csvText(world, query, { first, hasHeaders }),
    headers: { "content-disposition": "attachment; filename=linotp-audit.csv" },
    audit: { success: true },
  };
}

async function* csvText(
  world: World,
  { impossible, ...query }: Query,
  known: { readonly first: Page<AuditRecord>; readonly hasHeaders: boolean },
): AsyncGenerator<string> {
  if (known.hasHeaders) yield `${csvLine(heads)}\n`;
  const pieces = query.limit === undefined ? auditPieces(world, query, known.first) : [known.first.rows];
  for await (const piece of pieces) yield piece.map((record) => `${csvLine(cells(record))}\n`).join("");
  yield "\n";
}

function readQuery(fields: Fields): Query {
  const written = readFilters(fields);
  const any = text(fields, "or")?.toLowerCase() === "true";
  const known = written.flatMap(([name, value]) => {
    const column = columns.get(name);
    return column === undefined ? [] : [[column, value] as const];
  });
  const fixed = written
    .filter(([name]) => constant.has(name))
    .map(([name, value]) => fits(constant.get(name) ?? "", value));
  const impossible = any
    ? known.length === 0 && fixed.length > 0 && !fixed.includes(true)
    : fixed.includes(false);
  const isTrue = any && fixed.includes(true);
  return {
    filters: isTrue ? {} : Object.fromEntries(known),
    any,
    impossible,
    sortBy: columns.get(optional(fields, "sortname") ?? "number") ?? "number",
    descending: optional(fields, "sortorder")?.toLowerCase() === "desc",
    ...readPage(fields),
  };
}

/** `query` with `qtype`, or one parameter per column. */
function readFilters(fields: Fields): readonly (readonly [string, string])[] {
  const query = optional(fields, "query");
  const column = optional(fields, "qtype");
  if (query !== undefined && column === "extsearch") return query.split(";").flatMap(readCondition);
  if (query !== undefined && column !== undefined) return [[checkedColumn(column), query]];
  return [...columns.keys(), ...constant.keys()].flatMap((name) => {
    const value = optional(fields, name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

function readCondition(written: string): readonly (readonly [string, string])[] {
  if (written.trim() === "") return [];
  const equals = written.indexOf("=");
  if (equals < 0) throw invalid("query", "conditions such as user=ada;success=0");
  return [[checkedColumn(written.slice(0, equals).trim()), written.slice(equals + 1).trim()]];
}

function checkedColumn(name: string): string {
  if (columns.has(name) || constant.has(name)) return name;
  throw invalid("qtype", `extsearch or one of ${[...columns.keys()].join(", ")}`);
}

/** LIKE, for the columns that are the same everywhere. */
function fits(value: string, pattern: string): boolean {
  return pattern === value || /^%+$/.test(pattern);
}

const usualRows = 15;

/** Neither `page` nor `rp`: everything. Unreadable numbers count as the usual ones, as in LinOTP. */
function readPage(fields: Fields): { readonly offset?: number; readonly limit?: number } {
  if (!fields.has("page") && !fields.has("rp")) return {};
  const limit = number(text(fields, "rp")) ?? usualRows;
  return { limit, offset: Math.max(0, pageNumber(fields) - 1) * limit };
}

function pageNumber(fields: Fields): number {
  return number(text(fields, "page")) ?? 1;
}

function number(written: string | undefined): number | undefined {
  return written !== undefined && /^\d{1,6}$/.test(written) ? Number(written) : undefined;
}

function rowOf(record: AuditRecord): { readonly id: number; readonly cell: readonly (string | number)[] } {
  return { id: record.number, cell: cells(record) };
}

function cells(record: AuditRecord): readonly (string | number)[] {
  const { number, at, action, success, serial, tokenType, user, realm, administrator: who } = record;
  const when = new Date(at).toISOString().replace("Z", "+00:00");
  const front = [
    number,
    when,
    record.intact ? "OK" : "FAIL",
    "",
    action,
    success ? "1" : "0",
    serial,
    tokenType,
  ];
  const { actionDetail, info, server, client } = record;
  return [...front, user, realm, `'${who}'`, actionDetail, info, server, client, "INFO", 0];
}
