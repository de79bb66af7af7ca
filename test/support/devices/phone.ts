// A phone with LinOTP's app, written from contract 03 ("qr", "push") alone: it shares no code with the server, so that each
// side checks the other. It can also be told to misbehave.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  randomBytes,
  sign,
  verify,
} from "node:crypto";

export type Kind = "qr" | "push";

const kinds: Readonly<Record<number, Kind>> = { 2: "qr", 4: "push" };

/** What the phone reads in `lseqr://pair/...`. */
export interface PairingUrl {
  readonly version: number;
  readonly kind: Kind;
  readonly flags: number;
  readonly partition: number;
  readonly serverKey: Buffer | undefined;
  readonly serial: string | undefined;
  readonly callbackUrl: string | undefined;
  readonly callbackSms: string | undefined;
  readonly digits: number | undefined;
  readonly hash: number | undefined;
  readonly signature: Buffer | undefined;
  /** What is signed. */
  readonly body: Buffer;
}

export interface Phone {
  /** qr: a Curve25519 scalar. push: an Ed25519 seed. */
  readonly secret: Buffer;
  readonly userTokenId: number;
}

export function aPhone(set: Partial<Phone> = {}): Phone {
  return { secret: randomBytes(32), userTokenId: 7, ...set };
}

/** Reads bytes one after the other. */
function reader(bytes: Buffer) {
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw new Error("the message ends too early");
    const part = bytes.subarray(at, at + count);
    at += count;
    return part;
  };
  return {
    take,
    text(): string {
      const end = bytes.indexOf(0, at);
      if (end < 0) throw new Error("a text has no end");
      const text = bytes.toString("utf8", at, end);
      at = end + 1;
      return text;
    },
    rest: () => take(bytes.length - at),
    position: () => at,
  };
}

function payload(url: string, place: string): Buffer {
  const [, found, data] = /^lseqr:\/\/([a-z]+)\/([A-Za-z0-9_-]+)$/.exec(url) ?? [];
  if (found !== place || data === undefined) throw new Error(`no lseqr://${place}/ address: ${url}`);
  return Buffer.from(data, "base64url");
}

export function readPairingUrl(url: string): PairingUrl {
  const bytes = payload(url, "pair");
  const from = reader(bytes);
  const version = from.take(1).readInt8();
  const kind = kinds[from.take(1).readInt8()];
  if (kind === undefined) throw new Error("an unknown kind of token");
  const flags = from.take(4).readUInt32LE();
  const partition = from.take(4).readUInt32LE();
  const flag = (bit: number) => (flags & (1 << bit)) !== 0;
  const serverKey = flag(0) ? from.take(32) : undefined;
  const serial = flag(1) ? from.text() : undefined;
  const callbackUrl = flag(2) ? from.text() : undefined;
  const callbackSms = flag(3) ? from.text() : undefined;
  const digits = flag(4) ? from.take(1).readInt8() : undefined;
  const hash = flag(5) ? from.take(1).readInt8() : undefined;
  const body = bytes.subarray(0, from.position());
  const signature = flag(0) ? undefined : from.take(64);
  if (from.rest().length > 0) throw new Error("something stands behind the end");
  const texts = { serial, callbackUrl, callbackSms };
  return { version, kind, flags, partition, serverKey, ...texts, digits, hash, signature, body };
}

/** What to do otherwise than an honest phone would. */
export interface Response {
  readonly url: string;
  readonly login?: string;
  readonly gda?: string;
  readonly serial?: string;
  readonly partition?: number;
  readonly version?: number;
  readonly kind?: number;
  /** The server's Ed25519 key, when the phone knows it from elsewhere. */
  readonly serverKey?: Buffer;
  /** In place of the phone's own public key. */
  readonly publicKey?: Buffer;
  /** In place of R, a fresh key of its own. */
  readonly ephemeral?: Buffer;
  /** Changes the plain text before it is encrypted. */
  readonly plain?: (plain: Buffer) => Buffer;
}

/** The `pairing_response` for POST /validate/pair. */
export function pairingResponse(phone: Phone, response: Response): string {
  const offer = readPairingUrl(response.url);
  const serverKey = response.serverKey ?? offer.serverKey;
  if (serverKey === undefined) throw new Error("the server's key is not known");
  const header = Buffer.alloc(5);
  header.writeInt8(response.version ?? 1);
  header.writeUInt32LE(response.partition ?? offer.partition, 1);
  const scalar = randomBytes(32);
  const shared = x25519(scalar, exchangeKey(serverKey));
  const u = sha256(shared);
  const plain = responsePlain(phone, offer, response);
  const changed = response.plain?.(plain) ?? plain;
  const sealed = eaxEncrypt(u.subarray(0, 16), { nonce: u.subarray(16), header, plain: changed });
  const ephemeral = response.ephemeral ?? x25519Public(scalar);
  return Buffer.concat([header, ephemeral, sealed]).toString("base64url");
}

