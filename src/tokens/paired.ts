// What the types share whose other half is an app on a phone: the app is paired first, and then signs what it is shown.

import type { Challenge } from "../core/challenge.ts";
import { type Fields, integer } from "../core/fields.ts";
import { fromBase64url } from "../core/pairing/layout.ts";
import { type Content, contents } from "../core/pairing/qr-challenge.ts";
import { questionScalar } from "../core/pairing/question-key.ts";
import { Refusal, refuse } from "../core/problem.ts";
import type { Settings } from "../core/settings.ts";
import type { Token } from "../core/token.ts";
import type { ChallengeContext, Given, ServerKey } from "../core/token-type.ts";
import { type Info, infoNumber, infoText } from "./info.ts";

/** Where a pairing stands (contract 03). What the first and the last state are called differs by type. */
export type PairingState = "pairing_response_received" | "pairing_challenge_sent";

/** Of the token's secret: the key pairs of its questions come from it. */
export const secretBytes = 32;
const saltBytes = 32;
/** Longer texts are not shown by the app. */
const longestText = 511;

/** The app that was paired: `key` in the form that the type wants. */
export interface Phone {
  readonly userTokenId: number;
  readonly key: Uint8Array;
}

export function phoneOf(token: Token, keyName: string): Phone | undefined {
  const userTokenId = infoNumber(token, "user_token_id");
  const key = infoText(token, keyName);
  return userTokenId === undefined || key === undefined
    ? undefined
    : { userTokenId, key: Uint8Array.from(Buffer.from(key, "base64")) };
}

export function stateOf(token: Token): string {
  return infoText(token, "state") ?? "";
}

export function partitionOf(token: Token): number {
  return infoNumber(token, "partition") ?? 0;
}

export function inState(token: Token, state: string): Info {
  return { ...token.info, state };
}

/** The phone is known, and the question that completes the pairing is open or still to come. */
export function isPairing(token: Token): boolean {
  return ["pairing_response_received", "pairing_challenge_sent"].includes(stateOf(token));
}

/** Only what the type knows: what else was meant is not guessed (contract 03). `alsoHere`: LinOTP's own protection. */
export function refuseOthers(fields: Fields, known: readonly string[], type: string): void {
  const alsoHere = ["csrf_token", "httperror", "client", "genkey"];
  const unknown = [...fields.keys()].filter((name) => !known.includes(name) && !alsoHere.includes(name));
  if (unknown.length > 0) throw refuse(`Unknown request type for token type ${type}: ${unknown.join(", ")}`);
}

/** The key pair is made by the operation once its absence was noticed here. */
export function serverKeyFor({ serverKey }: Pick<Given, "serverKey">, partition: number): ServerKey {
  const key = serverKey(partition);
  if (key === undefined)
    throw new Refusal({ code: "unavailable", what: `the key of partition ${partition}` });
  return key;
}

/** What an app registers for, as URL scheme (RFC 3986 section 3.1). */
export function protocolOf({ config }: Settings): string {
  const set = config.get("mobile_app_protocol_id")?.value ?? "";
  return /^[a-z][a-z0-9+.-]*$/i.test(set) ? set : "lseqr";
}

/** A policy without which the app would not know where to answer. */
export function policyValue(name: string, value: string | undefined): string {
  if (!value) throw refuse(`Policy ${name} must have a value`);
  return value;
}

/** What is asked: while it is being paired, only whether it is this token. */
export function contentOf(
  token: Token,
  { text, parameters }: Pick<ChallengeContext, "text" | "parameters">,
): { readonly content: Content; readonly message: string } {
  if (isPairing(token)) return { content: contents.pairing, message: token.serial };
  const content = integer(parameters, "content_type", { max: 2 }) ?? contents.free;
  const message = text ?? "";
  if (Buffer.byteLength(message) > longestText) throw refuse(`data is longer than ${longestText} bytes`);
  if (content === contents.login) {
    if (!message.includes("@")) throw refuse("data of a login must look like login@host");
    return { content, message };
  }
  if (content !== contents.free) throw refuse("the token is paired already");
  return { content: contents.free, message };
}

/** A question's own key: new for each, and never stored. Parts of one transaction share the random bytes. */
export function newScalar({ seed, random, transactionId }: ChallengeContext): {
  readonly scalar: Uint8Array;
  readonly salt: string;
} {
  const salt = Buffer.from(random.subarray(0, saltBytes)).toString("base64url");
  const scalar = seed === undefined ? undefined : scalarFor(seed, salt, transactionId);
  if (scalar === undefined) throw new Refusal({ code: "unavailable", what: "the secret of the token" });
  return { scalar, salt };
}

/** The key of a question that was asked; undefined when it was not asked by this token. */
export function scalarOf(challenge: Challenge, { seed }: Pick<Given, "seed">): Uint8Array | undefined {
  const salt = challenge.data["salt"];
  return seed === undefined || typeof salt !== "string"
    ? undefined
    : scalarFor(seed, salt, challenge.transactionId);
}

function scalarFor(seed: Uint8Array, salt: string, transactionId: string): Uint8Array | undefined {
  const bytes = fromBase64url(salt);
  if (seed.length < secretBytes || bytes?.length !== saltBytes) return undefined;
  return questionScalar(seed, Buffer.concat([bytes, Buffer.from(transactionId)]));
}
