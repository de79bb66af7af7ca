// One token as a token file describes it, and how a mistake in such a file is told.

import { fieldsOf } from "../fields.ts";
import { readSerial } from "../lifecycle/serial.ts";
import { type Problem, Refusal, refuse } from "../problem.ts";
import type { Serial } from "../token.ts";

/** What becomes an enrollment for nobody: the parameters that `init` would be given. */
export interface Entry {
  /** Where in the file: `line 3`, `token A17`. For people. */
  readonly where: string;
  readonly serial: Serial;
  /** `hmac`, `totp`, `yubikey`, ... as the file means it; whether there is such a type is not known here. */
  readonly type: string;
  /** `otpkey`, `otplen`, `hashlib`, ...: those of the type. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly description: string;
}

/** More than any delivery of hardware; all of them are one transaction. */
export const mostEntries = 20_000;

/** When the file has nothing better to say (contract 05 section 4). */
const usualDescription = "imported";

export interface Draft {
  readonly where: string;
  readonly serial: string;
  readonly type: string;
  /** Hexadecimal, unless it is any text. */
  readonly key: string;
  readonly anyText?: true;
  /** What is undefined is left to the type's defaults. */
  readonly parameters?: Readonly<Record<string, string | number | undefined>>;
  readonly description?: string | undefined;
}

/** Throws a Refusal that says where. */
export function entryOf({ where, serial, type, parameters = {}, description, ...keyed }: Draft): Entry {
  const said = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    where,
    serial: serialOf(where, serial),
    type,
    parameters: { otpkey: keyed.anyText ? keyed.key : hexKey(where, keyed.key), ...Object.fromEntries(said) },
    description: description || usualDescription,
  };
}

export function fault(where: string, message: string): Refusal {
  return atEntry(where, refuse(`${message} (${where})`).problem);
}

/** The problem of one entry: nothing of the file is imported. */
export function atEntry(where: string, problem: Problem): Refusal {
  return new Refusal({ code: "entry-refused", where, problem });
}

function serialOf(where: string, written: string): Serial {
  const serial = atPlace(where, () => readSerial(fieldsOf({ serial: written })));
  if (serial === undefined) throw fault(where, "There is no serial number.");
  return serial;
}

/** Whatever is refused meanwhile is refused because of this entry. */
export function atPlace<Result>(where: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal && error.problem.code !== "entry-refused")
      throw atEntry(where, error.problem);
    throw error;
  }
}

/** Blanks and dashes are for the eye. The sentence is the one that clients of LinOTP compare. */
function hexKey(where: string, written: string): string {
  const digits = written.replaceAll(/[\s-]/g, "");
  if (!/^[0-9a-f]*$/i.test(digits)) {
    const message = "InvalidSeedException('The provided token seed contains non-hexadecimal characters')";
    throw atEntry(where, refuse(message).problem);
  }
  if (digits === "") throw fault(where, "There is no key.");
  if (digits.length % 2 !== 0) throw fault(where, "The key has an odd number of hexadecimal digits.");
  return digits;
}

/** A whole number of a file; empty is undefined. */
export function numberAt(where: string, name: string, written: string | undefined): number | undefined {
  const digits = written?.trim() ?? "";
  if (digits === "") return undefined;
  if (!/^\d{1,9}$/.test(digits)) throw fault(where, `The ${name} is not a whole number.`);
  return Number(digits);
}

export interface Line {
  readonly where: string;
  readonly text: string;
}

/** Numbered from one; those that are blank are among them. */
export function linesOf(text: string): readonly Line[] {
  return text.split(/\r\n|\n|\r/).map((line, index) => ({ where: `line ${index + 1}`, text: line.trim() }));
}

/** The same serial twice has no meaning: one of the two devices would not work. */
export function distinct(entries: readonly Entry[]): readonly Entry[] {
  const places = new Map<string, string>();
  for (const { serial, where } of entries) {
    const before = places.get(serial);
    if (before !== undefined) throw fault(where, `Token ${serial} is there already, in ${before}.`);
    places.set(serial, where);
  }
  return entries;
}
