// The Yubikey's own OTP: 16 bytes under AES-128, typed as 32 letters of modhex behind a public name.
// Layout after Yubico's "YubiKey Manual", section "OTP string format": private id 6, usage 2, timestamp 3, session 1,
// random 2, checksum 2, all little endian.

import { createDecipheriv } from "node:crypto";
import { fromModhex } from "./modhex.ts";

export const yubikeySeedBytes = 16;

/** Letters of the encrypted part; what precedes them is the public name. */
export const yubikeyValueLength = 32;

export interface YubikeyValue {
  /** The private id, as hexadecimal digits. */
  readonly uid: string;
  /** Grows with every press: uses since the key was programmed, times 256, plus presses since it was plugged in. */
  readonly counter: number;
}

/** Undefined for everything that this key cannot have made: the checksum tells. `text` is the 32 letters alone. */
export function readYubikey(seed: Uint8Array, text: string): YubikeyValue | undefined {
  const sealed = text.length === yubikeyValueLength ? fromModhex(text) : undefined;
  if (sealed === undefined || seed.length !== yubikeySeedBytes) return undefined;
  const plain = createDecipheriv("aes-128-ecb", seed, null).setAutoPadding(false).update(sealed);
  if (crc16(plain) !== intactResidue) return undefined;
  return { uid: plain.toString("hex", 0, 6), counter: plain.readUInt16LE(6) * 256 + plain.readUInt8(11) };
}

/** What the checksum over data and appended complement of its checksum always comes to (ISO 13239). */
const intactResidue = 0xf0b8;

/** CRC-16 of ISO 13239: polynomial x^16 + x^12 + x^5 + 1, reflected. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0x8408 : 0);
  }
  return crc;
}
