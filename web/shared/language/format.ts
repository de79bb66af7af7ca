// Dates as people write them. The server's times are UTC; people see their own zone.

import type { Language } from "./language.ts";

const locales: Readonly<Record<Language, string>> = { en: "en-GB", de: "de-DE" };

/** "23 November 2026, 18:49" / "23. November 2026, 18:49". Text that is no date is given back as it is. */
export function formatMoment(text: string, language: Language): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return text;
  return new Intl.DateTimeFormat(locales[language], { dateStyle: "long", timeStyle: "short" }).format(moment);
}

/** "23/11/2026, 18:49:07": for tables, where moments stand below each other. */
export function formatShort(text: string, language: Language): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return text;
  return new Intl.DateTimeFormat(locales[language], { dateStyle: "short", timeStyle: "medium" }).format(
    moment,
  );
}

/** A code or key in groups, easier to read and to type: "GEZD GNBV GY3T". */
export function inGroups(text: string, size = 4): string {
  return (text.match(new RegExp(`.{1,${size}}`, "g")) ?? []).join(" ");
}
