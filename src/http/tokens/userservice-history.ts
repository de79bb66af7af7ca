// GET /userservice/history: a person's own part of the audit trail, without the usual envelope (contract 07 section 7).

import { type Fields, optional } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { AuditRecord } from "../../core/store.ts";
import { type HistoryQuery, history } from "../../operations/tokens/history.ts";
import { personOf } from "../../operations/tokens/own-tokens.ts";
import { readAuditSearch } from "../administration/audit-query.ts";
import type { Handler } from "../call.ts";
import { isoOffset } from "../dates.ts";
import { raw } from "../reply.ts";

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
  return { ...readAuditSearch(fields), offset: (page - 1) * size, limit: size };
}

/** What is no number counts as absent. */
function counted(fields: Fields, name: string): number | undefined {
  const value = optional(fields, name)?.trim() ?? "";
  return /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}
