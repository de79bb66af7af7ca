// What the phone scans when a token is enrolled: whom to talk to, under which key, about which token. Contract 03 "qr".

import { signed, verifyingKey } from "./curve.ts";
import { byte, terminated, toBase64url, uint32 } from "./layout.ts";

/** The number of the token's kind inside of URLs and pairing responses. */
export const kindNumbers = { qr: 2, push: 4 } as const;
export type PairingKind = keyof typeof kindNumbers;

const version = 2;
const has = { key: 1, serial: 2, url: 4, sms: 8, digits: 16, hash: 32 } as const;
const hashNumbers: Readonly<Record<PairingHash, number>> = { sha1: 0, sha256: 1, sha512: 2 };

export type PairingHash = "sha1" | "sha256" | "sha512";

export interface PairingOffer {
  /** What apps register for, `lseqr`. */
  readonly protocol: string;
  readonly kind: PairingKind;
  /** Which of the server's key pairs. */
  readonly partition: number;
  /** The server's Ed25519 seed for that partition. */
  readonly seed: Uint8Array;
  /** The phone knows the server's key from elsewhere: the URL is signed instead of containing it. */
  readonly certified: boolean;
  readonly serial: string;
  readonly callbackUrl: string | undefined;
  readonly callbackSms: string | undefined;
  readonly digits: number | undefined;
  readonly hash: PairingHash | undefined;
}

/** `lseqr://pair/…` */
export function pairingUrl(offer: PairingOffer): string {
  const { protocol, kind, partition, seed, certified } = offer;
  const parts = optionalParts(offer);
  const flags = parts.reduce((sum, part) => sum | part.flag, 0);
  const head = [byte(version), byte(kindNumbers[kind]), uint32(flags), uint32(partition)];
  const body = Buffer.concat([...head, ...parts.map(({ bytes }) => bytes)]);
  const whole = certified ? Buffer.concat([body, signed(seed, body)]) : body;
  return `${protocol}://pair/${toBase64url(whole)}`;
}

interface Part {
  readonly flag: number;
  readonly bytes: Uint8Array;
}

/** In the order in which they stand in the URL. */
function optionalParts(offer: PairingOffer): readonly Part[] {
  const { seed, certified, serial, callbackUrl, callbackSms, digits, hash } = offer;
  const parts: readonly (Part | undefined)[] = [
    certified ? undefined : { flag: has.key, bytes: verifyingKey(seed) },
    { flag: has.serial, bytes: terminated(serial) },
    callbackUrl === undefined ? undefined : { flag: has.url, bytes: terminated(callbackUrl) },
    callbackSms === undefined ? undefined : { flag: has.sms, bytes: terminated(callbackSms) },
    digits === undefined ? undefined : { flag: has.digits, bytes: byte(digits) },
    hash === undefined ? undefined : { flag: has.hash, bytes: byte(hashNumbers[hash]) },
  ];
  return parts.flatMap((part) => part ?? []);
}
