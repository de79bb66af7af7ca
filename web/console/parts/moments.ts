// Moments as date fields write them (`2026-11-23T18:49`, in the viewer's own zone) and as the server wants them.

const minuteMs = 60_000;

/** For a field of type `datetime-local`. "" for no moment, or for text that is none. */
export function toField(moment: string | number): string {
  const date = new Date(moment);
  if (moment === "" || Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16);
}

/** Seconds since 1970, or `unlimited` for an empty field. */
export function fromField(field: string): string {
  const moment = new Date(field).getTime();
  return Number.isNaN(moment) ? "unlimited" : String(Math.floor(moment / 1000));
}
