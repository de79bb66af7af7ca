// What the app is asked: any text becomes a question that the suite allows. Contract 03 "ocra2", "Challenge".

import { hash as digest } from "node:crypto";
import { type Fields, invalid, oneOf, optional } from "../../core/fields.ts";
import type { OcraSuite, QuestionAlphabet } from "../../core/otp/ocra/suite.ts";
import { refuse } from "../../core/problem.ts";
import type { Token } from "../../core/token.ts";
import type { ChallengeContext, OpenedChallenge } from "../../core/token-type.ts";
import { appAddress, callbackAddress, escaped, signed } from "./app-address.ts";
import { suiteOf } from "./suite-of.ts";

const letters: { readonly [Alphabet in QuestionAlphabet]: string } = {
  A: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  N: "0123456789",
  H: "0123456789abcdef",
};

const foreign: { readonly [Alphabet in QuestionAlphabet]: RegExp } = {
  A: /[^a-z0-9]/gi,
  N: /[^0-9]/g,
  H: /[^0-9a-f]/gi,
};

/** So many zeros part the text from what is random. */
const mostZeros = 4;

/** A longer address does not fit into a QR code that phones read (ISO/IEC 18004: 2331 bytes at correction level M). */
const longestAddress = 2331;

export type QuestionKind = "raw" | "random" | "hash";

/** `random`: 64 bytes. An empty text leaves nothing but chance. */
export function questionFrom(
  text: string,
  suite: OcraSuite,
  { kind, random }: { readonly kind: QuestionKind; readonly random: Uint8Array },
): string {
  const chance = randomQuestion(suite, random);
  if (text === "" || kind === "random") return chance;
  return kind === "hash" ? hashedQuestion(text, suite) : rawQuestion(text, suite, chance);
}

/** 64 characters of 62 take 381 bits; with the 512 that are there none is favoured by more than one part in 2^125. */
function randomQuestion({ question: { alphabet, length } }: OcraSuite, random: Uint8Array): string {
  const base = BigInt(letters[alphabet].length);
  let number = BigInt(`0x${Buffer.from(random).toString("hex")}`);
  let question = "";
  while (question.length < length) {
    question += letters[alphabet][Number(number % base)] ?? "";
    number /= base;
  }
  return question;
}

function rawQuestion(text: string, { question: { alphabet, length } }: OcraSuite, chance: string): string {
  const fitting = text.replaceAll(foreign[alphabet], "").slice(0, length);
  const parted = fitting.padEnd(Math.min(length, fitting.length + mostZeros), "0");
  return parted + chance.slice(parted.length);
}

function hashedQuestion(text: string, { hash, question: { alphabet, length } }: OcraSuite): string {
  const hex = digest(hash, text, "hex").slice(0, length);
  const spelled = alphabet === "N" ? BigInt(`0x${hex}`).toString() : hex;
  return spelled.slice(0, length).padEnd(length, "0");
}

export interface Asking extends Pick<ChallengeContext, "ruling" | "transactionId" | "random"> {
  readonly seed: Uint8Array;
  readonly suite: OcraSuite;
  readonly serial: string;
  /** Of the request. */
  readonly parameters: Fields;
  readonly text: string;
}

/** The question as a challenge: the message is the address that the app scans. */
export function askQuestion(asking: Asking): OpenedChallenge & { readonly question: string } {
  const { ruling, transactionId, random, suite, serial, parameters, text } = asking;
  const kind = oneOf(parameters, "challenge_type", ["raw", "random", "hash"]) ?? "raw";
  const question = questionFrom(text, suite, { kind, random });
  const url = callbackAddress("qrtanurl", parameters, { ruling, serial, transactionId });
  const bare = appAddress("req", {
    ...{ tr: transactionId, ch: question, me: text },
    ...(url === "" ? {} : { u: escaped(url) }),
  });
  const { address } = signed(bare, asking);
  if (address.length > longestAddress) throw invalid("data", "a text that fits into a QR code");
  return {
    question,
    message: address,
    data: { challenge: question, serial, input: text, url },
    spend: {},
    detail: { request: text, url, ocraurl: { value: address }, challenge: question },
  };
}

export function open(token: Token, context: ChallengeContext): OpenedChallenge {
  const { seed, parameters } = context;
  const suite = suiteOf(token);
  if (seed === undefined || suite === undefined) throw refuse("this OCRA2 token has no key or no suite");
  const text =
    optional(parameters, "challenge") ??
    optional(parameters, "message") ??
    optional(parameters, "data") ??
    context.text ??
    "";
  const { question: _question, ...opened } = askQuestion({
    ...context,
    ...{ seed, suite, text, serial: token.serial },
  });
  return opened;
}
