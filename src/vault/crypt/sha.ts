// sha256-crypt `$5$` and sha512-crypt `$6$`, after Ulrich Drepper's public specification (SHA-crypt.txt, version 0.6).
// The step numbers below are his. The npm package `unixcrypt` was tried and computes other values than glibc for
// passwords of exactly 64 (or 32) bytes.

import { createHash, hash } from "node:crypto";
import { base64Shuffled } from "./base64.ts";

interface Variant {
  readonly algorithm: "sha256" | "sha512";
  readonly size: number;
  readonly order: readonly number[];
  readonly characters: number;
}

const defaultRounds = 5000;

/** Step 22e. */
const variants: Readonly<Record<string, Variant>> = {
  5: { algorithm: "sha256", size: 32, order: [...rotation(30, 21), -1, 31, 30], characters: 43 },
  6: { algorithm: "sha512", size: 64, order: [...rotation(63, 22), -1, -1, 63], characters: 86 },
};

/** The whole crypt text for the settings (`$6$rounds=10000$salt`) at its beginning. Undefined: these are none. */
export function shaCrypt(password: Uint8Array, setting: string): string | undefined {
  const [, id = "", rounds, salt] = /^\$([56])\$(?:rounds=(\d{1,9})\$)?([^$:\n]{0,16})/.exec(setting) ?? [];
  const variant = variants[id];
  if (variant === undefined || salt === undefined) return undefined;
  // "If the number is less than 1,000 or larger than 999,999,999, the nearest of these is used."
  const count = rounds === undefined ? defaultRounds : Math.max(1000, Number(rounds));
  const digest = shaDigest({ variant, password, salt: Buffer.from(salt), rounds: count });
  const prefix = rounds === undefined ? `$${id}$${salt}$` : `$${id}$rounds=${count}$${salt}$`;
  return prefix + base64Shuffled(digest, variant.order, variant.characters);
}

/** The rounds that a setting asks for; undefined when it is none of ours. */
export function shaRounds(setting: string): number | undefined {
  const found = /^\$[56]\$(?:rounds=(\d{1,9})\$)?/.exec(setting);
  return found === null ? undefined : Number(found[1] ?? defaultRounds);
}

interface ShaOrder {
  readonly variant: Variant;
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly rounds: number;
}

function shaDigest({ variant, password, salt, rounds }: ShaOrder): Uint8Array {
  const { algorithm, size } = variant;
  const first = startDigest(variant, password, salt);
  // Steps 13 to 16 and 17 to 20: password and salt, blurred and stretched to their own lengths.
  const stretchedPassword = stretch(repeatedDigest(algorithm, password, password.length), password.length);
  const stretchedSalt = stretch(repeatedDigest(algorithm, salt, 16 + (first[0] ?? 0)), salt.length);
  // Step 21. One buffer and one call a round: this loop is where all the time goes.
  const work = Buffer.alloc(2 * size + 2 * password.length + salt.length);
  let current = first;
  for (let round = 0; round < rounds; round++) {
    let end = 0;
    const add = (part: Uint8Array) => {
      work.set(part, end);
      end += part.length;
    };
    add(round % 2 === 0 ? current : stretchedPassword);
    if (round % 3 !== 0) add(stretchedSalt);
    if (round % 7 !== 0) add(stretchedPassword);
    add(round % 2 === 0 ? stretchedPassword : current);
    current = hash(algorithm, work.subarray(0, end), "buffer");
  }
  return current;
}

/** Steps 1 to 12. */
function startDigest({ algorithm, size }: Variant, password: Uint8Array, salt: Uint8Array): Uint8Array {
  const other = createHash(algorithm).update(password).update(salt).update(password).digest();
  const digest = createHash(algorithm).update(password).update(salt);
  digest.update(stretch(other.subarray(0, size), password.length));
  for (let bits = password.length; bits > 0; bits >>>= 1) digest.update((bits & 1) === 1 ? other : password);
  return digest.digest();
}

function repeatedDigest(algorithm: string, part: Uint8Array, times: number): Uint8Array {
  const digest = createHash(algorithm);
  for (let time = 0; time < times; time++) digest.update(part);
  return digest.digest();
}

function stretch(digest: Uint8Array, length: number): Uint8Array {
  return Buffer.alloc(length, digest);
}

/** The byte order of step 22e: 0, one third, two thirds; each triple is the one before, moved by `step`. */
function rotation(total: number, step: number): number[] {
  const triple = (number: number) =>
    [0, total / 3, (2 * total) / 3].map((start) => (start + number * step) % total);
  return Array.from({ length: total / 3 }, (_, number) => triple(number)).flat();
}
