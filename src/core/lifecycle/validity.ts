// From when until when a token may be used, as administrators write it (contract 01 section 4, 05 section 3 and 5).

import { invalid } from "../fields.ts";
import type { Period } from "../policy/action.ts";

const dayMs = 86_400_000;

/** `dd/mm/yy HH:MM` or with four digits for the year, UTC. Milliseconds since 1970; undefined when it is no such moment. */
export function readMoment(text: string): number | undefined {
  const parts = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})[ T]+(\d{1,2}):(\d{1,2})\s*$/.exec(text);
  if (parts === null) return undefined;
  const [day, month, year, hour, minute] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const fullYear = parts[3]?.length === 2 ? centuryOf(year) + year : year;
  const moment = new Date(0);
  moment.setUTCFullYear(fullYear, month - 1, day);
  moment.setUTCHours(hour, minute);
  const fits = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && hour < 24 && minute < 60;
  return fits ? moment.getTime() : undefined;
}

/** POSIX: 69 to 99 belong to the twentieth century. */
function centuryOf(twoDigits: number): number {
  return twoDigits >= 69 ? 1900 : 2000;
}

/** `YYYY-MM-DD HH:MM:SS`, with or without fractions of a second, UTC. Undefined when it is no such moment. */
export function readStamp(text: string): number | undefined {
  const parts = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,9})?)\s*$/.exec(text);
  const moment = parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2]}Z`);
  const fits = new Date(moment || 0).toISOString().startsWith(parts?.[1] ?? "-") && moment >= 0;
  return fits ? moment : undefined;
}

/** Seconds since 1970, or the word `unlimited`, which is answered as "unlimited". */
export function readEpoch(text: string, name: string): number | "unlimited" {
  if (text.trim().toLowerCase() === "unlimited") return "unlimited";
  // Until the year 9999: later moments have no spelling on the wire.
  const seconds = /^\s*\d{1,12}\s*$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds < 253_402_300_800)) throw invalid(name, "seconds since 1970 or unlimited");
  return seconds * 1000;
}

/** The end of a temporary token: days last until the last minute of that day, seconds exactly so long. */
export function temporaryEnd(period: Period, now: number): number {
  return "days" in period
    ? lastMinuteOf(now + period.days * dayMs)
    : wholeMinute(now + period.seconds * 1000);
}

function lastMinuteOf(moment: number): number {
  return moment - (moment % dayMs) + dayMs - 60_000;
}

function wholeMinute(moment: number): number {
  return moment - (moment % 60_000);
}
