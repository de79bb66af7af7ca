// A token is one authenticator a person holds, as the server remembers it.

export type Serial = string & { readonly is: "Serial" };

/** The two doors a rollout token can be confined to: the self-service portal, and /validate/*. */
export type Path = "userservice" | "validate";

export const paths: readonly Path[] = ["userservice", "validate"];

/** A person as his directory knows him. Login and realm are how he is addressed and may change. */
export interface Owner {
  /** Name of the resolver. */
  readonly resolver: string;
  readonly uid: string;
}

/**
 * What an OTP is computed from or compared with. `sealed` opens with the vault (seeds that must be computable);
 * `hash` is a slow password hash that only an answered question can compare (static passwords).
 */
export type Secret =
  | { readonly kind: "sealed"; readonly bytes: Uint8Array }
  | { readonly kind: "hash"; readonly text: string };

/** A PIN is kept as a keyed tag; the key lives outside the database. No PIN at all is `undefined` and equals an empty one. */
export interface PinTag {
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Uses so far and allowed. A limit of `undefined` or 0 counts nothing against anybody. */
export interface Uses {
  readonly attempts: number;
  readonly attemptLimit: number | undefined;
  readonly successes: number;
  readonly successLimit: number | undefined;
}

export interface Token {
  /** Row number, given by the store when the token is created; 0 before. */
  readonly id: number;
  readonly serial: Serial;
  /** Key of the token type registry, lower case: `hmac`, `totp`, `pw`, ... */
  readonly type: string;
  readonly owner: Owner | undefined;
  /** Lower-case names. Empty: no realm. */
  readonly realms: readonly string[];
  readonly description: string;
  readonly secret: Secret | undefined;
  readonly pin: PinTag | undefined;
  /** A secret that the owner types into his device, as sealed by the vault (`userPinPlace`). */
  readonly userPin: Uint8Array | undefined;
  readonly otpLength: number;
  /** The next value that will be accepted: HOTP counter, TOTP step, Yubikey use, ... */
  readonly counter: number;
  readonly window: number;
  readonly syncWindow: number;
  readonly failCount: number;
  readonly failLimit: number;
  readonly active: boolean;
  /** Empty means every door is open. */
  readonly paths: readonly Path[];
  /** Milliseconds since 1970, both inclusive. */
  readonly validFrom: number | undefined;
  readonly validUntil: number | undefined;
  readonly uses: Uses;
  /** Made by `losttoken` in place of another: its use proves nothing about an enrollment. */
  readonly replacement: boolean;
  /** What only its type understands: `hashlib`, `timeStep`, `phone`, ... (LinOTP's token info, contract 02 section 2). */
  readonly info: { readonly [key: string]: Json };
  readonly createdAt: number;
  readonly lastAttemptAt: number | undefined;
  readonly lastSuccessAt: number | undefined;
}

export type TokenUpdate = Partial<Omit<Token, "id" | "serial" | "createdAt">>;

export function sameOwner(left: Owner | undefined, right: Owner | undefined): boolean {
  return (
    left !== undefined && right !== undefined && left.resolver === right.resolver && left.uid === right.uid
  );
}
