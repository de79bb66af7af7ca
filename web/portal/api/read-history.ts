// What happened to the person's tokens, page by page.

import { readList, readNumber, readRecord, readText } from "../../shared/api/read.ts";

export type HistoryPage = {
  readonly page: number;
  readonly total: number;
  readonly entries: readonly HistoryEntry[];
};

export type HistoryEntry = {
  readonly id: string;
  readonly moment: string;
  readonly action: string;
  readonly success: boolean;
  readonly serial: string;
  readonly tokenType: string;
  readonly detail: string;
};

/** Contract: raw JSON without an envelope; cells are date, action, success, serial, type, administrator, detail. */
export function readHistory(body: unknown): HistoryPage {
  const { page, total, rows } = readRecord(body);
  return {
    page: readNumber(page) ?? 1,
    total: readNumber(total) ?? 0,
    entries: readList(rows).map(readEntry),
  };
}

function readEntry(row: unknown): HistoryEntry {
  const { id, cell } = readRecord(row);
  const cells = readList(cell);
  const [moment, action, success, serial, tokenType, , detail] = cells.map(readText);
  return {
    id: readText(id),
    moment: moment ?? "",
    action: action ?? "",
    success: success === "1" || cells[2] === true,
    serial: serial ?? "",
    tokenType: tokenType ?? "",
    detail: detail ?? "",
  };
}
