// What the rules may ask of the keeper of keys. Implemented in src/vault.

/**
 * Everything here is fast and synchronous. `place` names table, column and primary key (`token/secret/OATH0001`):
 * a sealed value moved to another row does not open.
 */
export interface Vault {
  seal(plain: Uint8Array, place: string): Uint8Array;
  /** Throws when the value was changed, moved, or sealed with a key that is not here. */
  open(sealed: Uint8Array, place: string): Uint8Array;
  pinTag(salt: Uint8Array, pin: string): Uint8Array;
  /** HMAC-SHA-256 under the purpose's own key. */
  mac(purpose: "audit" | "session" | "lookup", data: Uint8Array): Uint8Array;
}

/** Slow on purpose, and therefore asked outside of any lock. */
export interface PasswordHash {
  hash(password: string): Promise<string>;
  /** Understands our own argon2id and the crypt formats that directories bring (contract 11). Unknown formats: false. */
  verify(hash: string, password: string): Promise<boolean>;
}

export function secretPlace(serial: string): string {
  return `token/secret/${serial}`;
}

export function userPinPlace(serial: string): string {
  return `token/user-pin/${serial}`;
}
