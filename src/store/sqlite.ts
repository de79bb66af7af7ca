// The store on one SQLite file. A transaction never yields to the event loop, so nothing can come in between.

import { closeSync, existsSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { CompiledQuery } from "kysely";
import { noRealm } from "../core/administration/reports.ts";
import type { ReportOrder } from "../core/change.ts";
import type { Throttle, TokenNumbers } from "../core/store.ts";
import type { Continue, Engine, Loaded, Needs, Value, Writes } from "./engine.ts";
import { kyselyOn } from "./kysely-sqlite.ts";
import { type Beginning, isNewest, migrate } from "./migrations/index.ts";
import {
  type NumbersRow,
  noRealmNumbersSql,
  numbersFrom,
  realmNumbersSql,
  reportColumns,
  reportRows,
} from "./reports.ts";
import {
  type AuditRow,
  auditColumns,
  type ChallengeRow,
  type HeadRow,
  type SessionRow,
  type ThrottleRow,
  type TokenRow,
} from "./schema.ts";
import { settingsSql, type VersionedRow, versionSql } from "./settings.ts";

/** How long to wait for another process that is writing, in milliseconds. */
const busyTimeout = 10_000;

/** Between two tries to lock a new file, in milliseconds. */
const lockPause = 10;

/** Statements of rare changes that are kept prepared. */
const keptStatements = 200;

export interface SqliteOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  readonly beginning: Omit<Beginning, "engine">;
  readonly continueTrail: Continue;
  readonly sealHead: (head: Pick<HeadRow, "number" | "chain">) => Uint8Array;
}

export async function openSqlite(options: SqliteOptions): Promise<Engine> {
  const memory = options.file === ":memory:";
  const writer = memory ? new DatabaseSync(":memory:") : openFile(options.file);
  await migrateFile(writer, options.beginning);
  const reader = memory ? writer : new DatabaseSync(options.file, { readOnly: true, timeout: busyTimeout });
  const prepared = statements(writer);
  const reads = preparedOn(reader);
  return {
    kind: "sqlite",
    read: kyselyOn(reader),
    async apply(queries) {
      inTransaction(writer, () => {
        run(prepared, queries);
        return queries.length > 0;
      });
    },
    async rows<Row>(statement: { readonly sql: string }, values: readonly Value[]) {
      return reads(statement.sql).all(...values) as unknown as readonly Row[];
    },
    async transact(needs, work) {
      inTransaction(writer, () => {
        const writes = work(load(prepared, needs));
        if (isEmpty(writes)) return false;
        write(prepared, writes, options);
        return true;
      });
    },
    newerSettings: (version) => newerSettings(reads, version),
    isDuplicateSerial: (error) => error instanceof Error && error.message.includes("token.serial"),
    isOutage: (error) => outages.has(primaryCode(error)),
    async close() {
      if (reader !== writer) reader.close();
      writer.close();
    },
  };
}

/** SQLITE_BUSY: somebody else is writing. */
const busy = 5;

/** SQLITE_BUSY, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB. */
const outages: ReadonlySet<number> = new Set([busy, 7, 8, 10, 11, 13, 14, 26]);

function primaryCode(error: unknown): number {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
  return code & 0xff;
}

