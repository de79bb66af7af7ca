// Reports: how many tokens a realm had after an event.

import { type ColumnDataType, type Kysely, type RawBuilder, sql } from "kysely";
import type { Migration } from "kysely/migration";

// biome-ignore lint/suspicious/noExplicitAny: Kysely's own type of a migration's database.
type Db = Kysely<any>;

export function reports(engine: "sqlite" | "postgres" | "cockroach"): Migration {
  const text: RawBuilder<unknown> = engine === "postgres" ? sql`text collate "C"` : sql`text`;
  const number: ColumnDataType = engine === "sqlite" ? "integer" : "bigint";
  return {
    async up(db: Db) {
      await db.schema
        .createTable("report")
        // In SQLite an integer key numbers the rows by itself.
        .addColumn("id", number, (column) =>
          engine === "sqlite" ? column.primaryKey() : column.primaryKey().generatedByDefaultAsIdentity(),
        )
        .addColumn("at", number, (column) => column.notNull())
        .addColumn("event", text, (column) => column.notNull())
        .addColumn("realm", text, (column) => column.notNull())
        .addColumn("status", text, (column) => column.notNull())
        .addColumn("count", number, (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex("report_by_realm_status_at")
        .on("report")
        .columns(["realm", "status", "at"])
        .execute();
    },
  };
}
