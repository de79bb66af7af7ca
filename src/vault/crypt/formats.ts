// Which crypt(3) formats are understood, and the comparison itself. One line for one more format.

import { hash, timingSafeEqual } from "node:crypto";
import { bcryptCrypt, bcryptRounds, bcryptSha256 } from "./bcrypt.ts";
import { bigCrypt, bsdiCrypt, bsdiRounds, desCrypt } from "./des-crypt.ts";
import { md5Crypt } from "./md5.ts";
import { phpass, phpassRounds } from "./phpass.ts";
import { mssqlCrypt, mysqlCrypt, ntCrypt, oldMysqlCrypt, oracleCrypt } from "./servers.ts";
import { shaCrypt, shaRounds } from "./sha.ts";
import { sha1Crypt, sha1Rounds } from "./sha1.ts";
import { atlassianCrypt, fshpCrypt, fshpRounds } from "./stretched.ts";
import { sunMd5Crypt, sunMd5Rounds } from "./sun-md5.ts";

interface CryptFormat {
  readonly pattern: RegExp;
  readonly crypt: (password: Uint8Array, setting: string) => string | undefined;
  /** Absent: they are fixed, and few. */
  readonly rounds?: (setting: string) => number | undefined;
  /** Some seconds of work. Whoever may write hashes must not be able to stop the server with one of them. */
  readonly mostRounds?: number;
}

/** In the order of contract 11 section 4. */
const formats: readonly CryptFormat[] = [
  { pattern: /^\{PKCS5S2\}[A-Za-z0-9+/]{64}$/, crypt: atlassianCrypt },
  { pattern: /^\{FSHP[0-3]\|/, crypt: fshpCrypt, rounds: fshpRounds },
  { pattern: /^\$(?:1|apr1)\$/, crypt: md5Crypt },
  { pattern: /^\$2[aby]?\$/, crypt: bcryptCrypt, rounds: bcryptRounds, mostRounds: 2 ** 15 },
  { pattern: /^\$3\$\$[\da-f]{32}$/, crypt: ntCrypt },
  { pattern: /^\$[56]\$/, crypt: shaCrypt, rounds: shaRounds },
  { pattern: /^\$sha1\$/, crypt: sha1Crypt, rounds: sha1Rounds },
  { pattern: /^\$md5[,$]/, crypt: sunMd5Crypt, rounds: sunMd5Rounds, mostRounds: 1_000_000 },
  { pattern: /^\$bcrypt-sha256\$/, crypt: bcryptSha256, rounds: bcryptRounds, mostRounds: 2 ** 15 },
  { pattern: /^\$[PH]\$/, crypt: phpass, rounds: phpassRounds },
  { pattern: /^0x0100(?:[\da-fA-F]{48}|[\da-fA-F]{88})$/, crypt: mssqlCrypt },
  { pattern: /^[\da-fA-F]{16}$/, crypt: oldMysqlCrypt },
  { pattern: /^\*[\da-fA-F]{40}$/, crypt: mysqlCrypt },
  { pattern: /^S:[\da-fA-F]{60}$/, crypt: oracleCrypt },
  { pattern: /^[./0-9A-Za-z]{13}$/, crypt: desCrypt },
  { pattern: /^_[./0-9A-Za-z]{19}$/, crypt: bsdiCrypt, rounds: bsdiRounds },
  { pattern: /^[./0-9A-Za-z]{2}(?:[./0-9A-Za-z]{11}){2,16}$/, crypt: bigCrypt },
];

/** As in libxcrypt. The SHA formats hash a password as often as it has bytes: without a limit a way to burn time. */
const longestPassword = 512;
/** Where a round is one hash. */
const mostRounds = 5_000_000;

export function isCrypt(stored: string): boolean {
  return formats.some(({ pattern }) => pattern.test(stored));
}

/** Slow: milliseconds to seconds of computing. Unknown formats and unreasonable settings never match. */
export function verifyCrypt(stored: string, password: Uint8Array): boolean {
  const format = formats.find(({ pattern }) => pattern.test(stored));
  // Programs in C end a password at its first zero byte; nobody types one.
  if (format === undefined || password.length > longestPassword || password.includes(0)) return false;
  const { rounds = () => 1, mostRounds: most = mostRounds } = format;
  if ((rounds(stored) ?? most + 1) > most) return false;
  const computed = format.crypt(password, stored);
  return computed !== undefined && timingSafeEqual(digest(computed), digest(stored));
}

/** Equal length for a comparison in constant time. */
function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
