// How closely one field of a policy fits what is asked: the currency in which competing policies are compared.

/** Contract 09 section 2: an exact fit beats a pattern, a pattern beats `*`. Zero is no fit at all. */
export const quality = { none: 0, wildcard: 1, pattern: 2, exact: 3 } as const;

export type Quality = (typeof quality)[keyof typeof quality];

/** Entries of a policy field that is a list. Empty entries mean nothing. */
export function entriesOf(list: string, separator: "," | ";"): readonly string[] {
  return list
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

export interface Entry {
  readonly negated: boolean;
  readonly body: string;
}

/** `!x` and `-x` say "not x". */
export function entryOf(written: string): Entry {
  const negated = written.startsWith("!") || written.startsWith("-");
  return { negated, body: negated ? written.slice(1).trim() : written };
}
