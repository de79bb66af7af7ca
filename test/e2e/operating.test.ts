// The commands of the guide for operators, carried out while the product runs: backup, restore, health.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { commandsOf, follow } from "../support/access/guide.ts";
import { Client } from "../support/client.ts";
import { type Product, startProduct } from "../support/operating/product.ts";
import { postgresMissing, startPostgres, type ThrowawayPostgres } from "../support/postgres.ts";

const password = "a password of the administrator";

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-operating-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function step(name: string, env: Readonly<Record<string, string>>): void {
  follow(commandsOf(name, "operating"), env);
}

async function addPerson(admin: Client, username: string): Promise<void> {
  const person = { resolver: "people", username, password: `password of ${username}` };
  assert.equal((await admin.post("/api/v2/people", person)).value.created, true);
}

async function people(admin: Client): Promise<readonly string[]> {
  const { value } = await admin.get("/admin/userlist", { realm: "users", username: "*" });
  return (value as readonly { username: string }[]).map(({ username }) => username).toSorted();
}

/** Ends with the test, however that ends. */
async function run(during: TestContext, env: Readonly<Record<string, string>>): Promise<Product> {
  const product = await startProduct(env);
  during.after(product.stop);
  return product;
}

interface Story {
  readonly engine: "sqlite" | "postgres";
  readonly database?: Readonly<Record<string, string>>;
}

/** A backup while it runs, one person more, and back to the backup. */
async function thereAndBack(during: TestContext, { engine, database = {} }: Story): Promise<void> {
  const data = join(folder, engine);
  const env = { LATCHKEY_DATA: data, LATCHKEY_ADMIN_PASSWORD: password, ...database };
  const there = {
    DATA: data,
    COPY: join(folder, `${engine}.copy`),
    DATABASE: database["LATCHKEY_DATABASE"] ?? "",
  };
  const first = await run(during, env);
  const admin = await new Client(first.address).login("admin", password);
  await addPerson(admin, "alice");
  step("health", { LATCHKEY: first.address });
  step(`backup-${engine}`, there);
  assert.equal(statSync(there.COPY).mode & 0o077, 0);
  await addPerson(admin, "bob");
  assert.deepEqual(await people(admin), ["alice", "bob"]);
  assert.equal(await first.stop(), 0);
  assert.throws(() => step("health", { LATCHKEY: first.address }));
  step(`restore-${engine}`, there);
  const second = await run(during, env);
  assert.deepEqual(await people(await new Client(second.address).login("admin", password)), ["alice"]);
  assert.equal(await second.stop(), 0);
}

test("a backup of SQLite is made while the server runs, and is a whole database", async (during) => {
  await thereAndBack(during, { engine: "sqlite" });
});

test("without the key file a backup is refused, and no new key is made", async () => {
  const data = join(folder, "keyless");
  mkdirSync(data);
  cpSync(join(folder, "sqlite/latchkey.sqlite"), join(data, "latchkey.sqlite"));
  await assert.rejects(startProduct({ LATCHKEY_DATA: data }), /The key file .* is missing/);
});

describe("with PostgreSQL", { skip: postgresMissing() ?? false }, () => {
  let server: ThrowawayPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(async () => await server?.stop());

  test("a backup is made while the server runs, and is put back", async (during) => {
    const database = { LATCHKEY_DATABASE: await server.database() };
    await thereAndBack(during, { engine: "postgres", database });
  });
});
