// A text as the octets of one or several text messages (3GPP TS 23.038 and 23.040, SMPP 3.4 section 5.2.19).

import { gsmOctets } from "./smpp-session.ts";

export type EncodingName = "gsm" | "ascii" | "latin1" | "ucs2" | "utf-8";

export interface Part {
  /** SMPP's `data_coding`. */
  readonly coding: number;
  readonly octets: Buffer;
  /** The octets begin with a header. */
  readonly divided: boolean;
}

interface Encoding {
  readonly coding: number;
  /** Undefined: has no octets for some character. */
  readonly encode: (text: string) => Buffer | undefined;
  /** How many octets fit into a message of its own, and into one of several, where a header takes six of 140. */
  readonly alone: number;
  readonly inRow: number;
}

// The GSM alphabet has 7 bits, and the message center packs them: 160 and 153 characters.
const septets = { alone: 160, inRow: 153 };
const octets = { alone: 140, inRow: 134 };

const encodings: Readonly<Record<EncodingName, Encoding>> = {
  gsm: { coding: 0, encode: gsmOctets, ...septets },
  ascii: { coding: 1, encode: (text) => within(text, 0x7f), ...septets },
  latin1: { coding: 3, encode: (text) => within(text, 0xff), ...octets },
  ucs2: { coding: 8, encode: (text) => Buffer.from(text, "utf16le").swap16(), ...octets },
  // No standard: some centers take it where they would take the GSM alphabet.
  "utf-8": { coding: 0, encode: (text) => Buffer.from(text, "utf8"), ...septets },
};

const names: Readonly<Record<string, EncodingName>> = {
  gsm: "gsm",
  gsm0338: "gsm",
  gsm7: "gsm",
  ascii: "ascii",
  usascii: "ascii",
  latin1: "latin1",
  iso88591: "latin1",
  ucs2: "ucs2",
  utf16: "ucs2",
  utf16be: "ucs2",
  utf8: "utf-8",
};

/** As Python spells them, too: `latin-1`, `iso-8859-1`, `utf_16_be`. Undefined: unknown. */
export function readEncoding(written: string): EncodingName | undefined {
  const name = written.toLowerCase().replace(/[\s_.-]/g, "");
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** In the wanted encoding, or else in the narrowest that has all characters. `reference` ties the parts together (0..255). */
export function divide(text: string, wanted: EncodingName | undefined, reference: number): readonly Part[] {
  const { coding, content, alone, inRow } = encoded(text, wanted ?? "gsm") ??
    encoded(text, "ucs2") ?? { coding: 0, content: Buffer.alloc(0), ...septets };
  if (content.length <= alone) return [{ coding, octets: content, divided: false }];
  const pieces = [...cut(content, coding, inRow)];
  return pieces.map((piece, index) => {
    // Element 0, three octets: which message, of how many parts, the how-manieth (TS 23.040 section 9.2.3.24.1).
    const header = Buffer.from([5, 0, 3, reference, pieces.length, index + 1]);
    return { coding, octets: Buffer.concat([header, piece]), divided: true };
  });
}

function encoded(text: string, name: EncodingName) {
  const { encode, ...rest } = encodings[name];
  const content = encode(text);
  return content === undefined ? undefined : { content, ...rest };
}

function* cut(content: Buffer, coding: number, most: number): Generator<Buffer> {
  let start = 0;
  while (start < content.length) {
    const end = endOfPiece(content, coding, Math.min(start + most, content.length));
    yield content.subarray(start, end);
    start = end;
  }
}

/** No character is torn apart: neither an escape of the GSM alphabet, nor a surrogate pair, nor a sequence of UTF-8. */
function endOfPiece(content: Buffer, coding: number, wanted: number): number {
  let end = wanted;
  if (end === content.length) return end;
  if (coding === 8) {
    const highSurrogate = ((content[end - 2] ?? 0) & 0xfc) === 0xd8;
    return highSurrogate ? end - 2 : end;
  }
  if (coding !== 0) return end;
  while (((content[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return content[end - 1] === 0x1b ? end - 1 : end;
}

function within(text: string, highest: number): Buffer | undefined {
  return [...text].every((character) => (character.codePointAt(0) ?? 0) <= highest)
    ? Buffer.from(text, "latin1")
    : undefined;
}
