// LinOTP speaks in flat text fields. These readers turn them into values, once, at the door. The same readers serve
// HTTP forms, JSON bodies, policy values, stored settings and the command line.

import { Refusal } from "./problem.ts";

/** Values are text in forms; JSON bodies also bring numbers, booleans, lists and objects. */
export type Fields = ReadonlyMap<string, unknown>;

/** Longer values than this are refused before anything looks at them (bytes of UTF-16). */
export const longestValue = 65_536;

export function fieldsOf(values: Readonly<Record<string, unknown>>): Fields {
  return new Map(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The text of a field; numbers and booleans are spelled out. Absent: undefined. Lists and objects are refused. */
export function text(fields: Fields, name: string): string | undefined {
  const value = fields.get(name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return checked(name, value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  throw invalid(name, "a single text value");
}

/** Present and not empty. */
export function required(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (value === undefined || value === "") throw missing(name);
  return value;
}

/** Empty counts as absent. */
export function optional(fields: Fields, name: string): string | undefined {
  const value = text(fields, name);
  return value === "" ? undefined : value;
}

export function oneOf<const Option extends string>(
  fields: Fields,
  name: string,
  options: readonly Option[],
): Option | undefined {
  const value = optional(fields, name)?.toLowerCase();
  if (value === undefined) return undefined;
  const found = options.find((option) => option === value);
  if (found === undefined) throw invalid(name, `one of ${options.join(", ")}`);
  return found;
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

export function integer(fields: Fields, name: string, range: Range = {}): number | undefined {
  const value = optional(fields, name);
  return value === undefined ? undefined : wholeNumber(value, name, range);
}

export function wholeNumber(value: string, name: string, range: Range = {}): number {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = range;
  const number = /^\s*[+-]?\d{1,16}\s*$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw invalid(name, `a whole number from ${min} to ${max}`);
  return number;
}

/** LinOTP's strict boolean (contract 01 section 4): 1, yes, true / 0, no, false, whatever the case. Empty is absent. */
export function flag(fields: Fields, name: string): boolean | undefined {
  const value = optional(fields, name);
  if (value === undefined) return undefined;
  const answer = readFlag(value);
  if (answer === undefined) throw invalid(name, "true or false (also 1 or 0, yes or no)");
  return answer;
}

export function readFlag(value: string): boolean | undefined {
  const word = value.trim().toLowerCase();
  if (word === "1" || word === "yes" || word === "true") return true;
  if (word === "0" || word === "no" || word === "false") return false;
  return undefined;
}

/** One value, a list of them, or text separated by commas when `split` is set. Empty entries are dropped. */
export function list(fields: Fields, name: string, split = false): readonly string[] | undefined {
  const value = fields.get(name);
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value))
    return value.map((entry) => textEntry(name, entry)).filter((entry) => entry !== "");
  const single = text(fields, name) ?? "";
  const parts = split ? single.split(",").map((part) => part.trim()) : [single];
  return parts.filter((part) => part !== "");
}

const unitSeconds: readonly (readonly [RegExp, number])[] = [
  [/^(\d+)\s*(?:w|weeks?)/i, 604_800],
  [/^(\d+)\s*(?:d|days?)/i, 86_400],
  [/^(\d+)\s*(?:h|hours?)/i, 3_600],
  [/^(\d+)\s*(?:m|min|minutes?)/i, 60],
  [/^(\d+)\s*(?:s|sec|seconds?)/i, 1],
];

/** `1w2d3h4m5s`, ISO 8601 `P1DT2H`, or a number of seconds; in seconds. Undefined when it is none of these. */
export function readDuration(value: string): number | undefined {
  const trimmed = value.trim();
  if (/^\d{1,12}$/.test(trimmed)) return Number(trimmed);
  return trimmed.startsWith("P") ? isoDuration(trimmed) : unitDuration(trimmed);
}

function unitDuration(value: string): number | undefined {
  let rest = value;
  let total = 0;
  for (const [pattern, seconds] of unitSeconds) {
    const found = pattern.exec(rest);
    if (found === null) continue;
    total += Number(found[1]) * seconds;
    rest = rest.slice(found[0].length).trimStart();
  }
  return rest === "" && value !== "" ? total : undefined;
}

/** Years count 365 days and months 30, as in LinOTP. */
function isoDuration(value: string): number | undefined {
  const pattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
  const parts = pattern.exec(value)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return undefined;
  const weights = [31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1];
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (weights[index] ?? 0), 0);
}

export function missing(parameter: string): Refusal {
  return new Refusal({ code: "missing-parameter", parameter });
}

export function invalid(parameter: string, expected: string): Refusal {
  return new Refusal({ code: "invalid-parameter", parameter, expected });
}

function textEntry(name: string, entry: unknown): string {
  if (typeof entry === "string") return checked(name, entry);
  if (typeof entry === "number" && Number.isFinite(entry)) return String(entry);
  throw invalid(name, "a list of text values");
}

/** NUL cannot be stored by PostgreSQL and hides the rest of a text from C programs. Lone surrogates are no text at all. */
function checked(name: string, value: string): string {
  if (value.length > longestValue) throw invalid(name, `at most ${longestValue} characters long`);
  if (value.includes("\u0000")) throw invalid(name, "text without NUL characters");
  if (!value.isWellFormed()) throw invalid(name, "well-formed Unicode text");
  return value;
}
