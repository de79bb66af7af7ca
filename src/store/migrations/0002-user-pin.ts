// Tokens whose owner types a PIN into his device: the server computes with it, so it is sealed, not hashed.

import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

// biome-ignore lint/suspicious/noExplicitAny: Kysely's own type of a migration's database.
type Db = Kysely<any>;

export function userPin(engine: "sqlite" | "postgres" | "cockroach"): Migration {
  return {
    async up(db: Db) {
      await db.schema
        .alterTable("token")
        .addColumn("user_pin", engine === "sqlite" ? sql`blob` : sql`bytea`)
        .execute();
    },
  };
}
