// Which page of the history is shown, and what of it.

import type { HistoryEntry } from "../../api/read-history.ts";

/** The server's pages also hold what is not shown, so they are long. */
export const perPage = 40;

/** Every page that a portal shows leaves such entries. They change nothing and would bury what does. */
const looks: readonly string[] = ["userservice/usertokenlist", "userservice/history"];

export function deedsOf(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return entries.filter((entry) => !(looks.includes(entry.action) && entry.success));
}

export function pageCount(total: number): number {
  return Math.max(1, Math.ceil(total / perPage));
}

export function clampPage(page: number, pages: number): number {
  return Math.min(Math.max(1, page), pages);
}
