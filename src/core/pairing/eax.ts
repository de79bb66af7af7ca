// AES-128 in EAX mode: Bellare, Rogaway, Wagner, "The EAX Mode of Operation" (2004). Node's OpenSSL has its parts only.

import { createCipheriv, timingSafeEqual } from "node:crypto";

const block = 16;
export const tagBytes = 16;

export interface EaxKey {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  /** What is authenticated without being encrypted. */
  readonly header: Uint8Array;
}

/** Ciphertext and tag in one. */
export function seal({ key, nonce, header }: EaxKey, plain: Uint8Array): Buffer {
  const start = omac(key, 0, nonce);
  const text = counterMode(key, start, plain);
  return Buffer.concat([text, tagOf({ key, start, header }, text)]);
}

/** Undefined when anything was changed. Nothing is decrypted before the tag is verified. */
export function open({ key, nonce, header }: EaxKey, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < tagBytes) return undefined;
  const text = sealed.subarray(0, -tagBytes);
  const start = omac(key, 0, nonce);
  if (!timingSafeEqual(tagOf({ key, start, header }, text), sealed.subarray(-tagBytes))) return undefined;
  return counterMode(key, start, text);
}

/** AES-128 in counter mode: the block `start` counts upwards, big endian. */
export function counterMode(key: Uint8Array, start: Uint8Array, text: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-128-ctr", key, start);
  return Buffer.concat([cipher.update(text), cipher.final()]);
}

function tagOf(
  { key, start, header }: { key: Uint8Array; start: Uint8Array; header: Uint8Array },
  text: Uint8Array,
): Buffer {
  return xor(xor(start, omac(key, 1, header)), omac(key, 2, text));
}

/** OMAC of a message with a number before it: nonce 0, header 1, ciphertext 2. */
function omac(key: Uint8Array, number: number, message: Uint8Array): Buffer {
  const head = Buffer.alloc(block);
  head.writeUInt8(number, block - 1);
  return cmac(key, Buffer.concat([head, message]));
}

/** RFC 4493. */
export function cmac(key: Uint8Array, message: Uint8Array): Buffer {
  const whole = message.length > 0 && message.length % block === 0;
  const lastAt = whole ? message.length - block : message.length - (message.length % block);
  const rest = message.subarray(lastAt);
  const subkey = doubled(encryptBlocks(key, Buffer.alloc(block)));
  const last = whole ? xor(rest, subkey) : xor(padded(rest), doubled(subkey));
  return encryptBlocks(key, Buffer.concat([message.subarray(0, lastAt), last])).subarray(-block);
}

/** Cipher block chaining from zero; its last block is the MAC. */
function encryptBlocks(key: Uint8Array, blocks: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-128-cbc", key, Buffer.alloc(block)).setAutoPadding(false);
  return cipher.update(blocks);
}

/** Multiplication by x in the field of 2^128 elements. */
function doubled(value: Uint8Array): Buffer {
  const number = BigInt(`0x${Buffer.from(value).toString("hex")}`) << 1n;
  const reduced = number >> 128n === 0n ? number : (number ^ 0x87n) & (2n ** 128n - 1n);
  return Buffer.from(reduced.toString(16).padStart(2 * block, "0"), "hex");
}

function padded(rest: Uint8Array): Buffer {
  const whole = Buffer.alloc(block);
  whole.set(rest);
  whole.writeUInt8(0x80, rest.length);
  return whole;
}

function xor(left: Uint8Array, right: Uint8Array): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}
