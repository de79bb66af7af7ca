// Keys of Edwards form (signatures) and of Montgomery form (agreement) are two views of one curve. RFC 7748, RFC 8032.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** The field of the curve: 2^255 - 19. */
const prime = 2n ** 255n - 19n;
export const keyBytes = 32;
export const signatureBytes = 64;

/** DER around 32 raw bytes (RFC 8410): the last byte but two of the identifier tells X25519 (6e) from Ed25519 (70). */
const privateHead = {
  x25519: "302e020100300506032b656e04220420",
  ed25519: "302e020100300506032b657004220420",
};
const publicHead = { x25519: "302a300506032b656e032100", ed25519: "302a300506032b6570032100" };

type Curve = keyof typeof privateHead;

function privateKey(curve: Curve, raw: Uint8Array): KeyObject {
  const key = Buffer.concat([Buffer.from(privateHead[curve], "hex"), raw]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

function publicKey(curve: Curve, raw: Uint8Array): KeyObject {
  const key = Buffer.concat([Buffer.from(publicHead[curve], "hex"), raw]);
  return createPublicKey({ key, format: "der", type: "spki" });
}

function rawPublic(key: KeyObject): Uint8Array {
  const der = createPublicKey(key).export({ format: "der", type: "spki" });
  return Uint8Array.from(der.subarray(-keyBytes));
}

/** The Ed25519 public key of a seed of 32 bytes. */
export function verifyingKey(seed: Uint8Array): Uint8Array {
  return rawPublic(privateKey("ed25519", seed));
}

/** The X25519 public key of a scalar: r·G. */
export function agreementKey(scalar: Uint8Array): Uint8Array {
  return rawPublic(privateKey("x25519", scalar));
}

/** The Curve25519 scalar behind an Ed25519 seed: RFC 8032 section 5.1.5, steps 1 and 2. */
export function scalarOf(seed: Uint8Array): Uint8Array {
  const scalar = createHash("sha512").update(seed).digest().subarray(0, keyBytes);
  scalar.writeUInt8(scalar.readUInt8(0) & 0xf8, 0);
  scalar.writeUInt8((scalar.readUInt8(31) & 0x7f) | 0x40, 31);
  return Uint8Array.from(scalar);
}

/**
 * The Curve25519 form of an Ed25519 public key: u = (1 + y) / (1 - y) (RFC 7748 section 4.1). Undefined when there is none
 * (not 32 bytes, y = 1, or y beyond the field).
 */
export function montgomery(edwards: Uint8Array): Uint8Array | undefined {
  if (edwards.length !== keyBytes) return undefined;
  // The highest bit is the sign of x, which has no part in u.
  const y = littleEndian(edwards) & (2n ** 255n - 1n);
  if (y >= prime || y === 1n) return undefined;
  const u = modulo((1n + y) * inverse(modulo(1n - y)));
  return Uint8Array.from(Buffer.from(u.toString(16).padStart(2 * keyBytes, "0"), "hex").reverse());
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function modulo(value: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}

/** Fermat: a^(p-2). Public keys only, so its time tells nothing. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let square = value;
  for (let exponent = prime - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

/** X25519. Undefined for a public key of small order: everybody knows what that agrees on (RFC 7748 section 6.1). */
export function agree(scalar: Uint8Array, other: Uint8Array): Uint8Array | undefined {
  if (other.length !== keyBytes) return undefined;
  try {
    const shared = diffieHellman({
      privateKey: privateKey("x25519", scalar),
      publicKey: publicKey("x25519", other),
    });
    return shared.every((byte) => byte === 0) ? undefined : Uint8Array.from(shared);
  } catch {
    return undefined;
  }
}

/** An Ed25519 signature, 64 bytes. */
export function signed(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return Uint8Array.from(sign(null, message, privateKey("ed25519", seed)));
}

/** Whether the holder of `key` (Ed25519, 32 bytes) signed the message. Keys of small order never did. */
export function isSignedBy(
  key: Uint8Array,
  { message, signature }: { readonly message: Uint8Array; readonly signature: Uint8Array },
): boolean {
  if (signature.length !== signatureBytes || !isUsable(montgomery(key))) return false;
  try {
    return verify(null, message, publicKey("ed25519", key), signature);
  } catch {
    return false;
  }
}

/** Whether an agreement with this Curve25519 key is worth anything. Any scalar shows it. */
export function isUsable(key: Uint8Array | undefined): key is Uint8Array {
  return key !== undefined && agree(new Uint8Array(keyBytes).fill(1), key) !== undefined;
}
