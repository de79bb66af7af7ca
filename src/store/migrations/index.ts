// Brings a database to the newest schema. Two processes that start at once do it one after the other.

import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Schema } from "../schema.ts";
import { type Beginning, beginning } from "./0001-beginning.ts";

export type { Beginning } from "./0001-beginning.ts";

/** Must be called inside of a transaction on `db`, or with the database locked otherwise. */
export async function migrate(db: Kysely<Schema>, start: Beginning): Promise<void> {
  const migrations: Record<string, Migration> = { "0001-beginning": beginning(start) };
  const provider = { getMigrations: async () => migrations };
  const migrator = new Migrator({ db, provider, disableTransactions: !db.isTransaction });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
