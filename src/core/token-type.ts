// What a token type must be able to do, and what it may. Types live in src/tokens, one folder each.

import type { Challenge } from "./challenge.ts";
import type { OutgoingMessage } from "./change.ts";
import type { Fields } from "./fields.ts";
import type { Ahead } from "./lifecycle/ahead.ts";
import type { Outside } from "./outside.ts";
import type { PairingResponse } from "./pairing/pairing-response.ts";
import type { Split } from "./pin.ts";
import type { Ruling } from "./policy/rule.ts";
import type { Settings } from "./settings.ts";
import type { Json, Secret, Token, TokenUpdate } from "./token.ts";
import type { User } from "./user.ts";

/** What the type wants to know about a challenge later on; merged into its `data`. */
export type ChallengeData = { readonly [key: string]: Json };

/**
 * Whether an OTP was right. `spend` is what the token must look like afterwards (counter, drift, remembered ids): it is
 * written with the success and is what prevents replay. `data` goes to the challenge that was answered.
 */
export type Verdict =
  | { readonly match: true; readonly spend: TokenUpdate; readonly data?: ChallengeData }
  | Mismatch;

export interface Mismatch {
  readonly match: false;
  /** Written although the OTP was not accepted (the first half of an automatic resync). */
  readonly remember?: TokenUpdate;
  readonly data?: ChallengeData;
  /** What whoever runs this should know about it; for the audit entry. */
  readonly alarm?: string;
  /** The owner said no, provably: the challenge is closed without success, and the token pays nothing. */
  readonly declined?: true;
  /** Somebody outside wants to know more: his question is passed on. */
  readonly asks?: Pick<OpenedChallenge, "message" | "data" | "detail">;
  /** It could not be tried (an outage): the token pays nothing. The text is for the audit entry. */
  readonly failed?: string;
}

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
  /** The second secret, which the owner knows by heart and the OTP is computed with (mOTP, OCRA). */
  readonly userPin: string | undefined;
  /** Answers that were asked for beforehand. Calling it is what makes a question be asked. */
  readonly outside: Outside;
  /** The server's own key pair of a partition, or undefined while there is none. */
  readonly serverKey: (partition: number) => ServerKey | undefined;
  /** A configuration value, unsealed where it is sealed. */
  readonly setting: (key: string) => string | undefined;
}

/** Ed25519 (RFC 8032): 32 bytes each, `secret` being the seed. */
export interface ServerKey {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** `questions`: what the two OTPs answer, for types that answer questions. */
export interface ResyncGiven extends Given {
  readonly questions?: readonly [string, string] | undefined;
}

/** How the values of a type are used up. The conformance suite holds each type to its word. */
export type OtpNature =
  | "spent"
  | "reusable"
  | "none"
  /** Another token or another server uses them up. */
  | "elsewhere";

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
  /** What the person has already; nothing while the enrollment is only tried. */
  readonly owned: readonly Token[];
  /** The token of this serial, when there is one: enrollments in several steps go on with it. */
  readonly existing: Token | undefined;
  /** The token that `targetOf` names, when there is one. */
  readonly target: Token | undefined;
  /** Its unsealed secrets. */
  readonly seed: Uint8Array | undefined;
  readonly userPin: string | undefined;
  /** A transaction id, for types whose enrollment asks a question. */
  readonly transactionId: string;
  /** Whether there is a token of this serial (the target of a forward token). */
  readonly outside: Outside;
  readonly serverKey: (partition: number) => ServerKey | undefined;
}

export interface Enrollment {
  /** Sealed or hashed by the operation. `password`: a static secret, to be hashed slowly. */
  readonly secret:
    | { readonly kind: "seed"; readonly bytes: Uint8Array }
    | { readonly kind: "password"; readonly text: string }
    | undefined;
  /** Only what differs from the defaults of a new token: otpLength, info, uses, ... */
  readonly set: TokenUpdate;
  /** The second secret, when there is one. Sealed by the operation. */
  readonly userPin?: string;
  /**
   * The second step of an enrollment: owner, realms, PIN, scope and limits stay as they are, and `secret` only replaces
   * the old one when it is there.
   */
  readonly continues?: true;
  /** A question that the answer of the enrollment asks already (contract 03, ocra2 step 2). */
  readonly question?: OpenedChallenge;
  /** What the answer of the enrollment shows, beside the serial (contract 02 section 4). */
  readonly shown: Shown;
}