function responsePlain(phone: Phone, offer: PairingUrl, response: Response): Buffer {
  const push = offer.kind === "push";
  const head = Buffer.alloc(5);
  head.writeInt8(response.kind ?? (push ? 4 : 2));
  head.writeUInt32LE(phone.userTokenId, 1);
  const key = response.publicKey ?? (push ? ed25519Public(phone.secret) : x25519Public(phone.secret));
  const serial = response.serial ?? offer.serial ?? "";
  const texts = [serial, response.login ?? "alice", ...(push ? [response.gda ?? "gda-of-alice"] : [])];
  const body = Buffer.concat([head, key, Buffer.from(texts.map((text) => `${text}\0`).join(""))]);
  return push ? Buffer.concat([body, sign(null, body, ed25519Private(phone.secret))]) : body;
}

export interface ReadQrChallenge {
  readonly content: number;
  readonly flags: number;
  readonly transaction: bigint;
  readonly message: string;
  readonly callbackUrl: string | undefined;
  readonly callbackSms: string | undefined;
  /** Whether the server showed that it is the one the phone was paired with; undefined when it did not try. */
  readonly serverIsRight: boolean | undefined;
  /** What the phone sends back: base64url. */
  readonly signature: string;
  readonly tan: (digits: number) => string;
}

export function readQrChallenge(
  phone: Phone,
  { url, serverKey }: { url: string; serverKey?: Buffer | undefined },
): ReadQrChallenge {
  const bytes = payload(url, "chal");
  const header = bytes.subarray(0, 5);
  if (header.readInt8(0) !== 1) throw new Error("an unknown version");
  if (header.readUInt32LE(1) !== phone.userTokenId) throw new Error("the question is for another token");
  const u1 = sha256(x25519(phone.secret, bytes.subarray(5, 37)));
  const u2 = sha256(u1);
  const nonce = u2.subarray(16, 32);
  const plain = eaxDecrypt(u1.subarray(0, 16), { nonce, header, sealed: bytes.subarray(37) });
  const from = reader(plain);
  const plainHeader = from.take(10);
  const flags = plainHeader.readInt8(1);
  const mac = (flags & 8) === 0 ? undefined : from.take(32);
  const data = plain.subarray(from.position());
  const message = from.text();
  const callbackUrl = (flags & 2) === 0 ? undefined : from.text();
  const callbackSms = (flags & 4) === 0 ? undefined : from.text();
  if (from.rest().length > 0) throw new Error("something stands behind the end");
  const user = createHmac("sha256", u2.subarray(0, 16)).update(nonce).update(plainHeader);
  const signature = user
    .update(mac ?? Buffer.alloc(0))
    .update(data)
    .digest();
  const serverIsRight =
    mac === undefined ? undefined : isMac(phone, { mac, nonce, plainHeader, data, serverKey });
  return {
    content: plainHeader.readInt8(0),
    flags,
    transaction: plainHeader.readBigUInt64LE(2),
    message,
    callbackUrl,
    callbackSms,
    serverIsRight,
    signature: signature.toString("base64url"),
    tan: (digits) => tan(signature, digits),
  };
}

interface MacParts {
  readonly mac: Buffer;
  readonly nonce: Buffer;
  readonly plainHeader: Buffer;
  readonly data: Buffer;
  readonly serverKey: Buffer | undefined;
}

function isMac(phone: Phone, { mac, nonce, plainHeader, data, serverKey }: MacParts): boolean {
  if (serverKey === undefined) throw new Error("the server's key is not known");
  const key = x25519(phone.secret, exchangeKey(serverKey));
  const expected = createHmac("sha256", key)
    .update(Buffer.concat([nonce, plainHeader, data]))
    .digest();
  return expected.equals(mac);
}

function tan(signature: Buffer, digits: number): string {
  const last = signature[31] ?? 0;
  const number = signature.readUInt32BE(last & 15) & 0x7fffffff;
  return (BigInt(number) % 10n ** BigInt(digits)).toString().padStart(digits, "0");
}

export interface ReadPushChallenge {
  readonly content: number;
  readonly transaction: bigint;
  readonly seconds: bigint;
  readonly texts: readonly string[];
  readonly serverIsRight: boolean;
  /** Base64url signatures for accept_transaction and reject_transaction. */
  readonly accept: string;
  readonly reject: string;
}

