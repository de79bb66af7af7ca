// A person's session in the self-service portal. It lives in the database, so it survives restarts and works on every node.

import type { Json, Owner } from "./token.ts";

export type SessionState = "credentials_verified" | "challenge_triggered" | "authenticated";

export interface Session {
  /** SHA-256 of the cookie's value, hexadecimal. The value itself is never stored. */
  readonly id: string;
  readonly login: string;
  readonly realm: string;
  readonly owner: Owner;
  readonly client: string;
  readonly state: SessionState;
  /** What the current state needs, for example the transaction that was triggered. */
  readonly data: { readonly [key: string]: Json };
  readonly createdAt: number;
  readonly expiresAt: number;
}
