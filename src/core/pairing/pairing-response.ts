// What the phone sends back: its own key and the token's serial, encrypted to the server. Contract 03 "qr", "push".

import { createHash } from "node:crypto";
import { agree, isSignedBy, isUsable, keyBytes, montgomery, scalarOf, signatureBytes } from "./curve.ts";
import { open, tagBytes } from "./eax.ts";
import { fromBase64url, readTexts } from "./layout.ts";
import { kindNumbers, type PairingKind } from "./pairing-url.ts";

const version = 1;
/** Version (1), partition (4). */
const headerBytes = 5;
/** Kind (1), user token id (4), key (32). */
const fixedBytes = 5 + keyBytes;
/** Ten times as long as one with the longest serial, login and device address that there are. */
const longest = 8192;

/** A phone that wants to be known. That it may be is for the token to decide. */
export interface PairingResponse {
  readonly kind: PairingKind;
  readonly partition: number;
  readonly serial: string;
  readonly login: string;
  /** How the phone tells its tokens apart. */
  readonly userTokenId: number;
  /** qr: Curve25519. push: Ed25519. */
  readonly userKey: Uint8Array;
  /** push: where the provider finds the phone ("generic device address"). */
  readonly gda: string | undefined;
}

export interface SealedResponse {
  readonly partition: number;
  readonly bytes: Buffer;
}

/** Whose key it takes to open it; undefined for what is no pairing response. */
export function readPairingResponse(text: string): SealedResponse | undefined {
  const bytes = text.length > longest ? undefined : fromBase64url(text);
  if (bytes === undefined || bytes.length < headerBytes + keyBytes + fixedBytes + tagBytes) return undefined;
  return bytes.readInt8(0) === version ? { partition: bytes.readUInt32LE(1), bytes } : undefined;
}

/** `seed`: the server's Ed25519 seed of that partition. Undefined when it was not made for it, or is malformed inside. */
export function openPairingResponse(
  { partition, bytes }: SealedResponse,
  seed: Uint8Array,
): PairingResponse | undefined {
  const shared = agree(scalarOf(seed), bytes.subarray(headerBytes, headerBytes + keyBytes));
  if (shared === undefined) return undefined;
  const agreed = createHash("sha256").update(shared).digest();
  const header = bytes.subarray(0, headerBytes);
  const plain = open(
    { key: agreed.subarray(0, 16), nonce: agreed.subarray(16), header },
    bytes.subarray(headerBytes + keyBytes),
  );
  return plain === undefined || plain.length < fixedBytes ? undefined : readPlain(plain, partition);
}

function readPlain(plain: Buffer, partition: number): PairingResponse | undefined {
  const kind = plain.readInt8(0);
  const common = {
    partition,
    userTokenId: plain.readUInt32LE(1),
    userKey: Uint8Array.from(plain.subarray(5, fixedBytes)),
  };
  if (kind === kindNumbers.qr) return readQr(plain, common);
  return kind === kindNumbers.push ? readPush(plain, common) : undefined;
}

type Common = Pick<PairingResponse, "partition" | "userTokenId" | "userKey">;

function readQr(plain: Buffer, common: Common): PairingResponse | undefined {
  const [serial, login] = readTexts(plain.subarray(fixedBytes), 2) ?? [];
  if (!serial || login === undefined || !isUsable(common.userKey)) return undefined;
  return { kind: "qr", ...common, serial, login, gda: undefined };
}

/** The signature shows that the phone has the key that it names. */
function readPush(plain: Buffer, common: Common): PairingResponse | undefined {
  const message = plain.subarray(0, -signatureBytes);
  const signature = plain.subarray(-signatureBytes);
  if (message.length < fixedBytes) return undefined;
  const [serial, login, gda] = readTexts(message.subarray(fixedBytes), 3) ?? [];
  if (!serial || login === undefined || gda === undefined) return undefined;
  if (!isUsable(montgomery(common.userKey)) || !isSignedBy(common.userKey, { message, signature })) {
    return undefined;
  }
  return { kind: "push", ...common, serial, login, gda };
}
