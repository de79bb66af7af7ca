// GET /userservice/history: a person's own part of the audit trail, without the usual envelope (contract 07 section 7).

import { type Fields, optional } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { AuditColumn, AuditRecord } from "../../core/store.ts";
import { type HistoryQuery, history } from "../../operations/tokens/history.ts";
import { personOf } from "../../operations/tokens/own-tokens.ts";
import type { Handler } from "../call.ts";
import { isoOffset } from "../dates.ts";
import { raw } from "../reply.ts";

const columns: { readonly [name: string]: AuditColumn } = {
  number: "number",
  serial: "serial",
  date: "at",
  action: "action",
  action_detail: "actionDetail",
  tokentype: "tokenType",
  token_type: "tokenType",
  success: "success",
  info: "info",
};

/** LinOTP answers everything when neither page nor size is given; that much is enough for a screen. */
const mostRows = 1000;

export const historyHandler: Handler = async ({ world, session, origin, fields }) => {
  if (session === undefined) throw new Refusal({ code: "no-session" });
  const person = await personOf(world, session, origin);
  const { rows, total } = await history(world, person, readQuery(fields));
  const { login, realm } = person.user;
  return raw(
    { page: optional(fields, "page") ?? 1, total, rows: rows.map(row) },
    { audit: { success: true, user: login, realm } },
  );
};

function row(record: AuditRecord) {
  const { number, at, action, success, serial, tokenType, administrator, actionDetail, info } = record;
  const cell = [
    isoOffset(at),
    action,
    success ? "1" : "0",
    serial,
    tokenType,
    administrator,
    actionDetail,
    info,
  ];
  return { id: number, cell };
}

function readQuery(fields: Fields): HistoryQuery {
  const paged = optional(fields, "page") !== undefined || optional(fields, "rp") !== undefined;
  const size = Math.min(counted(fields, "rp") ?? (paged ? 15 : mostRows), mostRows);
  const page = Math.max(1, counted(fields, "page") ?? 1);
  return {
    filters: readFilters(fields),
    sortBy: columnNamed(optional(fields, "sortname")) ?? "number",
    descending: optional(fields, "sortorder") === "desc",
    offset: (page - 1) * size,
    limit: size,
  };
}

function readFilters(fields: Fields): HistoryQuery["filters"] {
  const query = optional(fields, "query");
  if (query !== undefined) {
    const column = columnNamed(optional(fields, "qtype"));
    return column === undefined ? {} : { [column]: query };
  }
  const given = Object.entries(columns).map(([name, column]) => [column, optional(fields, name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function columnNamed(name: string | undefined): AuditColumn | undefined {
  return name !== undefined && Object.hasOwn(columns, name) ? columns[name] : undefined;
}

/** What is no number counts as absent. */
function counted(fields: Fields, name: string): number | undefined {
  const value = optional(fields, name)?.trim() ?? "";
  return /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}
