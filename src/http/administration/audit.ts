// /audit/search: the audit trail as JSON and CSV (contract 10 section 1, contract 12).

import { type Fields, optional, text } from "../../core/fields.ts";
import type { AuditQuery, AuditRecord, Page } from "../../core/store.ts";
import { auditPieces, firstPiece, requireAuditRight } from "../../operations/audit.ts";
import type { World } from "../../operations/world.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Reply, Route } from "../call.ts";
import { csvLine } from "../csv.ts";
import { isoOffset } from "../dates.ts";
import { raw } from "../reply.ts";
import { type AuditSearch, auditParameters, readAuditSearch } from "./audit-query.ts";

export const auditRoutes: readonly Route[] = [
  {
    methods: ["GET", "POST"],
    path: "/audit/search",
    who: "administrator",
    handler: search,
    about: "The audit trail, filtered and sorted; with outform=csv as a file.",
    parameters: {
      ...auditParameters,
      outform: { about: "`csv`: a file instead of JSON." },
      headers: { about: "The column names too, whatever its value." },
      delimiter: { about: "Accepted for LinOTP's clients; a comma and a blank all the same." },
    },
  },
];

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
  const first = await found(world, query);
  const tail = { total: await totalOf(world, query, first.total), ...data };
  if (query.limit !== undefined)
    return raw({ page, rows: first.rows.map(rowOf), ...tail }, { audit: { success: true } });
  return {
    ...raw(undefined, { audit: { success: true } }),
    body: "",
    stream: everything(world, query, { first, page, tail }),
  };
}

type Query = AuditSearch & Pick<AuditQuery, "offset" | "limit">;

async function found(world: World, { impossible, ...query }: Query): Promise<Page<AuditRecord>> {
  if (impossible) return { rows: [], total: 0 };
  return query.limit === undefined ? firstPiece(world, query) : world.store.audit(query);
}

/** LinOTP takes `or` for the rows alone: the total is of those that fit all conditions. */
async function totalOf(world: World, { impossible, ...query }: Query, total: number): Promise<number> {
  if (query.any !== true || impossible) return total;
  return (await world.store.audit({ ...query, any: false, offset: 0, limit: 0 })).total;
}

async function* everything(
  world: World,
  { impossible, ...query }: Query,
  known: { readonly first: Page<AuditRecord>; readonly page: number; readonly tail: object },
): AsyncGenerator<string> {
  yield `{"page":${known.page},"rows":[`;
  let separator = "";
  for await (const piece of auditPieces(world, query, known.first)) {
    if (piece.length === 0) continue;
    yield separator + piece.map((record) => JSON.stringify(rowOf(record))).join(",");
    separator = ",";
  }
  yield `],${JSON.stringify(known.tail).slice(1)}`;
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
  return { ...readAuditSearch(fields), ...readPage(fields) };
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
  const when = isoOffset(at);
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
