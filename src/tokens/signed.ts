// What the types share whose answer is a signature in JSON: passkeys and U2F keys.

import { createHash } from "node:crypto";
import type { Token } from "../core/token.ts";
import type { ChallengeContext, Mismatch } from "../core/token-type.ts";

/** 256 random bits, other ones for each token that is asked in one request. Base64url. */
export function freshChallenge({ serial }: Token, { random, transactionId }: ChallengeContext): string {
  return createHash("sha256").update(random).update(`${transactionId} ${serial}`).digest("base64url");
}

/** Nobody's PIN has more braces than this, and a flood of them is not worth the time. */
const mostBraces = 8;

/** The answer begins at the first brace from which all that follows is an object; before it stands the PIN. */
export function splitJson(pass: string): { readonly fixed: string; readonly otp: string } {
  let at = pass.indexOf("{");
  for (let tries = 0; at >= 0 && tries < mostBraces; tries++) {
    const otp = pass.slice(at);
    if (readJson(otp) !== undefined) return { fixed: pass.slice(0, at), otp };
    at = pass.indexOf("{", at + 1);
  }
  return { fixed: pass, otp: "" };
}

/** A JSON object with nothing before or behind it, or undefined. */
export function readJson(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Two keys count as one: whichever is the copy, neither is to be trusted, and somebody has to know. */
export function copied({ serial }: Token): Mismatch {
  const alarm = `the counter of ${serial} went back, its key may have been copied: deactivated`;
  return { match: false, remember: { active: false }, alarm };
}
