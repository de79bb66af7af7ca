// What is asked of a check, what it needs to know, and what it can conclude.

import type { Origin } from "../audit.ts";
import type { Challenge } from "../challenge.ts";
import type { Message } from "../change.ts";
import type { Fields } from "../fields.ts";
import type { Outside, OutsideQuestion } from "../outside.ts";
import type { Json, Path, Serial, Token } from "../token.ts";
import type { TokenTypes } from "../token-type.ts";
import type { User } from "../user.ts";
import type { Vault } from "../vault.ts";

/**
 * Which secret precedes the OTP. The first four are LinOTP's policy `otppin` (contract 02 section 5).
 * `verified`: the password was checked before, in the portal's login; what precedes the OTP does not matter.
 */
export type PinMode = "token_pin" | "password" | "only_otp" | "ignore_pin" | "verified";

export interface CheckRequest {
  readonly origin: Origin;
  readonly path: Path;
  /** Undefined: no user was named, or he is not known. */
  readonly user: User | undefined;
  /** The user as he was named, for the audit entry. */
  readonly addressed: { readonly login: string; readonly realm: string };
  /** True when a user was named whom no directory knows. */
  readonly unknownUser: boolean;
  /** The owner of the token that `serial` names, when no user was named. */
  readonly holder: User | undefined;
  readonly pass: string | undefined;
  /** Only these tokens. */
  readonly serials: readonly Serial[] | undefined;
  readonly tokenType: string | undefined;
  readonly transactionId: string | undefined;
  /** `data`, `challenge` or `message`: what the person is asked to confirm. */
  readonly text: string | undefined;
  /** Everything that was sent, for token types that read more of it. */
  readonly parameters: Fields;
  /** What an app signed instead of an OTP. */
  readonly signature: { readonly accept: boolean; readonly text: string } | undefined;
  /** Asked for one token at /validate/check_s, where some types open a challenge without any pass. */
  readonly bySerial: boolean;
  /** Undefined: as the policy says. */
  readonly pinMode: PinMode | undefined;
  /** In the portal's login every token may ask for its OTP. */
  readonly alwaysChallenge: boolean;
  /** Whether users without tokens may be let in by policy (never in the portal, where a session is at stake). */
  readonly fallbacks: boolean;
}

/** Something that only the outside can answer, and slowly. */
export type Question =
  | { readonly about: "hash"; readonly serial: Serial; readonly hash: string; readonly given: string }
  | { readonly about: "password"; readonly given: string }
  | { readonly about: "outside"; readonly question: OutsideQuestion };

/** What was not asked counts as no: a token that appears in between fails closed. */
export interface Answers {
  readonly password: (given: string) => boolean;
  readonly hash: (token: Token, given: string) => boolean;
  readonly outside: Outside;
}

/** The pure helpers and fresh values that a decision may use. */
export interface CheckGiven {
  readonly vault: Vault;
  readonly types: TokenTypes;
  readonly answers: Answers;
  /** Decimal digits, as many as the setting asks for, first one not 0. */
  readonly transactionId: string;
  /** 64 fresh random bytes. */
  readonly random: Uint8Array;
}

export type Rejection =
  | "unknown-user"
  | "no-token"
  | "no-usable-token"
  | "outside-scope"
  | "wrong-pin"
  | "wrong-password"
  | "wrong-otp"
  | "several-matches"
  | "not-authorized"
  | "token-type"
  | "serial-policy"
  | "missing-pass"
  /** Another server said no, or did not answer. */
  | "forwarded"
  /** The person said no (contract 06, reject_transaction). */
  | "declined";

export interface OpenQuestion {
  readonly token: Token;
  readonly challenge: Challenge;
  /** What the reply shows beside the transaction id and the message. */
  readonly detail: { readonly [key: string]: unknown };
}

export type CheckOutcome =
  | {
      readonly kind: "accepted";
      /** Undefined when a policy lets people in who have no token. */
      readonly token: Token | undefined;
      readonly user: User | undefined;
      readonly pinLength: number;
      readonly otpLength: number;
      /** Sent ahead, for the next login. */
      readonly messages?: readonly Message[];
    }
  | {
      readonly kind: "challenged";
      readonly transactionId: string;
      readonly questions: readonly OpenQuestion[];
      readonly messages: readonly Message[];
    }
  | {
      readonly kind: "rejected";
      readonly because: Rejection;
      /** LinOTP's sentence for it, as the audit entry has it; shown to clients by policy detail_on_fail. */
      readonly sentence: string;
      /** The tokens that were tried, as they are afterwards. */
      readonly tried: readonly Token[];
      /** What another server wants to know, in its own words. */
      readonly detail?: { readonly [key: string]: Json };
    };
