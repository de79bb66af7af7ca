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

/** What a test of the connection found, in the words that LinOTP has for this kind of directory (contract 05 section 3). */
export interface ResolverTest {
  /** SQL: whether it answered. LDAP: `success`, `success SIZELIMIT_EXCEEDED` or `error`. */
  readonly result: boolean | string;
  /** SQL: how many people there are. LDAP: the first of them, or what went wrong. */
  readonly desc:
    | string
    | { readonly rows: number; readonly err_string: string }
    | readonly { readonly userid: string }[];
  /** Our own: how a few of them are called. */
  readonly sample?: readonly string[];
}

export interface FoundPeople {
  readonly people: readonly Person[];
  /** There are more than a limit, the directory's or our own, lets through. */
  readonly hasMore: boolean;
}

/**
 * Where people are looked up. A directory that does not answer throws `Refusal({code: "unavailable"})`:
 * an outage is never reported as "no such person".
 */
export interface Resolver {
  readonly name: string;
  byLogin(login: string): Promise<Person | undefined>;
  byUid(uid: string): Promise<Person | undefined>;
  search(filter: PersonFilter): Promise<readonly Person[]>;
  /** Like `search`, and whether somebody was kept back. Absent: `search` gives back everybody. */
  find?(filter: PersonFilter): Promise<FoundPeople>;
  /** Which fields can be searched: name to `text` or `numeric`. */
  readonly searchFields: { readonly [field: string]: string };
  verifyPassword(uid: string, password: string): Promise<boolean>;
  /** Absent: there is no connection that could be tested. */
  test?(): Promise<ResolverTest>;
  /** Why the directory does not answer at present, as far as is known from the last questions; undefined: it does. */
  outage?(): string | undefined;
  /** Lets go of connections. */
  close?(): void;
}
