// Day passwords: decimal digits made of an MD5 digest of a key and the date. Contract 03 "dpw".

import { hash as digest } from "node:crypto";

export interface DayPasswordKey {
  /** Any text. */
  readonly keyText: string;
  /** At most 10, so that the number below stays within 53 bits. */
  readonly digits: number;
}

/** `month` from 1 to 12. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function dayPassword({ keyText, digits }: DayPasswordKey, { year, month, day }: CalendarDay): string {
  const date = [day, month, year % 100].map((number) => String(number).padStart(2, "0")).join("");
  const end = digest("md5", keyText + date, "hex").slice(-digits);
  return String(Number.parseInt(end, 16)).slice(-digits).padStart(digits, "0");
}