/** `otpkey`: the seed as `seed://...`; `url`: an otpauth:// address, shown with a QR code. */
export interface Shown {
  readonly otpkey?: string;
  readonly googleurl?: string;
  /** Shown with a QR code, under their names. */
  readonly codes?: {
    readonly [name: string]: {
      /** `null`: there is nothing to scan, and the answer says so. */
      readonly value: string | null;
      readonly description: string;
      readonly order: string | number;
    };
  };
  /** Shown as it is. */
  readonly detail?: { readonly [key: string]: Json };
  /** The answer does not name the serial (contract 03, ocra2). */
  readonly withoutSerial?: true;
}

export interface OpenedChallenge {
  readonly message: string;
  readonly data: { readonly [key: string]: Json };
  /** What opening it costs the token (a counter step). */
  readonly spend: TokenUpdate;
  /** Sent through a provider after commit. */
  readonly send?: OutgoingMessage;
  /** Fields beside transactionid and message in the reply. */
  readonly detail: { readonly [key: string]: Json };
}

export interface ChallengeContext extends Given {
  readonly ruling: Ruling;
  readonly user: User | undefined;
  readonly transactionId: string;
  /** `data`, `message`, `challenge` of the request, when sent. */
  readonly text: string | undefined;
  /** Everything that was sent, for types that read more of it (`content_type`, `challenge_type`). */
  readonly parameters: Fields;
  /** 64 fresh random bytes. */
  readonly random: Uint8Array;
}

/** What arrived in answer to a challenge: an OTP, or the signature of an app under yes or no. */
export interface ChallengeReply {
  readonly challenge: Challenge;
  /** Without PIN. Empty when a signature was sent. */
  readonly otp: string;
  readonly signature?: { readonly accept: boolean; readonly text: string };
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
  /** It verifies by asking somebody outside. */
  readonly asksOutside?: true;
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
    /**
     * `app`: the answer is made by the owner's phone from the question itself. It may arrive at another door than the one
     * where the question was asked, and who asked may wait for it there.
     */
    readonly answeredBy?: "app";
    open(token: Token, context: ChallengeContext): OpenedChallenge;
    /** Milliseconds during which an open challenge is answered again instead of a new one being sent; 0: never. */
    blockingMs(settings: Settings): number;
    repeat(
      token: Token,
      challenge: Challenge,
    ): { readonly message: string; readonly detail: { readonly [key: string]: Json } };
    answer(token: Token, reply: ChallengeReply, given: Given): Verdict;
    /** So many wrong answers end a challenge; undefined: only the token's fail counter does. */
    attempts?(settings: Settings): number | undefined;
    /** Whether a request without any pass may open one (contract 06, check_s). */
    opensWithoutPass?(ruling: Ruling, parameters: Fields): boolean;
    /** Whether a right answer is followed by the next OTP, sent ahead (policy autosms). */
    sendsAhead?(ruling: Ruling): boolean;
    /** Default validity in seconds by setting; `undefined`: DefaultChallengeValidityTime. Contract 02 section 9. */
    validitySeconds(settings: Settings): number | undefined;
  };
  /**
   * Where the PIN ends and the OTP begins; absent or undefined: by the token's OTP length. `answering`: with a
   * transaction id.
   */
  split?(pass: string, token: Token, answering: boolean): Split | undefined;
  /** The PIN belongs to the other server's judgement; the whole pass goes there. */
  checksPinElsewhere?(token: Token): boolean;
  /** At enrollment: the serial of the token it will stand in for. */
  targetOf?(fields: Fields): string;
  /** The token whose OTP is asked for in place of its own (forward tokens). */
  target?(token: Token): string | undefined;
  /** Not active yet, but already part of the conversation by which it becomes so. */
  countsAsActive?(token: Token): boolean;
  /** `Enrollment` in the portal's lists; absent: completed. */
  enrollmentStatus?(token: Token): { readonly status: string; readonly detail?: string };
  /** A phone introduced itself. Throws a Refusal when it may not. */
  pair?(token: Token, response: PairingResponse): TokenUpdate;
  /** Forgets the phone. */
  unpair?(token: Token): TokenUpdate;
  /** What a client needs to verify offline, for `offline_info`. */
  offline?(token: Token): { readonly [key: string]: Json } | undefined;
  /** Whether an enrollment that names no serial goes on with this token of the person's (ocra2, step 2). */
  goesOnWith?(token: Token, fields: Fields): boolean;
  /** Two consecutive OTPs bring the counter back; undefined: they do not fit. */
  resync?(token: Token, otps: readonly [string, string], given: ResyncGiven): TokenUpdate | undefined;
  /** For types that compute their values: whose is this one, and which come next? */
  readonly ahead?: Ahead;
}

export type TokenTypes = ReadonlyMap<string, TokenType>;

/** A token's secret is compared by a slow hash, which only an answered question can do. */
export function isHashed(secret: Secret | undefined): secret is Extract<Secret, { kind: "hash" }> {
  return secret?.kind === "hash";
}
