// A question that is pushed to the phone, and the signatures with which it says yes or no. Contract 03 "push".

import { agreementKey, isSignedBy, keyBytes, montgomery, signatureBytes, signed } from "./curve.ts";
import { counterMode } from "./eax.ts";
import { byte, fromBase64url, terminated, toBase64url, transactionNumber, uint32, uint64 } from "./layout.ts";
import { type Content, contents } from "./qr-challenge.ts";
import { questionKeys } from "./question-key.ts";

const version = 2;
/** Version (1), user token id (4). */
const headerBytes = 5;

export interface PushQuestion {
  readonly protocol: string;
  /** `message`: the text to confirm, the serial while pairing, `login@host` for a login. */
  readonly content: Content;
  readonly transactionId: string;
  readonly message: string;
  readonly callbackUrl: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly userTokenId: number;
  /** The phone's Ed25519 key. */
  readonly userKey: Uint8Array;
  /** The question's own scalar, 32 bytes that nobody knows. */
  readonly scalar: Uint8Array;
  /** The server's Ed25519 seed of the token's partition. */
  readonly serverSeed: Uint8Array;
}

/** `lseqr://push/…`; undefined when the phone's key is none. */
export function pushChallengeUrl(question: PushQuestion): string | undefined {
  const { protocol, userTokenId, scalar, serverSeed } = question;
  const keys = keysOf(question);
  if (keys === undefined) return undefined;
  const header = Buffer.concat([byte(version), uint32(userTokenId)]);
  const sealed = counterMode(keys.key, keys.start, plainOf(question));
  const body = Buffer.concat([header, agreementKey(scalar), sealed]);
  return `${protocol}://push/${toBase64url(Buffer.concat([body, signed(serverSeed, body)]))}`;
}

function keysOf({ scalar, userKey }: Pick<PushQuestion, "scalar" | "userKey">) {
  const exchange = montgomery(userKey);
  const keys = exchange === undefined ? undefined : questionKeys(scalar, exchange);
  return keys === undefined ? undefined : { key: keys.first.subarray(0, 16), start: keys.first.subarray(16) };
}

function plainOf({ content, transactionId, at, message, callbackUrl }: PushQuestion): Buffer {
  return Buffer.concat([
    byte(content),
    uint64(transactionNumber(transactionId)),
    uint64(BigInt(at)),
    ...textsOf(content, message).map(terminated),
    terminated(callbackUrl),
  ]);
}

/** A login is told as two texts, who and where. */
function textsOf(content: Content, message: string): readonly string[] {
  if (content !== contents.login) return [message];
  const at = message.lastIndexOf("@");
  return at < 0 ? [message, ""] : [message.slice(0, at), message.slice(at + 1)];
}

export type PushVerdict = "accept" | "reject";

const words: Readonly<Record<PushVerdict, string>> = { accept: "ACCEPT", reject: "DENY" };

/** Whether the phone signed this verdict about this very question, which the scalar asked. `signature` in base64url. */
export function answersPush(
  url: string,
  { verdict, signature }: { readonly verdict: PushVerdict; readonly signature: string },
  question: Pick<PushQuestion, "scalar" | "userKey">,
): boolean {
  const bytes = fromBase64url(url.replace(/^[^:]*:\/\/push\//, ""));
  const keys = keysOf(question);
  const sent = fromBase64url(signature);
  if (bytes === undefined || keys === undefined || sent === undefined) return false;
  if (bytes.length < headerBytes + keyBytes + signatureBytes) return false;
  const ours = bytes.subarray(-signatureBytes);
  const plain = counterMode(keys.key, keys.start, bytes.subarray(headerBytes + keyBytes, -signatureBytes));
  const message = Buffer.concat([byte(version), terminated(words[verdict]), ours, plain]);
  return isSignedBy(question.userKey, { message, signature: sent });
}
