// How moments are spelled on the wire (contract 01 section 4). All of them are UTC.

/** `Sun, 31 Jan 2021 12:00:00 GMT`; empty when there is no moment. */
export function httpDate(moment: number | undefined): string {
  return moment === undefined ? "" : new Date(moment).toUTCString();
}

/** `dd/mm/yy HH:MM`, the year with two digits, as LinOTP stores validity in its token info. */
export function shortDate(moment: number): string {
  const date = new Date(moment);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${two(date.getUTCFullYear() % 100)}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** `YYYY-MM-DDTHH:MM:SS` without an offset. */
export function isoSeconds(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19);
}

/** `YYYY-MM-DD HH:MM:SS`. */
export function spacedSeconds(moment: number): string {
  return isoSeconds(moment).replace("T", " ");
}

/** `2021-03-01T12:00:00.123+00:00`, as in the audit trail. */
export function isoOffset(moment: number): string {
  return new Date(moment).toISOString().replace("Z", "+00:00");
}

/** `YYYY-MM-DD HH:MM:SS.ffffff`. */
export function spacedMicroseconds(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 23).replace("T", " ")}000`;
}

/** The beginning of a day that is written as YYYY-MM-DD; undefined when there is no such day. */
export function readDay(written: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(written.trim()) ?? [];
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(at);
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? at : undefined;
}
