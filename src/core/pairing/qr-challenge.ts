// A question that the phone scans, and what it shows or sends in answer: a TAN or a signature. Contract 03 "qr".

import { createHmac, timingSafeEqual } from "node:crypto";
import { agree, agreementKey, keyBytes, scalarOf } from "./curve.ts";
import { open, seal } from "./eax.ts";
import { byte, fromBase64url, terminated, toBase64url, transactionNumber, uint32, uint64 } from "./layout.ts";
import { type QuestionKeys, questionKeys } from "./question-key.ts";

const version = 1;
/** Version (1), user token id (4). */
const headerBytes = 5;
const macBytes = 32;

/** 1 would say that the texts are compressed, which ours never are. */
const has = { url: 2, sms: 4, serverMac: 8, newUrl: 16 } as const;

/** What the phone shows: any text, the token it is paired with, or a login. */
export const contents = { free: 0, pairing: 1, login: 2 } as const;
export type Content = (typeof contents)[keyof typeof contents];

export interface QrQuestion {
  readonly protocol: string;
  readonly content: Content;
  readonly transactionId: string;
  readonly message: string;
  readonly callbackUrl: string | undefined;
  readonly callbackSms: string | undefined;
  readonly userTokenId: number;
  /** The phone's Curve25519 key. */
  readonly userKey: Uint8Array;
  /** The question's own scalar, 32 bytes that nobody knows. */
  readonly scalar: Uint8Array;
  /** Shows that the server asks that the phone was paired with; needed while it is being paired. */
  readonly serverSeed: Uint8Array | undefined;
}

/** `lseqr://chal/…`; undefined when the phone's key is none. */
export function qrChallengeUrl(question: QrQuestion): string | undefined {
  const { protocol, userTokenId, userKey, scalar } = question;
  const keys = questionKeys(scalar, userKey);
  const plain = keys === undefined ? undefined : plainOf(question, keys);
  if (keys === undefined || plain === undefined) return undefined;
  const header = Buffer.concat([byte(version), uint32(userTokenId)]);
  const sealed = seal(eaxKey(keys, header), plain);
  return `${protocol}://chal/${toBase64url(Buffer.concat([header, agreementKey(scalar), sealed]))}`;
}

function eaxKey({ first, second }: QuestionKeys, header: Uint8Array): Parameters<typeof seal>[0] {
  return { key: first.subarray(0, 16), nonce: nonceOf({ second }), header };
}

function nonceOf({ second }: Pick<QuestionKeys, "second">): Buffer {
  return second.subarray(16);
}

function plainOf(question: QrQuestion, keys: QuestionKeys): Buffer | undefined {
  const { content, transactionId, serverSeed, userKey } = question;
  const texts = textsOf(question);
  const header = Buffer.concat([
    byte(content),
    byte(flagsOf(question)),
    uint64(transactionNumber(transactionId)),
  ]);
  if (serverSeed === undefined) return Buffer.concat([header, texts]);
  const macKey = agree(scalarOf(serverSeed), userKey);
  if (macKey === undefined) return undefined;
  const mac = createHmac("sha256", macKey).update(nonceOf(keys)).update(header).update(texts).digest();
  return Buffer.concat([header, mac, texts]);
}

/** While it is being paired the phone also learns where to send its answers from now on. */
function flagsOf({ callbackUrl, callbackSms, serverSeed, content }: QrQuestion): number {
  return (
    (callbackUrl === undefined ? 0 : has.url) |
    (callbackSms === undefined ? 0 : has.sms) |
    (serverSeed === undefined ? 0 : has.serverMac) |
    (content === contents.pairing ? has.newUrl : 0)
  );
}

function textsOf({ message, callbackUrl, callbackSms }: QrQuestion): Buffer {
  return Buffer.concat(
    [message, callbackUrl, callbackSms].flatMap((text) => (text === undefined ? [] : terminated(text))),
  );
}

/** What the phone makes of the question: 32 bytes. Undefined when this scalar did not ask it. */
export function qrSignature(
  url: string,
  { scalar, userKey }: Pick<QrQuestion, "scalar" | "userKey">,
): Buffer | undefined {
  const bytes = fromBase64url(url.replace(/^[^:]*:\/\/chal\//, ""));
  const keys = questionKeys(scalar, userKey);
  if (bytes === undefined || keys === undefined || bytes.length < headerBytes + keyBytes) return undefined;
  const header = bytes.subarray(0, headerBytes);
  const plain = open(eaxKey(keys, header), bytes.subarray(headerBytes + keyBytes));
  if (plain === undefined) return undefined;
  // The server's MAC, when there is one, stands between the two and is signed with them.
  return createHmac("sha256", keys.second.subarray(0, 16)).update(nonceOf(keys)).update(plain).digest();
}

/** RFC 4226 section 5.3, over 32 bytes: the last half byte says where to look. */
export function tanOf(signature: Buffer, digits: number): string {
  const offset = signature.readUInt8(macBytes - 1) & 0x0f;
  const number = signature.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** A TAN of that many digits, or the whole signature in base64url. */
export function answersQr(signature: Buffer, answer: string, digits: number): boolean {
  const tan = Buffer.from(tanOf(signature, digits));
  const typed = Buffer.from(answer);
  if (typed.length === tan.length && timingSafeEqual(typed, tan)) return true;
  const sent = fromBase64url(answer);
  return sent?.length === signature.length && timingSafeEqual(sent, signature);
}
