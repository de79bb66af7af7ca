// What a token type must be able to do, and what it may. Types live in src/tokens, one folder each.

import type { Challenge } from "./challenge.ts";
import type { Fields } from "./fields.ts";
import type { Ruling } from "./policy/rule.ts";
import type { Settings } from "./settings.ts";
import type { Json, Secret, Token, TokenUpdate } from "./token.ts";
import type { User } from "./user.ts";

/**
 * Whether an OTP was right. `spend` is what the token must look like afterwards (counter, drift, remembered ids): it is
 * written with the success and is what prevents replay. `remember` is written although the OTP was not accepted
 * (the first half of an automatic resync).
 */
export type Verdict =
  | { readonly match: true; readonly spend: TokenUpdate }
  | { readonly match: false; readonly remember?: TokenUpdate };

export const wrong: Verdict = { match: false };

/** What a type may look at while it verifies. Everything is a value: the functions of `Given` are pure. */
export interface Given {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly settings: Settings;
  /** The unsealed secret of this token, or undefined when it has none that can be unsealed. */
  readonly seed: Uint8Array | undefined;
  /** The outcome of the slow hash comparison that was asked for beforehand; not asked counts as no. */
  readonly hashMatches: (otp: string) => boolean;
}

/** How the values of a type are used up. The conformance suite holds each type to its word. */
export type OtpNature = "spent" | "reusable" | "none";

export interface EnrollmentContext {
  readonly now: number;
  readonly settings: Settings;
  readonly ruling: Ruling;
  readonly user: User | undefined;
  /** `portal`: the person enrolls himself, so policies about his own choices hold (edit_sms, edit_email). */
  readonly by: "administrator" | "portal";
  readonly serial: string;
  /** Cryptographically random bytes, drawn by the operation. The type takes what it needs from the front (64 are there). */
  readonly random: Uint8Array;
}

export interface Enrollment {
  /** Sealed or hashed by the operation. `password`: a static secret, to be hashed slowly. */
  readonly secret:
    | { readonly kind: "seed"; readonly bytes: Uint8Array }
    | { readonly kind: "password"; readonly text: string }
    | undefined;
  /** Only what differs from the defaults of a new token: otpLength, info, uses, ... */
  readonly set: TokenUpdate;
  /** What the answer of the enrollment shows, beside the serial (contract 02 section 4). */
  readonly shown: Shown;
}

/** `otpkey`: the seed as `seed://...`; `url`: an otpauth:// address, shown with a QR code. */
export interface Shown {
  readonly otpkey?: string;
  readonly googleurl?: string;
}

export interface OpenedChallenge {
  readonly message: string;
  readonly data: { readonly [key: string]: Json };
  /** What opening it costs the token (a counter step). */
  readonly spend: TokenUpdate;
  /** Sent through a provider after commit. */
  readonly send?: {
    readonly channel: "sms" | "email";
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly providers: readonly string[];
    readonly replacements: { readonly [name: string]: string };
  };
  /** Fields beside transactionid and message in the reply. */
  readonly detail: { readonly [key: string]: Json };
}

export interface ChallengeContext extends Given {
  readonly ruling: Ruling;
  readonly user: User | undefined;
  readonly transactionId: string;
  /** `data`, `message`, `challenge` of the request, when sent. */
  readonly text: string | undefined;
}

export interface TokenType {
  /** Registry key, lower case; also LinOTP's word for it except for capitals. */
  readonly type: string;
  /** LinOTP's spelling in answers: `HMAC`, `TOTP`, `pw`, ... */
  readonly spelling: string;
  /** The first letters of every serial of this type. */
  readonly prefix: string;
  /** For people, English; the web apps translate by `type`. */
  readonly title: string;
  readonly otp: OtpNature;
  /** May an OTP be given at once, and can it ask for one? Contract 03. */
  readonly modes: { readonly authenticate: boolean; readonly challenge: boolean };
  /** Whether people may enroll it themselves, given the right `enroll<TYPE>`. */
  readonly selfEnroll: boolean;
  /** Reads the type's own parameters; throws a Refusal for what is missing or malformed. */
  readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment;
  /** Pure. Compares in constant time. */
  verify(token: Token, otp: string, given: Given): Verdict;
  /**
   * Present when `modes.challenge`. `still`: an open challenge of this token that is younger than the blocking time;
   * then nothing new is sent and `repeat` is answered instead.
   */
  readonly challenge?: {
    /** Whether the PIN alone suffices to ask, or `data`/`challenge` must be sent as well. */
    readonly trigger: "pin" | "pin-and-data";
    open(token: Token, context: ChallengeContext): OpenedChallenge;
    /** Milliseconds during which an open challenge is answered again instead of a new one being sent; 0: never. */
    blockingMs(settings: Settings): number;
    repeat(
      token: Token,
      challenge: Challenge,
    ): { readonly message: string; readonly detail: { readonly [key: string]: Json } };
    /** `otp`: without PIN. `challenge`: the one it is said to answer. */
    answer(
      token: Token,
      reply: { readonly challenge: Challenge; readonly otp: string },
      given: Given,
    ): Verdict;
    /** Default validity in seconds by setting; `undefined`: DefaultChallengeValidityTime. Contract 02 section 9. */
    validitySeconds(settings: Settings): number | undefined;
  };
  /** Two consecutive OTPs bring the counter back; undefined: they do not fit. */
  resync?(token: Token, otps: readonly [string, string], given: Given): TokenUpdate | undefined;
}

export type TokenTypes = ReadonlyMap<string, TokenType>;

/** A token's secret is compared by a slow hash, which only an answered question can do. */
export function isHashed(secret: Secret | undefined): secret is Extract<Secret, { kind: "hash" }> {
  return secret?.kind === "hash";
}
