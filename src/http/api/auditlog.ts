// /api/v2/auditlog/: the audit trail by pages from 0 (contract 10 section 9).

import { type Fields, optional } from "../../core/fields.ts";
import type { AuditColumn, AuditQuery, AuditRecord, Page } from "../../core/store.ts";
import { auditPieces, firstPiece, requireAuditRight } from "../../operations/audit.ts";
import type { World } from "../../operations/world.ts";
import { administrator } from "../admin-call.ts";
import { readMoments } from "../administration/audit-query.ts";
import type { Handler, Reply, Route } from "../call.ts";
import { isoOffset } from "../dates.ts";
import { succeed } from "../reply.ts";
import { notSortable } from "../sorting.ts";
import { wireVersion } from "../version.ts";
import { isDescending, type Paging, pageHead, readPaging } from "./paging.ts";

const columns: ReadonlyMap<string, AuditColumn> = new Map([
  ["id", "number"],
  ["timestamp", "at"],
  ["serial", "serial"],
  ["action", "action"],
  ["actionDetail", "actionDetail"],
  ["success", "success"],
  ["tokenType", "tokenType"],
  ["user", "user"],
  ["realm", "realm"],
  ["administrator", "administrator"],
  ["info", "info"],
  ["linotpServer", "server"],
  ["client", "client"],
]);

/** Columns that are the same in every record. */
const constant: ReadonlyMap<string, string> = new Map([
  ["logLevel", "INFO"],
  ["clearanceLevel", "0"],
]);

const usualSize = 15;

const auditlog: Handler = async (call) => {
  const { world, fields } = call;
  requireAuditRight(world, administrator(call));
  const paging = readPaging(fields, usualSize);
  const query = readQuery(fields, paging);
  const audit = { success: true };
  if (query === undefined) {
    return succeed({ ...pageHead(paging, 0), pageSize: 0, pageRecords: [] }, { audit });
  }
  if (paging.size === undefined) return everything(world, query);
  const { rows, total } = await world.store.audit(query);
  const value = { ...pageHead(paging, total), pageSize: rows.length, pageRecords: rows.map(recordObject) };
  return succeed(value, { audit });
};

/** As a stream: a trail is longer than any answer should be. */
async function everything(world: World, query: AuditQuery): Promise<Reply> {
  const first = await firstPiece(world, query);
  const stream = pieces(world, query, first);
  return { status: 200, contentType: "application/json", body: "", stream, audit: { success: true } };
}

async function* pieces(world: World, query: AuditQuery, first: Page<AuditRecord>): AsyncGenerator<string> {
  const head = JSON.stringify(pageHead({ page: 0, size: undefined }, first.total)).slice(0, -1);
  yield `{"jsonrpc": "2.0802", "result": {"status": true, "value": ${head},"pageRecords":[`;
  let separator = "";
  for await (const piece of auditPieces(world, query, first)) {
    if (piece.length === 0) continue;
    yield separator + piece.map((record) => JSON.stringify(recordObject(record))).join(",");
    separator = ",";
  }
  yield `]}},${JSON.stringify({ ...wireVersion, id: 1 }).slice(1)}`;
}

/** Undefined: a condition on a constant column does not hold, so nothing is found. */
function readQuery(fields: Fields, { page, size }: Paging): AuditQuery | undefined {
  const given = [...columns.keys(), ...constant.keys()].flatMap((name) => {
    const value = optional(fields, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const impossible = given.some(([name, value]) => {
    const only = constant.get(name);
    return only !== undefined && value !== only && !/^\*+$/.test(value);
  });
  if (impossible) return undefined;
  const filters = given.flatMap(([name, value]) => {
    const column = columns.get(name);
    return column === undefined ? [] : [[column, patternOf(column, value)] as const];
  });
  return {
    filters: Object.fromEntries(filters),
    ...readMoments(fields),
    sortBy: readColumn(optional(fields, "sortBy") ?? "id"),
    descending: isDescending(fields, "desc"),
    ...(size === undefined ? {} : { offset: page * size, limit: size }),
  };
}

function readColumn(name: string): AuditColumn {
  if (constant.has(name)) return "number";
  return columns.get(name) ?? notSortable("Audit entries", name, [...columns.keys(), ...constant.keys()]);
}

/** `*` stands for any characters. An administrator may be written in quotation marks, as he is shown. */
function patternOf(column: AuditColumn, value: string): string {
  if (column === "success") {
    const word = value.toLowerCase();
    return word === "true" ? "1" : word === "false" ? "0" : value;
  }
  const pattern = value.replaceAll("*", "%");
  return column === "administrator" ? pattern.replace(/^'(.*)'$/s, "$1") : pattern;
}

function recordObject(record: AuditRecord): { readonly [key: string]: unknown } {
  const { number, at, success, administrator: who, intact } = record;
  return {
    id: number,
    timestamp: isoOffset(at),
    serial: orNull(record.serial),
    action: orNull(record.action),
    actionDetail: orNull(record.actionDetail),
    success,
    tokenType: orNull(record.tokenType),
    user: orNull(record.user),
    realm: orNull(record.realm),
    administrator: `'${who}'`,
    info: orNull(record.info),
    linotpServer: orNull(record.server),
    client: orNull(record.client),
    logLevel: "INFO",
    clearanceLevel: 0,
    signatureCheck: intact,
  };
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}

export const apiAuditRoutes: readonly Route[] = [
  {
    methods: ["GET"],
    path: "/api/v2/auditlog/",
    who: "administrator",
    handler: auditlog,
    about: "The audit trail, page by page, the newest first.",
    parameters: {
      page: { about: "From 0.", type: "integer" },
      pageSize: { about: "Records in a page; 0 for all; 15.", type: "integer" },
      sortBy: { about: `One of ${[...columns.keys(), ...constant.keys()].join(", ")}; id.` },
      sortOrder: { about: "`asc` or `desc`; `desc`." },
      from: { about: "ISO 8601: nothing older." },
      until: { about: "ISO 8601: only what is older." },
      ...Object.fromEntries(
        [...columns.keys(), ...constant.keys()].map((name) => [
          name,
          {
            about:
              name === "success"
                ? "`true` or `false`."
                : "What the column has to be, with `*` for any characters.",
          },
        ]),
      ),
    },
  },
];
