// LinOTP's parameters: which can be used, and which are refused with the name of what is wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Refusal } from "../../core/problem.ts";
import type { Engine } from "./address.ts";
import { checkCondition } from "./condition.ts";
import { readSqlParameters, type SqlParameters } from "./parameters.ts";
import { withSalt } from "./salt.ts";

const base = { Table: "people", Map: '{"userid": "id", "username": "login"}' };

function read(parameters: { readonly [name: string]: string }): SqlParameters {
  const rest = {
    type: "sqlresolver",
    builtIn: false,
    readonly: false,
    admin: false,
    immutable: false,
  } as const;
  return readSqlParameters({ name: "staff", ...rest, parameters: { ...base, ...parameters } }, "/data");
}

const server = (Connect: string) => {
  const { target } = read({ Connect });
  assert.notEqual(target.engine, "sqlite");
  return target as Exclude<typeof target, { engine: "sqlite" }>;
};

test("addresses are read as SQLAlchemy reads them", () => {
  const full = server("postgresql+psycopg2://re%40der@db.example.com:5433/hr%20data?sslmode=require");
  const { host, port, user, database, tls } = full;
  assert.deepEqual(
    [full.engine, host, port, user, database, tls.mode],
    ["postgres", "db.example.com", 5433, "re@der", "hr data", "require"],
  );
  assert.equal(server("mysql+pymysql://u@[::1]:3307/hr").host, "::1");
  assert.equal(server("mysql://u@[::1]/hr").port, 3306);
  assert.equal(server("mariadb+mysqldb://u@db/hr?unix_socket=/run/mysqld.sock").socket, "/run/mysqld.sock");
  assert.equal(server("postgresql:///hr").socket, "/var/run/postgresql");
  assert.equal(server("postgresql://u@/hr?host=/run/postgres").socket, "/run/postgres");
  assert.equal(server("postgresql+psycopg://u@db/hr").engine, "postgres");
});

test("files are relative to the data folder, and absolute with four slashes", () => {
  const file = (Connect: string) => (read({ Connect }).target as { file?: string }).file;
  assert.equal(file("sqlite:///people.db"), "/data/people.db");
  assert.equal(file("sqlite:////srv/people.db"), "/srv/people.db");
});

test("parts say the same as an address, which goes before them", () => {
  const parts = {
    Driver: "postgresql",
    Server: "db.example.com",
    Port: "5433",
    Database: "hr",
    User: "reader",
    conParams: "?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=2",
  };
  const { target } = read(parts);
  assert.deepEqual(target, {
    engine: "postgres",
    host: "db.example.com",
    port: 5433,
    socket: undefined,
    database: "hr",
    user: "reader",
    tls: { mode: "full", authorityFile: "/etc/ca.pem" },
    connectMs: 2000,
    responseMs: 10_000,
  });
  assert.equal(read({ ...parts, Connect: "sqlite:///x" }).target.engine, "sqlite");
  assert.equal(read({ Driver: "sqlite", Database: "people.db" }).target.engine, "sqlite");
});

test("what cannot be used is refused by name", () => {
  const Connect = "mysql://u@db/hr";
  const refused: readonly (readonly [string, { readonly [name: string]: string }])[] = [
    ["Driver", {}],
    ["Table", { Connect, Table: "" }],
    ["Table", { Connect, Table: "a.b.c" }],
    ["Table", { Connect, Table: "a." }],
    ["Table", { Connect, Table: "x".repeat(65) }],
    ["Map", { Connect, Map: "" }],
    ["Map", { Connect, Map: "[]" }],
    ["Map", { Connect, Map: '{"userid": "id"}' }],
    ["Map", { Connect, Map: '{"userid": "id", "username": 7}' }],
    ["Map", { Connect, Map: '{"userid": "id", "username": "login", "password": "pw", "phone": "PW"}' }],
    ["Map", { Connect, Map: '{"userid": "id", "username": "login", "salt": "login"}' }],
    ["Limit", { Connect, Limit: "0" }],
    ["Limit", { Connect, Limit: "many" }],
    ["Encoding", { Connect, Encoding: "klingon" }],
    ["Where", { Connect, Where: "id = 1;" }],
    ["Connect", { Connect: "people.db" }],
    ["Connect", { Connect: "mysql://u:secret@db/hr" }],
    ["Connect", { Connect: "mysql://u@db" }],
    ["Connect", { Connect: "mysql://u@db/%zz" }],
    ["Connect", { Connect: "mysql+pyodbc://u@db/hr" }],
    ["Connect", { Connect: "mssql+pyodbc:///?odbc_connect=DRIVER" }],
    ["Connect", { Connect: "oracle://u@db/hr" }],
    ["Connect", { Connect: "sqlite://" }],
    ["Connect", { Connect: "sqlite:///:memory:" }],
    ["Connect", { Connect: "mysql://u@db/hr?local_infile=1" }],
    ["Connect", { Connect: "postgresql://u@db/hr?sslmod=require" }],
    ["Connect", { Connect: "postgresql://u@db/hr?sslmode=always" }],
    ["Connect", { Connect: "postgresql://u@db/hr?connect_timeout=0" }],
    ["Connect", { Connect: "mysql://u@10.0.0.1/hr?sslmode=verify-full" }],
    ["Port", { Connect: "mysql://u@db:99999/hr" }],
    ["Driver", { Driver: "mssql+pyodbc", Database: "hr" }],
    ["Database", { Driver: "mysql", Server: "db" }],
    ["conParams", { Driver: "mysql", Database: "hr", conParams: "nonsense=1" }],
  ];
  for (const [parameter, parameters] of refused) {
    const isNamed = (error: unknown) =>
      error instanceof Refusal && "parameter" in error.problem && error.problem.parameter === parameter;
    assert.throws(() => read(parameters), isNamed, JSON.stringify(parameters));
  }
});

