// md5-crypt `$1$` (FreeBSD, Poul-Henning Kamp) and its Apache variant `$apr1$`. Weak; old passwd files have it.

import { createHash, hash } from "node:crypto";
import { base64Shuffled } from "./base64.ts";

const order = [0, 6, 12, 1, 7, 13, 2, 8, 14, 3, 9, 15, 4, 10, 5, -1, -1, 11];

/** The whole crypt text for the settings (`$1$salt`) at its beginning. Undefined: these are none. */
export function md5Crypt(password: Uint8Array, setting: string): string | undefined {
  const [, magic, salt] = /^(\$(?:1|apr1)\$)([^$:\n]{0,8})/.exec(setting) ?? [];
  if (magic === undefined || salt === undefined) return undefined;
  const saltBytes = Buffer.from(salt);
  let current: Uint8Array = startDigest(password, magic, saltBytes);
  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1;
    const parts = [
      odd ? password : current,
      ...(round % 3 === 0 ? [] : [saltBytes]),
      ...(round % 7 === 0 ? [] : [password]),
      odd ? current : password,
    ];
    current = hash("md5", Buffer.concat(parts), "buffer");
  }
  return `${magic}${salt}$${base64Shuffled(current, order, 22)}`;
}

function startDigest(password: Uint8Array, magic: string, salt: Uint8Array): Uint8Array {
  const other = createHash("md5").update(password).update(salt).update(password).digest();
  const digest = createHash("md5").update(password).update(magic).update(salt);
  digest.update(Buffer.alloc(password.length, other));
  // The original meant something else; what it did became the format: a zero byte, or the password's first.
  for (let bits = password.length; bits > 0; bits >>>= 1) {
    digest.update((bits & 1) === 1 ? Buffer.of(0) : password.subarray(0, 1));
  }
  return digest.digest();
}
