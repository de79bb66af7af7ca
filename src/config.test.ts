// The configuration as an operator writes it, rightly and wrongly.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { ConfigFault, configTable, type Environment, readConfig } from "./config.ts";

function faultsOf(env: Environment): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigFault);
    return error.faults;
  }
  return [];
}

test("without any setting the server stays on the loopback and keeps everything in ./var", () => {
  const { web, ...config } = readConfig({});
  assert.deepEqual(config, {
    host: "127.0.0.1",
    port: 7460,
    data: resolve("var"),
    database: `sqlite:${resolve("var/latchkey.sqlite")}`,
    keyFile: resolve("var/latchkey.keys"),
    adminPassword: undefined,
    trustedProxies: [],
    legacySession: true,
    logLevel: "info",
    unknown: [],
  });
  assert.equal(web, resolve("build/web"));
});

test("secrets may be in files", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-config-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const database = file("database", "postgres://u:p@db/x\n");
  const password = file("password", " with a space \r\n");
  const config = readConfig({ LATCHKEY_DATABASE_FILE: database, LATCHKEY_ADMIN_PASSWORD_FILE: password });
  assert.equal(config.database, "postgres://u:p@db/x");
  assert.equal(config.adminPassword, " with a space ");
  assert.deepEqual(config.unknown, []);
  const both = { LATCHKEY_DATABASE_FILE: database, LATCHKEY_DATABASE: "sqlite::memory:" };
  assert.match(String(faultsOf(both)), /^LATCHKEY_DATABASE and LATCHKEY_DATABASE_FILE are both set/);
  for (const wrong of [file("empty", ""), file("blank", "\n"), join(folder, "absent"), folder]) {
    assert.match(String(faultsOf({ LATCHKEY_DATABASE_FILE: wrong })), /^LATCHKEY_DATABASE_FILE must be/);
  }
  const short = { LATCHKEY_ADMIN_PASSWORD_FILE: file("short", "s3cret") };
  assert.match(String(faultsOf(short)), /^LATCHKEY_ADMIN_PASSWORD must be at least 8/);
  rmSync(folder, { recursive: true });
});

test("empty settings count as absent", () => {
  const empty = Object.fromEntries(configTable.map(({ name }) => [name, ""]));
  assert.deepEqual(readConfig(empty), readConfig({}));
});

test("every setting is read", () => {
  const config = readConfig({
    LATCHKEY_HOST: "::1",
    LATCHKEY_PORT: "0",
    LATCHKEY_DATA: "/data",
    LATCHKEY_DATABASE: "postgres://u:p@db/x",
    LATCHKEY_KEY_FILE: "/run/key",
    LATCHKEY_ADMIN_PASSWORD: "Test123!",
    LATCHKEY_TRUSTED_PROXIES: "10.0.0.7, 192.168.0.0/16,, fd00::/8",
    LATCHKEY_LEGACY_SESSION: "OFF",
    LATCHKEY_LOG: "debug",
  });
  const { web: _, unknown: __, ...read } = config;
  assert.deepEqual(read, {
    host: "::1",
    port: 0,
    data: "/data",
    database: "postgres://u:p@db/x",
    keyFile: "/run/key",
    adminPassword: "Test123!",
    trustedProxies: ["10.0.0.7", "192.168.0.0/16", "fd00::/8"],
    legacySession: false,
    logLevel: "debug",
  });
});

test("a database file is looked for in the data folder, a key file in the current one", () => {
  const config = readConfig({
    LATCHKEY_DATA: "/data",
    LATCHKEY_DATABASE: "sqlite:a.sqlite",
    LATCHKEY_KEY_FILE: "keys",
  });
  assert.equal(config.database, "sqlite:/data/a.sqlite");
  assert.equal(config.keyFile, resolve("keys"));
  assert.equal(readConfig({ LATCHKEY_DATA: "/data" }).keyFile, "/data/latchkey.keys");
  assert.equal(readConfig({ LATCHKEY_DATABASE: "sqlite::memory:" }).database, "sqlite::memory:");
});

test("every fault is told at once, each with an example", () => {
  const faults = faultsOf({
    LATCHKEY_HOST: "http://localhost",
    LATCHKEY_PORT: "65536",
    LATCHKEY_DATABASE: "mysql://db/x",
    LATCHKEY_ADMIN_PASSWORD: "short",
    LATCHKEY_TRUSTED_PROXIES: "10.0.0.0/33",
    LATCHKEY_LEGACY_SESSION: "maybe",
    LATCHKEY_LOG: "loud",
  });
  assert.equal(faults.length, 7);
  for (const fault of faults) assert.match(fault, /^(LATCHKEY_\w+) must be .+\. Example: \1=/);
});

test("a fault does not repeat the value", () => {
  const faults = faultsOf({ LATCHKEY_ADMIN_PASSWORD: "geheim", LATCHKEY_DATABASE: "mysql://u:geheim@db" });
  assert.equal(faults.length, 2);
  assert.equal(faults.join().includes("geheim"), false);
});

test("bad values are refused one by one", () => {
  const bad: readonly (readonly [string, readonly string[]])[] = [
    ["LATCHKEY_HOST", ["a b", "host:80", "-x", "é"]],
    ["LATCHKEY_PORT", ["-1", "x", "1.5", "0x10", "70000"]],
    ["LATCHKEY_DATABASE", ["sqlite:", "postgres:/x", "file.db", "postgres://["]],
    ["LATCHKEY_TRUSTED_PROXIES", ["proxy", "10.0.0.0/", "10.0.0.0/8/8", "::/129", "all"]],
  ];
  for (const [name, values] of bad) {
    for (const value of values) assert.equal(faultsOf({ [name]: value }).length, 1, `${name}=${value}`);
  }
});

test("a misspelled setting is noticed, those of tests are left alone", () => {
  const { unknown } = readConfig({ LATCHKEY_PROT: "1", LATCHKEY_TEST_SKIP: "x", PATH: "/bin" });
  assert.deepEqual(unknown, ["LATCHKEY_PROT"]);
});

test("the configuration cannot be changed", () => {
  const config = readConfig({});
  assert.ok(
    Object.isFrozen(config) && Object.isFrozen(config.trustedProxies) && Object.isFrozen(config.unknown),
  );
});

test("whatever the environment holds, the answer is a configuration or its faults", () => {
  const names = fc.constantFrom(...configTable.map(({ name }) => name));
  fc.assert(fc.property(fc.dictionary(names, fc.string()), (env) => void faultsOf(env)));
});

test("the table describes every setting, and its examples are valid", () => {
  for (const { name, meaning, example } of configTable) {
    assert.match(meaning, /\.$/);
    // Those two name files that are not on this machine.
    const absent = /^LATCHKEY_(DATABASE|ADMIN_PASSWORD)_FILE$/.test(name);
    assert.equal(faultsOf({ [name]: example }).length, absent ? 1 : 0, name);
  }
});
