// From the working set to statements: only what differs from what is stored, and in an order that every node keeps to.

import type { CompiledQuery, Kysely } from "kysely";
import type { Token } from "../core/token.ts";
import type { Vault } from "../core/vault.ts";
import { countedIn } from "./changes.ts";
import type { HotUpdate, Writes } from "./engine.ts";
import { challengeRow, columnsFor, type Field, personRow, sessionRow, tokenColumns } from "./rows.ts";
import type { Schema, TokenRealmRow } from "./schema.ts";
import { heldSettings, type WorkingSet } from "./working-set.ts";

const hotFields: ReadonlySet<Field> = new Set([
  "counter",
  "failCount",
  "uses",
  "lastAttemptAt",
  "lastSuccessAt",
]);

/** Rows of one statement: engines limit its parameters (SQLite to 32,766). */
const rowsPerStatement = 100;

type Compiler = Kysely<Schema>;

export function writesOf(set: WorkingSet, db: Compiler, vault: Vault): Writes {
  const hot: HotUpdate[] = [];
  const queries: CompiledQuery[] = [...deletions(set, db), ...creations(set, db, vault)];
  for (const [serial, changed] of sorted(set.changed)) {
    const token = set.tokens.get(serial);
    if (token === undefined) continue;
    if ([...changed].every((field) => hotFields.has(field))) hot.push(hotUpdate(token));
    else queries.push(...tokenUpdate(db, token, { changed, vault }));
  }
  queries.push(...challengeWrites(set, db), ...sessionWrites(set, db), ...throttleWrites(set, db));
  queries.push(...revocationWrites(set, db), ...settingWrites(set, db), ...personWrites(set, db, vault));
  queries.push(...reportDeletions(set, db));
  const settingsVersion = set.settingWrites.size > 0 ? heldSettings(set).version : undefined;
  return { hot, queries, settingsVersion, audit: set.audit, reports: [...set.reports.values()] };
}

function sorted<Key extends string, Value>(map: ReadonlyMap<Key, Value>): readonly (readonly [Key, Value])[] {
  return map.size < 2 ? [...map] : [...map].sort(([left], [right]) => (left < right ? -1 : 1));
}

function chunks<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const count = Math.ceil(rows.length / rowsPerStatement);
  return Array.from({ length: count }, (_, at) =>
    rows.slice(at * rowsPerStatement, (at + 1) * rowsPerStatement),
  );
}

function hotUpdate(token: Token): HotUpdate {
  return {
    id: token.id,
    counter: token.counter,
    fail_count: token.failCount,
    attempts: token.uses.attempts,
    attempt_limit: token.uses.attemptLimit ?? null,
    successes: token.uses.successes,
    success_limit: token.uses.successLimit ?? null,
    last_attempt_at: token.lastAttemptAt ?? null,
    last_success_at: token.lastSuccessAt ?? null,
  };
}

function deletions(set: WorkingSet, db: Compiler): readonly CompiledQuery[] {
  return sorted(set.deleted).map(([serial]) => db.deleteFrom("token").where("serial", "=", serial).compile());
}

/** In the order of their creation, which their row numbers are to show. */
function creations(set: WorkingSet, db: Compiler, vault: Vault): readonly CompiledQuery[] {
  const created = [...set.tokens.values()].filter((token) => token.id === 0);
  return [
    ...chunks(created.map((token) => tokenColumns(token, vault))).map((rows) =>
      db.insertInto("token").values(rows).compile(),
    ),
    ...realmRows(db, created.flatMap(realmsOf)),
  ];
}

function realmsOf(token: Token): readonly TokenRealmRow[] {
  const counted = Number(countedIn(token).length > 0);
  return [...new Set(token.realms)].map((realm) => ({ serial: token.serial, realm, counted }));
}

function realmRows(db: Compiler, rows: readonly TokenRealmRow[]): readonly CompiledQuery[] {
  return chunks(rows).map((some) => db.insertInto("token_realm").values(some).compile());
}

