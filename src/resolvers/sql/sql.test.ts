// People in real databases: finding them whatever the collation says, patterns, types, and passwords of every format.

import assert from "node:assert/strict";
import { copyFile, rename, rm } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { engines, type PeopleTable, type Row, type SqlEngine } from "../../../test/support/sql/engines.ts";
import { sqlResolvers, unavailable, wrongWith } from "../../../test/support/sql/open.ts";
import type { Resolver } from "../../core/user.ts";

const { start, open } = sqlResolvers();

const hashed: readonly (readonly [string, string, string?])[] = [
  ["bcrypt", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["des", "CCNf8Sbh3HDfQ"],
  ["braced", "{CRYPT}CCNf8Sbh3HDfQ"],
];
const people: readonly Row[] = [
  { uid: 7, login: "alice", givenname: "Alice", surname: "Liddell", mail: "alice@example.org" },
  { uid: 8, login: "Alice", givenname: "Another", surname: "Person" },
  { uid: 9, login: "ÀLICE", givenname: "Third" },
  { uid: 10, login: "bob", surname: "50% off_", mail: "b!b@example.org" },
  { uid: 11, login: "bob ", surname: "Trailing" },
  { uid: 12, login: "o'brien", surname: 'say "hi"; --' },
  { uid: 13, login: "back\\slash", surname: "Müller" },
  { uid: 14, login: "twice" },
  { uid: 15, login: "twice" },
  { uid: 16, login: "7" },
  ...hashed.map(([login, password], index) => ({ uid: 100 + index, login, password })),
  { uid: 120, login: "php", password: "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0" },
  { uid: 121, login: "plain", password: "secret" },
  { uid: 122, login: "none", password: null },
  { uid: 123, login: "empty", password: "" },
  // Base64 of the digest alone; the salt is "salt".
  { uid: 124, login: "salted", password: "{SSHA}yI6cZwQadOA1e+/f+T+H3eCQQhQ=", salt: "salt" },
];

for (const engine of engines) {
  describe(`people in ${engine.name}`, { skip: engine.missing ?? false }, () => {
    let table: PeopleTable;
    let resolver: Resolver;
    before(async () => {
      table = await start(engine, people);
      resolver = open(table);
    });
    const uidOf = async (login: string) => (await resolver.byLogin(login))?.uid;
    const logins = async (filter: Record<string, string>) =>
      (await resolver.search(filter)).map(({ login }) => login);

    test("logins that differ in case, accents or blanks are different people", async () => {
      assert.equal(await uidOf("alice"), "7");
      assert.equal(await uidOf("Alice"), "8");
      assert.equal(await uidOf("ÀLICE"), "9");
      assert.equal(await uidOf("bob"), "10");
      assert.equal(await uidOf("bob "), "11");
      for (const nobody of ["ALICE", "àlice", "alice ", " alice", "bob  ", "alice\0", "7 "])
        assert.equal(await uidOf(nobody), undefined, nobody);
    });

    test("of several rows with one login the last counts", async () => {
      assert.equal(await uidOf("twice"), "15");
    });

    test("a uid is found by its digits and nothing else", async () => {
      assert.equal((await resolver.byUid("7"))?.login, "alice");
      for (const nobody of ["07", "7.0", "7x", " 7", "+7", "0x7", "7e0", "", "99999999999999999999999999"])
        assert.equal(await resolver.byUid(nobody), undefined, nobody);
    });

    test("quotes, backslashes and comments are letters like others", async () => {
      assert.equal(await uidOf("o'brien"), "12");
      assert.equal(await uidOf("back\\slash"), "13");
      assert.deepEqual(await logins({ username: "o'b*" }), ["o'brien"]);
      assert.deepEqual(await logins({ username: "*\\*" }), ["back\\slash"]);
      assert.deepEqual(await logins({ surname: '*"; --' }), ["o'brien"]);
    });

    test("in a pattern only the asterisk and the dot are more than themselves", async () => {
      assert.deepEqual(await logins({ surname: "*%*" }), ["bob"]);
      assert.deepEqual(await logins({ surname: "*_" }), ["bob"]);
      assert.deepEqual(await logins({ email: "b!b*" }), ["bob"]);
      assert.deepEqual(await logins({ username: "b.b", surname: "50*" }), ["bob"]);
      assert.deepEqual(await logins({ username: "o.brien" }), ["o'brien"]);
    });

    test("leading signs compare: numbers as numbers, text as text", async () => {
      assert.deepEqual(await logins({ userid: "<8" }), ["alice"]);
      assert.deepEqual(await logins({ userid: "<=8" }), ["alice", "Alice"]);
      assert.deepEqual(await logins({ userid: ">=124" }), ["salted"]);
      assert.deepEqual(await logins({ userid: ">123", username: "*" }), ["salted"]);
      assert.deepEqual(await logins({ username: ">twice" }), engine.name === "MariaDB" ? [] : ["ÀLICE"]);
      assert.deepEqual(await logins({ userid: "<x", username: "7" }), engine.name === "MariaDB" ? [] : ["7"]);
    });

    test("a search gives back no more than Limit, and only who fulfils Where", async () => {
      assert.equal((await open(table, { Limit: "3" }).search({})).length, 3);
      const some = open(table, { Where: "givenname = 'Alice' OR people.givenname LIKE 'A%'" });
      assert.deepEqual(
        (await some.search({ username: "*" })).map(({ uid }) => uid),
        ["7", "8"],
      );
      assert.equal(await some.byLogin("bob"), undefined);
      assert.equal(await some.byUid("10"), undefined);
      assert.equal(await some.verifyPassword("100", "U*U"), false);
    });

    test("a table is named with or without its schema", async () => {
      const schema = { PostgreSQL: "public", MariaDB: "people_1", SQLite: "main" }[engine.name];
      assert.equal((await open(table, { Table: `${schema}.people` }).byLogin("bob"))?.uid, "10");
      await assert.rejects(open(table, { Table: "nowhere.people" }).byLogin("bob"), unavailable);
    });

    test("passwords are compared in the format in which they are stored", async () => {
      for (const [uid, password] of [
        ["100", "U*U"],
        ["101", "U*U*U*U*"],
        ["102", "U*U*U*U*"],
        ["120", "test12345"],
        ["124", "password"],
      ] as const) {
        assert.equal(await resolver.verifyPassword(uid, password), true, uid);
        assert.equal(await resolver.verifyPassword(uid, `${password.slice(0, 3)}x`), false, uid);
      }
    });

    test("plain text, no password and an empty one let nobody in", async () => {
      for (const uid of ["121", "122", "123", "7", "999"])
        for (const guess of ["secret", "", "NULL"])
          assert.equal(await resolver.verifyPassword(uid, guess), false, `${uid} ${guess}`);
    });

    test("without a password in the Map nobody's password is right", async () => {
      const mapped = JSON.stringify({ userid: "id", username: "login" });
      assert.equal(await open(table, { Map: mapped }).verifyPassword("100", "U*U"), false);
    });

    test("the test of the connection counts people", async () => {
      assert.deepEqual((await resolver.test?.())?.desc, { rows: people.length, err_string: "" });
      const some = open(table, { Where: "id < 9" });
      assert.deepEqual(await some.test?.(), {
        result: true,
        desc: { rows: 2, err_string: "" },
        sample: ["alice", "Alice"],
      });
    });

    test("the test of the connection names the table, the column or the condition that is wrong", async () => {
      const columns = { userid: "id", username: "login", mobile: "cell" };
      for (const [changed, pattern] of [
        [{ Table: "persons" }, /^Table: there is no such table/],
        [{ Map: JSON.stringify(columns) }, /^column cell: there is no such column/],
        [{ Where: "active = 1" }, /^Where: there is no such column/],
        [{ Where: "id id" }, /^Where: the database does not understand/],
      ] as const) {
        assert.match(await wrongWith(open(table, changed)), pattern);
        await assert.rejects(open(table, changed).byLogin("alice"), unavailable);
      }
    });
  });
}

const [postgresql, mariadb, sqlite] = engines as readonly [SqlEngine, SqlEngine, SqlEngine];
const identity = (uid: string, login: string) => JSON.stringify({ userid: uid, username: login });

test("PostgreSQL's types are what they look like: uuid, padded, without regard to case", {
  skip: postgresql.missing ?? false,
}, async () => {
  const table = await start(postgresql, []);
  await table.execute(
    "CREATE TABLE typed (key UUID, login CHAR(10), number NUMERIC, since DATE, yes BOOLEAN)",
  );
  const key = "0b6f6c5e-1d0a-4a4e-9d5e-000000000001";
  await table.execute(`INSERT INTO typed VALUES ('${key}', 'alice', 12.50, '2026-11-24', true)`);
  const columns = { userid: "key", username: "login", number: "number", since: "since", yes: "yes" };
  const resolver = open(table, { Table: "typed", Map: JSON.stringify(columns) });
  const alice = await resolver.byUid(key);
  const info = { userid: key, username: "alice", number: "12.50", since: "2026-11-24", yes: "true" };
  assert.deepEqual(alice, { uid: key, login: "alice", info });
  assert.deepEqual(await resolver.byLogin("alice"), alice);
  for (const nobody of ["alice ", "nobody", key.toUpperCase()]) {
    assert.equal(await resolver.byUid(nobody), undefined);
    assert.equal(await resolver.byLogin(nobody), undefined);
  }
  assert.deepEqual(await resolver.search({ number: ">=12.5", since: "<2027-01-01", yes: "t*" }), [alice]);
  assert.deepEqual(await resolver.search({ number: ">many", username: "alice" }), []);
});

test("however many ask at once, there are at most eight connections, and no transaction stays open", {
  skip: postgresql.missing ?? false,
}, async () => {
  const table = await start(postgresql, [{ uid: 1, login: "alice" }]);
  const resolver = open(table);
  const found = await Promise.all(Array.from({ length: 300 }, () => resolver.byLogin("alice")));
  assert.ok(found.every((person) => person?.uid === "1"));
  const ours = "SELECT state FROM pg_stat_activity WHERE application_name = 'latchkey'";
  const states = (await table.execute(ours)) as readonly { readonly state: string }[];
  assert.ok(states.length <= 8, `${states.length} connections`);
  assert.ok(states.every(({ state }) => state === "idle"));
});

test("MariaDB's character sets and its own password functions", {
  skip: mariadb.missing ?? false,
}, async () => {
  const table = await start(mariadb, []);
  await table.execute(
    "CREATE TABLE typed (id BINARY(3), login VARCHAR(20) CHARACTER SET latin1, hash VARCHAR(80) COLLATE utf8mb4_bin)",
  );
  await table.execute(
    "INSERT INTO typed VALUES ('a1', 'müller', PASSWORD('geheim')), ('a2', 'meier', OLD_PASSWORD('alt'))",
  );
  const columns = { userid: "login", username: "login", password: "hash" };
  const resolver = open(table, { Table: "typed", Map: JSON.stringify(columns) });
  assert.equal((await resolver.byLogin("müller"))?.uid, "müller");
  for (const nobody of ["muller", "MÜLLER", "m😀ller", "mu\u0308ller"])
    assert.equal(await resolver.byLogin(nobody), undefined, nobody);
  assert.deepEqual(
    (await resolver.search({ username: "*ÜLL*" })).map(({ login }) => login),
    ["müller"],
  );
  assert.deepEqual(await resolver.search({ username: "😀*" }), []);
  assert.equal(await resolver.verifyPassword("müller", "geheim"), true);
  assert.equal(await resolver.verifyPassword("müller", "Geheim"), false);
  assert.equal(await resolver.verifyPassword("meier", "alt"), true);
});

test("SQLite's columns hold whatever was put there, and people are found by it", async () => {
  const table = await start(sqlite, []);
  await table.execute("CREATE TABLE typed (id, login TEXT COLLATE NOCASE)");
  await table.execute(
    "INSERT INTO typed VALUES (7, 'alice'), ('8', 'bob'), (NULL, 'carol'), (X'41', 'dave')",
  );
  const resolver = open(table, { Table: "typed", Map: identity("id", "login") });
  assert.equal((await resolver.byUid("7"))?.login, "alice");
  assert.equal((await resolver.byUid("8"))?.login, "bob");
  assert.equal((await resolver.byLogin("dave"))?.uid, "A");
  assert.equal(await resolver.byLogin("ALICE"), undefined);
  await assert.rejects(resolver.byLogin("carol"), unavailable);
  assert.equal((await resolver.search({})).length, 3);
});

test("a SQLite file that another program writes to, and one that took its place, are read as they are now", async () => {
  const table = await start(sqlite, [{ uid: 1, login: "alice" }]);
  await table.execute("PRAGMA journal_mode = WAL");
  const resolver = open(table);
  assert.equal(await resolver.byLogin("bob"), undefined);
  await table.execute("INSERT INTO people (id, login) VALUES (2, 'bob')");
  assert.equal((await resolver.byLogin("bob"))?.uid, "2");
  const file = (table.parameters["Connect"] ?? "").slice("sqlite:///".length);
  const other = await start(sqlite, [{ uid: 3, login: "carol" }]);
  await copyFile((other.parameters["Connect"] ?? "").slice("sqlite:///".length), `${file}.new`);
  for (const each of [file, `${file}-wal`, `${file}-shm`]) await rm(each, { force: true });
  await rename(`${file}.new`, file);
  assert.equal((await resolver.byLogin("carol"))?.uid, "3");
  assert.equal(await resolver.byLogin("alice"), undefined);
});

test("one uid for several people is trouble, not somebody", async () => {
  const table = await start(sqlite, [
    { uid: 1, login: "alice", surname: "same" },
    { uid: 2, login: "bob", surname: "same" },
  ]);
  const resolver = open(table, { Map: identity("surname", "login") });
  await assert.rejects(resolver.byUid("same"), unavailable);
  await assert.rejects(resolver.verifyPassword("same", "x"), unavailable);
  assert.match(resolver.outage?.() ?? "none", /none/);
});
