// OCRA, RFC 6287: the value that a question and a key yield, with counter, PIN and time if the suite says so.

import { createHmac, hash as digest } from "node:crypto";
import type { OcraSuite, QuestionAlphabet } from "./suite.ts";

/** What the suite asks for must be there; what it does not ask for is left out of the computation. */
export interface OcraInput {
  /** At most 128 bytes when encoded: both questions in a row if each side asks one. */
  readonly question: string;
  readonly counter?: number;
  readonly pin?: string;
  readonly session?: Uint8Array;
  /** Steps since 1970. */
  readonly step?: number;
}

/** Section 5.1. */
const questionBytes = 128;

/** Decimal digits, as many as the suite says. Undefined when the input does not fit the suite. */
export function ocra(suite: OcraSuite, key: Uint8Array, input: OcraInput): string | undefined {
  const data = dataInput(suite, input);
  if (data === undefined) return undefined;
  const mac = createHmac(suite.hash, key).update(data).digest();
  return suite.digits === 0 ? mac.toString("hex") : truncated(mac, suite.digits);
}

/** RFC 4226 section 5.3. Decimal: ten digits are more than 31 bits fill, so the first one is at most 2. */
function truncated(mac: Buffer, digits: number): string {
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** Section 5.1: suite, a zero byte, then the parts in this order. */
function dataInput(suite: OcraSuite, input: OcraInput): Buffer | undefined {
  const parts = [
    Buffer.from(`${suite.text}\u0000`),
    suite.counter ? eightBytes(input.counter) : Buffer.of(),
    encodedQuestion(suite.question.alphabet, input.question),
    suite.pinHash === undefined ? Buffer.of() : hashed(suite.pinHash, input.pin),
    suite.sessionLength === undefined ? Buffer.of() : filledFront(input.session, suite.sessionLength),
    suite.stepSeconds === undefined ? Buffer.of() : eightBytes(input.step),
  ];
  return parts.every((part) => part !== undefined) ? Buffer.concat(parts) : undefined;
}

/** A number becomes hexadecimal digits; those are filled up with zeros on the right, half a byte if need be. */
function encodedQuestion(alphabet: QuestionAlphabet, question: string): Buffer | undefined {
  const hex = questionHex(alphabet, question);
  if (hex === undefined || hex.length > 2 * questionBytes) return undefined;
  return Buffer.from(hex.padEnd(2 * questionBytes, "0"), "hex");
}

function questionHex(alphabet: QuestionAlphabet, question: string): string | undefined {
  if (question.length > 2 * questionBytes) return undefined;
  if (alphabet === "N") return /^\d+$/.test(question) ? BigInt(question).toString(16) : undefined;
  if (alphabet === "H") return /^[0-9a-f]+$/i.test(question) ? question : undefined;
  return /^[0-9a-z]+$/i.test(question) ? Buffer.from(question, "ascii").toString("hex") : undefined;
}

function eightBytes(number: number | undefined): Buffer | undefined {
  if (number === undefined || !Number.isSafeInteger(number) || number < 0) return undefined;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

function hashed(hash: string, pin: string | undefined): Buffer | undefined {
  return pin === undefined ? undefined : digest(hash, pin, "buffer");
}

function filledFront(session: Uint8Array | undefined, length: number): Buffer | undefined {
  if (session === undefined || session.length > length) return undefined;
  return Buffer.concat([Buffer.alloc(length - session.length), session]);
}
