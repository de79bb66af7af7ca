// The first schema, for both engines.

import {
  type ColumnDefinitionBuilder,
  type CreateTableBuilder,
  type Kysely,
  type RawBuilder,
  sql,
} from "kysely";
import type { Migration } from "kysely/migration";
import type { HeadRow } from "../schema.ts";

export interface Beginning {
  /**
   * `cockroach` has no collation "C", and needs none: its texts sort by byte anyway. Sorting by byte makes every
   * engine give lists in the same order, and lets patterns use an index.
   */
  readonly engine: "sqlite" | "postgres" | "cockroach";
  /** The end of the empty audit trail. Only a new database gets one, so that a removed one is noticed. */
  readonly head: HeadRow;
  /** Tells whether the keys are those with which the database began. */
  readonly keyCheck: string;
}

// A migration sees the schema of its time, which no type describes.
// biome-ignore lint/suspicious/noExplicitAny: Kysely's own type of a migration's database.
type Db = Kysely<any>;
type Columns = { readonly [name: string]: "text" | "integer" | "bytes" };

export function beginning(start: Beginning): Migration {
  return {
    async up(db: Db) {
      const create = creator(db, start);
      await createTokens(db, create, start);
      await createLogins(db, create);
      await createSettings(create);
      await createAudit(db, create);
      const rows = db as Kysely<{ audit_head: HeadRow; meta: { key: string; value: string } }>;
      await rows.insertInto("audit_head").values(start.head).execute();
      await rows.insertInto("meta").values({ key: "settings_version", value: "1" }).execute();
      await rows.insertInto("meta").values({ key: "key_check", value: start.keyCheck }).execute();
    },
  };
}

type Create = (table: string, columns: Columns, key: readonly string[]) => Promise<void>;

/** Columns whose name ends in `?` may be null. */
function creator(db: Db, { engine }: Beginning): Create {
  const types: { readonly [type: string]: RawBuilder<unknown> } = {
    text: engine === "postgres" ? sql`text collate "C"` : sql`text`,
    integer: engine === "sqlite" ? sql`integer` : sql`bigint`,
    bytes: engine === "sqlite" ? sql`blob` : sql`bytea`,
  };
  return async (table, columns, key) => {
    let builder: CreateTableBuilder<string, string> = db.schema.createTable(table);
    for (const [name, type] of Object.entries(columns)) {
      const optional = name.endsWith("?");
      const define = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder =>
        optional ? column : column.notNull();
      builder = builder.addColumn(optional ? name.slice(0, -1) : name, types[type] ?? sql`text`, define);
    }
    if (table === "token_realm" || table === "challenge") {
      builder = builder.addForeignKeyConstraint(
        `${table}_serial`,
        ["serial"],
        "token",
        ["serial"],
        (constraint) => constraint.onDelete("cascade"),
      );
    }
    await builder.addPrimaryKeyConstraint(`${table}_key`, [...key]).execute();
  };
}

async function createTokens(db: Db, create: Create, { engine }: Beginning): Promise<void> {
  await create(
    "token",
    {
      id: "integer",
      serial: "text",
      type: "text",
      "resolver?": "text",
      "uid?": "text",
      realms: "text",
      description: "text",
      "seed?": "bytes",
      "hash?": "bytes",
      "pin_salt?": "bytes",
      "pin_tag?": "bytes",
      otp_length: "integer",
      counter: "integer",
      counter_window: "integer",
      sync_window: "integer",
      fail_count: "integer",
      fail_limit: "integer",
      active: "integer",
      paths: "text",
      "valid_from?": "integer",
      "valid_until?": "integer",
      attempts: "integer",
      "attempt_limit?": "integer",
      successes: "integer",
      "success_limit?": "integer",
      replacement: "integer",
      info: "text",
      created_at: "integer",
      "last_attempt_at?": "integer",
      "last_success_at?": "integer",
    },
    ["id"],
  );
  // In SQLite an integer key numbers the rows by itself.
  if (engine !== "sqlite") {
    await sql`create sequence token_id`.execute(db);
    await sql`alter table token alter column id set default nextval('token_id')`.execute(db);
  }
  await db.schema.createIndex("token_by_serial").unique().on("token").column("serial").execute();
  await create("token_realm", { serial: "text", realm: "text", counted: "integer" }, ["serial", "realm"]);
  await create("owner", { resolver: "text", uid: "text" }, ["resolver", "uid"]);
  await create("counted_realm", { realm: "text" }, ["realm"]);
  await index(db, "token_realm", ["realm", "counted", "serial"]);
  await index(db, "token", ["resolver", "uid"]);
  // Sorts of the token list. The columns that every login changes have none: it would be paid for at every login.
  for (const column of ["description", "type", "uid", "active", "created_at"])
    await index(db, "token", [column, "id"]);
}

async function createLogins(db: Db, create: Create): Promise<void> {
  await create(
    "challenge",
    {
      transaction_id: "text",
      base: "text",
      serial: "text",
      message: "text",
      data: "text",
      opened_at: "integer",
      expires_at: "integer",
      status: "text",
      received: "integer",
      answered: "integer",
      valid: "integer",
    },
    ["transaction_id", "serial"],
  );
  await index(db, "challenge", ["base"]);
  await index(db, "challenge", ["serial"]);
  await index(db, "challenge", ["expires_at"]);
  await create(
    "session",
    {
      id: "text",
      login: "text",
      realm: "text",
      resolver: "text",
      uid: "text",
      client: "text",
      state: "text",
      data: "text",
      created_at: "integer",
      expires_at: "integer",
    },
    ["id"],
  );
  await index(db, "session", ["expires_at"]);
  await create("revocation", { id: "text", expires_at: "integer" }, ["id"]);
  await create("throttle", { key: "text", failures: "integer", at: "integer" }, ["key"]);
}

async function createSettings(create: Create): Promise<void> {
  await create("setting", { family: "text", name: "text", value: "text" }, ["family", "name"]);
  await create(
    "person",
    {
      directory: "text",
      uid: "text",
      login: "text",
      "password?": "bytes",
      phone: "text",
      mobile: "text",
      email: "text",
      surname: "text",
      givenname: "text",
    },
    ["directory", "uid"],
  );
  await create("meta", { key: "text", value: "text" }, ["key"]);
}

async function createAudit(db: Db, create: Create): Promise<void> {
  await index(db, "person", ["directory", "login", "uid"]);
  await create(
    "audit",
    {
      number: "integer",
      at: "text",
      action: "text",
      success: "integer",
      serial: "text",
      token_type: "text",
      user: "text",
      realm: "text",
      administrator: "text",
      action_detail: "text",
      info: "text",
      server: "text",
      client: "text",
      chain: "bytes",
    },
    ["number"],
  );
  await index(db, "audit", ["at"]);
  await index(db, "audit", ["serial"]);
  await index(db, "audit", ["user", "realm"]);
  await create("audit_head", { id: "integer", number: "integer", chain: "bytes", seal: "bytes" }, ["id"]);
}

async function index(db: Db, table: string, columns: readonly string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${columns.join("_")}`)
    .on(table)
    .columns([...columns])
    .execute();
}
