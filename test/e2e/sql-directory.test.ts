// The guide's way from a table of people to a realm, as an administrator walks it: PostgreSQL and MariaDB.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { commandsOf } from "../support/access/guide.ts";
import { postgresMissing, startPostgres } from "../support/postgres.ts";
import { mariadbMissing, startMariadb } from "../support/sql/mariadb.ts";
import { startWire, type Wire } from "../support/wire.ts";

const table = `CREATE TABLE people (id INT PRIMARY KEY, login VARCHAR(40), password VARCHAR(120),
  givenname VARCHAR(40), surname VARCHAR(40), mail VARCHAR(80), salary INT);
  INSERT INTO people VALUES
  (1, 'alice', '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', 'Alice', 'Liddell', 'alice@example.org', 7),
  (2, 'bob', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'Bob', 'Müller', NULL, 9);`;
/** The condition of the guide, `left_on IS NULL`, needs its column. */
const withLeft = table.replace("salary INT", "salary INT, left_on DATE").replace(/(, \d)\)/g, "$1, NULL)");

const run = promisify(execFile);

interface Answer {
  readonly result: { readonly value: unknown };
}

describe("the guide to SQL directories", () => {
  let wire: Wire;
  let folder: string;
  before(async () => {
    wire = await startWire();
    folder = await mkdtemp(join(tmpdir(), "latchkey-guide-"));
  });
  after(async () => {
    await wire.close();
    await rm(folder, { recursive: true });
  });

  /** Not synchronously: it asks a server in this very process. */
  const follow = async (step: string, env: Readonly<Record<string, string>>): Promise<string> => {
    const options = { cwd: folder, env: { ...process.env, ...env }, timeout: 30_000 };
    return (await run("sh", ["-ec", commandsOf(step, "directories")], options)).stdout;
  };
  const answersOf = (output: string): readonly Answer[] =>
    output.split(/(?<=\})\s*(?=\{\s*"jsonrpc")/).map((each) => JSON.parse(each) as Answer);

  const isFollowed = async (connect: string) => {
    await wire.reset();
    const environment = { LATCHKEY: wire.address, ADMIN_PASSWORD: "Test123!", CONNECT: connect };
    const [login, set, tested, realm] = answersOf(await follow("sql-resolver", environment));
    for (const answer of [login, set]) assert.equal(answer?.result.value, true);
    assert.deepEqual(tested?.result.value, {
      result: true,
      desc: { rows: 2, err_string: "" },
      sample: ["alice", "bob"],
    });
    assert.equal(realm?.result.value, true);
    const settings = wire.world.store.settings().resolvers.get("personnel");
    assert.ok(settings !== undefined);
    const resolver = wire.world.resolver(settings);
    assert.equal((await resolver.byLogin("bob"))?.info["surname"], "Müller");
    assert.equal(await resolver.verifyPassword("1", "test12345"), true);
    assert.equal(await resolver.verifyPassword("2", "U*U"), true);
    resolver.close?.();
  };

  test("on PostgreSQL", {
    skip: postgresMissing() ?? (existsSync("/usr/bin/psql") ? false : "no psql"),
  }, async () => {
    const server = await startPostgres();
    try {
      const url = await server.database();
      execFileSync("psql", ["--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url], { input: withLeft });
      const { hostname, pathname } = new URL(url);
      const database = pathname.slice(1);
      const environment = { PGHOST: decodeURIComponent(hostname), PGUSER: "latchkey", HR_DATABASE: database };
      await follow("sql-postgresql", environment);
      await isFollowed(`postgresql://latchkey_reader@${hostname}/${database}`);
    } finally {
      await server.stop();
    }
  });

  test("on MariaDB", { skip: mariadbMissing() ?? false }, async () => {
    const server = await startMariadb();
    try {
      const { name } = await server.database();
      const options = [
        "--no-defaults",
        "--socket",
        server.socket,
        "--user",
        "root",
        "--default-character-set=utf8mb4",
      ];
      execFileSync("mariadb", [...options, name], { input: withLeft });
      await writeFile(join(folder, ".my.cnf"), `[client]\nsocket=${server.socket}\nuser=root\n`);
      const environment = { HOME: folder, HR_DATABASE: name };
      await follow("sql-mariadb", environment);
      await isFollowed(`mysql+pymysql://latchkey_reader@127.0.0.1:${server.port}/${name}`);
    } finally {
      await server.stop();
    }
  });
});
