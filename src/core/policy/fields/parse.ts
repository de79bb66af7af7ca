// The action field of a policy: `enrollHMAC, maxtoken=3, smstext='Hello, <otp>', !delete` (contract 09 section 1).

import { invalid } from "../../fields.ts";
import { refuse } from "../../problem.ts";

/** `true` and `false` are the bare and the negated name; everything else is text that its action knows how to read. */
export type Written = boolean | string;

export type Actions = ReadonlyMap<string, Written>;

/** Throws a Refusal for unbalanced quotes, a value without a name, and one name with two values. */
export function parseActions(field: string): Actions {
  const actions = new Map<string, Written>();
  for (const part of splitOutsideQuotes(field)) {
    if (part === "") continue;
    const [name, value] = parseAction(part);
    const before = actions.get(name);
    if (before !== undefined && before !== value) throw malformed(`one value for '${name}'`);
    actions.set(name, value);
  }
  return actions;
}

/** The inverse of parseActions. Throws a Refusal for a value that contains both kinds of quotes. */
export function printActions(actions: Actions): string {
  return [...actions].map(([name, value]) => printAction(name, value)).join(", ");
}

function parseAction(part: string): readonly [string, Written] {
  const equals = part.indexOf("=");
  if (equals < 0) return part.startsWith("!") ? [nameOf(part.slice(1)), false] : [nameOf(part), true];
  const name = nameOf(part.slice(0, equals));
  if (name.startsWith("!")) throw malformed(`'${name}' without a value`);
  const value = part.slice(equals + 1).trim();
  return [name, /^false$/i.test(value) ? false : unquoted(value)];
}

function nameOf(written: string): string {
  const name = written.trim();
  if (name === "" || /['"]/.test(name)) throw malformed("a name before each value");
  return name;
}

/** Commas between quotes belong to the value. */
function splitOutsideQuotes(field: string): readonly string[] {
  const parts: string[] = [];
  let quote = "";
  let start = 0;
  for (let index = 0; index < field.length; index++) {
    const letter = field.charAt(index);
    if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === "'" || letter === '"') quote = letter;
    else if (letter === ",") {
      parts.push(field.slice(start, index).trim());
      start = index + 1;
    }
  }
  if (quote !== "") throw malformed(`a closing ${quote}`);
  return [...parts, field.slice(start).trim()];
}

/** Quotes go away only when one pair encloses the whole value. */
function unquoted(value: string): string {
  const quote = value.charAt(0);
  const enclosed = (quote === "'" || quote === '"') && value.indexOf(quote, 1) === value.length - 1;
  return enclosed ? value.slice(1, -1) : value;
}

function printAction(name: string, value: Written): string {
  if (value === true) return name;
  if (value === false) return `!${name}`;
  const plain = value === value.trim() && !/[,'"]/.test(value) && !/^false$/i.test(value);
  return `${name}=${plain ? value : quoted(name, value)}`;
}

function quoted(name: string, value: string): string {
  const quote = ['"', "'"].find((each) => !value.includes(each));
  if (quote === undefined)
    throw refuse(`The value of policy action '${name}' contains both kinds of quotes.`);
  return `${quote}${value}${quote}`;
}

function malformed(expected: string) {
  return invalid("action", `a list of actions with ${expected}`);
}
