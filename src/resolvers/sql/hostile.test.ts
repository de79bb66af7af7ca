// Nothing is ever written, and nothing that anybody types becomes SQL: not by logins and searches, not by the settings.

import assert from "node:assert/strict";
import { link, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { engines, type PeopleTable, type SqlEngine } from "../../../test/support/sql/engines.ts";
import { sqlResolvers, unavailable, wrongWith } from "../../../test/support/sql/open.ts";
import type { Resolver } from "../../core/user.ts";

const { start, open } = sqlResolvers();
const folder = await mkdtemp(join(tmpdir(), "latchkey-hostile-"));
after(() => rm(folder, { recursive: true }));

const tricks = [
  "' OR '1'='1",
  "alice' --",
  "alice'; DROP TABLE people; --",
  '" OR ""="',
  "` OR 1=1 #",
  "\\' OR 1=1 --",
  "alice%",
  "al_ce",
  "*",
  "%00",
  "$1",
  "?",
  ":login",
  "1 OR 1=1",
  "\uD800",
  "a".repeat(20_000),
];

for (const engine of engines) {
  describe(`hostile input and ${engine.name}`, { skip: engine.missing ?? false }, () => {
    let table: PeopleTable;
    let resolver: Resolver;
    before(async () => {
      table = await start(engine, [
        { uid: 1, login: "alice" },
        { uid: 2, login: "bob" },
      ]);
      await table.execute("CREATE TABLE trace (id INTEGER)");
      resolver = open(table);
    });
    const isWhole = async () => {
      const [people] = (await table.execute("SELECT COUNT(*) AS n FROM people")) as { n: unknown }[];
      const [trace] = (await table.execute("SELECT COUNT(*) AS n FROM trace")) as { n: unknown }[];
      return Number(people?.n) === 2 && Number(trace?.n) === 0;
    };

    test("logins, uids and passwords are values", async () => {
      for (const trick of tricks) {
        assert.equal(await resolver.byLogin(trick), undefined, trick);
        assert.equal(await resolver.byUid(trick), undefined, trick);
        assert.equal(await resolver.verifyPassword(trick, trick), false, trick);
      }
      assert.ok(await isWhole());
    });

    test("whatever somebody types, he finds nobody but himself", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary", maxLength: 30 }), async (login) => {
          assert.equal((await resolver.byLogin(login))?.login ?? login, login);
        }),
        { numRuns: 60 },
      );
    });

    test("search terms are values, in patterns and in comparisons", async () => {
      for (const trick of [...tricks, "\0", ...tricks.map((each) => `<=${each}`)]) {
        for (const field of ["username", "userid", "email", "searchTerm", trick]) {
          const found = await resolver.search({ [field]: trick });
          assert.ok(found.length <= 2, trick);
        }
      }
      assert.deepEqual(await resolver.search({ username: "' OR '1'='1" }), []);
      assert.ok(await isWhole());
    });

    test("names of tables and columns are names, whatever they contain", async () => {
      for (const trick of [
        'id" = 1; DROP TABLE people; --',
        "id`; DROP TABLE people; --",
        "1, password",
        "*",
        "id)",
      ]) {
        const mapped = JSON.stringify({ userid: "id", username: "login", phone: trick });
        await assert.rejects(open(table, { Map: mapped }).byLogin("alice"), unavailable, trick);
        await assert.rejects(open(table, { Table: trick }).byLogin("alice"), unavailable, trick);
      }
      assert.ok(await isWhole());
    });

    test("a condition cannot leave its parentheses", () => {
      for (const Where of [
        ...["1=1) OR (1=1", "1=1); DELETE FROM people; --", "1=1 --", "1=1 /*", "1=1; DROP TABLE people"],
        ...["(1=1", "login = 'x", "login = 'a\\' OR 1=1", "id = $1", 'id = "x'],
      ])
        assert.throws(() => open(table, { Where }), { name: "Refusal" }, Where);
    });

    test("a condition that wants to write fails, and says so", async () => {
      for (const Where of await writers[engine.name](table)) {
        const hostile = open(table, { Where });
        await assert.rejects(hostile.byLogin("alice"), unavailable, Where);
        await assert.rejects(hostile.search({}), unavailable, Where);
        assert.match(await wrongWith(hostile), /was to be changed|does not understand|may not read/, Where);
      }
      assert.ok(await isWhole());
    });

    test("a condition that takes for ever is given up, and others are answered", async () => {
      const { Connect = "" } = table.parameters;
      const slow = open(table, {
        Connect: `${Connect}?read_timeout=0.3`,
        Where: forever[engine.name],
      });
      await assert.rejects(slow.byLogin("alice"), unavailable);
      assert.match(slow.outage?.() ?? "", /took too long/);
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
    });
  });
}

const numbers = Array.from(
  { length: 12 },
  (_, index) => `(SELECT ${index} AS n${index} UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4)`,
);
const forever = {
  PostgreSQL: "pg_sleep(30) IS NOT NULL",
  MariaDB: "SLEEP(30) = 0",
  // Some seconds: SQLite cannot be interrupted, and the thread has to end before the process can.
  SQLite: `(SELECT COUNT(*) FROM ${numbers.join(", ")}) > 1`,
};

const writers: Readonly<Record<SqlEngine["name"], (table: PeopleTable) => Promise<readonly string[]>>> = {
  PostgreSQL: async ({ execute }) => {
    await execute("CREATE SEQUENCE counting");
    await execute(
      "CREATE FUNCTION sneak() RETURNS boolean LANGUAGE plpgsql AS " +
        "$$ BEGIN INSERT INTO trace VALUES (1); RETURN true; END $$",
    );
    return [
      "sneak()",
      "nextval('counting') > 0",
      "set_config('transaction_read_only', 'off', false) = 'off' AND sneak()",
      "EXISTS (WITH gone AS (DELETE FROM people RETURNING 1) SELECT 1 FROM gone)",
    ];
  },
  MariaDB: async ({ execute }) => {
    await execute(
      "CREATE FUNCTION sneak() RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO trace VALUES (1); RETURN 1; END",
    );
    await execute("CREATE SEQUENCE counting");
    return ["sneak() = 1", "NEXTVAL(counting) > 0", "1 = 1 INTO OUTFILE '/tmp/latchkey-hostile'"];
  },
  SQLite: async () => [
    "(SELECT COUNT(*) FROM pragma_table_info('people')) > 0",
    "load_extension('x') IS NULL",
    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n) > 1",
  ],
};

test("the database of the server itself is not read, by whatever name", async () => {
  const [sqlite] = engines.filter(({ name }) => name === "SQLite");
  const table = await start(sqlite!, [{ uid: 1, login: "alice" }]);
  const file = (table.parameters["Connect"] ?? "").slice("sqlite:///".length);
  await symlink(file, join(folder, "symbolic"));
  const hard = join(file, "../hard");
  await link(file, hard);
  for (const path of [file, join(folder, "symbolic"), hard, join(file, "../x/..", "people.sqlite")]) {
    const own = open(table, { Connect: `sqlite:///${path}` }, file);
    await assert.rejects(own.byLogin("alice"), unavailable, path);
    assert.match(await wrongWith(own), /database of this server itself|not there/, path);
  }
  assert.equal((await open(table).byLogin("alice"))?.uid, "1");
});
