// How database servers and Windows kept the passwords of their own accounts: NT hashes, Microsoft SQL Server 2000 and
// 2005, MySQL before and since 4.1, Oracle 11. Fast, without stretching; old applications have them in their tables.

import { hash } from "node:crypto";
import { md4 } from "./md4.ts";

const sha1 = (...parts: readonly Uint8Array[]) => hash("sha1", Buffer.concat(parts), "buffer");
const wide = (text: string) => Buffer.from(text, "utf16le");

/** Hexadecimal digits in the case in which they are stored. */
function likeStored(digits: string, stored: string): string {
  return /[a-f]/.test(stored) ? digits.toLowerCase() : digits.toUpperCase();
}

/** `$3$$` and MD4 of the password in UTF-16, as FreeBSD writes it. */
export function ntCrypt(password: Uint8Array): string {
  return `$3$$${md4(wide(Buffer.from(password).toString())).toString("hex")}`;
}

/** `0x0100`, four bytes of salt, SHA-1; the version of 2000 adds the SHA-1 of the password in capitals. */
export function mssqlCrypt(password: Uint8Array, stored: string): string {
  const text = Buffer.from(password).toString();
  const salt = Buffer.from(stored.slice(6, 14), "hex");
  const digests = [sha1(wide(text), salt)];
  if (stored.length === 94) digests.push(sha1(wide(text.toUpperCase()), salt));
  const digits = Buffer.concat([salt, ...digests]).toString("hex");
  return stored.slice(0, 6) + likeStored(digits, stored.slice(6));
}

/** `*` and SHA-1 of SHA-1. */
export function mysqlCrypt(password: Uint8Array, stored: string): string {
  return `*${likeStored(sha1(sha1(password)).toString("hex"), stored)}`;
}

/** Two numbers of 31 bits that run along the password; blanks and tabs are left out. */
export function oldMysqlCrypt(password: Uint8Array, stored: string): string {
  let [first, second, sum] = [0x50305735, 0x12345671, 7];
  for (const byte of password) {
    if (byte === 0x20 || byte === 0x09) continue;
    first ^= (Math.imul((first & 63) + sum, byte) + (first << 8)) | 0;
    second = (second + ((second << 8) ^ first)) | 0;
    sum = (sum + byte) | 0;
  }
  const digits = [first, second].map((word) => (word & 0x7fffffff).toString(16).padStart(8, "0"));
  return likeStored(digits.join(""), stored);
}

/** `S:`, SHA-1 of password and salt, ten bytes of salt. */
export function oracleCrypt(password: Uint8Array, stored: string): string {
  const salt = Buffer.from(stored.slice(42), "hex");
  return `S:${likeStored(Buffer.concat([sha1(password, salt), salt]).toString("hex"), stored.slice(2))}`;
}
