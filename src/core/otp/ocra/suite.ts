// The text that says how an OCRA value is computed, for example `OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1-T1M`: RFC 6287 section 6.

import type { HashName } from "../hotp.ts";

/** A: letters and digits, N: digits, H: hexadecimal digits. */
export type QuestionAlphabet = "A" | "N" | "H";

export interface OcraSuite {
  /** As it was written: the text itself is part of what is computed. */
  readonly text: string;
  readonly hash: HashName;
  /** 4 to 10; 0: the whole HMAC, which nobody types. */
  readonly digits: number;
  readonly counter: boolean;
  /** `length`: of the questions that a server asks with this suite, in characters, 4 to 64. */
  readonly question: { readonly alphabet: QuestionAlphabet; readonly length: number };
  readonly pinHash: HashName | undefined;
  /** Bytes of session information. */
  readonly sessionLength: number | undefined;
  readonly stepSeconds: number | undefined;
}

const grammar = new RegExp(
  [
    "^OCRA-1:HOTP-SHA(?<hash>1|256|512)-(?<digits>0|[4-9]|10):",
    "(?<counter>C-)?Q(?<alphabet>[ANH])(?<length>\\d\\d)",
    "(?:-PSHA(?<pin>1|256|512))?(?:-S(?<session>\\d{3}))?(?:-T(?<steps>[1-9]\\d?)(?<unit>[SMH]))?$",
  ].join(""),
);

const hashes: Readonly<Record<string, HashName>> = { "1": "sha1", "256": "sha256", "512": "sha512" };

/** Section 6.3: up to 59 seconds or minutes, up to 48 hours. */
const units: Readonly<Record<string, { readonly seconds: number; readonly most: number }>> = {
  S: { seconds: 1, most: 59 },
  M: { seconds: 60, most: 59 },
  H: { seconds: 3600, most: 48 },
};

/** Undefined for everything that is not spelled exactly as the RFC spells it. */
export function readOcraSuite(text: string): OcraSuite | undefined {
  const parts = grammar.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const suite: OcraSuite = {
    text,
    hash: hashes[parts["hash"] ?? ""] ?? "sha1",
    digits: Number(parts["digits"]),
    counter: parts["counter"] !== undefined,
    question: { alphabet: parts["alphabet"] as QuestionAlphabet, length: Number(parts["length"]) },
    pinHash: hashes[parts["pin"] ?? ""],
    sessionLength: parts["session"] === undefined ? undefined : Number(parts["session"]),
    stepSeconds: parts["unit"] === undefined ? undefined : secondsOf(Number(parts["steps"]), parts["unit"]),
  };
  return isWithinBounds(suite) ? suite : undefined;
}

/** 0 when there are too many. */
function secondsOf(steps: number, unit: string): number {
  const { seconds, most } = units[unit] ?? { seconds: 0, most: 0 };
  return steps > most ? 0 : steps * seconds;
}

function isWithinBounds({ question, sessionLength = 1, stepSeconds }: OcraSuite): boolean {
  const { length } = question;
  return length >= 4 && length <= 64 && sessionLength >= 1 && sessionLength <= 512 && stepSeconds !== 0;
}
