// Encrypted values of a PSKC file (RFC 6030 section 6): the MAC is verified first, and only what is genuine is decrypted.

import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";
import { refuse } from "../problem.ts";
import { fault } from "./entry.ts";
import { elementAt, textAt, type XmlElement } from "./xml-element.ts";

/** What the administrator knows besides the file. */
export type PskcSecret =
  | { readonly kind: "none" }
  /** Hexadecimal. */
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "password"; readonly password: string };

export interface PskcKeys {
  readonly encryption: Uint8Array;
  readonly mac: Uint8Array;
  /** Name of the hash below the HMAC. */
  readonly macHash: string;
}

/** A second of work at most; RFC 6030 itself shows 1000. */
const mostIterations = 1_000_000;
const longestSalt = 1024;
const blockBytes = 16;

const ciphers: { readonly [algorithm: string]: { readonly name: string; readonly keyBytes: number } } = {
  "aes128-cbc": { name: "aes-128-cbc", keyBytes: 16 },
  "aes192-cbc": { name: "aes-192-cbc", keyBytes: 24 },
  "aes256-cbc": { name: "aes-256-cbc", keyBytes: 32 },
};

const macHashes: { readonly [algorithm: string]: string } = {
  "hmac-sha1": "sha1",
  "hmac-sha256": "sha256",
  "hmac-sha384": "sha384",
  "hmac-sha512": "sha512",
};

/** Undefined when the file is not encrypted. Throws a Refusal when file and secret do not go together. */
export function keysOf(container: XmlElement, secret: PskcSecret): PskcKeys | undefined {
  const about = elementAt(container, "EncryptionKey");
  if (about === undefined) {
    // Who expects a sealed letter does not take an open one: anybody could have put other keys into it.
    if (secret.kind === "none") return undefined;
    throw refuse("The file is not encrypted, but a key or a password was given.");
  }
  const encryption = encryptionKey(about, secret);
  const method = elementAt(container, "MACMethod");
  if (method === undefined)
    throw refuse("The file is encrypted, but there is no MACMethod to check it with.");
  const algorithm = algorithmOf(method);
  const macHash = macHashes[algorithm];
  if (macHash === undefined) throw refuse(`The MAC method ${shown(algorithm)} is not supported.`);
  const macKey = elementAt(method, "MACKey");
  // RFC 6030 section 6.1.1: without a key of its own the MAC has the key of the encryption.
  const mac = macKey === undefined ? encryption : decrypted(macKey, encryption, "MACKey");
  return { encryption, mac, macHash };
}

/** The plain bytes of an element that holds `EncryptedValue` and `ValueMAC`. */
export function openValue(secret: XmlElement, keys: PskcKeys, where: string): Uint8Array {
  const encrypted = elementAt(secret, "EncryptedValue");
  if (encrypted === undefined) throw fault(where, "There is no EncryptedValue.");
  const given = base64At(textAt(secret, "ValueMAC"), "ValueMAC", where);
  const mac = createHmac(keys.macHash, keys.mac).update(cipherBytes(encrypted, where)).digest();
  if (given.length !== mac.length || !timingSafeEqual(given, mac)) {
    throw fault(where, "The MAC does not fit: a wrong key or password, or the file was changed.");
  }
  return decrypted(encrypted, keys.encryption, where);
}

/** Blanks and line breaks are for the eye. */
export function base64At(written: string | undefined, name: string, where: string): Uint8Array {
  const text = (written ?? "").replaceAll(/\s/g, "");
  if (text === "") throw fault(where, `There is no ${name}.`);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0)
    throw fault(where, `The ${name} is not base64.`);
  return Uint8Array.from(Buffer.from(text, "base64"));
}

function encryptionKey(about: XmlElement, secret: PskcSecret): Uint8Array {
  const derived = elementAt(about, "DerivedKey");
  if (derived === undefined) {
    if (secret.kind !== "key")
      throw refuse("The file is encrypted with a key that was agreed upon: give it.");
    return sharedKey(secret.key);
  }
  if (secret.kind !== "password") throw refuse("The file is encrypted with a password: give it.");
  return derivedKey(derived, secret.password);
}

