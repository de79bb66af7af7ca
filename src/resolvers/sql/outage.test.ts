// Databases that do not answer, refuse us, or are not who they say: never "no such person", and named for what it is.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { opensslMissing } from "../../../test/support/openssl.ts";
import { postgresMissing, startPostgres, type ThrowawayPostgres } from "../../../test/support/postgres.ts";
import { type Authority, certify } from "../../../test/support/sql/authority.ts";
import { engines, type PeopleTable } from "../../../test/support/sql/engines.ts";
import {
  freePort,
  mariadbMissing,
  mariadbUser,
  startMariadb,
  type ThrowawayMariadb,
} from "../../../test/support/sql/mariadb.ts";
import { sqlResolvers, unavailable, wrongWith } from "../../../test/support/sql/open.ts";

const { start, open } = sqlResolvers();
const people = { Table: "people", Map: '{"userid": "id", "username": "login", "password": "password"}' };
const elsewhere = (Connect: string, Password = "x") => open({ parameters: { ...people, Connect, Password } });

for (const engine of engines) {
  describe(`outages of ${engine.name}`, { skip: engine.missing ?? false }, () => {
    let table: PeopleTable;
    before(async () => {
      table = await start(engine, [{ uid: 1, login: "alice", password: "CCNf8Sbh3HDfQ" }]);
    });

    test("an outage is told apart from an answer, and ends by itself", async () => {
      const resolver = open(table);
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
      assert.equal(resolver.outage?.(), undefined);
      await table.kill();
      try {
        for (let round = 0; round < 2; round++) {
          await assert.rejects(resolver.byLogin("alice"), unavailable);
          await assert.rejects(resolver.byLogin("nobody"), unavailable);
          await assert.rejects(resolver.byUid("1"), unavailable);
          await assert.rejects(resolver.search({ username: "*" }), unavailable);
          await assert.rejects(resolver.verifyPassword("1", "U*U*U*U*"), unavailable);
        }
        assert.match(resolver.outage?.() ?? "", /refused|not there|cut off|starting|no socket/);
      } finally {
        await table.restart();
      }
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
      assert.equal(await resolver.byLogin("nobody"), undefined);
      assert.equal(resolver.outage?.(), undefined);
    });

    test("connections that a restart cut off are replaced without anybody's notice", async () => {
      const resolver = open(table);
      await Promise.all(Array.from({ length: 12 }, () => resolver.byLogin("alice")));
      await table.kill();
      await table.restart();
      const answers = await Promise.all(Array.from({ length: 12 }, () => resolver.byLogin("alice")));
      assert.ok(answers.every((person) => person?.uid === "1"));
    });

    test("a table that is gone is an outage, too, and is back when it is back", async () => {
      const resolver = open(table);
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
      await table.execute("ALTER TABLE people RENAME TO persons");
      await assert.rejects(resolver.byLogin("alice"), unavailable);
      assert.match(resolver.outage?.() ?? "", /there is no such table/);
      await table.execute("ALTER TABLE persons RENAME TO people");
      assert.equal((await resolver.byLogin("alice"))?.uid, "1");
      assert.equal(resolver.outage?.(), undefined);
    });
  });
}

