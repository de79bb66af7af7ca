// What an engine must do: read a few things fast, and carry out one transaction whose content is decided in its middle.

import type { CompiledQuery, Kysely } from "kysely";
import type { AuditEntry } from "../core/audit.ts";
import type { ReportOrder } from "../core/change.ts";
import type { Throttle } from "../core/store.ts";
import type { Owner, Serial } from "../core/token.ts";
import type { Head } from "./chain.ts";
import type { AuditRow, ChallengeRow, Schema, SessionRow, TokenRow } from "./schema.ts";
import type { VersionedRow } from "./settings.ts";

/** All subjects of a batch together, each named once. */
export interface Needs {
  readonly owners: readonly Owner[];
  readonly serials: readonly Serial[];
  readonly realms: readonly string[];
  readonly sessions: readonly string[];
  readonly throttles: readonly string[];
  readonly settings: boolean;
  /** The version whose rows are known; they are loaded again when the database has another one. */
  readonly version: number;
}

/** What the database says under the lock. */
export interface Loaded {
  /** May hold a token that has just left its owner; whoever reads this goes by the row's own owner. */
  readonly tokens: readonly TokenRow[];
  readonly challenges: readonly ChallengeRow[];
  readonly activeTokens: ReadonlyMap<string, number>;
  readonly sessions: readonly SessionRow[];
  readonly throttles: ReadonlyMap<string, Throttle>;
  /** When their version is not the one that was known. */
  readonly settings: readonly VersionedRow[] | undefined;
}

/** The few columns that nearly every decision changes. */
export interface HotUpdate {
  readonly id: number;
  readonly counter: number;
  readonly fail_count: number;
  readonly attempts: number;
  readonly attempt_limit: number | null;
  readonly successes: number;
  readonly success_limit: number | null;
  readonly last_attempt_at: number | null;
  readonly last_success_at: number | null;
}

export interface Writes {
  readonly hot: readonly HotUpdate[];
  /** In this order, before `audit`. */
  readonly queries: readonly CompiledQuery[];
  /** The version that the settings have now, when these changes touched them. */
  readonly settingsVersion: number | undefined;
  readonly audit: readonly AuditEntry[];
  /** Counted and kept last, when no other node can write any more: so a count is what was true at the commit. */
  readonly reports: readonly ReportOrder[];
}

/** Turns entries into the rows that follow `head`, and says where the trail ends then. */
export type Continue = (
  head: Head,
  entries: readonly AuditEntry[],
) => { readonly rows: readonly AuditRow[]; readonly head: Head };

/** A statement that is prepared once. `?` in SQLite's way; named for PostgreSQL. */
export interface Statement {
  readonly name: string;
  readonly sql: string;
}

export type Value = string | number | null | Uint8Array;

export interface Engine {
  readonly kind: "sqlite" | "postgres";
  /** Reads never see a transaction that is not committed. */
  readonly read: Kysely<Schema>;
  /** One transaction of changes outside of decisions: `sweep`, and the wiping of a test server. */
  apply(queries: readonly CompiledQuery[]): Promise<void>;
  /** Rows of a prepared reading statement. */
  rows<Row>(statement: Statement, values: readonly Value[]): Promise<readonly Row[]>;
  /**
   * One durable transaction: locks and loads `needs`, hands it to `work`, writes what that returns. `work` is
   * synchronous and may be called again. An empty result writes nothing.
   */
  transact(needs: Needs, work: (loaded: Loaded) => Writes): Promise<void>;
  /** Settings that another process has stored meanwhile, where that can be asked without waiting. */
  newerSettings?(version: number): readonly VersionedRow[] | undefined;
  /** Tells of settings that another process has stored, where it cannot. */
  onSettings?(listener: () => void): void;
  /** Whether a write failed because the serial exists. */
  isDuplicateSerial(error: unknown): boolean;
  /** Whether the database as a whole does not answer, so that trying the jobs of a batch one by one is of no use. */
  isOutage(error: unknown): boolean;
  close(): Promise<void>;
}
