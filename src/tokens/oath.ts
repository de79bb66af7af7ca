// What the types that compute with a seed have in common: how the seed is read and shown (contract 02 section 4), how
// long and by which hash their values are, and whether they resynchronise by themselves.

import { type Fields, integer, invalid, missing, optional, readFlag } from "../core/fields.ts";
import { fewestDigits, type HashName, type HotpKey, isHashName, mostDigits } from "../core/otp/hotp.ts";
import { Refusal, refuse } from "../core/problem.ts";
import type { Settings } from "../core/settings.ts";
import type { Token } from "../core/token.ts";
import type { EnrollmentContext } from "../core/token-type.ts";
import { infoText } from "./info.ts";

/** No hash uses more of a key than one block of 128 bytes, and a longer seed does not fit into a QR code. */
const longestSeed = 128;

export interface SeedRule {
  /** Of a generated seed. */
  readonly bytes: number;
  /** Generate one although nobody asked, when none is given. */
  readonly generateUnasked: boolean;
  /** Both `otpkey` and `genkey=1`: refused, unless the generated one wins. */
  readonly generatedWins?: boolean;
  /** The parameter that the refusal names when there is no seed. */
  readonly missing?: string;
}

/** `otpkey` (hexadecimal; blanks and dashes are for the eye) or `genkey=1`. */
export function readSeed(fields: Fields, { random }: EnrollmentContext, rule: SeedRule): Uint8Array {
  const given = optional(fields, "otpkey");
  const asked = integer(fields, "genkey", { max: 1 }) === 1;
  if (given !== undefined && asked && !rule.generatedWins) throw new Refusal({ code: "seed-and-genkey" });
  if (asked || (given === undefined && rule.generateUnasked)) return random.subarray(0, rule.bytes);
  if (given === undefined) throw missing(rule.missing ?? "otpkey");
  return fromHex(given);
}

/** Bytes of a seed to be generated: at least 128 bits (RFC 4226, requirement R6), at most what is drawn. */
export function readKeySize(fields: Fields): number | undefined {
  const range = { min: 16, max: 64 };
  return integer(fields, "keysize", range) ?? integer(fields, "key_size", range);
}

/** The sentences are those that LinOTP was seen to use, quotation marks included. */
function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/[\s-]/g, "");
  if (!/^[0-9a-f]*$/i.test(digits)) {
    throw refuse("'The provided token seed contains non-hexadecimal characters'");
  }
  if (digits.length % 2 !== 0) throw refuse("Odd-length string");
  if (digits === "") throw missing("otpkey");
  if (digits.length > 2 * longestSeed) throw invalid("otpkey", `at most ${longestSeed} bytes`);
  return Uint8Array.from(Buffer.from(digits, "hex"));
}

export function shownSeed(seed: Uint8Array): string {
  return `seed://${Buffer.from(seed).toString("hex")}`;
}

/** Undefined when it is not sent. */
export function readDigits(fields: Fields, parameter = "otplen"): number | undefined {
  const written = optional(fields, parameter)?.trim();
  if (written === undefined) return undefined;
  const digits = /^\d{1,2}$/.test(written) ? Number(written) : Number.NaN;
  if (digits >= fewestDigits && digits <= mostDigits) return digits;
  throw refuse(`unsupported digits '${written.slice(0, 12)}'`);
}

/** A name, or the number that policies use. Anything else means SHA-1, as in LinOTP. Undefined when it is not sent. */
export function readHash(fields: Fields, parameter = "hashlib"): HashName | undefined {
  const written = optional(fields, parameter)?.trim();
  if (written === undefined) return undefined;
  return /^\d$/.test(written) ? numberedHash(Number(written)) : hashNamed(written);
}

/** `hotp.hashlib` and `totp.hashlib`. */
export function configuredHash(settings: Settings, key: string): HashName {
  return hashNamed(settings.config.get(key)?.value ?? "");
}

/** The policies' numbers for hashes: 1, 2, 3 (contract 09, scope selfservice). */
export function numberedHash(number: number | undefined): HashName {
  return number === 2 ? "sha256" : number === 3 ? "sha512" : "sha1";
}

function hashNamed(name: string): HashName {
  const known = name.trim().toLowerCase();
  return isHashName(known) ? known : "sha1";
}

export function hotpKeyOf(token: Token, seed: Uint8Array): HotpKey {
  return { seed, hash: hashNamed(infoText(token, "hashlib") ?? ""), digits: token.otpLength };
}

export function resyncsByItself(settings: Settings): boolean {
  return readFlag(settings.config.get("AutoResync")?.value ?? "") === true;
}
