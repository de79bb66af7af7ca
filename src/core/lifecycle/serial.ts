// Serial numbers: how they are made, and which ones are accepted (contract 02 section 3).

import { type Fields, invalid, optional } from "../fields.ts";
import type { Serial } from "../token.ts";

/** LinOTP's column; longer ones behave differently per database there, so we refuse them (15-observed). */
export const longestSerial = 40;

export function readSerial(fields: Fields, name = "serial"): Serial | undefined {
  const value = optional(fields, name);
  if (value === undefined) return undefined;
  if (value.length > longestSerial) throw invalid(name, `at most ${longestSerial} characters long`);
  if (/\p{Cc}/u.test(value) || value.trim() !== value)
    throw invalid(name, "without blanks at its ends and control characters");
  // Several serials are separated by commas in the audit trail, and * is a wildcard in searches.
  if (/[,*]/.test(value)) throw invalid(name, "without commas and asterisks");
  return value as Serial;
}

/**
 * Prefix, running number of at least four digits, and random hexadecimal digits; number and random part are eight
 * characters together, the random part never less than four: the number is only a hint (contract 02 section 3). More than
 * two random bytes are all used: some serials must not be guessed.
 */
export function newSerial(prefix: string, existing: number, random: Uint8Array): Serial {
  const number = String(existing + 1).padStart(4, "0");
  const digits = random.length > 2 ? 2 * random.length : Math.max(4, 8 - number.length);
  return `${prefix}${number}${Buffer.from(random).toString("hex").toUpperCase().slice(0, digits)}` as Serial;
}

export function readPrefix(fields: Fields, fallback: string): string {
  const prefix = optional(fields, "prefix") ?? fallback;
  // Number and random part may grow to sixteen characters.
  if (prefix.length > longestSerial - 16)
    throw invalid("prefix", `at most ${longestSerial - 16} characters long`);
  if (!/^[^\p{Cc},*\s]+$/u.test(prefix)) throw invalid("prefix", "without blanks, commas and asterisks");
  return prefix;
}
