// The time field of a policy: when it holds, as a list of cron-like expressions with a year (contract 09 section 6).

import { invalid } from "../../fields.ts";
import { entriesOf, entryOf } from "./quality.ts";

/** A moment on the server's wall clock: minute, hour, day of month, month from 1, weekday (0 is Sunday), year. */
export type WallTime = readonly [number, number, number, number, number, number];

export type TimeMatcher = (time: WallTime) => boolean;

export const always = "* * * * * *;";

const parts = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31 },
  { name: "month", min: 1, max: 12 },
  { name: "day of week", min: 0, max: 6 },
  { name: "year", min: 1970, max: 9999 },
] as const;

/** `ms` since 1970, on the wall clock of the server's time zone. */
export function wallTime(ms: number): WallTime {
  const date = new Date(ms);
  return [
    date.getMinutes(),
    date.getHours(),
    date.getDate(),
    date.getMonth() + 1,
    date.getDay(),
    date.getFullYear(),
  ];
}

/** A negated expression that fits ends it wherever it stands; otherwise one expression must fit. */
export function compileTimes(field: string): TimeMatcher {
  const entries = entriesOf(field, ";").map((written) => {
    const { negated, body } = entryOf(written);
    return { negated, fits: body === "*" ? () => true : compileExpression(body) };
  });
  return (time) => {
    const hits = entries.filter(({ fits }) => fits(time));
    return hits.length > 0 && hits.every(({ negated }) => !negated);
  };
}

function compileExpression(written: string): TimeMatcher {
  const columns = written.split(/\s+/);
  if (columns.length !== parts.length) {
    throw malformed(`six parts (minute hour day month weekday year), not '${written}'`);
  }
  const tests = parts.map((part, index) => compileColumn(columns[index] ?? "", part));
  return (time) => tests.every((test, index) => test(time[index] ?? 0));
}

type Part = (typeof parts)[number];
type Test = (value: number) => boolean;

function compileColumn(written: string, part: Part): Test {
  const tests = written.split(",").map((piece) => compilePiece(piece, part));
  return (value) => tests.some((test) => test(value));
}

/** `*`, `*` with a step, a number, or a range. A step counts from zero, not from the start of the part. */
function compilePiece(piece: string, part: Part): Test {
  if (piece === "*") return () => true;
  const step = /^\*\/([1-9]\d{0,3})$/.exec(piece);
  if (step !== null) return (value) => value % Number(step[1]) === 0;
  const range = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(piece);
  const from = Number(range?.[1]);
  const to = Number(range?.[2] ?? range?.[1]);
  if (!(from >= part.min && from <= to && to <= part.max)) {
    throw malformed(`a ${part.name} from ${part.min} to ${part.max}, a range, or a step, not '${piece}'`);
  }
  return (value) => value >= from && value <= to;
}

function malformed(expected: string) {
  return invalid("time", expected);
}
