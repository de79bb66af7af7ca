// sha1-crypt `$sha1$` of NetBSD: HMAC-SHA-1 over and over (PBKDF1 in shape), after Simon Gerraty's description.

import { createHmac } from "node:crypto";
import { base64Shuffled } from "./base64.ts";

const order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 0];

/** The whole crypt text for the settings (`$sha1$24680$salt`) at its beginning. Undefined: these are none. */
export function sha1Crypt(password: Uint8Array, setting: string): string | undefined {
  const [, rounds, salt] = /^\$sha1\$(\d{1,9})\$([./0-9A-Za-z]{1,64})\$/.exec(setting) ?? [];
  if (rounds === undefined || salt === undefined) return undefined;
  const mac = (text: string | Uint8Array) => createHmac("sha1", password).update(text).digest();
  let current = mac(`${salt}$sha1$${rounds}`);
  for (let round = 1; round < Number(rounds); round++) current = mac(current);
  return `$sha1$${rounds}$${salt}$${base64Shuffled(current, order, 28)}`;
}

/** The rounds that a setting asks for; undefined when it is none of ours. */
export function sha1Rounds(setting: string): number | undefined {
  const found = /^\$sha1\$(\d{1,9})\$/.exec(setting);
  return found === null ? undefined : Number(found[1]);
}
