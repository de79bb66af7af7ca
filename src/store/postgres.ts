// The store on PostgreSQL, which several nodes may share.

import { setTimeout as sleep } from "node:timers/promises";
import {
  Kysely,
  type MigrationLockOptions,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
} from "kysely";
import pg from "pg";
import type { Engine, Loaded, Needs, Statement, Value, Writes } from "./engine.ts";
import { type Beginning, migrate } from "./migrations/index.ts";
import {
  channel,
  load,
  numberTypes,
  type Session,
  storable,
  type Trail,
  texts,
  write,
} from "./postgres-transaction.ts";
import type { Schema } from "./schema.ts";

export interface PostgresOptions extends Trail {
  readonly url: string;
  readonly beginning: Omit<Beginning, "engine">;
}

/** How often a transaction is tried that others got in the way of, or whose connection turns out to be dead. */
const attempts = 8;

export async function openPostgres(options: PostgresOptions): Promise<Engine> {
  const settings = poolSettings(options.url);
  const pool = new pg.Pool(settings);
  // A connection that breaks fails the next statement. Unheard, the event itself would end the process: the pool's
  // concerns connections that are idle, the connection's own those that are in use.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const read = new Kysely<Schema>({ dialect: dialectOn(pool) });
  try {
    await repeated(() => migrateShared(read, pool, options.beginning));
  } catch (error) {
    await pool.end();
    throw error;
  }
  const listener = await listen(settings);
  return {
    kind: "postgres",
    read,
    apply: (queries) =>
      repeated(() =>
        inTransaction(pool, async (session) => {
          for (const query of queries) await session.run(query.sql, query.parameters);
          return queries.length > 0;
        }),
      ),
    async rows<Row>(statement: Statement, values: readonly Value[]) {
      const text = numbered(statement.sql);
      return (await pool.query({ name: statement.name, text, values: values.map(storable) }))
        .rows as readonly Row[];
    },
    transact: (needs, work) =>
      repeated(() => transact(pool, { needs, work }, { ...options, notify: listener.isSupported() })),
    onSettings: listener.tell,
    isDuplicateSerial: (error) => stateOf(error) === "23505" && constraintOf(error) === "token_by_serial",
    isOutage: (error) => isTransient(error) || error instanceof InDoubt,
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}

function poolSettings(url: string): pg.PoolConfig {
  return {
    connectionString: url,
    max: 10,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A node that has frozen in the middle of a transaction must not keep the others waiting for ever.
    idle_in_transaction_session_timeout: 5_000,
    lock_timeout: 10_000,
    query_timeout: 30_000,
    types: numberTypes,
  };
}

/** Kysely takes an advisory lock for migrations, which not every engine has. The row that it keeps for that will do. */
class RowLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(
    db: Kysely<never>,
    { lockTable, lockRowId }: MigrationLockOptions,
  ): Promise<void> {
    const locks = db as unknown as Kysely<{ readonly [table: string]: { readonly id: string } }>;
    await locks.selectFrom(lockTable).select("id").where("id", "=", lockRowId).forUpdate().execute();
  }

  override async releaseMigrationLock(): Promise<void> {
    // Ends with the transaction.
  }
}

class StorableCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(storable(parameter));
  }
}

function dialectOn(pool: pg.Pool): PostgresDialect {
  const dialect = new PostgresDialect({ pool });
  dialect.createAdapter = () => new RowLockAdapter();
  dialect.createQueryCompiler = () => new StorableCompiler();
  return dialect;
}

async function migrateShared(
  db: Kysely<Schema>,
  pool: pg.Pool,
  beginning: PostgresOptions["beginning"],
): Promise<void> {
  const { rows } = await pool.query<{ version: string }>("SELECT version()");
  const engine = rows[0]?.version.includes("CockroachDB") === true ? "cockroach" : "postgres";
  await db.transaction().execute((transaction) => migrate(transaction, { ...beginning, engine }));
}

/** Something broke after COMMIT was sent: nobody can say whether it has happened. */
class InDoubt extends Error {}

interface Order {
  readonly needs: Needs;
  readonly work: (loaded: Loaded) => Writes;
}

function transact(pool: pg.Pool, order: Order, how: Trail & { readonly notify: boolean }): Promise<void> {
  return inTransaction(pool, async (session) => {
    const writes = order.work(await load(session, order.needs));
    if (writes.audit.length === 0) return false;
    await write(session, writes, how);
    return true;
  });
}

