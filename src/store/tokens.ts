// The token list: filters, order and pages are the database's work, so that 100,000 tokens never come here.

import { type ExpressionBuilder, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Page, TokenColumn, TokenQuery } from "../core/store.ts";
import type { Owner, Token } from "../core/token.ts";
import type { Vault } from "../core/vault.ts";
import type { Engine } from "./engine.ts";
import { tokenFrom } from "./rows.ts";
import type { Schema, TokenRow } from "./schema.ts";

type Builder = ExpressionBuilder<Schema, "token">;
type Selection = SelectQueryBuilder<Schema, "token", Record<never, never>>;

const sortColumns: { readonly [Column in TokenColumn]: keyof TokenRow } = {
  description: "description",
  id: "id",
  type: "type",
  serial: "serial",
  resolver: "resolver",
  uid: "uid",
  failCount: "fail_count",
  counter: "counter",
  active: "active",
  createdAt: "created_at",
  lastAttemptAt: "last_attempt_at",
  lastSuccessAt: "last_success_at",
};

export async function listTokens(engine: Engine, vault: Vault, query: TokenQuery): Promise<Page<Token>> {
  const found = filtered(engine, query);
  if (query.afterId !== undefined) {
    // With the resolver its index is in the order of ids as well, as long as nobody's tokens have no uid either.
    const ownerless = query.unassigned === true ? found.where("uid", "is", null) : found;
    const behind = ownerless.where("id", ">", query.afterId);
    const rows = await page(behind.selectAll("token"), query).execute();
    return { rows: rows.map((row) => tokenFrom(row, vault)), total: 0 };
  }
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await page(found.selectAll("token"), query).execute();
  return { rows: rows.map((row) => tokenFrom(row, vault)), total: Number(total) };
}

function filtered(engine: Engine, query: TokenQuery): Selection {
  let found = ofOwners(engine, query);
  const { serial, realms, type, search, searchedResolvers = [] } = query;
  if (serial !== undefined) found = found.where((eb) => serialIs(eb, engine, serial));
  if (realms !== undefined) {
    // In portions each token is asked about its realms, rather than the realms about all their tokens, every time.
    found = found.where((eb) => (query.afterId === undefined ? realmIn(eb, realms) : isInRealm(eb, realms)));
  }
  if (query.active !== undefined) found = found.where("active", "=", Number(query.active));
  if (query.rollout !== undefined) found = found.where("paths", query.rollout ? "<>" : "=", "[]");
  if (type !== undefined) found = found.where("type", "=", type);
  if (search !== undefined) found = found.where((eb) => contains(eb, engine, { search, searchedResolvers }));
  return found;
}

function ofOwners(engine: Engine, { owners, resolver, unassigned }: TokenQuery): Selection {
  let found: Selection = engine.read.selectFrom("token");
  if (owners !== undefined) found = found.where((eb) => ownerIn(eb, engine, owners));
  if (resolver !== undefined) found = found.where("resolver", "=", resolver);
  if (unassigned !== undefined) found = found.where("resolver", unassigned ? "is" : "is not", null);
  return found;
}

function page<Output>(
  found: SelectQueryBuilder<Schema, "token", Output>,
  query: TokenQuery,
): SelectQueryBuilder<Schema, "token", Output> {
  const column = sortColumns[query.sortBy ?? "id"];
  const direction = query.descending === true ? "desc" : "asc";
  // What is absent comes before everything: the engines differ unless told.
  const nulls = direction === "asc" ? "nullsFirst" : "nullsLast";
  let rows = found.orderBy(sql.ref(`token.${column}`), (order) => order[direction]()[nulls]());
  if (column !== "id") rows = rows.orderBy("token.id", direction);
  // SQLite knows no offset without a limit.
  if (query.limit !== undefined || query.offset !== undefined) rows = rows.limit(query.limit ?? 2 ** 31);
  return query.offset === undefined ? rows : rows.offset(query.offset);
}

/** `!` makes the next character stand for itself. */
function literally(text: string): string {
  return text.replace(/[!%_]/g, "!$&");
}

/** Letters of ASCII match in either case. */
function like(engine: Engine, column: keyof TokenRow, pattern: string): RawBuilder<boolean> {
  const operator = engine.kind === "sqlite" ? sql`like` : sql`ilike`;
  return sql<boolean>`${sql.ref(`token.${column}`)} ${operator} ${pattern} escape '!'`;
}

function serialIs(eb: Builder, engine: Engine, serial: string) {
  if (!serial.includes("*")) return eb("serial", "=", serial);
  return like(engine, "serial", literally(serial).replaceAll("*", "%"));
}

/** As one parameter, since a pattern can mean very many people. */
function ownerIn(eb: Builder, engine: Engine, owners: readonly Owner[]) {
  const json = JSON.stringify(owners.map(({ resolver, uid }) => [resolver, uid])).replaceAll(
    "\\u0000",
    "\\ufffd",
  );
  const pairs =
    engine.kind === "sqlite"
      ? sql`(select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${json}))`
      : sql`(select value->>0, value->>1 from json_array_elements(cast(${json} as json)))`;
  return eb(sql`(token.resolver, token.uid)`, "in", pairs);
}

function realmIn(eb: Builder, realms: readonly string[]) {
  const named = realms.filter((realm) => realm !== "");
  const members = eb.selectFrom("token_realm").select("serial").where("realm", "in", named);
  const conditions = named.length === 0 ? [] : [eb("token.serial", "in", members)];
  return eb.or(realms.includes("") ? [...conditions, eb("realms", "=", "[]")] : conditions);
}

function isInRealm(eb: Builder, realms: readonly string[]) {
  const named = realms.filter((realm) => realm !== "");
  const membership = eb.selectFrom("token_realm").whereRef("token_realm.serial", "=", "token.serial");
  const conditions =
    named.length === 0 ? [] : [eb.exists(membership.select("realm").where("realm", "in", named))];
  return eb.or(realms.includes("") ? [...conditions, eb("realms", "=", "[]")] : conditions);
}

interface Searched {
  readonly search: string;
  readonly searchedResolvers: readonly string[];
}

function contains(eb: Builder, engine: Engine, { search, searchedResolvers }: Searched) {
  const columns = ["description", "serial", "uid", "type", "resolver"] as const;
  const texts = columns.map((column) => like(engine, column, `%${literally(search)}%`));
  return eb.or(searchedResolvers.length === 0 ? texts : [...texts, eb("resolver", "in", searchedResolvers)]);
}
