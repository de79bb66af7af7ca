// What a line of the catalogue says about one policy action, and the few kinds of actions there are.

import { readDuration } from "../fields.ts";
import type { Written } from "./fields/parse.ts";
import { partPattern } from "./fields/pattern.ts";

/**
 * Which fields of a policy are looked at (contract 09 section 2). `client`: all. `client-any-time`: all but the time.
 * `simple`: all but the client. `right`: only the user.
 */
export type Lookup = "client" | "client-any-time" | "simple" | "right";

/** LinOTP's words, shown by getPolicyDef. */
export type WireType = "bool" | "int" | "str" | "string" | "set" | readonly ["int", "duration"];

export const unreadable: unique symbol = Symbol("unreadable");

export interface Action<Value> {
  readonly type: WireType;
  /** One sentence for people. */
  readonly about: string;
  /** Holds when no policy says anything. */
  readonly fallback: Value;
  /**
   * For actions that restrict: holds when a policy that names the action cannot be understood. A mistake in a policy
   * must never open anything. Actions that grant have none; there the fallback is closed already.
   */
  readonly closed: Value | undefined;
  /** Only whether a matching policy exists is asked, whatever value it gives, and `*` will do (contract 09, "P"). */
  readonly presence: boolean;
  readonly lookup: Lookup;
  /** The only values there are, as getPolicyDef lists them. */
  readonly allowed: readonly (number | string)[] | undefined;
  /** The words that a list may consist of. */
  readonly range: readonly string[] | undefined;
  /** Whether LinOTP's getPolicyDef knows it. */
  readonly listed: boolean;
  readonly read: (written: Written) => Value | typeof unreadable;
}

export type ActionValue<Of> = Of extends Action<infer Value> ? Value : never;

export type Actions = Readonly<Record<string, Action<unknown>>>;

type Options<Value> = Partial<Omit<Action<Value>, "about" | "read">>;

/** On or off. */
export function flag(about: string, options: Options<boolean> = {}): Action<boolean> {
  return { ...common, type: "bool", about, fallback: false, closed: undefined, read: readFlag, ...options };
}

/** Set or not: even `name=false` counts as set. */
export function presence(about: string, options: Options<boolean> = {}): Action<boolean> {
  return flag(about, { presence: true, ...options });
}

/** A whole number. */
export function whole(about: string, fallback: number, options: Options<number> = {}): Action<number> {
  const read = (written: Written) => (isAllowed(written, options.allowed) ? readWhole(written) : unreadable);
  return { ...common, type: "int", about, fallback, closed: undefined, read, ...options };
}

/** A number that is not there by default; a negative one means the same. */
export function limit(about: string, options: Options<number | undefined> = {}): Action<number | undefined> {
  const read = (written: Written) => {
    const value = isAllowed(written, options.allowed) ? readWhole(written) : unreadable;
    return typeof value === "number" && value < 0 ? undefined : value;
  };
  return { ...common, type: "int", about, fallback: undefined, closed: undefined, read, ...options };
}

/** Any text. */
export function text(about: string, options: Options<string | undefined> = {}): Action<string | undefined> {
  return {
    ...common,
    type: "str",
    about,
    fallback: undefined,
    closed: undefined,
    read: readText,
    ...options,
  };
}

/** Any text, and one that holds by default. */
export function textOr(fallback: string, about: string, options: Options<string> = {}): Action<string> {
  return { ...common, type: "str", about, fallback, closed: undefined, read: readText, ...options };
}

/** Words separated by blanks; with a range, only these words. Empty by default. */
export function words(about: string, options: Options<string> = {}): Action<string> {
  const read = (written: Written) => (isWithin(written, options.range) ? readText(written) : unreadable);
  return { ...common, type: "str", about, fallback: "", closed: undefined, read, ...options };
}

/** One of several words, each of which also has its number. */
export function choice<const Word extends string>(
  about: string,
  wordsByNumber: readonly [Word, ...Word[]],
  options: Options<Word> = {},
): Action<Word> {
  const allowed = [...wordsByNumber.keys(), ...wordsByNumber];
  const read = (written: Written) => {
    const word =
      typeof written === "string" && /^\d$/.test(written) ? wordsByNumber[Number(written)] : written;
    return wordsByNumber.find((each) => each === word) ?? unreadable;
  };
  return {
    ...common,
    type: "set",
    about,
    fallback: wordsByNumber[0],
    closed: undefined,
    allowed,
    read,
    ...options,
  };
}

/** One of several words, or `fallback` when no policy says which. */
export function word<const Word extends string, const Fallback extends Word | undefined>(
  about: string,
  { words: known, ...options }: { words: readonly Word[]; fallback: Fallback } & Options<Word | Fallback>,
): Action<Word | Fallback> {
  const read = (written: Written) =>
    known.find((each) => typeof written === "string" && each === written.trim().toLowerCase()) ?? unreadable;
  return { ...common, type: "str", about, closed: undefined, allowed: known, read, ...options };
}

/** A regular expression, searched in the value. What cannot be compiled becomes an expression that is found nowhere. */
export function expression(
  about: string,
  options: Options<string | undefined> = {},
): Action<string | undefined> {
  const read = (written: Written) =>
    typeof written === "string" && partPattern(written) !== undefined ? written : unreadable;
  return { ...common, type: "str", about, fallback: undefined, closed: "(?!)", read, ...options };
}

/** How long something holds: until the end of a day, or for an exact time. */
export type Period = { readonly days: number } | { readonly seconds: number };

/** A number of days, or a duration such as `8h`. */
export function period(fallback: Period, about: string): Action<Period> {
  return { ...common, type: ["int", "duration"], about, fallback, closed: { days: 0 }, read: readPeriod };
}

const common = {
  presence: false,
  lookup: "client",
  allowed: undefined,
  range: undefined,
  listed: true,
} as const satisfies Partial<Action<unknown>>;

/** Contract 09 section 1: numbers above zero are true, -1 is false. */
function readFlag(written: Written): boolean | typeof unreadable {
  if (typeof written === "boolean") return written;
  const word = written.trim().toLowerCase();
  if (word === "true") return true;
  if (word === "false" || word === "-1") return false;
  return /^\d+$/.test(word) ? Number(word) > 0 : unreadable;
}

function readWhole(written: Written): number | typeof unreadable {
  return typeof written === "string" && /^-?\d{1,9}$/.test(written) ? Number(written) : unreadable;
}

function isAllowed(written: Written, allowed: readonly (number | string)[] | undefined): boolean {
  return allowed === undefined || allowed.some((each) => String(each) === written);
}

function readText(written: Written): string | typeof unreadable {
  return typeof written === "string" ? written : unreadable;
}

function isWithin(written: Written, range: readonly string[] | undefined): boolean {
  if (range === undefined || typeof written !== "string") return true;
  const found = written.toLowerCase().split(/\s+/);
  return found.every((word) => word === "" || range.includes(word));
}

function readPeriod(written: Written): Period | typeof unreadable {
  const days = readWhole(written);
  if (typeof days === "number") return { days };
  const seconds = typeof written === "string" ? readDuration(written) : undefined;
  return seconds === undefined ? unreadable : { seconds };
}

/** 0, 1, ... up to and including `last`. */
export function upTo(last: number): readonly number[] {
  return Array.from({ length: last + 1 }, (_, index) => index);
}
