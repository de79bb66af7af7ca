// HOTP, RFC 4226: the value a counter and a seed yield. Everything here is arithmetic on its arguments.

import { createHmac, hash as digest, timingSafeEqual } from "node:crypto";

/** Block and digest size in bytes (RFC 1321, FIPS 180-4). RFC 4226 knows SHA-1, RFC 6238 adds SHA-256 and SHA-512. */
const hashes = {
  sha1: { block: 64, digest: 20 },
  sha256: { block: 64, digest: 32 },
  sha512: { block: 128, digest: 64 },
  md5: { block: 64, digest: 16 },
  sha224: { block: 64, digest: 28 },
  sha384: { block: 128, digest: 48 },
} as const;

export type HashName = keyof typeof hashes;

export function isHashName(name: string): name is HashName {
  return Object.hasOwn(hashes, name);
}

export interface HotpKey {
  readonly seed: Uint8Array;
  readonly hash: HashName;
  readonly digits: number;
}

/** Fewer digits than six are guessed too easily (RFC 4226, requirement R4), and 31 bits fill no more than ten. */
export const fewestDigits = 6;
export const mostDigits = 10;

/** Counters from `first` on; `window` of them. */
export interface Counters {
  readonly first: number;
  readonly window: number;
}

export function hotp(key: HotpKey, counter: number): string {
  return String(valuesOf(key)(counter)).padStart(key.digits, "0");
}

/** For counters that are any 8 bytes. */
export function hotpAt({ seed, hash, digits }: HotpKey, counter: Uint8Array): string {
  const hex = createHmac(hash, seed).update(counter).digest("hex");
  const offset = 2 * Number.parseInt(hex.slice(-1), 16);
  const word = Number.parseInt(hex.slice(offset, offset + 8).padEnd(8, "0"), 16) & 0x7fffffff;
  return String(word % 10 ** digits).padStart(digits, "0");
}

/** In equal time for all texts of the right length. */
export function sameOtp(right: string, otp: string): boolean {
  const [left, given] = [Buffer.from(right), Buffer.from(otp)];
  return left.length === given.length && timingSafeEqual(left, given);
}

/** A search of this length takes a tenth of a second; nobody waits longer for a window that was set by mistake. */
const longestSearch = 100_000;

/** The first counter at which `otp` is right, or undefined. Numbers of 53 bits are compared, in equal time for all. */
export function findCounter(key: HotpKey, otp: string, counters: Counters): number | undefined {
  const wanted = numberOf(key, otp);
  if (wanted === undefined) return undefined;
  const value = valuesOf(key);
  const first = Math.max(0, counters.first);
  const end = Math.min(counters.first + counters.window, first + longestSearch);
  for (let counter = first; counter < end; counter++) if (value(counter) === wanted) return counter;
  return undefined;
}

/** The first counter at which `otps[0]` is right and `otps[1]` at the next one: the proof that a resync asks for. */
export function findPair(
  key: HotpKey,
  otps: readonly [string, string],
  counters: Counters,
): number | undefined {
  const end = counters.first + counters.window;
  let first = Math.max(0, counters.first);
  while (first < end) {
    const found = findCounter(key, otps[0], { first, window: end - first });
    if (found === undefined) return undefined;
    if (findCounter(key, otps[1], { first: found + 1, window: 1 }) !== undefined) return found;
    first = found + 1;
  }
  return undefined;
}

/** Undefined for everything that is not exactly as many ASCII digits as the key yields. */
function numberOf({ digits }: HotpKey, otp: string): number | undefined {
  if (digits < fewestDigits || digits > mostDigits || otp.length !== digits) return undefined;
  return /^[0-9]+$/.test(otp) ? Number(otp) : undefined;
}

/**
 * Dynamic truncation, RFC 4226 section 5.3, of the HMAC in hexadecimal. An MD5 digest is too short for the last offsets;
 * zeros stand in for what is missing.
 */
function valuesOf(key: HotpKey): (counter: number) => number {
  const mac = macsOf(key);
  const modulus = 10 ** key.digits;
  return (counter) => {
    const hex = mac(counter);
    const offset = 2 * Number.parseInt(hex.slice(-1), 16);
    const word = hex.slice(offset, offset + 8).padEnd(8, "0");
    return (Number.parseInt(word, 16) & 0x7fffffff) % modulus;
  };
}

/**
 * HMAC as RFC 2104 defines it, over 8-byte counters. The padded key is prepared once and every mac is two one-shot digests:
 * a window of ten costs a third of what ten `createHmac` cost, which counts because most checks search a window.
 */
function macsOf({ seed, hash }: HotpKey): (counter: number) => string {
  const { block, digest: size } = hashes[hash];
  const inner = Buffer.alloc(block + 8, 0x36);
  const outer = Buffer.alloc(block + size, 0x5c);
  const key = seed.length > block ? digest(hash, seed, "buffer") : seed;
  key.forEach((byte, at) => {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  });
  return (counter) => {
    inner.writeUInt32BE(Math.floor(counter / 2 ** 32), block);
    inner.writeUInt32BE(counter % 2 ** 32, block + 4);
    outer.write(digest(hash, inner, "hex"), block, "hex");
    return digest(hash, outer, "hex");
  };
}
