// How administrators look for people: patterns with `*`, numbers with comparisons (contract 11 sections 1 and 2).

import type { PersonFilter } from "../core/user.ts";

export type FieldKind = "text" | "numeric";

/** Name to kind, as `Resolver.searchFields`. */
export type SearchFields = { readonly [field: string]: FieldKind };

type Test = (value: string) => boolean;
export type FieldOf<Row> = (row: Row, field: string) => string;

/**
 * Whether a row passes the filter. Fields that cannot be searched are ignored; `searchTerm` has to fit any one field,
 * every other pattern its own.
 */
export function compileFilter<Row>(
  filter: PersonFilter,
  fields: SearchFields,
  fieldOf: FieldOf<Row>,
): (row: Row) => boolean {
  const tests = Object.entries(filter)
    .filter(([field]) => Object.hasOwn(fields, field))
    .map(([field, pattern]) => [field, compilePattern(pattern, fields[field])] as const);
  const term = filter["searchTerm"];
  const anywhere =
    term === undefined
      ? []
      : Object.entries(fields).map(([field, kind]) => [field, compilePattern(term, kind)] as const);
  return (row) =>
    tests.every(([field, test]) => test(fieldOf(row, field))) &&
    (term === undefined || anywhere.some(([field, test]) => test(fieldOf(row, field))));
}

export function compilePattern(pattern: string, kind: FieldKind = "text"): Test {
  const numeric = kind === "numeric" ? compileComparison(pattern) : undefined;
  return numeric ?? compileText(pattern);
}

/** `*` is any text, everything else is itself; comparison ignores case. Linear, whatever the pattern. */
function compileText(pattern: string): Test {
  const [head = "", ...rest] = pattern.toLowerCase().split("*");
  const tail = rest.pop();
  if (tail === undefined) return (value) => value.toLowerCase() === head;
  return (value) => {
    const text = value.toLowerCase();
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail))
      return false;
    const end = text.length - tail.length;
    let from = head.length;
    for (const part of rest) {
      const found = text.indexOf(part, from);
      if (found === -1 || found + part.length > end) return false;
      from = found + part.length;
    }
    return true;
  };
}

/** `=7`, `>7`, `>=7`, `<7`, `between 3,7`. As in LinOTP, `<=` leaves out the bound. Undefined: no comparison. */
function compileComparison(pattern: string): Test | undefined {
  const [, low, high] = /^\s*between\s+(-?\d+)\s*,\s*(-?\d+)\s*$/i.exec(pattern) ?? [];
  if (low !== undefined) return numberTest((number) => number >= Number(low) && number <= Number(high));
  const [, operator, bound] = /^\s*(=|>=?|<=?)\s*(-?\d+)\s*$/.exec(pattern) ?? [];
  if (operator === undefined) return undefined;
  const limit = Number(bound);
  if (operator === "=") return numberTest((number) => number === limit);
  if (operator === ">") return numberTest((number) => number > limit);
  return operator === ">=" ? numberTest((number) => number >= limit) : numberTest((number) => number < limit);
}

function numberTest(holds: (number: number) => boolean): Test {
  return (value) => /^-?\d+$/.test(value) && holds(Number(value));
}