function openFile(file: string): DatabaseSync {
  const isNew = !existsSync(file);
  if (isNew) closeSync(openSync(file, "a", 0o600));
  const connection = new DatabaseSync(file, { timeout: busyTimeout });
  connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  // Logins touch pages all over the file. Emptying the log (16 MiB) less often writes each of them less often.
  connection.exec("PRAGMA wal_autocheckpoint = 4000");
  // The entry of a new file in its directory is only durable when the directory is.
  if (isNew) syncDirectory(dirname(file));
  return connection;
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Holds the file's lock across turns of the event loop, which nothing else here does. Whoever else opens the file
 * in this process must not block the loop meanwhile, and so tries again instead of waiting inside of SQLite.
 */
async function migrateFile(writer: DatabaseSync, options: Omit<Beginning, "engine">): Promise<void> {
  const beginning = { ...options, engine: "sqlite" } as const;
  const db = kyselyOn(writer);
  if (await isNewest(db, beginning)) return;
  await lockedPatiently(writer);
  try {
    await migrate(db, beginning);
    writer.exec("COMMIT");
  } catch (error) {
    writer.exec("ROLLBACK");
    throw error;
  }
}

async function lockedPatiently(writer: DatabaseSync): Promise<void> {
  writer.exec("PRAGMA busy_timeout = 0");
  for (let waited = 0; ; waited += lockPause) {
    try {
      writer.exec("BEGIN IMMEDIATE");
      break;
    } catch (error) {
      if (primaryCode(error) !== busy || waited >= busyTimeout) throw error;
      await sleep(lockPause);
    }
  }
  writer.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
}

/** Commits when `work` says that there is something to commit. */
function inTransaction(writer: DatabaseSync, work: () => boolean): void {
  writer.exec("BEGIN IMMEDIATE");
  try {
    writer.exec(work() ? "COMMIT" : "ROLLBACK");
  } catch (error) {
    // Some errors, a full disk for example, have already ended the transaction.
    if (writer.isTransaction) writer.exec("ROLLBACK");
    throw error;
  }
}

type Prepare = (sql: string) => StatementSync;

function preparedOn(connection: DatabaseSync): Prepare {
  const kept = new Map<string, StatementSync>();
  return (sql) => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    if (kept.size >= keptStatements) kept.clear();
    const statement = connection.prepare(sql);
    kept.set(sql, statement);
    return statement;
  };
}

function statements(writer: DatabaseSync) {
  const columns = auditColumns.map((column) => `"${column}"`).join(", ");
  const marks = auditColumns.map(() => "?").join(", ");
  return {
    any: preparedOn(writer),
    tokensOf: writer.prepare("SELECT * FROM token WHERE resolver = ? AND uid = ? ORDER BY id"),
    token: writer.prepare("SELECT * FROM token WHERE serial = ?"),
    challenges: writer.prepare(
      `SELECT challenge.* FROM json_each(?) JOIN challenge ON serial = json_each.value
        ORDER BY opened_at, transaction_id`,
    ),
    activeTokens: writer.prepare("SELECT count(*) AS count FROM token_realm WHERE realm = ? AND counted = 1"),
    session: writer.prepare("SELECT * FROM session WHERE id = ?"),
    throttle: writer.prepare("SELECT * FROM throttle WHERE key = ?"),
    version: writer.prepare(versionSql),
    settings: writer.prepare(settingsSql),
    hot: writer.prepare(
      `UPDATE token SET counter = ?, fail_count = ?, attempts = ?, attempt_limit = ?, successes = ?, success_limit = ?,
        last_attempt_at = ?, last_success_at = ? WHERE id = ?`,
    ),
    setVersion: writer.prepare("UPDATE meta SET value = ? WHERE key = 'settings_version'"),
    head: writer.prepare("SELECT number, chain FROM audit_head WHERE id = 1"),
    audit: writer.prepare(`INSERT INTO audit (${columns}) VALUES (${marks})`),
    noRealmNumbers: writer.prepare(noRealmNumbersSql),
    realmNumbers: writer.prepare(realmNumbersSql("?")),
    report: writer.prepare(
      `INSERT INTO report (${reportColumns.join(", ")}) VALUES (${reportColumns.map(() => "?").join(", ")})`,
    ),
    setHead: writer.prepare("UPDATE audit_head SET number = ?, chain = ?, seal = ? WHERE id = 1"),
  };
}

type Statements = ReturnType<typeof statements>;

