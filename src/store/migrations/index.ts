// Brings a database to the newest schema. Two processes that start at once do it one after the other.

import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Schema } from "../schema.ts";
import { type Beginning, beginning } from "./0001-beginning.ts";
import { userPin } from "./0002-user-pin.ts";
import { reports } from "./0003-reports.ts";

export type { Beginning } from "./0001-beginning.ts";

/** Must be called inside of a transaction on `db`, or with the database locked otherwise. */
export async function migrate(db: Kysely<Schema>, start: Beginning): Promise<void> {
  const { error } = await migratorOn(db, start).migrateToLatest();
  if (error !== undefined) throw error;
}

export async function isNewest(db: Kysely<Schema>, start: Beginning): Promise<boolean> {
  const migrations = await migratorOn(db, start).getMigrations();
  return migrations.every(({ executedAt }) => executedAt !== undefined);
}

function migratorOn(db: Kysely<Schema>, start: Beginning): Migrator {
  const migrations: Record<string, Migration> = {
    "0001-beginning": beginning(start),
    "0002-user-pin": userPin(start.engine),
    "0003-reports": reports(start.engine),
  };
  const provider = { getMigrations: async () => migrations };
  return new Migrator({ db, provider, disableTransactions: !db.isTransaction });
}