describe("servers that are not there", () => {
  test("a closed port and an unknown host are named", async () => {
    for (const driver of ["postgresql", "mysql"]) {
      assert.match(await wrongWith(elsewhere(`${driver}://u@127.0.0.1:1/x`)), /the connection was refused/);
      assert.match(
        await wrongWith(elsewhere(`${driver}://u@nowhere.invalid/x`)),
        /host name (is unknown|could not be looked up)/,
      );
    }
    assert.match(await wrongWith(elsewhere("sqlite:////nowhere/at/all")), /the file is not there/);
    assert.match(
      await wrongWith(elsewhere("sqlite:////etc/hostname")),
      /no SQLite database|does not understand/,
    );
  });

  test("a server that says nothing, or nonsense, or hangs up, is given up in time", async () => {
    const replies: readonly ((socket: Socket) => void)[] = [
      () => undefined,
      (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
      (socket) => socket.destroy(),
    ];
    for (const reply of replies) {
      const sockets: Socket[] = [];
      const server: Server = createServer((socket) => {
        sockets.push(socket.on("error", () => undefined));
        reply(socket);
      });
      await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
      const { port } = server.address() as { port: number };
      try {
        for (const driver of ["postgresql", "mysql"]) {
          const resolver = elsewhere(`${driver}://u@127.0.0.1:${port}/x?connect_timeout=0.3`);
          await assert.rejects(resolver.byLogin("alice"), unavailable);
          assert.notEqual(resolver.outage?.(), undefined);
        }
      } finally {
        for (const socket of sockets) socket.destroy();
        await new Promise((closed) => server.close(closed));
      }
    }
  });
});

const needs = (missing: string | undefined) => missing ?? opensslMissing() ?? false;
const folders: string[] = [];
const folder = async () => {
  const made = await mkdtemp(join(tmpdir(), "latchkey-tls-"));
  folders.push(made);
  return made;
};
after(async () => {
  for (const each of folders) await rm(each, { recursive: true });
});

describe("MariaDB that wants encryption and a password", { skip: needs(mariadbMissing()) }, () => {
  let server: ThrowawayMariadb;
  let files: Authority;
  let place: string;
  before(async () => {
    files = certify(await folder(), mariadbUser);
    server = await startMariadb({ tls: files });
    const { name, root } = await server.database();
    await root.query("CREATE TABLE people (id INT, login VARCHAR(20), password VARCHAR(20))");
    await root.query("INSERT INTO people VALUES (1, 'alice', NULL)");
    await root.query("CREATE USER reader IDENTIFIED BY 'right' REQUIRE SSL");
    await root.query(`GRANT SELECT ON ${name}.* TO reader`);
    await root.query("CREATE USER nobody IDENTIFIED BY 'right'");
    place = `localhost:${server.port}/${name}`;
  });
  after(() => server.stop());
  const reader = (parameters: string, password = "right") =>
    elsewhere(`mysql://reader@${place}?${parameters}`, password);

  test("it is encrypted by default, and by certificate if that is wanted", async () => {
    for (const parameters of [
      "",
      "sslmode=require",
      `sslmode=verify-full&sslrootcert=${files.ca}`,
      `ssl_ca=${files.ca}`,
    ])
      assert.equal(await wrongWith(reader(parameters)), "", parameters);
  });

  test("a stranger's certificate, a missing file and clear text are refused", async () => {
    assert.match(await wrongWith(reader(`sslmode=verify-ca&sslrootcert=${files.stranger}`)), /certificate/);
    assert.match(await wrongWith(reader("sslmode=verify-full")), /certificate/);
    assert.match(await wrongWith(reader("ssl_ca=/nowhere")), /authority .* cannot be read/);
    assert.match(await wrongWith(reader("sslmode=disable")), /cannot log in/);
  });

  test("a wrong password, a wrong database and missing rights are named", async () => {
    assert.match(await wrongWith(reader("", "wrong")), /cannot log in: User or Password is wrong/);
    assert.match(
      await wrongWith(elsewhere(`mysql://reader@localhost:${server.port}/x`, "right")),
      /database/,
    );
    assert.match(
      await wrongWith(elsewhere(`mysql://nobody@${place}`, "right")),
      /no such database, or User may/,
    );
  });

  test("an account that was refused is not tried over and over", async () => {
    const { root } = await server.database();
    const attempts = async () => {
      const [rows] = await root.query("SHOW GLOBAL STATUS LIKE 'Aborted_connects'");
      return Number((rows as { Value: string }[])[0]?.Value);
    };
    const resolver = reader("", "wrong");
    const so = await attempts();
    for (let round = 0; round < 5; round++) await assert.rejects(resolver.byLogin("alice"), unavailable);
    assert.equal((await attempts()) - so, 1);
    assert.match(resolver.outage?.() ?? "", /cannot log in/);
  });
});

describe("PostgreSQL that wants encryption and a password", { skip: needs(postgresMissing()) }, () => {
  let server: ThrowawayPostgres;
  let files: Authority;
  let place: string;
  before(async () => {
    const own = await folder();
    files = certify(own, "postgres");
    const rules = join(own, "hba.conf");
    await writeFile(rules, "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n");
    const port = await freePort();
    server = await startPostgres([
      ...["listen_addresses=127.0.0.1", `port=${port}`, `hba_file=${rules}`],
      ...["ssl=on", `ssl_cert_file=${files.certificate}`, `ssl_key_file=${files.key}`],
    ]);
    const url = await server.database();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("CREATE TABLE people (id INT, login TEXT, password TEXT)");
    await client.query("CREATE ROLE reader LOGIN PASSWORD 'right'");
    await client.query("CREATE ROLE nobody LOGIN PASSWORD 'right'");
    await client.query("GRANT SELECT ON people TO reader");
    await client.end();
    place = `127.0.0.1:${port}/${url.slice(url.lastIndexOf("/") + 1)}`;
  });
  after(() => server.stop());
  const reader = (parameters: string, password = "right") =>
    elsewhere(`postgresql+psycopg2://reader@${place}?${parameters}`, password);

  test("it is encrypted by default, and by certificate if that is wanted", async () => {
    for (const parameters of ["", "sslmode=require", `sslmode=verify-full&sslrootcert=${files.ca}`])
      assert.equal(await wrongWith(reader(parameters)), "", parameters);
  });

  test("a stranger's certificate and clear text are refused", async () => {
    assert.match(await wrongWith(reader(`sslmode=verify-ca&sslrootcert=${files.stranger}`)), /certificate/);
    assert.match(await wrongWith(reader("sslmode=verify-full")), /certificate/);
    assert.match(await wrongWith(reader("sslmode=disable")), /does not let User log in/);
  });

  test("a wrong password, a wrong database and missing rights are named", async () => {
    assert.match(await wrongWith(reader("", "wrong")), /cannot log in: User or Password is wrong/);
    assert.match(await wrongWith(reader("", "")), /cannot log in: User or Password is wrong/);
    assert.match(await wrongWith(elsewhere(`postgresql://reader@${place}x`, "right")), /no such database/);
    assert.match(
      await wrongWith(elsewhere(`postgresql://nobody@${place}`, "right")),
      /Table: User may not read/,
    );
  });
});

describe("servers without TLS", () => {
  const asked = async (place: string) => [
    await wrongWith(elsewhere(`${place}?sslmode=prefer`)),
    await wrongWith(elsewhere(`${place}?sslmode=require`)),
    await wrongWith(elsewhere(`${place}?sslmode=verify-ca`)),
  ];
  const isTold = ([preferred = "", ...strict]: readonly string[]) => {
    assert.match(preferred, /^Table: there is no such table/);
    for (const each of strict) assert.match(each, /^the server has no TLS/);
  };

  test("PostgreSQL is asked in clear text only if that is allowed", {
    skip: postgresMissing() ?? false,
  }, async () => {
    const port = await freePort();
    const server = await startPostgres(["listen_addresses=127.0.0.1", `port=${port}`]);
    try {
      const name = (await server.database()).split("/").at(-1);
      isTold(await asked(`postgresql://latchkey@127.0.0.1:${port}/${name}`));
    } finally {
      await server.stop();
    }
  });

  test("MariaDB is asked in clear text only if that is allowed", {
    skip: mariadbMissing() ?? false,
  }, async () => {
    const server = await startMariadb();
    try {
      const { name, root } = await server.database();
      await root.query("CREATE USER reader IDENTIFIED BY 'x'");
      await root.query("GRANT SELECT ON *.* TO reader");
      isTold(await asked(`mysql://reader@127.0.0.1:${server.port}/${name}`));
    } finally {
      await server.stop();
    }
  });
});
