// The second step of the roll-out: from the shared secret that the app scanned, an activation code that came by post, and
// a nonce, both sides derive the key. Contract 03 "ocra2", step 2.

import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2Sync } from "node:crypto";
import { invalid } from "../../core/fields.ts";
import { fromBase32 } from "../../core/otp/base32.ts";

/** Bytes. The nonce's last ones are the salt. */
const nonceBytes = 64;
const saltBytes = 8;
const keyBytes = 32;
const rounds = 10_000;

/** Longer codes nobody types. */
const longestCode = 256;

/**
 * Base32 and, behind it, two hexadecimal digits that check it; dashes are for the eye. Throws a Refusal for anything else.
 */
export function readActivationCode(written: string): Uint8Array {
  const code = written.replaceAll(/[\s-]/g, "").toUpperCase();
  const bytes = code.length <= longestCode ? fromBase32(code.slice(0, -2)) : undefined;
  if (bytes === undefined || bytes.length === 0) throw invalid("activationcode", "an activation code");
  if (checkDigits(bytes) !== code.slice(-2)) throw invalid("activationcode", "a code without a typing error");
  return bytes;
}

/** All bytes xored, modulo 255. */
export function checkDigits(bytes: Uint8Array): string {
  const sum = bytes.reduce((all, byte) => all ^ byte, 0) % 255;
  return sum.toString(16).toUpperCase().padStart(2, "0");
}

/** Nothing of `random` can be found in it. */
export function nonceFrom(random: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha512", random, "", "ocra2 nonce", nonceBytes));
}

/** PBKDF2 (RFC 8018) with HMAC-SHA-256. */
export function derivedKey(sharedSecret: Uint8Array, code: Uint8Array, nonce: Uint8Array): Uint8Array {
  const salt = nonce.subarray(-saltBytes);
  const password = Buffer.concat([sharedSecret, code, nonce.subarray(0, -saltBytes)]);
  return pbkdf2Sync(password, salt, rounds, keyBytes, "sha256");
}

const cipherName = "aes-256-gcm";
const ivBytes = 12;

/**
 * The shared secret, for as long as the roll-out may have to begin step 2 again. It is sealed with the token's seed, which
 * the vault keeps, and bound to the serial: `<iv>:<ciphertext and tag>`, hexadecimal.
 */
export function sealShared(secret: Uint8Array, { seed, serial, random }: SealGiven): string {
  const iv = Buffer.from(hkdfSync("sha512", random, "", "ocra2 iv", ivBytes));
  const cipher = createCipheriv(cipherName, sealingKey(seed, serial), iv);
  const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return `${iv.toString("hex")}:${sealed.toString("hex")}`;
}

export interface SealGiven {
  readonly seed: Uint8Array;
  readonly serial: string;
  readonly random: Uint8Array;
}

/** Undefined when it was not sealed with this seed for this serial. */
export function openShared(
  sealed: string,
  { seed, serial }: Omit<SealGiven, "random">,
): Uint8Array | undefined {
  const [iv = "", body = ""] = sealed.split(":");
  const bytes = Buffer.from(body, "hex");
  if (iv.length !== 2 * ivBytes || bytes.length < 16) return undefined;
  try {
    const decipher = createDecipheriv(cipherName, sealingKey(seed, serial), Buffer.from(iv, "hex"));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function sealingKey(seed: Uint8Array, serial: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", seed, serial, "ocra2 shared secret", 32));
}
