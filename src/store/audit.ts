// Reading the audit trail: searching it, and proving that nobody has changed it.

import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { AuditColumn, AuditQuery, AuditRecord, AuditVerdict, Page } from "../core/store.ts";
import type { Vault } from "../core/vault.ts";
import { genesis, type Head, headSeal, isoText, link, sameBytes } from "./chain.ts";
import type { Engine } from "./engine.ts";
import { entryFrom } from "./rows.ts";
import type { AuditRow, Schema } from "./schema.ts";

const columns: { readonly [Column in AuditColumn]: keyof AuditRow } = {
  number: "number",
  at: "at",
  action: "action",
  success: "success",
  serial: "serial",
  tokenType: "token_type",
  user: "user",
  realm: "realm",
  administrator: "administrator",
  actionDetail: "action_detail",
  info: "info",
  server: "server",
  client: "client",
};

type Selection = SelectQueryBuilder<Schema, "audit", Record<never, never>>;

export async function searchAudit(
  engine: Engine,
  vault: Vault,
  query: AuditQuery,
): Promise<Page<AuditRecord>> {
  const found = filtered(engine, query);
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await page(found, query)
    .leftJoin("audit as previous", (join) => join.on("previous.number", "=", sql<number>`audit.number - 1`))
    .selectAll("audit")
    .select("previous.chain as previous_chain")
    .execute();
  return { rows: rows.map((row) => recordFrom(row, row.previous_chain, vault)), total: Number(total) };
}

function recordFrom(row: AuditRow, previous: Uint8Array | null, vault: Vault): AuditRecord {
  const before = row.number === 1 ? genesis.chain : previous;
  const intact = before !== null && sameBytes(link(vault, before, row), row.chain);
  return { ...entryFrom(row), number: row.number, server: row.server, intact };
}

function filtered(engine: Engine, query: AuditQuery): Selection {
  let found: Selection = engine.read.selectFrom("audit");
  const filters = Object.entries(query.filters ?? {}).map(([column, pattern]) =>
    matches(engine, columns[column as AuditColumn], pattern),
  );
  if (filters.length > 0)
    found = found.where((eb) => (query.any === true ? eb.or(filters) : eb.and(filters)));
  if (query.person !== undefined) {
    const { user, realm } = query.person;
    found = found.where("audit.user", "=", user).where("audit.realm", "=", realm);
  }
  if (query.from !== undefined) found = found.where("audit.at", ">=", isoText(query.from));
  if (query.until !== undefined) found = found.where("audit.at", "<", isoText(query.until));
  return found;
}

/** Patterns match ASCII letters in either case. Without wildcards the text is compared exactly: an index serves that. */
function matches(engine: Engine, column: keyof AuditRow, pattern: string): RawBuilder<boolean> {
  const value = column === "number" || column === "success" ? asText(column) : sql.ref(`audit.${column}`);
  if (!/[%_]/.test(pattern)) return sql<boolean>`${value} = ${pattern}`;
  if (engine.kind === "sqlite") return sql<boolean>`${value} like ${pattern}`;
  return sql<boolean>`${value} ilike ${pattern} escape ''`;
}

function asText(column: "number" | "success"): RawBuilder<string> {
  return sql<string>`cast(${sql.ref(`audit.${column}`)} as text)`;
}

function page(found: Selection, query: AuditQuery): Selection {
  const column = columns[query.sortBy ?? "number"];
  const direction = query.descending === true ? "desc" : "asc";
  let rows = found.orderBy(sql.ref(`audit.${column}`), direction);
  if (column !== "number") rows = rows.orderBy("audit.number", direction);
  if (query.limit !== undefined || query.offset !== undefined) rows = rows.limit(query.limit ?? 2 ** 31);
  return query.offset === undefined ? rows : rows.offset(query.offset);
}

/** Rows read at once while the trail is verified. */
const stride = 1000;

type Fault = Extract<AuditVerdict, { readonly intact: false }>;

/** Others may go on writing: the trail is followed from head to head until nothing is left behind the newest. */
export async function verifyTrail(engine: Engine, vault: Vault): Promise<AuditVerdict> {
  let reached: Head = genesis;
  for (;;) {
    const head = await readHead(engine, vault);
    if (head === undefined)
      return fault(reached.number, "the head of the trail is missing, or its seal is not ours");
    const next = await follow(engine, vault, { reached, head });
    if ("fault" in next) return next;
    const [behind] = await rowsAfter(engine, next.number, 1);
    if (behind === undefined) return { intact: true, records: next.number };
    if (next.number === reached.number)
      return fault(behind.number - 1, "a record stands behind the end of the trail");
    reached = next;
  }
}

function fault(lastGood: number, text: string): Fault {
  return { intact: false, records: lastGood, firstFault: lastGood + 1, fault: text };
}

async function readHead(engine: Engine, vault: Vault): Promise<Head | undefined> {
  const row = await engine.read.selectFrom("audit_head").selectAll().where("id", "=", 1).executeTakeFirst();
  if (row === undefined || !sameBytes(headSeal(vault, row), row.seal)) return undefined;
  return row;
}

async function follow(
  engine: Engine,
  vault: Vault,
  way: { reached: Head; head: Head },
): Promise<Head | Fault> {
  let at = way.reached;
  while (at.number < way.head.number) {
    const rows = await rowsAfter(engine, at.number, Math.min(stride, way.head.number - at.number));
    if (rows.length === 0) return fault(at.number, "the newest records are missing");
    const next = along(rows, vault, at);
    if ("fault" in next) return next;
    at = next;
  }
  if (at.number === way.head.number && !sameBytes(at.chain, way.head.chain)) {
    return fault(at.number - 1, "the head of the trail does not fit its last record");
  }
  return at;
}

function along(rows: readonly AuditRow[], vault: Vault, from: Head): Head | Fault {
  let at = from;
  for (const row of rows) {
    if (row.number !== at.number + 1) return fault(at.number, "a record is missing");
    if (!sameBytes(link(vault, at.chain, row), row.chain)) return fault(at.number, "a record was changed");
    at = { number: row.number, chain: row.chain };
  }
  return at;
}

function rowsAfter(engine: Engine, number: number, limit: number): Promise<AuditRow[]> {
  return engine.read
    .selectFrom("audit")
    .selectAll()
    .where("number", ">", number)
    .orderBy("number")
    .limit(limit)
    .execute();
}
