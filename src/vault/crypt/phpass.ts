// The portable hashes of phpass, `$P$` (WordPress) and `$H$` (phpBB 3): MD5 over and over. Solar Designer's description.

import { hash } from "node:crypto";
import { base64Shuffled, base64Value } from "./base64.ts";

const order = [2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, -1, -1, 15];
const shape = /^\$[PH]\$([./0-9A-Za-z])([./0-9A-Za-z]{8})/;

/** The whole text for the settings at its beginning. Undefined: these are none. */
export function phpass(password: Uint8Array, setting: string): string | undefined {
  const [found, , salt] = shape.exec(setting) ?? [];
  const rounds = phpassRounds(setting);
  if (found === undefined || salt === undefined || rounds === undefined) return undefined;
  let current = hash("md5", Buffer.concat([Buffer.from(salt), password]), "buffer");
  const work = Buffer.concat([current, password]);
  for (let round = 0; round < rounds; round++) {
    work.set(current);
    current = hash("md5", work, "buffer");
  }
  return found + base64Shuffled(current, order, 22);
}

/** Its description allows 2 to the power of 7 up to 30. */
export function phpassRounds(setting: string): number | undefined {
  const power = base64Value(shape.exec(setting)?.[1] ?? "");
  return power >= 7 && power <= 30 ? 2 ** power : undefined;
}
