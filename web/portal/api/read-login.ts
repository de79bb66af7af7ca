// The answers of /userservice/login, whose meaning depends on which parts are there.

import { readFlag, readRecord, readText, readTexts } from "../../shared/api/read.ts";
import { readTokens, type Token } from "./read-token.ts";

export type Challenge = {
  readonly transactionId: string;
  /** What the server wants to say, such as where it sent the code. */
  readonly message: string;
  /** A code can be typed. */
  readonly offline: boolean;
  /** The answer can come from another device; the portal asks the server whether it has. */
  readonly online: boolean;
  /** To be shown as a QR code, if any. */
  readonly transactionData: string;
  /** What a passkey is to sign; undefined for all other tokens. */
  readonly signRequest: object | undefined;
};

export type LoginAnswer =
  | { readonly kind: "in" }
  | { readonly kind: "refused" }
  | { readonly kind: "second-factor"; readonly tokens: readonly Token[] }
  | { readonly kind: "challenge"; readonly challenge: Challenge };

export function readLoginAnswer(answer: { readonly value: unknown; readonly detail: unknown }): LoginAnswer {
  if (answer.value === true) return { kind: "in" };
  const detail = readRecord(answer.detail);
  if (Array.isArray(detail.tokenList)) return { kind: "second-factor", tokens: readTokens(detail.tokenList) };
  if (Array.isArray(detail.replyMode)) return { kind: "challenge", challenge: readChallenge(detail) };
  return { kind: "refused" };
}

export function readChallenge(detail: unknown): Challenge {
  const record = readRecord(detail);
  const modes = readTexts(record.replyMode);
  return {
    transactionId: readText(record.transactionId) || readText(record.transactionid),
    message: readText(record.message),
    offline: modes.length === 0 || modes.includes("offline"),
    online: modes.includes("online"),
    // What an app scans: the server's word for it differs with the kind of app.
    transactionData: readText(record.transactionData) || readText(readRecord(record.ocraurl).value),
    signRequest: "signrequest" in record ? readRecord(record.signrequest) : undefined,
  };
}

export type PollAnswer = "open" | "accepted" | "rejected";

export function readPollAnswer(answer: { readonly value: unknown; readonly detail: unknown }): PollAnswer {
  const detail = readRecord(answer.detail);
  if (answer.value === true || readFlag(detail.valid_tan) || readFlag(detail.accept)) return "accepted";
  return readText(detail.status) === "open" ? "open" : "rejected";
}
