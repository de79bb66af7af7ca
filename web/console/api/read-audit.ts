// The audit trail, page by page: rows of /audit/search, which has no envelope.

import { readList, readNumber, readRecord, readText } from "../../shared/api/read.ts";

export type AuditEntry = {
  readonly number: string;
  /** ISO 8601. */
  readonly moment: string;
  /** The entry still fits its seal and its predecessor. */
  readonly intact: boolean;
  readonly action: string;
  readonly success: boolean;
  readonly serial: string;
  readonly tokenType: string;
  readonly user: string;
  readonly realm: string;
  readonly administrator: string;
  readonly detail: string;
  readonly info: string;
  readonly server: string;
  readonly client: string;
};

export type AuditPage = { readonly entries: readonly AuditEntry[]; readonly total: number };

export function readAuditPage(body: unknown): AuditPage {
  const { rows, total } = readRecord(body);
  return { entries: readList(rows).map(readEntry), total: readNumber(total) ?? 0 };
}

/** The order of the cells is LinOTP's. */
function readEntry(row: unknown): AuditEntry {
  const cells = readList(readRecord(row).cell).map(readText);
  const at = (index: number) => cells[index] ?? "";
  return {
    number: at(0),
    moment: at(1),
    intact: at(2) === "OK",
    action: at(4),
    success: at(5) === "1",
    serial: at(6),
    tokenType: at(7),
    user: at(8),
    realm: at(9),
    administrator: at(10).replaceAll("'", ""),
    detail: at(11),
    info: at(12),
    server: at(13),
    client: at(14),
  };
}
