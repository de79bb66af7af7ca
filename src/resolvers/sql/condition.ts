// The administrator's own condition, raw SQL (contract 11 section 4, Where). It is put into parentheses beside ours; this
// makes sure that it cannot leave them, whatever it says. What it may do is bounded by the read-only transaction.

import { invalid } from "../../core/fields.ts";
import type { Engine } from "./address.ts";

const expected = (what: string) => invalid("Where", `a condition of SQL ${what}`);
const closing: Readonly<Record<string, string>> = { "'": "'", '"': '"', "`": "`" };

/** Throws a Refusal when the condition is more, or less, than one condition. Empty: none. */
export function checkCondition(where: string, engine: Engine): string {
  const text = where.trim();
  if (text.length > 10_000) throw expected("of at most 10000 characters");
  let depth = 0;
  for (let place = 0; place < text.length; place++) {
    const letter = text[place] ?? "";
    if (closing[letter] !== undefined) {
      place = endOfQuoted(text, place);
      continue;
    }
    if (letter === "(") depth++;
    if (letter === ")" && --depth < 0) throw expected("in which every parenthesis that closes was opened");
    checkLetter(text.slice(place, place + 2), engine);
  }
  if (depth > 0) throw expected("in which every parenthesis is closed");
  return text;
}

/** Behind what is quoted. Doubled quotes need no care: the second begins another quotation. */
function endOfQuoted(text: string, start: number): number {
  const quote = text[start] ?? "";
  const end = text.indexOf(quote, start + 1);
  if (end === -1) throw expected("in which every quotation ends");
  // Whether `\'` ends a quotation depends on settings of the database.
  if (text[end - 1] === "\\") throw expected("without a backslash before a quotation mark");
  return end;
}

function checkLetter(two: string, engine: Engine): void {
  const [letter = ""] = two;
  if (letter === ";" || letter === "\0") throw expected("without a semicolon");
  if (two === "--" || two === "/*" || (letter === "#" && engine !== "postgres"))
    throw expected("without comments");
  if (letter === "[" && engine === "sqlite") throw expected("with names in double quotation marks");
  const isPlaceholder =
    /^\$[\w$]/.test(two) ||
    (engine !== "postgres" && letter === "?") ||
    (engine === "sqlite" && /^[:@]\w/.test(two));
  if (isPlaceholder) throw expected("without placeholders or dollar quotation");
}