/** Commits when `work` says that there is something to commit. */
async function inTransaction(pool: pg.Pool, work: (session: Session) => Promise<boolean>): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    if (await work(sessionOn(client))) await commit(client);
    else await client.query("ROLLBACK");
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    await giveBack(client, failure);
  }
}

/** What the server can only say about a COMMIT that it has not carried out: conflicts, and constraints checked late. */
const refused = /^(40001|40P01|23...)$/;

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    const { command } = await client.query("COMMIT");
    if (command === "COMMIT") return;
  } catch (error) {
    if (refused.test(stateOf(error) ?? "")) throw error;
    throw new InDoubt("the database did not answer to a commit", { cause: error });
  }
  throw new Error("the transaction had failed before it was to be committed");
}

/** A connection on which anything but a statement failed is not used again. */
async function giveBack(client: pg.PoolClient, failure: Error | undefined): Promise<void> {
  if (failure === undefined) return client.release();
  const rolledBack = await client.query("ROLLBACK").then(
    () => true,
    () => false,
  );
  client.release(rolledBack ? undefined : failure);
}

function sessionOn(client: pg.PoolClient): Session {
  return {
    async rows(name, values) {
      const text = texts[name as keyof typeof texts];
      return (await client.query({ name, text, values: values.map(storable) })).rows;
    },
    async run(sql, values) {
      await client.query(sql, [...values]);
    },
  };
}

/** Deciders are pure and nothing has been committed, so an attempt that failed for a passing reason is made again. */
async function repeated(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error;
      await sleep(5 * attempt ** 2);
    }
  }
}

/**
 * Serialization failure, deadlock, a lock that was waited for too long, the server's own stop and start (PostgreSQL
 * appendix A); two nodes that create the same table; and everything that is no answer of the server at all.
 */
const passing = /^(40001|40P01|55P03|57P0[1-5]|08...|53300|25P0[23]|42P07|42710)$/;

function isTransient(error: unknown): boolean {
  const state = stateOf(error);
  if (state !== undefined) return passing.test(state) || (state === "23505" && isCatalogClash(error));
  return error instanceof Error && isConnectionLost(error);
}

function isCatalogClash(error: unknown): boolean {
  const constraint = constraintOf(error) ?? "";
  return constraint.startsWith("pg_") || constraint.startsWith("kysely_");
}

function isConnectionLost(error: Error): boolean {
  if (error instanceof InDoubt) return false;
  const code = "code" in error ? String(error.code) : "";
  return /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_)|ENOENT/.test(code) || /connect|timeout/i.test(error.message);
}

/** The five characters by which PostgreSQL names an error; `undefined` when the server has not spoken. */
function stateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

function constraintOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.constraint : undefined;
}

/** `?` into `$1`, `$2`, … */
function numbered(sql: string): string {
  let number = 0;
  return sql.replaceAll("?", () => {
    number += 1;
    return `$${number}`;
  });
}

interface Listener {
  /** Whether the engine has notifications, so that sending one does not fail. */
  isSupported(): boolean;
  tell(heard: () => void): void;
  close(): Promise<void>;
}

/** How long to wait before listening again, in milliseconds. Each time, what was missed is caught up with. */
const pauseMs = 1_000;

/**
 * Hears from other nodes that settings have changed. While nothing can be heard (an outage, or an engine without
 * notifications), the settings are looked at once per pause instead. Returns after the first attempt.
 */
async function listen(settings: pg.PoolConfig): Promise<Listener> {
  const stop = new AbortController();
  let heard = (): void => undefined;
  let supported = false;
  const connect = async (): Promise<pg.Client | undefined> => {
    const client = await listeningClient(settings);
    supported ||= client !== undefined;
    client?.on("notification", () => heard());
    return client;
  };
  let current = await connect();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      if (current !== undefined) await ended(current, stop.signal);
      await sleep(pauseMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
      if (!stop.signal.aborted) current = await connect();
      heard();
    }
    await current?.end().catch(() => undefined);
  };
  const running = loop();
  return {
    isSupported: () => supported,
    tell: (listener) => {
      heard = listener;
    },
    async close() {
      heard = () => undefined;
      stop.abort();
      await running;
    },
  };
}

async function listeningClient(settings: pg.PoolConfig): Promise<pg.Client | undefined> {
  const client = new pg.Client(settings);
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    return client;
  } catch {
    await client.end().catch(() => undefined);
    return undefined;
  }
}

/** Until the connection breaks, or nobody wants to hear any more. */
function ended(client: pg.Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    client.once("end", resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}
