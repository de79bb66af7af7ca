// For tests: a token of each type as its enrollment makes it, and the device in its owner's hand.

import { createCipheriv } from "node:crypto";
import type { Challenge } from "../core/challenge.ts";
import { fieldsOf } from "../core/fields.ts";
import { type HotpKey, hotp } from "../core/otp/hotp.ts";
import { toModhex } from "../core/otp/modhex.ts";
import { stepAt } from "../core/otp/totp.ts";
import { crc16 } from "../core/otp/yubikey.ts";
import { nobodyOutside, type Outside } from "../core/outside.ts";
import { verifyingKey } from "../core/pairing/curve.ts";
import type { Ruling } from "../core/policy/rule.ts";
import type { Settings } from "../core/settings.ts";
import type { Serial, Token } from "../core/token.ts";
import type {
  ChallengeContext,
  EnrollmentContext,
  Given,
  OpenedChallenge,
  ServerKey,
  TokenType,
} from "../core/token-type.ts";
import type { User } from "../core/user.ts";

const serverSeed = Buffer.alloc(32, 0x5e);
/** The server's half of a pairing, whatever the partition. */
export const serverPair: ServerKey = { secret: serverSeed, publicKey: verifyingKey(serverSeed) };

/** Where apps of QR and push tokens answer. */
export const appPolicies = {
  qrtoken_pairing_callback_url: "https://x.example/cb",
  qrtoken_challenge_callback_url: "https://x.example/ch",
  pushtoken_pairing_callback_url: "https://x.example/cb",
  pushtoken_challenge_callback_url: "https://x.example/ch",
  push_provider: "",
};

/** As if nobody had set them. */
export const noAppPolicies = Object.fromEntries(Object.keys(appPolicies).map((name) => [name, undefined]));

export const now = Date.UTC(2026, 10, 23, 17, 47, 41);

export const seedHex = "3132333435363738393031323334353637383930";
export const seed: Uint8Array = Buffer.from(seedHex, "hex");
export const aesHex = "9163508031b20d2fbb1868954e041729";

export const alice: User = {
  login: "alice",
  realm: "staff",
  owner: { resolver: "people", uid: "7" },
  info: {
    username: "alice",
    mobile: "+49 170 7",
    phone: "+49 30 7",
    email: "alice@example.com",
    surname: "Liddell",
  },
};

export function settings(config: Readonly<Record<string, string>> = {}): Settings {
  const values = Object.entries(config).map(
    ([key, value]) => [key, { value, type: "", description: "" }] as const,
  );
  return { version: 1, config: new Map(values), realms: new Map() } as unknown as Settings;
}

/** What holds without any policy, but for what a test is about. */
export function ruling(set: { readonly [scope: string]: object } = {}): Ruling {
  const selfservice = { hmac_otplen: 6, hmac_hashlib: 1, totp_otplen: 6, totp_hashlib: 1, totp_timestep: 30 };
  const providers = { sms_provider: "", email_provider: "", voice_provider: "" };
  const authentication = { smstext: "<otp>", enforce_smstext: false, ...providers };
  return {
    selfservice: { ...selfservice, edit_sms: 1, edit_email: 1, ...set["selfservice"] },
    enrollment: { partition: 0, ...set["enrollment"] },
    authentication: { ...authentication, ...appPolicies, ...set["authentication"] },
    authorization: { ...set["authorization"] },
  } as unknown as Ruling;
}

export function enrolling(set: Partial<EnrollmentContext> = {}): EnrollmentContext {
  const random = Uint8Array.from({ length: 64 }, (_, index) => index + 1);
  return {
    now,
    settings: settings(),
    ruling: ruling(),
    user: undefined,
    by: "administrator",
    serial: "T1",
    random,
    owned: [],
    existing: undefined,
    target: undefined,
    seed: undefined,
    userPin: undefined,
    transactionId: "12345678901234567",
    outside: nobodyOutside,
    serverKey: () => serverPair,
    ...set,
  };
}

export function given(set: Partial<Given> = {}): Given {
  const nothing = { userPin: undefined, outside: nobodyOutside, serverKey: () => serverPair };
  const setting = () => undefined;
  return { now, settings: settings(), seed, hashMatches: () => false, ...nothing, setting, ...set };
}

export function asking(set: Partial<ChallengeContext> = {}): ChallengeContext {
  return {
    ...given(),
    ruling: ruling(),
    user: undefined,
    transactionId: "12345678901234567",
    text: undefined,
    parameters: new Map(),
    random: Uint8Array.from({ length: 64 }, (_, index) => index + 1),
    ...set,
  };
}

