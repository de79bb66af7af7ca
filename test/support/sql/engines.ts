// PostgreSQL, MariaDB and SQLite alike: a table of people in a database of its own, and the parameters that lead to it.

import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import type { ResolverSettings } from "../../../src/core/settings.ts";
import { postgresMissing, startPostgres } from "../postgres.ts";
import { mariadbMissing, startMariadb } from "./mariadb.ts";

export interface Row {
  readonly login: string;
  readonly uid: number;
  readonly password?: string | null;
  readonly salt?: string | null;
  readonly givenname?: string;
  readonly surname?: string;
  readonly mail?: string;
}

export interface PeopleTable {
  /** As an administrator writes them. */
  readonly parameters: { readonly [name: string]: string };
  /** With all rights, unlike anything that the product does. */
  execute(sql: string, values?: readonly (string | number | null)[]): Promise<readonly unknown[]>;
  /** Ends the server, or takes the file away. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface SqlEngine {
  readonly name: "PostgreSQL" | "MariaDB" | "SQLite";
  readonly missing: string | undefined;
  readonly ignoresCase?: true;
  start(rows: readonly Row[]): Promise<PeopleTable>;
}

const map = {
  userid: "id",
  username: "login",
  password: "password",
  salt: "salt",
  givenname: "givenname",
  surname: "surname",
  email: "mail",
};

const create =
  "CREATE TABLE people (id INTEGER PRIMARY KEY, login VARCHAR(80) NOT NULL, password VARCHAR(200), salt VARCHAR(40), " +
  "givenname VARCHAR(80), surname VARCHAR(80), mail VARCHAR(80))";

async function fill(
  table: PeopleTable,
  rows: readonly Row[],
  value: (number: number) => string,
): Promise<PeopleTable> {
  await table.execute(create);
  const values = Array.from({ length: 7 }, (_, index) => value(index + 1)).join(", ");
  for (const { uid, login, password = null, salt = null, givenname = "", surname = "", mail = "" } of rows)
    await table.execute(`INSERT INTO people VALUES (${values})`, [
      ...[uid, login, password, salt],
      ...[givenname, surname, mail],
    ]);
  return table;
}

const parametersFor = (Connect: string) => ({
  Connect,
  Table: "people",
  Map: JSON.stringify(map),
  // Nobody asks for it, but it has to be there.
  Password: "unused",
});

const postgresql: SqlEngine = {
  name: "PostgreSQL",
  missing: postgresMissing(),
  start: async (rows) => {
    const server = await startPostgres();
    const url = await server.database();
    const open = async () => {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    };
    let client = await open();
    const table: PeopleTable = {
      parameters: parametersFor(url),
      execute: async (sql, values = []) => (await client.query(sql, [...values])).rows,
      kill: server.crash,
      restart: async () => {
        await server.restart();
        client = await open();
      },
      stop: async () => {
        await client.end().catch(() => undefined);
        await server.stop();
      },
    };
    return await fill(table, rows, (number) => `$${number}`);
  },
};

const mariadb: SqlEngine = {
  name: "MariaDB",
  missing: mariadbMissing(),
  ignoresCase: true,
  start: async (rows) => {
    const server = await startMariadb();
    const { name, root: first } = await server.database();
    let root = first;
    await root.query("CREATE USER reader IDENTIFIED BY 'p@ss:word/'");
    await root.query("GRANT ALL ON *.* TO reader");
    const table: PeopleTable = {
      parameters: {
        ...parametersFor(`mysql+pymysql://reader@${server.host}:${server.port}/${name}`),
        Password: "p@ss:word/",
      },
      execute: async (sql, values = []) => (await root.query(sql, [...values]))[0] as unknown as unknown[],
      kill: server.kill,
      restart: async () => {
        await server.restart();
        root = await server.root(name);
      },
      stop: server.stop,
    };
    return await fill(table, rows, () => "?");
  },
};

const sqlite: SqlEngine = {
  name: "SQLite",
  missing: undefined,
  start: async (rows) => {
    const folder = await mkdtemp(join(tmpdir(), "latchkey-sqlite-"));
    const file = join(folder, "people.sqlite");
    const database = new DatabaseSync(file);
    const table: PeopleTable = {
      parameters: parametersFor(`sqlite:///${file}`),
      execute: async (sql, values = []) => database.prepare(sql).all(...values),
      kill: () => rename(file, `${file}.away`),
      restart: () => rename(`${file}.away`, file),
      stop: async () => {
        database.close();
        await rm(folder, { recursive: true });
      },
    };
    return await fill(table, rows, () => "?");
  },
};

export const engines: readonly SqlEngine[] = [postgresql, mariadb, sqlite];

/** For a resolver whose vault opens everything as it is: see `plainVault` in `../ldap/settings.ts`. */
export function sqlSettings(
  { parameters }: Pick<PeopleTable, "parameters">,
  changed: { readonly [name: string]: string } = {},
): ResolverSettings {
  const all = { ...parameters, ...changed };
  const Password = Buffer.from(all["Password"] ?? "").toString("base64");
  return {
    name: "staff",
    type: "sqlresolver",
    builtIn: false,
    readonly: false,
    admin: false,
    immutable: false,
    parameters: { ...all, Password },
  };
}