function load(prepared: Statements, needs: Needs): Loaded {
  const tokens = loadTokens(prepared, needs);
  const serials = JSON.stringify(tokens.map((token) => token.serial));
  return {
    tokens,
    challenges: tokens.length === 0 ? [] : (prepared.challenges.all(serials) as unknown as ChallengeRow[]),
    activeTokens: new Map(
      needs.realms.map((realm) => [realm, Number(prepared.activeTokens.get(realm)?.["count"] ?? 0)]),
    ),
    sessions: needs.sessions.flatMap((id) => prepared.session.all(id) as unknown as SessionRow[]),
    throttles: new Map(needs.throttles.flatMap((key) => throttles(prepared, key))),
    settings: changedSettings(prepared, needs.version),
  };
}

function loadTokens(prepared: Statements, needs: Needs): readonly TokenRow[] {
  const tokens = new Map<string, TokenRow>();
  for (const { resolver, uid } of needs.owners) {
    for (const row of prepared.tokensOf.all(resolver, uid) as unknown as TokenRow[])
      tokens.set(row.serial, row);
  }
  for (const serial of needs.serials) {
    if (tokens.has(serial)) continue;
    for (const row of prepared.token.all(serial) as unknown as TokenRow[]) tokens.set(serial, row);
  }
  return [...tokens.values()];
}

function throttles(prepared: Statements, key: string): readonly (readonly [string, Throttle])[] {
  const rows = prepared.throttle.all(key) as unknown as ThrottleRow[];
  return rows.map(({ failures, at }) => [key, { failures, at }]);
}

function changedSettings(
  prepared: Pick<Statements, "version" | "settings">,
  known: number,
): readonly VersionedRow[] | undefined {
  const version = Number(prepared.version.get()?.["value"]);
  return version === known ? undefined : (prepared.settings.all() as unknown as VersionedRow[]);
}

function newerSettings(reads: Prepare, known: number): readonly VersionedRow[] | undefined {
  return changedSettings({ version: reads(versionSql), settings: reads(settingsSql) }, known);
}

function run(prepared: Statements, queries: readonly CompiledQuery[]): void {
  for (const query of queries) prepared.any(query.sql).run(...(query.parameters as SQLInputValue[]));
}

function isEmpty(writes: Writes): boolean {
  return writes.audit.length === 0 && writes.hot.length === 0 && writes.queries.length === 0;
}

function write(prepared: Statements, writes: Writes, options: SqliteOptions): void {
  run(prepared, writes.queries);
  for (const update of writes.hot) {
    prepared.hot.run(
      update.counter,
      update.fail_count,
      update.attempts,
      update.attempt_limit,
      update.successes,
      update.success_limit,
      update.last_attempt_at,
      update.last_success_at,
      update.id,
    );
  }
  if (writes.settingsVersion !== undefined) prepared.setVersion.run(String(writes.settingsVersion));
  const head = prepared.head.get() as unknown as Pick<HeadRow, "number" | "chain"> | undefined;
  if (head === undefined) throw new Error("the audit trail has lost its head: nothing can be recorded");
  const next = options.continueTrail(head, writes.audit);
  for (const row of next.rows) insertAudit(prepared.audit, row);
  prepared.setHead.run(next.head.number, next.head.chain, options.sealHead(next.head));
  writeReports(prepared, writes.reports);
}

function writeReports(prepared: Statements, orders: readonly ReportOrder[]): void {
  const realms = [...new Set(orders.map(({ realm }) => realm))];
  const counted = new Map(realms.map((realm) => [realm, numbersOf(prepared, realm)]));
  for (const row of reportRows(orders, counted)) {
    prepared.report.run(...reportColumns.map((column) => row[column]));
  }
}

function numbersOf(prepared: Statements, realm: string): TokenNumbers {
  const row = realm === noRealm ? prepared.noRealmNumbers.get() : prepared.realmNumbers.get(realm);
  return numbersFrom(row as unknown as NumbersRow);
}

function insertAudit(statement: StatementSync, row: AuditRow): void {
  statement.run(
    row.number,
    row.at,
    row.action,
    row.success,
    row.serial,
    row.token_type,
    row.user,
    row.realm,
    row.administrator,
    row.action_detail,
    row.info,
    row.server,
    row.client,
    row.chain,
  );
}
