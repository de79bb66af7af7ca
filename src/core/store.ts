// What the rules need remembered. Implemented in src/store, where a conformance suite defines it.

import type { AuditEntry } from "./audit.ts";
import type { Challenge } from "./challenge.ts";
import type { Decision, DirectoryPerson } from "./change.ts";
import type { Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import type { Owner, Serial, Token } from "./token.ts";

/** Whom or what a decision is about: everything named here is locked, and handed to the decider as it then is. */
export interface Subject {
  /** All tokens of these people, present or not: nobody else can add one meanwhile. */
  readonly owners?: readonly Owner[];
  /** These tokens, whoever owns them. */
  readonly serials?: readonly Serial[];
  /** Realms whose active tokens must be counted. */
  readonly realms?: readonly string[];
  /** Session ids. */
  readonly sessions?: readonly string[];
  /** Throttle keys. */
  readonly throttles?: readonly string[];
  /** Nobody else changes settings or the built-in directory meanwhile. */
  readonly settings?: true;
}

export interface Throttle {
  readonly failures: number;
  readonly at: number;
}

export interface State {
  readonly settings: Settings;
  /** The tokens that the subject names, each once, in the order in which they were created. */
  readonly tokens: readonly Token[];
  /** Of these tokens, oldest first. */
  readonly challenges: readonly Challenge[];
  /** By realm, rollout tokens aside: they use up no limit. */
  readonly activeTokens: ReadonlyMap<string, number>;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly throttles: ReadonlyMap<string, Throttle>;
}

/**
 * May run more than once (a batch that fails is carried out one by one), so it must not remember anything.
 * What it throws reaches the caller of `decide`, and nothing is changed.
 */
export type Decider<Outcome> = (state: State) => Decision<Outcome>;

export interface TokenQuery {
  /** Exact, or with `*` wildcards. */
  readonly serial?: string;
  readonly owners?: readonly Owner[];
  /** Whose owner is in this resolver. */
  readonly resolver?: string;
  /** `true`: only tokens without owner. */
  readonly unassigned?: boolean;
  /** Tokens in any of these realms; `undefined`: no filter. `""` among them: tokens without realm. */
  readonly realms?: readonly string[];
  readonly active?: boolean;
  /** Only rollout tokens, or only others. */
  readonly rollout?: boolean;
  readonly type?: string;
  /** Substring of description, serial, uid, type or resolver. */
  readonly search?: string;
  /** Resolvers that go by what is searched for under another name; only together with `search`. */
  readonly searchedResolvers?: readonly string[];
  /** For reading everything in portions by `id`: only those behind this one. Then nothing is counted; the total is 0. */
  readonly afterId?: number;
  readonly sortBy?: TokenColumn;
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

export type TokenColumn =
  | "description"
  | "id"
  | "type"
  | "serial"
  | "resolver"
  | "uid"
  | "failCount"
  | "counter"
  | "active"
  | "createdAt"
  | "lastAttemptAt"
  | "lastSuccessAt";

export type AuditColumn =
  | "number"
  | "at"
  | "action"
  | "success"
  | "serial"
  | "tokenType"
  | "user"
  | "realm"
  | "administrator"
  | "actionDetail"
  | "info"
  | "server"
  | "client";

export interface AuditQuery {
  /** Column to LIKE pattern (`%` and `_` are wildcards); `at` compares the ISO text. */
  readonly filters?: { readonly [Column in AuditColumn]?: string };
  /** Only what this person did or what was done to him; no pattern, and not subject to `any`. */
  readonly person?: { readonly user: string; readonly realm: string };
  /** One filter suffices instead of all. */
  readonly any?: boolean;
  /** Milliseconds since 1970, `from` inclusive, `until` exclusive. */
  readonly from?: number;
  readonly until?: number;
  readonly sortBy?: AuditColumn;
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

/** How many tokens there are in some realms, each counted once. */
export interface TokenNumbers {
  readonly total: number;
  readonly active: number;
  readonly assigned: number;
  readonly activeAssigned: number;
  /** People who own at least one of them. */
  readonly users: number;
}

export interface ReportFilter {
  readonly realms: readonly string[];
  /** Undefined: all. */
  readonly statuses?: readonly string[];
  /** Milliseconds since 1970, `from` inclusive, `until` exclusive. */
  readonly from?: number;
  readonly until?: number;
}

export type ReportColumn = "at" | "event" | "realm" | "status" | "count";

export interface ReportQuery extends ReportFilter {
  readonly sortBy?: ReportColumn;
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

/** What was counted after an event. */
export interface ReportRecord {
  readonly id: number;
  readonly at: number;
  readonly event: string;
  readonly realm: string;
  readonly status: string;
  readonly count: number;
}

/** An audit entry as it was stored. */
export interface AuditRecord extends AuditEntry {
  readonly number: number;
  readonly server: string;
  /** Whether this record still fits its seal and its predecessor. */
  readonly intact: boolean;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** How many rows there are without `offset` and `limit`. */
  readonly total: number;
}

export type AuditVerdict =
  | { readonly intact: true; readonly records: number }
  | { readonly intact: false; readonly records: number; readonly firstFault: number; readonly fault: string };

export interface Store {
  /** The newest snapshot that this node knows; `decide` brings its own, read in its transaction. */
  settings(): Settings;
  tokensOf(owner: Owner): Promise<readonly Token[]>;
  token(serial: string): Promise<Token | undefined>;
  tokens(query: TokenQuery): Promise<Page<Token>>;
  /** How many tokens of this type exist; serial numbers count on from here. */
  countTokens(type: string): Promise<number>;
  /** Every challenge of a transaction, sub-transactions included, oldest first. */
  challenges(transactionId: string): Promise<readonly Challenge[]>;
  /** Every challenge of these tokens, oldest first. */
  challengesOf(serials: readonly Serial[]): Promise<readonly Challenge[]>;
  session(id: string): Promise<Session | undefined>;
  revoked(id: string): Promise<boolean>;
  throttle(key: string): Promise<Throttle | undefined>;
  people(group: string): Promise<readonly DirectoryPerson[]>;
  personByLogin(group: string, login: string): Promise<DirectoryPerson | undefined>;
  personByUid(group: string, uid: string): Promise<DirectoryPerson | undefined>;
  audit(query: AuditQuery): Promise<Page<AuditRecord>>;
  /** Of all tokens in any of these realms; `/:no realm:/` among them: of those without realm, too. */
  tokenNumbers(realms: readonly string[]): Promise<TokenNumbers>;
  /** By resolver: how many people own an active token in any of these realms. */
  activeOwners(realms: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Oldest first unless said otherwise. */
  reports(query: ReportQuery): Promise<Page<ReportRecord>>;
  /** The highest and the newest count; undefined when nothing fits. */
  reportPeak(filter: ReportFilter): Promise<{ readonly highest: number; readonly last: number } | undefined>;
  /** Reads the whole trail. Works on a store that nobody serves from. */
  verifyAudit(): Promise<AuditVerdict>;
  /**
   * The only way to change anything. Makes others wait who decide about the same subject, hands its state to
   * `decider`, and carries out the changes, the audit entry among them, in one durable transaction. A decider is
   * synchronous, so nothing slow can happen under the lock.
   */
  decide<Outcome>(subject: Subject, decider: Decider<Outcome>): Promise<Outcome>;
  /** An audit entry for something that changed nothing. */
  record(entry: AuditEntry): Promise<void>;
  /** Removes what has expired: sessions, challenges, revocations. Nothing depends on it being called. */
  sweep(now: number): Promise<void>;
  close(): Promise<void>;
}
