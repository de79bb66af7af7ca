// What one transaction says to PostgreSQL: locks in an order that every node keeps to, then reads, then writes.
// Only row locks, so that engines which merely speak its protocol serve as well.

import pg from "pg";
import { noRealm } from "../core/administration/reports.ts";
import type { ReportOrder } from "../core/change.ts";
import type { Throttle, TokenNumbers } from "../core/store.ts";
import type { Continue, HotUpdate, Loaded, Needs, Writes } from "./engine.ts";
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

export interface Session {
  /** Prepared under its name on each connection. */
  rows<Row>(name: string, values: readonly unknown[]): Promise<readonly Row[]>;
  run(sql: string, values: readonly unknown[]): Promise<void>;
}

export interface Trail {
  readonly continueTrail: Continue;
  readonly sealHead: (head: Pick<HeadRow, "number" | "chain">) => Uint8Array;
}

/** On which a node tells the others that it has stored settings. */
export const channel = "latchkey_settings";

const auditTypes: { readonly [Column in keyof AuditRow]: string } = {
  number: "bigint",
  at: "text",
  action: "text",
  success: "bigint",
  serial: "text",
  token_type: "text",
  user: "text",
  realm: "text",
  administrator: "text",
  action_detail: "text",
  info: "text",
  server: "text",
  client: "text",
  chain: "bytea",
};

const auditNames = auditColumns.map((column) => `"${column}"`).join(", ");
const auditArrays = auditColumns.map((column, at) => `$${at + 1}::${auditTypes[column]}[]`).join(", ");

const hotColumns = [
  "counter",
  "fail_count",
  "attempts",
  "attempt_limit",
  "successes",
  "success_limit",
  "last_attempt_at",
  "last_success_at",
] as const satisfies readonly (keyof HotUpdate)[];

const hotSettings = hotColumns.map((column) => `${column} = next.${column}`).join(", ");
const hotArrays = hotColumns.map((_, at) => `$${at + 2}::bigint[]`).join(", ");

/**
 * Owners and the like are locked in two steps. First the rows that are missing are created, in key order: whoever
 * creates the same row waits. Then all are locked, in key order. Nobody goes back from the second step to the first.
 */
