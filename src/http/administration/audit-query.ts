// What is asked of the audit trail: LinOTP's parameters (contract 10 section 1), and ours for a span of time.

import { type Fields, invalid, optional, text } from "../../core/fields.ts";
import type { AuditColumn, AuditQuery } from "../../core/store.ts";
import type { Parameters } from "../call.ts";

/** LinOTP's column names. Log level and clearance are the same for every record here. */
const columns: ReadonlyMap<string, AuditColumn> = new Map([
  ["number", "number"],
  ["date", "at"],
  ["action", "action"],
  ["success", "success"],
  ["serial", "serial"],
  ["tokentype", "tokenType"],
  ["user", "user"],
  ["realm", "realm"],
  ["administrator", "administrator"],
  ["action_detail", "actionDetail"],
  ["info", "info"],
  ["linotp_server", "server"],
  ["client", "client"],
]);

const constant: ReadonlyMap<string, string> = new Map([
  ["log_level", "INFO"],
  ["clearance_level", "0"],
]);

/** Columns go by other names where rows have heads. */
const otherNames: ReadonlyMap<string, string> = new Map([["token_type", "tokentype"]]);

/** A condition on a constant column that does not hold finds nothing. */
export type AuditSearch = Omit<AuditQuery, "person" | "offset" | "limit"> & {
  readonly impossible: boolean;
};

export function readAuditSearch(fields: Fields): AuditSearch {
  const written = readFilters(fields);
  const any = text(fields, "or")?.toLowerCase() === "true";
  const known = written.flatMap(([name, value]) => {
    const column = columns.get(name);
    return column === undefined ? [] : [[column, patternOf(column, value)] as const];
  });
  const fixed = written
    .filter(([name]) => constant.has(name))
    .map(([name, value]) => fits(constant.get(name) ?? "", value));
  const impossible = any
    ? known.length === 0 && fixed.length > 0 && !fixed.includes(true)
    : fixed.includes(false);
  const isTrue = any && fixed.includes(true);
  return {
    filters: isTrue ? {} : Object.fromEntries(known),
    any,
    impossible,
    ...readMoments(fields),
    sortBy: columns.get(plainName(optional(fields, "sortname") ?? "number")) ?? "number",
    descending: optional(fields, "sortorder")?.toLowerCase() === "desc",
  };
}

/** `query` with `qtype`, or one parameter per column. */
function readFilters(fields: Fields): readonly (readonly [string, string])[] {
  const query = optional(fields, "query");
  const column = optional(fields, "qtype");
  if (query !== undefined && column === "extsearch") return query.split(";").flatMap(readCondition);
  if (query !== undefined && column !== undefined) return [[checkedColumn(column), query]];
  return [...columns.keys(), ...constant.keys(), ...otherNames.keys()].flatMap((name) => {
    const value = optional(fields, name);
    return value === undefined ? [] : [[plainName(name), value] as const];
  });
}

function readCondition(written: string): readonly (readonly [string, string])[] {
  if (written.trim() === "") return [];
  const equals = written.indexOf("=");
  if (equals < 0) throw invalid("query", "conditions such as user=ada;success=0");
  return [[checkedColumn(written.slice(0, equals).trim()), written.slice(equals + 1).trim()]];
}

function checkedColumn(written: string): string {
  const name = plainName(written);
  if (columns.has(name) || constant.has(name)) return name;
  throw invalid("qtype", `extsearch or one of ${[...columns.keys()].join(", ")}`);
}

function plainName(name: string): string {
  return otherNames.get(name) ?? name;
}

/** An administrator may be written in quotation marks, as he is shown. */
function patternOf(column: AuditColumn, value: string): string {
  return column === "administrator" ? value.replace(/^'(.*)'$/s, "$1") : value;
}

/** LIKE, for the columns that are the same everywhere. */
function fits(value: string, pattern: string): boolean {
  return pattern === value || /^%+$/.test(pattern);
}

/** Our own: a span of time, `from` inclusive, `until` exclusive. */
export function readMoments(fields: Fields): Pick<AuditQuery, "from" | "until"> {
  const [from, until] = [readMoment(fields, "from"), readMoment(fields, "until")];
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

/** ISO 8601: a day, or a day and a time, in UTC unless an offset is given. */
const isoMoment = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

function readMoment(fields: Fields, name: string): number | undefined {
  // In a query string, a plus sign that is not encoded is a blank.
  const written = optional(fields, name)
    ?.trim()
    .replace(/ (\d\d:?\d\d)$/, (offset, digits: string, at: number) => (at > 10 ? `+${digits}` : offset));
  if (written === undefined) return undefined;
  const zoned = /T|:/.test(written) && !/(?:Z|[+-]\d\d:?\d\d)$/.test(written) ? `${written}Z` : written;
  const at = isoMoment.test(written) ? Date.parse(zoned.replace(" ", "T")) : Number.NaN;
  if (Number.isNaN(at)) throw invalid(name, "a moment such as 2026-01-31 or 2026-01-31T12:00:00Z");
  return at;
}

const pattern = "What the column has to be, with `%` for any characters.";

/** For the reference. */
export const auditParameters: Parameters = {
  page: { about: "From 1.", type: "integer" },
  rp: {
    about: "Rows in a page; 15 when only the page is given, everything when neither is.",
    type: "integer",
  },
  sortname: { about: `One of ${[...columns.keys()].join(", ")}; number.` },
  sortorder: { about: "`asc` or `desc`; `asc`." },
  qtype: { about: "The column that query is about, or extsearch." },
  query: { about: "What the column has to be; with extsearch, conditions such as user=ada;success=0." },
  or: { about: "True: one condition suffices.", type: "boolean" },
  from: { about: "ISO 8601: nothing older." },
  until: { about: "ISO 8601: only what is older." },
  ...Object.fromEntries(
    [...columns.keys(), ...constant.keys()].map((name) => [
      name,
      { about: name === "success" ? "`1` or `0`." : pattern },
    ]),
  ),
};