export function readPushChallenge(
  phone: Phone,
  { url, serverKey }: { url: string; serverKey: Buffer },
): ReadPushChallenge {
  const bytes = payload(url, "push");
  if (bytes.readInt8(0) !== 2) throw new Error("an unknown version");
  if (bytes.readUInt32LE(1) !== phone.userTokenId) throw new Error("the question is for another token");
  const signature = bytes.subarray(-64);
  const body = bytes.subarray(0, -64);
  const u = sha256(x25519(edwardsScalar(phone.secret), body.subarray(5, 37)));
  const plain = createDecipheriv("aes-128-ctr", u.subarray(0, 16), u.subarray(16)).update(body.subarray(37));
  const answer = (word: string): string =>
    sign(
      null,
      Buffer.concat([Buffer.from(`\u0002${word}\u0000`), signature, plain]),
      ed25519Private(phone.secret),
    ).toString("base64url");
  const texts = plain.toString("utf8", 17).split("\0");
  if (texts.pop() !== "") throw new Error("a text has no end");
  return {
    content: plain.readInt8(0),
    transaction: plain.readBigUInt64LE(1),
    seconds: plain.readBigUInt64LE(9),
    texts,
    serverIsRight: verify(null, body, ed25519PublicKey(serverKey), signature),
    accept: answer("ACCEPT"),
    reject: answer("DENY"),
  };
}

// Curves.

function x25519Private(scalar: Buffer) {
  const key = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), scalar]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

function ed25519Private(seed: Buffer) {
  const key = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

function ed25519PublicKey(raw: Buffer) {
  return createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") },
    format: "jwk",
  });
}

export function ed25519Public(seed: Buffer): Buffer {
  return Buffer.from(createPublicKey(ed25519Private(seed)).export({ format: "jwk" }).x ?? "", "base64url");
}

export function x25519Public(scalar: Buffer): Buffer {
  return Buffer.from(createPublicKey(x25519Private(scalar)).export({ format: "jwk" }).x ?? "", "base64url");
}

function x25519(scalar: Buffer, other: Buffer): Buffer {
  const publicKey = createPublicKey({
    key: { kty: "OKP", crv: "X25519", x: other.toString("base64url") },
    format: "jwk",
  });
  return diffieHellman({ privateKey: x25519Private(scalar), publicKey });
}

/** The clamping is X25519's own. */
function edwardsScalar(seed: Buffer): Buffer {
  return createHash("sha512").update(seed).digest().subarray(0, 32);
}

const field = (1n << 255n) - 19n;

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power((base * base) % field, exponent >> 1n);
  return (exponent & 1n) === 0n ? half : (half * base) % field;
}

/** The birational map of RFC 7748, with the inverse as a power. */
export function exchangeKey(edwards: Buffer): Buffer {
  const bytes = [...edwards];
  bytes[31] = (bytes[31] ?? 0) & 0x7f;
  const y = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const u = ((1n + y) * power((1n - y + field) % field, field - 2n)) % field;
  return Buffer.from(Array.from({ length: 32 }, (_, index) => Number((u >> BigInt(8 * index)) & 255n)));
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

// EAX, block by block.

function aes(key: Buffer, block: Buffer): Buffer {
  return createCipheriv("aes-128-ecb", key, null).setAutoPadding(false).update(block);
}

function shifted(block: Buffer): Buffer {
  const out = Buffer.from(block.map((byte, index) => ((byte << 1) | ((block[index + 1] ?? 0) >> 7)) & 255));
  if ((block[0] ?? 0) > 127) out[15] = (out[15] ?? 0) ^ 0x87;
  return out;
}

function mixed(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}

function omac(key: Buffer, tweak: number, message: Buffer): Buffer {
  const whole = Buffer.concat([Buffer.alloc(15), Buffer.of(tweak), message]);
  const once = shifted(aes(key, Buffer.alloc(16)));
  let state: Buffer = Buffer.alloc(16);
  for (let at = 0; at < whole.length; at += 16) {
    const block = whole.subarray(at, at + 16);
    const last = at + 16 >= whole.length;
    const filled =
      block.length === 16 ? block : Buffer.concat([block, Buffer.of(128), Buffer.alloc(15 - block.length)]);
    const masked = last ? mixed(filled, block.length === 16 ? once : shifted(once)) : filled;
    state = aes(key, mixed(state, masked));
  }
  return state;
}

function eaxEncrypt(
  key: Buffer,
  { nonce, header, plain }: { nonce: Buffer; header: Buffer; plain: Buffer },
): Buffer {
  const start = omac(key, 0, nonce);
  const text = createCipheriv("aes-128-ctr", key, start).update(plain);
  return Buffer.concat([text, mixed(mixed(start, omac(key, 1, header)), omac(key, 2, text))]);
}

function eaxDecrypt(
  key: Buffer,
  { nonce, header, sealed }: { nonce: Buffer; header: Buffer; sealed: Buffer },
): Buffer {
  const start = omac(key, 0, nonce);
  const text = sealed.subarray(0, -16);
  const tag = mixed(mixed(start, omac(key, 1, header)), omac(key, 2, text));
  if (!tag.equals(sealed.subarray(-16))) throw new Error("the question was changed on its way");
  return createDecipheriv("aes-128-ctr", key, start).update(text);
}
