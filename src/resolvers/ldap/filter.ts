// Search filters (RFC 4515) as data. What people type takes its place inside a value after the text was parsed, so it can
// never become syntax, whatever it contains.

import { refuse } from "../../core/problem.ts";

/** Text, or bytes that are no UTF-8. */
export type Value = string | Uint8Array;

export type Filter =
  | { readonly kind: "and" | "or"; readonly parts: readonly Filter[] }
  | { readonly kind: "not"; readonly part: Filter }
  | { readonly kind: "present"; readonly attribute: string }
  | {
      readonly kind: "equal" | "approx" | "least" | "most";
      readonly attribute: string;
      readonly value: Value;
    }
  /** `a*b*c` has three pieces; the first and the last may be empty. */
  | { readonly kind: "substring"; readonly attribute: string; readonly pieces: readonly string[] }
  | {
      readonly kind: "rule";
      readonly attribute: string;
      readonly rule: string;
      readonly dn: boolean;
      readonly value: string;
    };

/** What the macros of a filter stand for. */
export interface Macros {
  /** `%s` */
  readonly login: string;
  /** `%(now)s`: milliseconds since 1970. */
  readonly now: number;
}

/** No filter that anybody writes is nested deeper, and no text makes us run out of stack. */
const deepest = 40;

/** As RFC 4515 says, with blanks between parts, and without the outer parentheses if need be. Throws a Refusal. */
export function parseFilter(text: string): Filter {
  // The parentheses of the macro are none of the filter's.
  const trimmed = text.trim().replaceAll("%(now)s", "%\\28now\\29s");
  const source = trimmed.startsWith("(") ? trimmed : `(${trimmed})`;
  const { filter, end } = parsePart(source, 0, 0);
  if (source.slice(end).trim() !== "") throw wrong(source, end);
  return filter;
}

interface Parsed {
  readonly filter: Filter;
  /** Where the text goes on. */
  readonly end: number;
}

function parsePart(source: string, start: number, depth: number): Parsed {
  const from = start + blanks(source, start);
  if (source[from] !== "(" || depth > deepest) throw wrong(source, from);
  const operator = source[from + 1];
  if (operator === "&" || operator === "|") return parseList(source, from, depth);
  if (operator === "!") {
    const { filter, end } = parsePart(source, from + 2, depth + 1);
    return { filter: { kind: "not", part: filter }, end: closed(source, end) };
  }
  const end = source.indexOf(")", from);
  if (end === -1) throw wrong(source, from);
  return { filter: parseItem(source.slice(from + 1, end)), end: end + 1 };
}

function parseList(source: string, from: number, depth: number): Parsed {
  const parts: Filter[] = [];
  let at = from + 2;
  while (source[at + blanks(source, at)] === "(") {
    const { filter, end } = parsePart(source, at, depth + 1);
    parts.push(filter);
    at = end;
  }
  if (parts.length === 0) throw wrong(source, at);
  return {
    filter: { kind: source[from + 1] === "&" ? "and" : "or", parts },
    end: closed(source, at),
  };
}

function closed(source: string, at: number): number {
  const end = at + blanks(source, at);
  if (source[end] !== ")") throw wrong(source, end);
  return end + 1;
}

function blanks(source: string, at: number): number {
  let count = 0;
  while (/\s/.test(source[at + count] ?? "")) count++;
  return count;
}

const comparisons = { "=": "equal", "~=": "approx", ">=": "least", "<=": "most" } as const;

function parseItem(item: string): Filter {
  const [, attribute = "", operator = "", value = ""] =
    /^\s*([\w.;-]*)\s*(=|~=|>=|<=|:[^=]*=)(.*)$/s.exec(item) ?? [];
  if (operator === "" || value.includes("(")) throw wrong(item, 0);
  if (operator.startsWith(":")) return parseRule(attribute, operator, value);
  if (attribute === "") throw wrong(item, 0);
  if (operator === "=" && value === "*") return { kind: "present", attribute };
  if (operator === "=" && value.includes("*"))
    return { kind: "substring", attribute, pieces: value.split("*").map(unescapedText) };
  return { kind: comparisons[operator as keyof typeof comparisons], attribute, value: unescaped(value) };
}

/** `member:1.2.840.113556.1.4.1941:=cn=x`, `ou:dn:=people` */
function parseRule(attribute: string, operator: string, value: string): Filter {
  const words = operator
    .slice(1, -1)
    .split(":")
    .filter((word) => word !== "");
  const dn = words[0]?.toLowerCase() === "dn";
  const [rule = "", ...more] = dn ? words.slice(1) : words;
  if (more.length > 0 || (attribute === "" && rule === "")) throw wrong(operator, 0);
  return { kind: "rule", attribute, rule, dn, value: unescapedText(value) };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `\2a` is the byte 2a; several of them together may be one letter. */
function unescaped(value: string): Value {
  const parts = value.split(/((?:\\[\da-f]{2})+)/i).map((part, index) => {
    if (index % 2 === 1) return Buffer.from(part.replaceAll("\\", ""), "hex");
    if (part.includes("\\")) throw wrong(value, value.indexOf(part));
    return Buffer.from(part, "utf8");
  });
  const bytes = Buffer.concat(parts);
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes;
  }
}

function unescapedText(value: string): string {
  const text = unescaped(value);
  if (typeof text !== "string") throw wrong(value, 0);
  return text;
}

/** The filter for this login at this time. */
export function filled(filter: Filter, macros: Macros): Filter {
  const fill = (text: string) =>
    text.replaceAll(/%s|%\(now\)s/g, (macro) => (macro === "%s" ? macros.login : fileTime(macros.now)));
  switch (filter.kind) {
    case "and":
    case "or":
      return { ...filter, parts: filter.parts.map((part) => filled(part, macros)) };
    case "not":
      return { ...filter, part: filled(filter.part, macros) };
    case "substring":
      return { ...filter, pieces: filter.pieces.map(fill) };
    case "present":
      return filter;
    case "rule":
      return { ...filter, value: fill(filter.value) };
    default:
      return typeof filter.value === "string" ? { ...filter, value: fill(filter.value) } : filter;
  }
}

/** Whether `%s` stands where a login can take its place. */
export function takesLogin(filter: Filter): boolean {
  const filling = (login: string) => JSON.stringify(filled(filter, { login, now: 0 }));
  return filling("a") !== filling("b");
}

/** Windows counts 100 ns since 1601; LinOTP adds a day (contract 11 section 3). */
function fileTime(now: number): string {
  const dayMs = 86_400_000;
  const since1601Ms = 11_644_473_600_000;
  return String(BigInt(Math.trunc(now) + dayMs + since1601Ms) * 10_000n);
}

function wrong(text: string, at: number): Error {
  return refuse(`not a search filter: '${text.slice(0, 120)}' (at character ${at + 1})`);
}
