// Reports: how many tokens a realm had after past events, and deleting them (contract 10 section 6).

import { readStatus, reportedStatuses } from "../../core/administration/reports.ts";
import { auditEntry } from "../../core/audit.ts";
import { refuse } from "../../core/problem.ts";
import type { Settings } from "../../core/settings.ts";
import type { Page, ReportFilter, ReportQuery, ReportRecord } from "../../core/store.ts";
import type { Administrator } from "../rights.ts";
import type { World } from "../world.ts";
import { type Insight, insightRealms, realmsAmong, requireInsight } from "./insight.ts";

export type ReportRight = "maximum" | "period" | "delete_all" | "delete_before" | "show";

export interface Asked {
  readonly who: Administrator;
  /** See insightRealms. */
  readonly realms: readonly string[];
  /** As written; `*` among them means all. */
  readonly statuses: readonly string[];
}

/** The right comes before everything else that may be wrong with a request. */
export function requireReporting(world: World, who: Administrator, action: ReportRight): void {
  requireInsight(world.store.settings(), who, { scope: "reporting.access", action });
}

function filterOf(settings: Settings, { who, realms, statuses }: Asked, action: ReportRight): ReportFilter {
  const insight: Insight = { scope: "reporting.access", action };
  requireInsight(settings, who, insight);
  const allowed = insightRealms(settings, who, { insight, asked: realms });
  return {
    realms: allowed,
    ...(statuses.includes("*") ? {} : { statuses: statuses.map((written) => reportable(written)) }),
  };
}

/** `users`: whether people are counted here, too. */
function reportable(written: string, users = true): string {
  const status = readStatus(written);
  if (status !== undefined && (users || status !== "total users")) return status;
  throw refuse(`unsupported status '${written}'`);
}

/** A realm's highest count by status, as the status was written. Undefined: nothing was reported. */
export type Peaks = readonly {
  readonly realm: string;
  readonly counts: { readonly [status: string]: number | undefined };
}[];

/** Within a time, or ever. When nothing happened in that time, what was true before still was. */
export async function reportPeaks(
  world: World,
  asked: Asked,
  {
    action,
    from,
    until,
  }: { readonly action: "maximum" | "period"; readonly from?: number; readonly until?: number },
): Promise<Peaks> {
  const { realms } = filterOf(world.store.settings(), { ...asked, statuses: ["*"] }, action);
  const statuses = asked.statuses.map((written) => [written, reportable(written, false)] as const);
  const peaks: Peaks[number][] = [];
  for (const realm of realms) {
    const counts: [string, number | undefined][] = [];
    for (const [written, status] of statuses) {
      const place = { realms: [realm], statuses: [status] };
      counts.push([written, await highest(world, place, { from, until })]);
    }
    peaks.push({ realm, counts: Object.fromEntries(counts) });
  }
  return peaks;
}

async function highest(
  { store }: World,
  place: ReportFilter,
  { from, until }: { readonly from: number | undefined; readonly until: number | undefined },
): Promise<number | undefined> {
  const within = await store.reportPeak({
    ...place,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  });
  if (within !== undefined || from === undefined) return within?.highest;
  return (await store.reportPeak({ ...place, until: from }))?.last;
}

/** How many were deleted. Those that are written meanwhile stay, when they are not older than `before`. */
export async function deleteReports(world: World, asked: Asked, before?: number): Promise<number> {
  const action = before === undefined ? "delete_all" : "delete_before";
  const filterIn = (settings: Settings): ReportFilter => ({
    ...filterOf(settings, asked, action),
    ...(before === undefined ? {} : { until: before }),
  });
  const { total } = await world.store.reports({ ...filterIn(world.store.settings()), limit: 0 });
  return await world.store.decide({}, ({ settings }) => ({
    outcome: total,
    changes: [{ kind: "report.delete", filter: filterIn(settings) }],
    audit: auditEntry(asked.who.origin, { success: true, info: `${total} reports deleted` }),
  }));
}

const stride = 1000;

export interface ShownReports {
  readonly total: number;
  /** The wanted page, piece by piece. */
  readonly pieces: AsyncIterable<readonly ReportRecord[]>;
}

export async function showReports(
  world: World,
  asked: Asked,
  query: Omit<ReportQuery, "realms" | "statuses">,
): Promise<ShownReports> {
  const wanted = { ...filterOf(world.store.settings(), asked, "show"), ...query };
  const first = await world.store.reports({ ...wanted, limit: Math.min(stride, wanted.limit ?? stride) });
  return { total: first.total, pieces: pieces(world, wanted, first) };
}

/** As many as there were at the beginning, none of them twice, whatever others write meanwhile. */
async function* pieces(
  world: World,
  query: ReportQuery,
  first: Page<ReportRecord>,
): AsyncGenerator<readonly ReportRecord[]> {
  const start = query.offset ?? 0;
  const wanted = Math.min(Math.max(0, first.total - start), query.limit ?? first.total);
  const given = new Set<number>();
  let { rows } = first;
  for (let read = 0; given.size < wanted && rows.length > 0; ) {
    const fresh = rows.filter(({ id }) => !given.has(id)).slice(0, wanted - given.size);
    for (const { id } of fresh) given.add(id);
    yield fresh;
    read += rows.length;
    if (given.size < wanted)
      ({ rows } = await world.store.reports({ ...query, offset: start + read, limit: stride }));
  }
}

/** What policies have counted in these realms now, by realm. */
export function reportedNow(
  world: World,
  asked: readonly string[],
): { readonly [realm: string]: readonly string[] } {
  const { policies, realms } = world.store.settings();
  return Object.fromEntries(
    realmsAmong([...realms.keys()], asked).map((realm) => [
      realm,
      reportedStatuses(policies, realm, world.now()),
    ]),
  );
}