function tokenUpdate(
  db: Compiler,
  token: Token,
  { changed, vault }: { readonly changed: ReadonlySet<Field>; readonly vault: Vault },
): readonly CompiledQuery[] {
  const columns = columnsFor(token, changed, vault);
  const update = db.updateTable("token").set(columns).where("serial", "=", token.serial).compile();
  if (!(["realms", "active", "paths"] as const).some((field) => changed.has(field))) return [update];
  const forget = db.deleteFrom("token_realm").where("serial", "=", token.serial).compile();
  return [update, forget, ...realmRows(db, realmsOf(token))];
}

function challengeWrites(set: WorkingSet, db: Compiler): readonly CompiledQuery[] {
  return sorted(set.challengeWrites).flatMap(([, { challenge, gone }]) => {
    const { transaction_id, serial, ...rest } = challengeRow(challenge);
    if (gone) {
      const query = db.deleteFrom("challenge").where("transaction_id", "=", transaction_id);
      return [query.where("serial", "=", serial).compile()];
    }
    const query = db.insertInto("challenge").values({ transaction_id, serial, ...rest });
    return [
      query.onConflict((clash) => clash.columns(["transaction_id", "serial"]).doUpdateSet(rest)).compile(),
    ];
  });
}

function sessionWrites(set: WorkingSet, db: Compiler): readonly CompiledQuery[] {
  return sorted(set.sessionWrites).map(([id, session]) => {
    if (session === undefined) return db.deleteFrom("session").where("id", "=", id).compile();
    const row = sessionRow(session);
    return db
      .insertInto("session")
      .values(row)
      .onConflict((clash) => clash.column("id").doUpdateSet(row))
      .compile();
  });
}

function throttleWrites(set: WorkingSet, db: Compiler): readonly CompiledQuery[] {
  return sorted(set.throttleWrites).map(([key, throttle]) => {
    if (throttle.failures === 0) return db.deleteFrom("throttle").where("key", "=", key).compile();
    const query = db.insertInto("throttle").values({ key, ...throttle });
    return query.onConflict((clash) => clash.column("key").doUpdateSet(throttle)).compile();
  });
}

function revocationWrites(set: WorkingSet, db: Compiler): readonly CompiledQuery[] {
  return sorted(set.revocations).map(([id, expires_at]) => {
    const query = db.insertInto("revocation").values({ id, expires_at });
    return query.onConflict((clash) => clash.column("id").doUpdateSet({ expires_at })).compile();
  });
}

function settingWrites(set: WorkingSet, db: Compiler): readonly CompiledQuery[] {
  return sorted(set.settingWrites).map(([, { family, name, value }]) => {
    if (value === undefined) {
      return db.deleteFrom("setting").where("family", "=", family).where("name", "=", name).compile();
    }
    const row = { family, name, value: JSON.stringify(value) };
    const query = db.insertInto("setting").values(row);
    return query
      .onConflict((clash) => clash.columns(["family", "name"]).doUpdateSet({ value: row.value }))
      .compile();
  });
}

function personWrites(set: WorkingSet, db: Compiler, vault: Vault): readonly CompiledQuery[] {
  return sorted(set.people).map(([, { directory, uid, person }]) => {
    if (person === undefined) {
      return db.deleteFrom("person").where("directory", "=", directory).where("uid", "=", uid).compile();
    }
    const row = personRow(directory, person, vault);
    const query = db.insertInto("person").values(row);
    return query.onConflict((clash) => clash.columns(["directory", "uid"]).doUpdateSet(row)).compile();
  });
}

function reportDeletions(set: WorkingSet, db: Compiler): readonly CompiledQuery[] {
  return [...set.reportDeletions.values()]
    .filter(({ realms }) => realms.length > 0)
    .map(({ realms, statuses, from, until }) => {
      let query = db.deleteFrom("report").where("realm", "in", [...realms]);
      if (statuses !== undefined) query = query.where("status", "in", [...statuses]);
      if (from !== undefined) query = query.where("at", ">=", from);
      if (until !== undefined) query = query.where("at", "<", until);
      return query.compile();
    });
}
