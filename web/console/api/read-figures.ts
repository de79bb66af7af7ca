// Numbers of tokens by realm (/monitoring/tokens, activeUsers), and reports (/reporting/show).

import type { Answer } from "../../shared/api/envelope.ts";
import { readList, readNumber, readRecord, readText } from "../../shared/api/read.ts";

export const shownStatuses = ["total", "active", "inactive", "assigned", "unassigned"] as const;
export type ShownStatus = (typeof shownStatuses)[number];

export type RealmFigures = {
  /** "": all realms together. */
  readonly realm: string;
  readonly counts: Readonly<Record<ShownStatus, number>>;
};

/** What stands for "in no realm". */
export const noRealm = "/:no realm:/";

export function readRealmFigures(value: unknown): readonly RealmFigures[] {
  const { Summary, Realms } = readRecord(value);
  const realms = Object.entries(readRecord(Realms)).map(([realm, counts]) => readCounts(realm, counts));
  return [readCounts("", Summary), ...realms];
}

function readCounts(realm: string, value: unknown): RealmFigures {
  const counts = readRecord(value);
  const of = (status: ShownStatus) => readNumber(counts[status]) ?? 0;
  return {
    realm,
    counts: {
      total: of("total"),
      active: of("active"),
      inactive: of("inactive"),
      assigned: of("assigned"),
      unassigned: of("unassigned"),
    },
  };
}

/** Told by resolver in each realm; summed up here. */
export function sumsByRealm(value: unknown): ReadonlyMap<string, number> {
  const { Realms, total } = readRecord(value);
  const sums = Object.entries(readRecord(Realms)).map(
    ([realm, counts]) =>
      [
        realm,
        Object.values(readRecord(counts)).reduce((sum: number, n) => sum + (readNumber(n) ?? 0), 0),
      ] as const,
  );
  return new Map([["", readNumber(total) ?? 0], ...sums]);
}

export type Report = {
  /** ISO 8601. */
  readonly moment: string;
  readonly event: string;
  readonly realm: string;
  readonly status: string;
  readonly count: string;
};

export type ReportPage = {
  readonly reports: readonly Report[];
  readonly total: number;
  readonly pages: number;
};

export function readReportPage({ value, detail }: Pick<Answer, "value" | "detail">): ReportPage {
  const counts = readRecord(detail);
  return {
    reports: readList(value).map(readReport),
    total: readNumber(counts.report_rows) ?? 0,
    pages: Math.max(1, readNumber(counts.pages) ?? 1),
  };
}

function readReport(value: unknown): Report {
  const row = readRecord(value);
  const written = readText(row.timestamp);
  return {
    moment: written === "" ? "" : `${written.slice(0, 23).replace(" ", "T")}Z`,
    event: readText(row.event),
    realm: readText(row.realm),
    status: readText(row.parameter),
    count: readText(row.count),
  };
}
