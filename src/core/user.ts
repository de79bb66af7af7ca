// A person as a directory describes him, and the directory as the rules see it.

import type { Owner } from "./token.ts";

/** LinOTP's user fields (contract 11 section 1). Absent fields are absent, never empty. Never contains a password or hash. */
export type PersonInfo = { readonly [field: string]: string };

export interface Person {
  readonly uid: string;
  readonly login: string;
  /** Includes `username` and `userid`. */
  readonly info: PersonInfo;
}

/** A person together with the realm under which he was addressed. */
export interface User {
  readonly login: string;
  readonly realm: string;
  readonly owner: Owner;
  readonly info: PersonInfo;
}

/** Field name to pattern; `*` matches anything, comparison ignores case. `searchTerm` matches any field. */
export type PersonFilter = { readonly [field: string]: string };

/**
 * Where people are looked up. A directory that does not answer throws `Refusal({code: "unavailable"})`:
 * an outage is never reported as "no such person".
 */
export interface Resolver {
  readonly name: string;
  byLogin(login: string): Promise<Person | undefined>;
  byUid(uid: string): Promise<Person | undefined>;
  search(filter: PersonFilter): Promise<readonly Person[]>;
  /** Which fields can be searched: name to `text` or `numeric`. */
  readonly searchFields: { readonly [field: string]: string };
  verifyPassword(uid: string, password: string): Promise<boolean>;
}