export const texts = {
  addOwners: `INSERT INTO owner (resolver, uid)
    SELECT * FROM unnest($1::text[], $2::text[]) AS named (resolver, uid) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
  lockOwners: `SELECT resolver, uid FROM owner
    WHERE (resolver, uid) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY resolver, uid FOR UPDATE`,
  tokens: `SELECT * FROM token WHERE serial IN (
      SELECT unnest($1::text[])
      UNION
      SELECT owned.serial FROM unnest($2::text[], $3::text[]) AS named (resolver, uid)
        JOIN token AS owned ON owned.resolver = named.resolver AND owned.uid = named.uid
    ) ORDER BY serial FOR UPDATE`,
  challenges: "SELECT * FROM challenge WHERE serial = ANY($1::text[]) ORDER BY opened_at, transaction_id",
  sessions: "SELECT * FROM session WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE",
  addThrottles: `INSERT INTO throttle (key, failures, at)
    SELECT key, 0, 0 FROM unnest($1::text[]) AS named (key) ORDER BY 1 ON CONFLICT DO NOTHING`,
  lockThrottles: "SELECT * FROM throttle WHERE key = ANY($1::text[]) ORDER BY key FOR UPDATE",
  addRealms: `INSERT INTO counted_realm (realm)
    SELECT * FROM unnest($1::text[]) AS named (realm) ORDER BY 1 ON CONFLICT DO NOTHING`,
  lockRealms: "SELECT realm FROM counted_realm WHERE realm = ANY($1::text[]) ORDER BY realm FOR UPDATE",
  activeTokens: `SELECT realm, count(*) AS count FROM token_realm
    WHERE realm = ANY($1::text[]) AND counted = 1 GROUP BY realm`,
  version: versionSql,
  lockVersion: `${versionSql} FOR UPDATE`,
  settings: settingsSql,
  hot: `UPDATE token SET ${hotSettings}
    FROM unnest($1::bigint[], ${hotArrays}) AS next (id, ${hotColumns.join(", ")}) WHERE token.id = next.id`,
  setVersion: "UPDATE meta SET value = $1 WHERE key = 'settings_version'",
  notify: "SELECT pg_notify($1, $2)",
  head: "SELECT number, chain FROM audit_head WHERE id = 1 FOR UPDATE",
  audit: `INSERT INTO audit (${auditNames}) SELECT * FROM unnest(${auditArrays})`,
  noRealmNumbers: noRealmNumbersSql,
  realmNumbers: realmNumbersSql("$1"),
  reports: `INSERT INTO report (${reportColumns.join(", ")})
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[])`,
  setHead: "UPDATE audit_head SET number = $1, chain = $2, seal = $3 WHERE id = 1",
} as const satisfies { readonly [name: string]: string };

export async function load(session: Session, needs: Needs): Promise<Loaded> {
  const owners = [needs.owners.map(({ resolver }) => resolver), needs.owners.map(({ uid }) => uid)];
  await lockNamed(session, { add: "addOwners", lock: "lockOwners", count: needs.owners.length }, owners);
  const tokens = await loadTokens(session, needs, owners);
  const serials = tokens.map((token) => token.serial);
  const challenges = serials.length === 0 ? [] : await session.rows<ChallengeRow>("challenges", [serials]);
  const sessions =
    needs.sessions.length === 0 ? [] : await session.rows<SessionRow>("sessions", [needs.sessions]);
  const throttles = await loadThrottles(session, needs.throttles);
  const activeTokens = await countTokens(session, needs.realms);
  return {
    tokens,
    challenges,
    sessions,
    throttles,
    activeTokens,
    settings: await changedSettings(session, needs),
  };
}

interface Named {
  readonly add: "addOwners" | "addThrottles" | "addRealms";
  readonly lock: "lockOwners" | "lockThrottles" | "lockRealms";
  readonly count: number;
}

/** A row can be deleted between the two steps (a throttle that was forgotten): then both are done again. */
async function lockNamed<Row>(
  session: Session,
  named: Named,
  keys: readonly unknown[],
): Promise<readonly Row[]> {
  if (named.count === 0) return [];
  for (let round = 0; round < 10; round += 1) {
    await session.rows(named.add, keys);
    const rows = await session.rows<Row>(named.lock, keys);
    if (rows.length >= named.count) return rows;
  }
  throw new Error(`rows vanished again and again while ${named.lock} was to lock them`);
}

/** In the order of their creation; locked in the order of their serials. */
async function loadTokens(
  session: Session,
  needs: Needs,
  owners: readonly unknown[],
): Promise<readonly TokenRow[]> {
  if (needs.owners.length === 0 && needs.serials.length === 0) return [];
  const rows = await session.rows<TokenRow>("tokens", [needs.serials, ...owners]);
  return [...rows].sort((left, right) => left.id - right.id);
}

async function loadThrottles(
  session: Session,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Throttle>> {
  const named = { add: "addThrottles", lock: "lockThrottles", count: keys.length } as const;
  const rows = await lockNamed<ThrottleRow>(session, named, [keys]);
  const known = rows.filter(({ failures }) => failures > 0);
  return new Map(known.map(({ key, failures, at }) => [key, { failures, at }]));
}

async function countTokens(
  session: Session,
  realms: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  await lockNamed(session, { add: "addRealms", lock: "lockRealms", count: realms.length }, [realms]);
  if (realms.length === 0) return new Map();
  const rows = await session.rows<{ realm: string; count: number }>("activeTokens", [realms]);
  const counts = new Map(rows.map(({ realm, count }) => [realm, count]));
  return new Map(realms.map((realm) => [realm, counts.get(realm) ?? 0]));
}

async function changedSettings(session: Session, needs: Needs): Promise<readonly VersionedRow[] | undefined> {
  const [row] = await session.rows<{ value: string }>(needs.settings ? "lockVersion" : "version", []);
  return Number(row?.value) === needs.version ? undefined : session.rows<VersionedRow>("settings", []);
}

export async function write(
  session: Session,
  writes: Writes,
  how: Trail & { readonly notify: boolean },
): Promise<void> {
  for (const query of writes.queries) await session.run(query.sql, query.parameters);
  if (writes.hot.length > 0) await session.rows("hot", columnar(writes.hot, ["id", ...hotColumns]));
  if (writes.settingsVersion !== undefined) {
    const version = String(writes.settingsVersion);
    await session.rows("setVersion", [version]);
    if (how.notify) await session.rows("notify", [channel, version]);
  }
  await record(session, writes, how);
}

/**
 * Record numbers come from the locked head, not from a sequence: they have no gaps, and follow the order of commits.
 * The head is locked last, so that nodes wait for each other only while they write this.
 */
async function record(session: Session, writes: Writes, trail: Trail): Promise<void> {
  const [head] = await session.rows<Pick<HeadRow, "number" | "chain">>("head", []);
  if (head === undefined) throw new Error("the audit trail has lost its head: nothing can be recorded");
  const next = trail.continueTrail(head, writes.audit);
  await session.rows("audit", columnar(next.rows, auditColumns));
  await session.rows("setHead", [next.head.number, next.head.chain, trail.sealHead(next.head)]);
  // Behind the head's lock every node's tokens are counted, and nobody adds one meanwhile.
  if (writes.reports.length > 0) await report(session, writes.reports);
}

async function report(session: Session, orders: readonly ReportOrder[]): Promise<void> {
  const counted = new Map<string, TokenNumbers>();
  for (const realm of new Set(orders.map((order) => order.realm))) {
    const [row] =
      realm === noRealm
        ? await session.rows<NumbersRow>("noRealmNumbers", [])
        : await session.rows<NumbersRow>("realmNumbers", [realm]);
    if (row !== undefined) counted.set(realm, numbersFrom(row));
  }
  await session.rows("reports", columnar(reportRows(orders, counted), reportColumns));
}

function columnar<Row>(rows: readonly Row[], columns: readonly (keyof Row)[]): readonly unknown[] {
  return columns.map((column) => rows.map((row) => row[column]));
}

/** PostgreSQL keeps no NUL in a text: it becomes what stands for an unknown character. */
export function storable(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
  if (Array.isArray(value)) return value.map(storable);
  return value;
}

/** Whole numbers of 64 bits arrive as text unless told; all of ours are below 2^53. */
export const numberTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as "text"),
};
