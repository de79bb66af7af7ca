// Sealing and tagging: one purpose, one key, all of them derived from the master keys and never stored.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import type { Vault } from "../core/vault.ts";
import { KeyFault, type MasterKey, type MasterKeys, type Random } from "./key-file.ts";

type SealPurpose = "secret" | "setting";
type TagPurpose = "pin" | "audit" | "session" | "lookup";
type Purpose = SealPurpose | TagPurpose | "password";

/** A sealed value: format (1 byte), key id (4), nonce (12), ciphertext, tag (16). */
const format = 1;
const nonceStart = 5;
const nonceBytes = 12;
const textStart = nonceStart + nonceBytes;
const tagBytes = 16;
const checkText = Buffer.from("latchkey key check");

export function openVault(keys: MasterKeys, random: Random): Vault {
  const rings = new Map(
    keys.map((key) => [key.id, { secret: derive(key, "secret"), setting: derive(key, "setting") }]),
  );
  const newest = keys.at(-1) ?? keys[0];
  const tagKeys: Readonly<Record<TagPurpose, KeyObject>> = {
    pin: derive(keys[0], "pin"),
    audit: derive(keys[0], "audit"),
    session: derive(keys[0], "session"),
    lookup: derive(keys[0], "lookup"),
  };
  const sealKey = (id: string, place: string): KeyObject => {
    const ring = rings.get(id);
    if (ring === undefined)
      throw new KeyFault(`${place} is sealed with key ${id}, which is not in the key file.`);
    return ring[purposeOf(place)];
  };
  return {
    seal: (plain, place) =>
      seal({ plain, place, id: newest.id, key: sealKey(newest.id, place), nonce: random(nonceBytes) }),
    open: (sealed, place) => unseal(sealed, place, sealKey),
    pinTag: (salt, pin) => createHmac("sha256", tagKeys.pin).update(salt).update(pin).digest(),
    mac: (purpose, data) => createHmac("sha256", tagKeys[purpose]).update(data).digest(),
  };
}

/** HKDF-SHA-256 (RFC 5869) with a label for each purpose: knowing one key tells nothing about another. */
export function derive(key: MasterKey, purpose: Purpose): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", key.bytes, "latchkey", `latchkey/1/${purpose}`, 32)));
}

/** Kept in the database, so that a start with another key is noticed before anything is written. */
export function keyCheck(vault: Vault): string {
  return Buffer.from(vault.mac("lookup", checkText)).toString("base64");
}

/** `stored` is what `keyCheck` gave when the database was made. Throws a KeyFault that says what to do. */
export function verifyKeyCheck(vault: Vault, stored: string, keyFile: string): void {
  const expected = Buffer.from(keyCheck(vault));
  const actual = Buffer.from(stored);
  if (expected.length === actual.length && timingSafeEqual(expected, actual)) return;
  throw new KeyFault(
    `The key file ${keyFile} does not belong to this database: its values were sealed with another key. ` +
      "Set LATCHKEY_KEY_FILE to the right file, restore it from its backup, or start with another LATCHKEY_DATA.",
  );
}

function purposeOf(place: string): SealPurpose {
  return place.startsWith("setting/") ? "setting" : "secret";
}

interface SealOrder {
  readonly plain: Uint8Array;
  readonly place: string;
  readonly id: string;
  readonly key: KeyObject;
  readonly nonce: Uint8Array;
}

/** AES-256-GCM. A random nonce of 96 bits is good for 2^32 values under one key (NIST SP 800-38D section 8.3). */
function seal({ plain, place, id, key, nonce }: SealOrder): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(associated(place, id));
  const head = Buffer.concat([Buffer.of(format), Buffer.from(id, "hex"), nonce]);
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unseal(
  sealed: Uint8Array,
  place: string,
  keyOf: (id: string, place: string) => KeyObject,
): Uint8Array {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < textStart + tagBytes || bytes[0] !== format)
    throw new Error(`${place} is not a sealed value`);
  const id = bytes.toString("hex", 1, nonceStart);
  const nonce = bytes.subarray(nonceStart, textStart);
  const decipher = createDecipheriv("aes-256-gcm", keyOf(id, place), nonce, { authTagLength: tagBytes });
  decipher.setAAD(associated(place, id));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(textStart, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new Error(`${place} was changed or moved: it does not open`, { cause });
  }
}

/** Binds a value to its place and to the key that it names. */
function associated(place: string, id: string): Buffer {
  return Buffer.from(`${place}\u0000${id}`);
}