function sharedKey(written: string): Uint8Array {
  const digits = written.replaceAll(/[\s-]/g, "");
  const fits = [32, 48, 64].includes(digits.length) && /^[0-9a-f]*$/i.test(digits);
  if (!fits) throw refuse("The pre-shared key must have 32, 48 or 64 hexadecimal digits.");
  return Uint8Array.from(Buffer.from(digits, "hex"));
}

/** PBKDF2, RFC 6030 section 6.2. */
function derivedKey(derived: XmlElement, password: string): Uint8Array {
  if (password.length < 6 || password.length > 64) {
    throw refuse(
      "You must provide a password that is longer than 5 characters and up to 64 characters long.",
    );
  }
  const method = elementAt(derived, "KeyDerivationMethod");
  const parameters = method === undefined ? undefined : elementAt(method, "PBKDF2-params");
  if (method === undefined || parameters === undefined || algorithmOf(method) !== "pbkdf2")
    throw refuse("Passwords are understood with PBKDF2 only.");
  const where = "PBKDF2-params";
  const salt = base64At(textAt(parameters, "Salt", "Specified"), "Salt", where);
  const iterations = between(textAt(parameters, "IterationCount"), "IterationCount", mostIterations);
  const length = between(textAt(parameters, "KeyLength") ?? "16", "KeyLength", 32);
  if (salt.length > longestSalt) throw fault(where, "The Salt is too long.");
  return pbkdf2Sync(password, salt, iterations, length, pseudoRandom(parameters));
}

function pseudoRandom(parameters: XmlElement): string {
  const element = elementAt(parameters, "PRF");
  const written = element === undefined ? "" : algorithmOf(element);
  const hash = written === "" ? "sha1" : macHashes[written];
  if (hash === undefined) throw refuse(`The PRF ${shown(written)} is not supported.`);
  return hash;
}

function between(written: string | undefined, name: string, max: number): number {
  const number = /^\d{1,9}$/.test(written ?? "") ? Number(written) : 0;
  if (number < 1 || number > max) throw fault("PBKDF2-params", `The ${name} must be from 1 to ${max}.`);
  return number;
}

function decrypted(element: XmlElement, key: Uint8Array, where: string): Uint8Array {
  const method = elementAt(element, "EncryptionMethod");
  const algorithm = method === undefined ? "" : algorithmOf(method);
  const cipher = ciphers[algorithm];
  if (cipher === undefined) throw fault(where, `The algorithm ${shown(algorithm)} is not supported`);
  if (key.length !== cipher.keyBytes)
    throw fault(where, `The key has ${key.length} bytes, but ${algorithm} takes ${cipher.keyBytes}.`);
  const bytes = cipherBytes(element, where);
  if (bytes.length < 2 * blockBytes || bytes.length % blockBytes !== 0)
    throw fault(where, "The CipherValue is not made of whole blocks.");
  const opener = createDecipheriv(cipher.name, key, bytes.subarray(0, blockBytes)).setAutoPadding(false);
  return unpadded(Buffer.concat([opener.update(bytes.subarray(blockBytes)), opener.final()]));
}

/** Some vendors do not pad keys of whole blocks: what does not look like padding is none (contract 05 section 4). */
function unpadded(bytes: Uint8Array): Uint8Array {
  const length = bytes.at(-1) ?? 0;
  const padded =
    length >= 1 && length <= blockBytes && bytes.subarray(-length).every((byte) => byte === length);
  return Uint8Array.from(padded ? bytes.subarray(0, -length) : bytes);
}

function cipherBytes(element: XmlElement, where: string): Uint8Array {
  return base64At(textAt(element, "CipherData", "CipherValue"), "CipherValue", where);
}

/** What follows the last `#` of `http://www.w3.org/2001/04/xmlenc#aes128-cbc`. */
function algorithmOf(element: XmlElement): string {
  return (element.attributes.get("Algorithm") ?? "").replace(/^.*#/s, "").toLowerCase();
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
