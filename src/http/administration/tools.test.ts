// Importing people, as LinOTP's recorded answers have it.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { startWire } from "../../../test/support/wire.ts";

const wire = await startWire();
after(() => wire.close());
beforeEach(() => wire.reset());

const minted = await fetch(`${wire.address}/__test/mint`, {
  method: "POST",
  body: JSON.stringify({ username: "admin", realm: "linotp_admins", resolver: "LinOTP_local_admins" }),
  headers: { "content-type": "application/json" },
});
const { access_token, csrf_token } = (await minted.json()) as { access_token: string; csrf_token: string };
const headers = { cookie: `access_token_cookie=${access_token}`, "x-csrf-token": csrf_token };

interface Result {
  value?: unknown;
  error?: { code: number; message: string };
}

async function send(
  fields: Record<string, string>,
  file?: string | Uint8Array<ArrayBuffer>,
): Promise<Result> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (file !== undefined) form.set("file", new Blob([file]), "people.csv");
  const response = await fetch(`${wire.address}/tools/import_users`, { method: "POST", body: form, headers });
  assert.equal(response.status, 200);
  return ((await response.json()) as { result: Result }).result;
}

const nobody = { created: {}, updated: {}, modified: {}, deleted: {} };
const people =
  "ada,1,Lovelace,Ada,ada@example.com,1,2,secret\neve,2,Moneypenny,Eve,eve@example.com,3,4,secret\n,,,,,,,\n";
const plain = { resolver: "staff", passwords_in_plaintext: "true" };

test("people are created, kept, changed and removed with the file", async () => {
  assert.deepEqual((await send(plain, people)).value, { ...nobody, created: { 1: "ada", 2: "eve" } });
  assert.deepEqual((await send(plain, people)).value, { ...nobody, updated: { 1: "ada", 2: "eve" } });
  const changed = `${people.split("\n")[0]!.replace("Lovelace", "King")}\nbob,3\n`;
  const value = { created: { 3: "bob" }, updated: {}, modified: { 1: "ada" }, deleted: { 2: "eve" } };
  assert.deepEqual((await send(plain, changed)).value, value);
  const settings = wire.world.store.settings().resolvers.get("staff")!;
  assert.deepEqual([settings.builtIn, settings.readonly, settings.type], [true, true, "sqlresolver"]);
  const resolver = wire.world.resolver(settings);
  assert.equal((await resolver.byLogin("ada"))?.info["surname"], "King");
  assert.equal(await resolver.byLogin("eve"), undefined);
  assert.equal(await resolver.verifyPassword("1", "secret"), true);
  assert.equal(await resolver.verifyPassword("3", ""), false);
});

test("a dry run says the same and stores nothing", async () => {
  const passwd = "joe:$1$abc$def:1:100:Joe Doe,room,+49 1,+49 2,joe@example.com:/home/joe:/bin/sh\n";
  const dry = { resolver: "imported", dryrun: "true", format: "password" };
  assert.deepEqual((await send(dry, passwd)).value, { ...nobody, created: { 1: "joe" } });
  assert.equal(wire.world.store.settings().resolvers.has("imported"), false);
  await send({ ...dry, dryrun: "false" }, passwd);
  const [joe] = await wire.world.store.people("imported");
  assert.deepEqual(joe, {
    uid: "1",
    login: "joe",
    password: "$1$abc$def",
    phone: "+49 2",
    mobile: "+49 1",
    email: "joe@example.com",
    surname: "Doe",
    givenname: "Joe",
  });
});

test("columns, delimiter, quotes and heading are as the file has them", async () => {
  const fields = {
    resolver: "staff",
    delimiter: ";",
    quotechar: "'",
    skip_header: "1",
    column_mapping: '{"userid": 1, "username": 0, "email": 2}',
  };
  const file = "login;id;mail\n'ada; the first';1;ada@example.com\n";
  assert.deepEqual((await send(fields, file)).value, { ...nobody, created: { 1: "ada; the first" } });
});

test("a file or a directory that makes no sense is refused, and nothing is stored", async () => {
  const code = async (
    fields: Record<string, string>,
    file?: string | Uint8Array<ArrayBuffer>,
  ): Promise<number | undefined> => (await send(fields, file)).error?.code;
  assert.deepEqual((await send({ resolver: "LinOTP_local_admins" })).error, {
    code: -311,
    message: "default admin resolver LinOTP_local_admins is not allowed to be overwritten!",
  });
  assert.equal(await code({}, people), 905);
  assert.equal(await code({ resolver: "staff" }), 905);
  assert.equal(await code({ resolver: "a b" }, people), -311);
  assert.equal(await code({ resolver: "staff" }, "ada,1\neve,1\n"), -311);
  assert.equal(await code({ resolver: "staff" }, "ada,1\nada,2\n"), -311);
  assert.equal(await code({ resolver: "staff" }, 'ada,"1\n'), -311);
  assert.equal(await code({ resolver: "staff" }, "ada\u0000,1\n"), -311);
  assert.equal(await code({ resolver: "staff" }, new Uint8Array([0xff, 0xfe, 0x00])), -311);
  for (const mapping of ["{", "[]", '{"shoe": 1}', '{"userid": -1}', '{"userid": "1"}']) {
    assert.equal(await code({ resolver: "staff", column_mapping: mapping }, people), 905);
  }
  for (const wrong of [{ delimiter: "ab" }, { quotechar: "," }, { dryrun: "maybe" }, { format: "xml" }]) {
    assert.equal(await code({ resolver: "staff", ...(wrong as Record<string, string>) }, people), 905);
  }
  assert.equal(wire.world.store.settings().resolvers.has("staff"), false);
});
