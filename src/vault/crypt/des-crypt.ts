// The oldest forms of crypt(3), all of them DES of zeros with the password as key: the traditional one (13 characters, 8
// of the password count), bigcrypt of HP-UX and Digital Unix (piece by piece), and BSDi's (`_`, the whole password).

import { base64Straight, base64Value } from "./base64.ts";
import { encryptDes } from "./des.ts";

const zeros = new Uint8Array(8);

/** The whole text for the salt at its beginning. Undefined: there is none. */
export function desCrypt(password: Uint8Array, setting: string): string | undefined {
  const [salt] = /^[./0-9A-Za-z]{2}/.exec(setting) ?? [];
  return salt === undefined ? undefined : salt + piece(password.subarray(0, 8), salt);
}

/** Each piece of eight characters is salted by the result of the one before. */
export function bigCrypt(password: Uint8Array, setting: string): string | undefined {
  let text = desCrypt(password, setting);
  if (text === undefined) return undefined;
  for (let start = 8; start < Math.min(password.length, 128); start += 8)
    text += piece(password.subarray(start, start + 8), text.slice(-11, -9));
  return text;
}

function piece(password: Uint8Array, salt: string): string {
  return base64Straight(
    encryptDes({ block: zeros, key: keyOf(password), salt: base64Value(salt), times: 25 }),
  );
}

export function bsdiCrypt(password: Uint8Array, setting: string): string | undefined {
  const [found, , salt = ""] = /^_([./0-9A-Za-z]{4})([./0-9A-Za-z]{4})/.exec(setting) ?? [];
  const times = bsdiRounds(setting);
  if (found === undefined || times === undefined) return undefined;
  let key = keyOf(password.subarray(0, 8));
  for (let start = 8; start < password.length; start += 8) {
    const folded = encryptDes({ block: key, key, salt: 0, times: 1 });
    const next = keyOf(password.subarray(start, start + 8));
    key = folded.map((byte, index) => byte ^ (next[index] ?? 0));
  }
  return found + base64Straight(encryptDes({ block: zeros, key, salt: base64Value(salt), times }));
}

export function bsdiRounds(setting: string): number | undefined {
  const rounds = base64Value(/^_([./0-9A-Za-z]{4})/.exec(setting)?.[1] ?? "");
  return rounds > 0 ? rounds : undefined;
}

/** Seven bits of each character; the eighth is DES's parity, which nobody looks at. */
function keyOf(password: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, index) => ((password[index] ?? 0) << 1) & 0xff);
}
