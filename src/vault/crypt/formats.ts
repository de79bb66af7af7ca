// Which crypt(3) formats are understood, and the comparison itself. One line for one more format.

import { hash, timingSafeEqual } from "node:crypto";
import { md5Crypt } from "./md5.ts";
import { shaCrypt, shaRounds } from "./sha.ts";
import { sha1Crypt, sha1Rounds } from "./sha1.ts";

interface CryptFormat {
  readonly pattern: RegExp;
  readonly crypt: (password: Uint8Array, setting: string) => string | undefined;
  readonly rounds: (setting: string) => number | undefined;
}

const formats: readonly CryptFormat[] = [
  { pattern: /^\$[56]\$/, crypt: shaCrypt, rounds: shaRounds },
  { pattern: /^\$(?:1|apr1)\$/, crypt: md5Crypt, rounds: () => 1000 },
  { pattern: /^\$sha1\$/, crypt: sha1Crypt, rounds: sha1Rounds },
];

/** As in libxcrypt. The SHA formats hash a password as often as it has bytes: without a limit a way to burn time. */
const longestPassword = 512;
/** Some seconds of work. Whoever may write hashes must not be able to stop the server with one of them. */
const mostRounds = 5_000_000;

export function isCrypt(stored: string): boolean {
  return formats.some(({ pattern }) => pattern.test(stored));
}

/** Slow: milliseconds to seconds of computing. Unknown formats and unreasonable settings never match. */
export function verifyCrypt(stored: string, password: Uint8Array): boolean {
  const format = formats.find(({ pattern }) => pattern.test(stored));
  if (format === undefined || password.length > longestPassword) return false;
  if ((format.rounds(stored) ?? mostRounds + 1) > mostRounds) return false;
  const computed = format.crypt(password, stored);
  return computed !== undefined && timingSafeEqual(digest(computed), digest(stored));
}

/** Equal length for a comparison in constant time. */
function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
