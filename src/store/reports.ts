// Counting tokens, and the reports that keep what was counted.

import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import { countOf, noRealm } from "../core/administration/reports.ts";
import type { ReportOrder } from "../core/change.ts";
import type { Page, ReportFilter, ReportQuery, ReportRecord, Store, TokenNumbers } from "../core/store.ts";
import type { Engine } from "./engine.ts";
import type { ReportRow, Schema } from "./schema.ts";

/** A row of the statements below. */
export interface NumbersRow {
  readonly total: number;
  readonly active: number;
  readonly assigned: number;
  readonly active_assigned: number;
  readonly users: number;
}

/** Names of resolvers contain no colon. */
const numbers = `count(*) AS total, cast(coalesce(sum(token.active), 0) AS bigint) AS active,
  count(token.resolver) AS assigned,
  cast(coalesce(sum(CASE WHEN token.resolver IS NULL THEN 0 ELSE token.active END), 0) AS bigint) AS active_assigned,
  count(DISTINCT token.resolver || ':' || token.uid) AS users`;

/** `mark`: how the engine writes a parameter. */
export const realmNumbersSql = (mark: string): string =>
  `SELECT ${numbers} FROM token_realm JOIN token ON token.serial = token_realm.serial WHERE token_realm.realm = ${mark}`;

export const noRealmNumbersSql = `SELECT ${numbers} FROM token WHERE token.realms = '[]'`;

export function numbersFrom({ active_assigned, ...row }: NumbersRow): TokenNumbers {
  return { ...row, activeAssigned: active_assigned };
}

/** What is to be kept when these realms are counted so. Called when nobody else can change tokens any more. */
export function reportRows(
  orders: readonly ReportOrder[],
  counted: ReadonlyMap<string, TokenNumbers>,
): readonly Omit<ReportRow, "id">[] {
  return orders.flatMap(({ at, event, realm, statuses }) => {
    const known = counted.get(realm);
    if (known === undefined) throw new Error("a realm was not counted");
    return statuses.map((status) => ({ at, event, realm, status, count: countOf(known, status) }));
  });
}

export const reportColumns = [
  "at",
  "event",
  "realm",
  "status",
  "count",
] as const satisfies readonly (keyof ReportRow)[];

export function reportReaders(
  engine: Engine,
): Pick<Store, "tokenNumbers" | "activeOwners" | "reports" | "reportPeak"> {
  return {
    tokenNumbers: (realms) => countTokens(engine, realms),
    activeOwners: (realms) => countOwners(engine, realms),
    reports: (query) => listReports(engine, query),
    reportPeak: (filter) => peak(engine, filter),
  };
}

/** One realm is counted by its index; several together need each token once. */
async function countTokens(engine: Engine, realms: readonly string[]): Promise<TokenNumbers> {
  const [first, ...others] = realms;
  if (first !== undefined && others.length === 0) {
    const [row] =
      first === noRealm
        ? await engine.rows<NumbersRow>({ name: "no-realm-numbers", sql: noRealmNumbersSql }, [])
        : await engine.rows<NumbersRow>({ name: "realm-numbers", sql: realmNumbersSql("?") }, [first]);
    return numbersFrom(row as NumbersRow);
  }
  const several = sql<NumbersRow>`SELECT ${sql.raw(numbers)} FROM token WHERE ${inRealms(realms)}`;
  const { rows } = await several.execute(engine.read);
  return numbersFrom(rows[0] as NumbersRow);
}

async function countOwners(engine: Engine, realms: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await engine.read
    .selectFrom("token")
    .where(inRealms(realms))
    .where("active", "=", 1)
    .where("resolver", "is not", null)
    .select(["resolver", sql<number>`count(distinct uid)`.as("people")])
    .groupBy("resolver")
    .execute();
  return new Map(rows.map(({ resolver, people }) => [resolver ?? "", Number(people)]));
}

function inRealms(realms: readonly string[]): RawBuilder<boolean> {
  const named = realms.filter((realm) => realm !== noRealm);
  const members = sql`token.serial IN (SELECT serial FROM token_realm WHERE realm IN (${sql.join(named)}))`;
  const conditions = [
    ...(named.length === 0 ? [] : [members]),
    ...(realms.includes(noRealm) ? [sql`token.realms = '[]'`] : []),
  ];
  return conditions.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(conditions, sql` OR `)})`;
}

type Selection = SelectQueryBuilder<Schema, "report", Record<never, never>>;

function filtered(engine: Engine, { realms, statuses, from, until }: ReportFilter): Selection {
  let found: Selection = engine.read.selectFrom("report").where("realm", "in", [...realms]);
  if (realms.length === 0) found = engine.read.selectFrom("report").where(sql<boolean>`1 = 0`);
  if (statuses !== undefined) found = found.where("status", "in", [...statuses]);
  if (from !== undefined) found = found.where("at", ">=", from);
  return until === undefined ? found : found.where("at", "<", until);
}

async function listReports(engine: Engine, query: ReportQuery): Promise<Page<ReportRecord>> {
  const found = filtered(engine, query);
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const direction = query.descending === true ? "desc" : "asc";
  let rows = found
    .selectAll("report")
    .orderBy(sql.ref(`report.${query.sortBy ?? "at"}`), direction)
    .orderBy("id", direction);
  if (query.limit !== undefined || query.offset !== undefined) rows = rows.limit(query.limit ?? 2 ** 31);
  if (query.offset !== undefined) rows = rows.offset(query.offset);
  return { rows: await rows.execute(), total: Number(total) };
}

async function peak(
  engine: Engine,
  filter: ReportFilter,
): Promise<{ readonly highest: number; readonly last: number } | undefined> {
  const found = filtered(engine, filter);
  const { highest } = await found
    .select(({ fn }) => fn.max<number | null>("count").as("highest"))
    .executeTakeFirstOrThrow();
  const newest = await found
    .select("count")
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return highest === null || newest === undefined
    ? undefined
    : { highest: Number(highest), last: newest.count };
}