test("a password in an address is refused without being repeated", () => {
  assert.throws(
    () => read({ Connect: "mysql://u:S3cret@db/hr" }),
    (error: unknown) => !JSON.stringify([error, String(error)]).includes("S3cret"),
  );
});

test("encryption is wanted in the words of three drivers", () => {
  const modes = {
    "": "prefer",
    "sslmode=disable": "disable",
    "ssl_disabled=true": "disable",
    "sslmode=allow": "prefer",
    "ssl=true": "require",
    "ssl_mode=REQUIRED": "require",
    "ssl_mode=VERIFY_CA": "authority",
    "ssl_ca=/ca.pem": "authority",
    "ssl_verify_cert=true": "authority",
    "ssl_verify_identity=true": "full",
    "sslmode=verify-full&sslrootcert=system": "full",
    "unix_socket=/run/x": "disable",
  };
  for (const [parameters, mode] of Object.entries(modes))
    assert.equal(server(`mysql://u@db/hr?${parameters}`).tls.mode, mode, parameters);
});

test("conditions of every usual kind are taken", () => {
  for (const where of [
    "",
    "active = 1",
    "groupid = 'staff' AND (since < '2026-01-01' OR \"left\" IS NULL)",
    "name = 'O''Brien' AND note LIKE '%; --%'",
    "id IN (SELECT person FROM members WHERE team = 'vpn')",
    "`key` <> ')'",
    "a - -1 > 0 AND b / 2 = 3 * c",
  ])
    for (const engine of ["postgres", "mariadb", "sqlite"] as const)
      assert.equal(checkCondition(where, engine), where);
  assert.equal(
    checkCondition("data ? 'vpn' AND flags # 1 > 0", "postgres"),
    "data ? 'vpn' AND flags # 1 > 0",
  );
});

test("whatever a condition says, it is balanced and ends where it ends", () => {
  const piece = fc.constantFrom(
    "(",
    ")",
    "'",
    '"',
    "`",
    "\\",
    ";",
    "--",
    "/*",
    "*/",
    "#",
    "$1",
    "?",
    "a",
    " OR ",
    "=",
  );
  const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(texts, fc.constantFrom<Engine>("postgres", "mariadb", "sqlite"), (text, engine) => {
      let taken: string;
      try {
        taken = checkCondition(text, engine);
      } catch (error) {
        assert.ok(error instanceof Refusal);
        return;
      }
      const bare = taken.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, " quoted ");
      assert.doesNotMatch(bare, /['"`;]|--|\/\*/);
      assert.equal(bare.split("(").length, bare.split(")").length);
    }),
    { numRuns: 2000 },
  );
});

test("a salt from its own column goes where one is missing, and nowhere else", () => {
  const bare = Buffer.alloc(20, 1).toString("base64");
  const salted = Buffer.concat([Buffer.alloc(20, 1), Buffer.from("salt")]).toString("base64");
  assert.equal(withSalt(`{SSHA}${bare}`, "salt"), `{SSHA}${salted}`);
  for (const hash of [`{SSHA}${salted}`, `{SHA}${bare}`, "$6$salt$x", "", "plain"])
    assert.equal(withSalt(hash, "salt"), hash);
  assert.equal(withSalt(`{SSHA}${bare}`, ""), `{SSHA}${bare}`);
});
