// Readers for JSON that came from outside: what is not of the expected shape becomes an empty value, so that an
// odd answer shows as a gap on the page and never breaks it.

export type Json = Readonly<Record<string, unknown>>;

export function readRecord(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text as it is, numbers as text, everything else as "". */
export function readText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

/** A number or digits; `undefined` for anything else, so that "not set" and 0 stay apart. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** The server says yes as `true`, in a few old places as "true", "True" or 1. */
export function readFlag(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === "string" && /^(true|1)$/i.test(value));
}

export function readTexts(value: unknown): readonly string[] {
  return readList(value).filter((each): each is string => typeof each === "string");
}
