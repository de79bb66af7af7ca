// argon2id (RFC 9106) in PHC text form, keyed: without the master key a stolen hash cannot even be guessed at.

import {
  type Argon2Algorithm,
  type Argon2Parameters,
  argon2,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import { promisify } from "node:util";

export interface Argon2Key {
  /** Hex; named in the hash as `keyid`. */
  readonly id: string;
  readonly key: KeyObject;
}

const compute = promisify<Argon2Algorithm, Argon2Parameters, Buffer>(argon2);

/** OWASP's second choice: 19 MiB, two passes, one lane; about 25 ms. */
const memoryKiB = 19_456;
const passes = 2;
const saltBytes = 16;
const digestBytes = 32;
/** What a hash from elsewhere may ask for: 1 GiB in one pass, or the same work spread differently. */
const mostWork = 1_048_576;

export async function hashArgon2(
  password: string,
  { id, key }: Argon2Key,
  random: (bytes: number) => Uint8Array,
): Promise<string> {
  const salt = random(saltBytes);
  const digest = await compute("argon2id", {
    message: password,
    nonce: salt,
    secret: key.export(),
    parallelism: 1,
    memory: memoryKiB,
    passes,
    tagLength: digestBytes,
  });
  return phcText(id, salt, digest);
}

/** Compared at full cost, and never right: its digest is chance. */
export function nobodysArgon2({ id }: Argon2Key, random: (bytes: number) => Uint8Array): string {
  return phcText(id, random(saltBytes), random(digestBytes));
}

export function isArgon2(stored: string): boolean {
  return /^\$argon2(?:id|i|d)\$/.test(stored);
}

/** Hashes without `keyid` come from elsewhere and have no key. A key that is not here: false. */
export async function verifyArgon2(
  stored: string,
  password: string,
  keys: readonly Argon2Key[],
): Promise<boolean> {
  const parts = readArgon2(stored);
  if (parts === undefined || parts.memory * parts.passes > mostWork) return false;
  const { algorithm, keyId, digest, ...settings } = parts;
  const known = keys.find(({ id }) => id === keyId);
  if (keyId !== undefined && known === undefined) return false;
  const secret = known === undefined ? {} : { secret: known.key.export() };
  const computed = await compute(algorithm, {
    ...settings,
    ...secret,
    message: password,
    tagLength: digest.length,
  });
  return timingSafeEqual(computed, digest);
}

interface Argon2Parts {
  readonly algorithm: Argon2Algorithm;
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly keyId: string | undefined;
  readonly nonce: Buffer;
  readonly digest: Buffer;
}

const settingsPattern = /^m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,2})(?:,keyid=([A-Za-z0-9+/]+))?$/;

function readArgon2(stored: string): Argon2Parts | undefined {
  const [, algorithm, version, settings = "", nonce = "", digest = "", ...rest] = stored.split("$");
  const [, memory, passCount, lanes, keyId] = settingsPattern.exec(settings) ?? [];
  if (version !== "v=19" || memory === undefined || rest.length > 0) return undefined;
  if (!/^[A-Za-z0-9+/]{11,86}$/.test(nonce) || !/^[A-Za-z0-9+/]{16,86}$/.test(digest)) return undefined;
  const parallelism = Number(lanes);
  if (parallelism < 1 || Number(passCount) < 1 || Number(memory) < 8 * parallelism) return undefined;
  return {
    algorithm: algorithm as Argon2Algorithm,
    memory: Number(memory),
    passes: Number(passCount),
    parallelism,
    keyId: keyId === undefined ? undefined : Buffer.from(keyId, "base64").toString("hex"),
    nonce: Buffer.from(nonce, "base64"),
    digest: Buffer.from(digest, "base64"),
  };
}

function phcText(id: string, salt: Uint8Array, digest: Uint8Array): string {
  const keyId = plainBase64(Buffer.from(id, "hex"));
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1,keyid=${keyId}$${plainBase64(salt)}$${plainBase64(digest)}`;
}

function plainBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