export function aToken(set: Partial<Token> = {}): Token {
  return {
    id: 1,
    serial: "T1" as Serial,
    type: "hmac",
    owner: undefined,
    realms: [],
    description: "",
    secret: undefined,
    pin: undefined,
    userPin: undefined,
    otpLength: 6,
    counter: 0,
    window: 10,
    syncWindow: 1000,
    failCount: 0,
    failLimit: 10,
    active: true,
    paths: [],
    validFrom: undefined,
    validUntil: undefined,
    uses: { attempts: 0, attemptLimit: undefined, successes: 0, successLimit: undefined },
    replacement: false,
    info: {},
    createdAt: 0,
    lastAttemptAt: undefined,
    lastSuccessAt: undefined,
    ...set,
  };
}

export function aChallenge(opened: OpenedChallenge, set: Partial<Challenge> = {}): Challenge {
  return {
    transactionId: "12345678901234567",
    serial: "T1" as Serial,
    message: opened.message,
    data: opened.data,
    openedAt: now,
    expiresAt: now + 120_000,
    status: "open",
    received: 0,
    answered: false,
    valid: false,
    ...set,
  };
}

/** What a type's own device shows at its n-th use, and what it takes to enroll it. */
export interface Specimen {
  readonly fields: Readonly<Record<string, string>>;
  readonly secret: Uint8Array;
  readonly nth: (use: number) => string;
  /** For types whose enrollment takes more than one step: the token at its end. */
  readonly token?: () => Token;
  /** What the owner knows by heart, beside the device. */
  readonly userPin?: string;
  /** For types whose device answers the question itself. */
  readonly reply?: (opened: OpenedChallenge) => string;
  /** The reply is a signature under yes, not an OTP. */
  readonly signs?: true;
  /** What somebody outside would answer. */
  readonly outside?: Outside;
  /** What administrators must have set. */
  readonly configured?: Readonly<Record<string, string>>;
  /** The server keeps nothing secret. */
  readonly keyless?: true;
}

const key: HotpKey = { seed, hash: "sha1", digits: 6 };

/** Of a type that sends its OTP nothing is in the owner's hand. */
function sent(fields: Readonly<Record<string, string>>): Specimen {
  return { fields: { ...fields, otpkey: seedHex }, secret: seed, nth: () => "" };
}

/** One per type; the conformance suite misses nobody. */
export const specimens: { readonly [type: string]: Specimen } = {
  hmac: { fields: { otpkey: seedHex }, secret: seed, nth: (use) => hotp(key, use) },
  totp: { fields: { otpkey: seedHex }, secret: seed, nth: (use) => hotp(key, stepAt(now, 30) + use) },
  pw: { fields: { otpkey: "correct horse" }, secret: new Uint8Array(), nth: () => "correct horse" },
  spass: { fields: {}, secret: seed, nth: () => "" },
  sms: sent({ phone: "+49 170 1" }),
  email: sent({ email_address: "alice@example.com" }),
  yubikey: {
    fields: { otpkey: aesHex, otplen: "44", public_uid: "vvccccbbccdd" },
    secret: Buffer.from(aesHex, "hex"),
    nth: (use) => pressYubikey({ session: use }),
  },
};

/** The token that a type's enrollment makes from its specimen. */
export function enrolled(type: TokenType, set: Partial<Token> = {}): Token {
  const { fields } = specimens[type.type] ?? { fields: {} };
  const enrollment = type.readEnrollment(fieldsOf(fields), enrolling());
  return aToken({ type: type.type, ...enrollment.set, ...set });
}

interface Press {
  readonly name?: string;
  readonly uid?: string;
  readonly usage?: number;
  readonly session?: number;
}

/** What a Yubikey types when it is touched. */
export function pressYubikey({
  name = "vvccccbbccdd",
  uid = "8792ebfe26cc",
  usage = 1,
  session = 0,
}: Press = {}): string {
  const plain = Buffer.alloc(16, 0x5a);
  plain.write(uid, "hex");
  plain.writeUInt16LE(usage, 6);
  plain.writeUInt8(session, 11);
  plain.writeUInt16LE(crc16(plain.subarray(0, 14)) ^ 0xffff, 14);
  const cipher = createCipheriv("aes-128-ecb", Buffer.from(aesHex, "hex"), null).setAutoPadding(false);
  return name + toModhex(cipher.update(plain));
}

/** What a type sends by SMS or mail. */
export function messageOf({
  send,
}: Pick<OpenedChallenge, "send">): Extract<
  NonNullable<OpenedChallenge["send"]>,
  { channel: "sms" | "email" }
> {
  if (send?.channel !== "sms" && send?.channel !== "email") throw new Error("nothing is sent");
  return send;
}
