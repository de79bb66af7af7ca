// How exactly it is remembered when a token was last used: setting `token.last_access` (contract 02 section 7).

import type { Settings } from "../settings.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** strftime's letters, by the finest part of a time that they show. */
const letters: readonly (readonly [RegExp, (now: number) => number])[] = [
  [/%f/, (now) => now],
  [/%[STXcrs+]/, (now) => floored(now, second)],
  [/%[MR]/, (now) => floored(now, minute)],
  [/%[HIklpP]/, (now) => floored(now, hour)],
  [/%[dejaAuwDFxUVW]/, (now) => floored(now, 24 * hour)],
  [/%[mbBh]/, (now) => Date.UTC(new Date(now).getUTCFullYear(), new Date(now).getUTCMonth(), 1)],
  [/%[YyGgC]/, (now) => Date.UTC(new Date(now).getUTCFullYear(), 0, 1)],
];

/** The moment to be remembered, in milliseconds since 1970 (UTC); undefined: nothing is remembered. */
export function accessTime(settings: Settings, now: number): number | undefined {
  const format = settings.config.get("token.last_access")?.value.trim() ?? "";
  if (format === "" || format.toLowerCase() === "false") return undefined;
  const finest = letters.find(([letter]) => letter.test(format));
  return finest === undefined ? now : finest[1](now);
}

function floored(now: number, unit: number): number {
  return Math.floor(now / unit) * unit;
}
