// The key pair of one question. It is derived, not stored: what the database holds of a question does not open it.

import { createHash, createHmac } from "node:crypto";
import { agree } from "./curve.ts";

/** 32 bytes for X25519, from a secret of the token and the question's own salt. */
export function questionScalar(secret: Uint8Array, salt: Uint8Array): Uint8Array {
  return createHmac("sha256", secret).update("latchkey/question/1").update(salt).digest();
}

export interface QuestionKeys {
  /** U1 = SHA-256 of what both sides agree on. */
  readonly first: Buffer;
  /** U2 = SHA-256 of U1. */
  readonly second: Buffer;
}

/** Undefined when the phone's Curve25519 key is none. */
export function questionKeys(scalar: Uint8Array, userKey: Uint8Array): QuestionKeys | undefined {
  const shared = agree(scalar, userKey);
  if (shared === undefined) return undefined;
  const first = createHash("sha256").update(shared).digest();
  return { first, second: createHash("sha256").update(first).digest() };
}
