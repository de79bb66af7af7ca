// /reporting/*: how many tokens the realms had after past events (contract 10 section 6).

import { type Fields, integer, list, optional, required } from "../../core/fields.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { ReportColumn, ReportQuery, ReportRecord } from "../../core/store.ts";
import {
  type Asked,
  deleteReports,
  type Peaks,
  type ReportRight,
  reportedNow,
  reportPeaks,
  requireReporting,
  type ShownReports,
  showReports,
} from "../../operations/reporting/reports.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Parameters, Reply, Route } from "../call.ts";
import { harmless } from "../csv.ts";
import { readDay, spacedMicroseconds } from "../dates.ts";
import { raw, succeed } from "../reply.ts";
import { reading } from "../system/right.ts";
import { wireVersion } from "../version.ts";

const places = {
  realms: {
    about: "Names, separated by commas; `*` (unless given): all that are allowed, and what is in no realm.",
    type: "list",
  },
} as const satisfies Parameters;

const queried = {
  ...places,
  status: {
    about:
      "total (unless given), active, inactive, assigned, unassigned, or two of them with `&`; separated by commas.",
    type: "list",
  },
} as const satisfies Parameters;

const kept = {
  ...places,
  status: {
    about: "Statuses, separated by commas; `*` (unless given): all, `total users` among them.",
    type: "list",
  },
} as const satisfies Parameters;

const both = ["GET", "POST"] as const;

export const reportingRoutes: readonly Route[] = [
  report("maximum", maximum, {
    methods: both,
    about: "The highest count ever reported, by realm and status; -1: none.",
    parameters: queried,
  }),
  report("period", period, {
    methods: both,
    about:
      "The highest count within a time, by realm and status; without a report in it, the last one before.",
    parameters: {
      ...queried,
      from: { about: "First day, YYYY-MM-DD; 1970-01-01 unless given." },
      to: { about: "The day after the last one, YYYY-MM-DD; tomorrow unless given." },
    },
  }),
  report("delete_all", deleteAll, { methods: ["POST"], about: "Delete reports.", parameters: kept }),
  report("delete_before", deleteBefore, {
    methods: ["POST"],
    about: "Delete reports from before a day.",
    parameters: { ...kept, date: { about: "YYYY-MM-DD.", required: true } },
  }),
  report("show", show, {
    methods: both,
    about: "Reports, one for each event, realm and status; with outform=csv as a file.",
    parameters: {
      ...kept,
      date: { about: "Only from this day on, YYYY-MM-DD." },
      page: { about: "From 1; everything unless given.", type: "integer" },
      pagesize: { about: "Reports on a page; the setting pagesize, or 50.", type: "integer" },
      sortby: { about: "timestamp (unless given), event, realm, parameter or count." },
      sortdir: { about: "`desc`, or ascending." },
      outform: { about: "`csv`." },
    },
  }),
];

/** Which of the figures above there will be. */
export const reportedStatusesRoute: Route = {
  methods: both,
  path: "/system/getReportedStatuses",
  who: "administrator",
  handler: reading(({ world, fields }) =>
    succeed(reportedNow(world, list(fields, "realms", true) ?? []), { audit: { success: true } }),
  ),
  about: "What policies have reported, by realm.",
  parameters: {
    realms: {
      about: "Names, separated by commas; `*`: all, and what is in no realm. All unless given.",
      type: "list",
    },
  },
};

function report(
  name: ReportRight,
  handler: (call: Call) => Promise<Reply>,
  { methods, about, parameters }: Pick<Route, "methods" | "about" | "parameters">,
): Route {
  return {
    methods,
    path: `/reporting/${name}`,
    who: "administrator",
    handler: async (call) => {
      requireReporting(call.world, administrator(call), name);
      return await handler(call);
    },
    about,
    ...(parameters === undefined ? {} : { parameters }),
  };
}

const audit = { success: true } as const;

function asked(call: Call, status: string): Asked {
  const named = (name: string, otherwise: string): readonly string[] => {
    const given = list(call.fields, name, true) ?? [];
    return given.length === 0 ? [otherwise] : given;
  };
  return { who: administrator(call), realms: named("realms", "*"), statuses: named("status", status) };
}

async function maximum(call: Call): Promise<Reply> {
  const peaks = await reportPeaks(call.world, asked(call, "total"), { action: "maximum" });
  return succeed(Object.fromEntries(peaks.map(({ realm, counts }) => [realm, orElse(counts, -1)])), {
    audit,
  });
}

async function period(call: Call): Promise<Reply> {
  const { world, fields } = call;
  const from = day(fields, "from", "start") ?? 0;
  const until = day(fields, "to", "end") ?? tomorrow(world.now());
  const peaks = await reportPeaks(world, asked(call, "total"), { action: "period", from, until });
  const realms = peaks.map(({ realm, counts }) => ({ name: realm, maxtokencount: orElse(counts, null) }));
  const iso = (at: number): string => new Date(at).toISOString().slice(0, 19);
  return succeed({ realms, period: { from: iso(from), to: iso(until) } }, { audit });
}

function orElse(
  counts: Peaks[number]["counts"],
  otherwise: number | null,
): { readonly [status: string]: number | null } {
  return Object.fromEntries(Object.entries(counts).map(([status, count]) => [status, count ?? otherwise]));
}

