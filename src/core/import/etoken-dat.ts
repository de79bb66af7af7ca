// eToken DAT files, as SafeWord exports them: blocks of `name: value`, separated by blank lines (contract 05 section 4).
//
//   sccAuthenticatorId: RAINER02
//   sccTokenType: eToken-PASS-TS
//   sccTokenData: sccKey=535C…AC8B;sccMode=T;sccPwLen=6;sccTick=30;sccPrTime=2013/03/12 00:00:00

import { invalid } from "../fields.ts";
import { longestDescription } from "../lifecycle/token-properties.ts";
import { type Entry, entryOf, fault, type Line, linesOf, numberAt } from "./entry.ts";

/** These devices count time from the year 2000 unless told otherwise. */
const usualStart = Date.UTC(2000, 0, 1);

/** `startDate`: when the devices' time begins, as `31.12.2000`, `2000-12-31`, with `HH:MM` behind it or not; UTC. */
export function readEtokenDat(text: string, startDate: string | undefined): readonly Entry[] {
  const start = startDate === undefined ? usualStart : readStart(startDate);
  return blocksOf(text).map((lines) => entryIn(lines, start));
}

/** Without comments. */
function blocksOf(text: string): readonly (readonly Line[])[] {
  const blocks: Line[][] = [[]];
  for (const { where, text: line } of linesOf(text)) {
    const said = line.replace(/#.*$/, "").trim();
    if (line === "") blocks.push([]);
    else if (said !== "") blocks.at(-1)?.push({ where, text: said });
  }
  return blocks.filter((block) => block.length > 0);
}

function entryIn(lines: readonly Line[], start: number): Entry {
  const values = valuesOf(lines);
  const serial = values.get("sccAuthenticatorId") ?? "";
  const where = serial === "" ? (lines[0]?.where ?? "") : `token ${serial}`;
  if (serial === "") throw fault(where, "There is no sccAuthenticatorId.");
  const programmed = values.get("sccPrTime");
  const type = values.get("sccMode")?.toUpperCase() === "T" ? "totp" : "hmac";
  const clock = {
    timeStep: numberAt(where, "sccTick", values.get("sccTick")) ?? 30,
    timeShift: programmed === undefined ? undefined : -Math.floor(start / 1000),
  };
  return entryOf({
    where,
    serial,
    type,
    key: values.get("sccKey") ?? "",
    parameters: {
      otplen: numberAt(where, "sccPwLen", values.get("sccPwLen")),
      hashlib: values.get("crypto") === "HmacSHA256" ? "sha256" : undefined,
      ...(type === "totp" ? clock : {}),
    },
    description: descriptionOf(values.get("sccTokenType"), programmed),
  });
}

/** `sccTokenData` holds further values, separated by semicolons. */
function valuesOf(lines: readonly Line[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { text } of lines) {
    const [name, value] = cut(text, ":");
    if (name !== "sccTokenData") values.set(name, value);
    else for (const part of value.split(";")) values.set(...cut(part, "="));
  }
  return values;
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  if (at < 0) return [text.trim(), ""];
  return [text.slice(0, at).trim(), text.slice(at + separator.length).trim()];
}

function descriptionOf(...parts: readonly (string | undefined)[]): string {
  return parts
    .flatMap((part) => part ?? [])
    .join(" ")
    .slice(0, longestDescription);
}

const dateForms = [
  /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})(?:[+ ](?<hour>\d{1,2}):(?<minute>\d{2})(?::\d{2})?)?$/,
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:[+ ](?<hour>\d{1,2}):(?<minute>\d{2})(?::\d{2})?)?$/,
];

/** Milliseconds since 1970. */
function readStart(written: string): number {
  const parts = dateForms.map((form) => form.exec(written.trim())?.groups).find((each) => each !== undefined);
  const number = (name: string): number => Number(parts?.[name] ?? 0);
  const [month, day] = [number("month"), number("day")];
  const at = Date.UTC(number("year"), month - 1, day, number("hour"), number("minute"));
  const date = new Date(at);
  // 31.2. is not a day: the calendar would make it one of March.
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && number("hour") < 24;
  if (parts === undefined || !real || at < 0)
    throw invalid("startdate", "a date like 31.12.2000 or 2000-12-31");
  return at;
}
