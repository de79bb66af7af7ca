// Where the three databases spell SQL differently.

import type { Engine } from "./address.ts";

export interface Dialect {
  readonly quote: (name: string) => string;
  /** The place of the n-th value, from 1. */
  readonly value: (number: number) => string;
  /** The text of a column, whatever it holds. */
  readonly asText: (column: string) => string;
  readonly matches: (column: string, value: string) => string;
  /** What stands for any one letter in a pattern; LinOTP has `%` for MySQL (contract 11 section 4). */
  readonly anyLetter: string;
  /** A column that holds numbers without saying so is found by the number, too. */
  readonly hasLooseTypes: boolean;
}

/** A quotation mark in a name is doubled, in every dialect. */
const quoted = (mark: string) => (name: string) => `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
/** Without a case of its own to escape, so that a backslash is itself. */
const pattern = (column: string, like: string, value: string) => `${column} ${like} ${value} ESCAPE '!'`;

const asText = (column: string) => `CAST(${column} AS TEXT)`;

export const dialects: Readonly<Record<Engine, Dialect>> = {
  postgres: {
    quote: quoted('"'),
    value: (number) => `$${number}`,
    asText,
    matches: (column, value) => pattern(asText(column), "ILIKE", value),
    anyLetter: "_",
    hasLooseTypes: false,
  },
  mariadb: {
    quote: quoted("`"),
    value: () => "?",
    asText: (column) => `CAST(${column} AS CHAR)`,
    matches: (column, value) => pattern(column, "LIKE", value),
    anyLetter: "%",
    hasLooseTypes: false,
  },
  sqlite: {
    quote: quoted('"'),
    value: () => "?",
    asText,
    matches: (column, value) => pattern(column, "LIKE", value),
    anyLetter: "_",
    hasLooseTypes: true,
  },
};