/** The misspelling is LinOTP's; clients compare the sentence. */
function day(fields: Fields, name: string, which: "start" | "end"): number | undefined {
  const written = optional(fields, name);
  if (written === undefined) return undefined;
  const at = readDay(written);
  if (at !== undefined) return at;
  throw refuse(`Failed to convert ${which} time paramter to timestamp: expected YYYY-MM-DD`);
}

const dayMs = 86_400_000;

function tomorrow(now: number): number {
  return (Math.floor(now / dayMs) + 1) * dayMs;
}

async function deleteAll(call: Call): Promise<Reply> {
  return succeed(await deleteReports(call.world, asked(call, "*")), { audit: "written" });
}

async function deleteBefore(call: Call): Promise<Reply> {
  const before = requiredDay(required(call.fields, "date"));
  return succeed(await deleteReports(call.world, asked(call, "*"), before), { audit: "written" });
}

function requiredDay(written: string): number {
  const at = readDay(written);
  if (at !== undefined) return at;
  throw new Refusal({ code: "invalid-parameter", parameter: "date", expected: "a day, as YYYY-MM-DD" });
}

interface PageChoice {
  /** As the caller numbered it. */
  readonly number: number;
  readonly size: number;
}

async function show(call: Call): Promise<Reply> {
  const { world, fields } = call;
  const page = readPage(call);
  const date = optional(fields, "date");
  const found = await showReports(world, asked(call, "*"), {
    ...(date === undefined ? {} : { from: requiredDay(date) }),
    ...(page === undefined ? {} : { offset: (Math.max(1, page.number) - 1) * page.size, limit: page.size }),
    ...readOrder(fields),
  });
  if (optional(fields, "outform") === "csv") return csvFile(found);
  return { ...raw(undefined, { audit }), body: "", stream: jsonText(found, page) };
}

function readPage({ fields, world }: Call): PageChoice | undefined {
  const page = optional(fields, "page");
  if (page === undefined) return undefined;
  if (!/^\d{1,9}$/.test(page)) throw new Refusal({ code: "bad-page", page });
  const usual = Math.max(1, settingNumber(world.store.settings(), "pagesize", 50));
  return { number: Number(page), size: integer(fields, "pagesize", { min: 1, max: 100_000 }) ?? usual };
}

const sortColumns: ReadonlyMap<string, ReportColumn> = new Map([
  ["timestamp", "at"],
  ["event", "event"],
  ["realm", "realm"],
  ["parameter", "status"],
  ["count", "count"],
]);

function readOrder(fields: Fields): Pick<ReportQuery, "sortBy" | "descending"> {
  const written = optional(fields, "sortby") ?? "timestamp";
  const sortBy = sortColumns.get(written);
  if (sortBy === undefined) {
    const expected = `one of ${[...sortColumns.keys()].join(", ")}`;
    throw new Refusal({ code: "invalid-parameter", parameter: "sortby", expected });
  }
  return { sortBy, descending: optional(fields, "sortdir")?.toLowerCase() === "desc" };
}

/** LinOTP streams this answer: no versionNumber, and `queried` in the result, with a page `page` as well. */
async function* jsonText(
  { total, pieces }: ShownReports,
  page: PageChoice | undefined,
): AsyncGenerator<string> {
  yield '{"jsonrpc": "2.0802", "result": {"status": true, "value": [';
  let given = 0;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    const rows = piece.map((each) => JSON.stringify(rowOf(each))).join(",");
    yield given === 0 ? rows : `,${rows}`;
    given += piece.length;
  }
  const result = { queried: given, ...(page === undefined ? {} : { page: page.number }) };
  const detail = {
    pages: page === undefined ? 1 : Math.ceil(total / page.size),
    pagesize: page === undefined ? total : page.size,
    report_rows: total,
    page: Math.max(1, page?.number ?? 1),
  };
  const { version } = wireVersion;
  yield `],${JSON.stringify(result).slice(1)},${JSON.stringify({ version, id: 1, detail }).slice(1)}`;
}

/** Four columns are always empty. */
function rowOf({ at, event, realm, status, count }: ReportRecord) {
  const rest = { detail: "", session: "", description: "" };
  return { timestamp: spacedMicroseconds(at), event, realm, parameter: status, value: "", count, ...rest };
}

const heads = [
  ...["timestamp", "event", "realm", "parameter", "value", "count", "detail", "session", "description"],
];

function csvFile(found: ShownReports): Reply {
  return {
    status: 200,
    contentType: "text/csv; charset=utf-8",
    body: "",
    stream: csvText(found),
    headers: { "content-disposition": "attachment; filename=linotp-reports.csv" },
    audit,
  };
}

/** Each value is followed by a comma, the last one as well. */
async function* csvText({ pieces }: ShownReports): AsyncGenerator<string> {
  yield `${heads.map((head) => `"${head}",`).join("")}\n`;
  for await (const piece of pieces) {
    yield piece.map((each) => `${csvCells(rowOf(each))}\n`).join("");
  }
}

function csvCells(row: ReturnType<typeof rowOf>): string {
  return Object.values(row)
    .map((value) => `${JSON.stringify(typeof value === "string" ? harmless(value) : value)}, `)
    .join("");
}
