// One person of a built-in directory, over HTTP.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  const form = new FormData();
  form.set("resolver", "staff");
  form.set("file", new Blob(["eve,2,Moneypenny,Eve,eve@example.com,1,2,\n"]), "people.csv");
  const { access_token_cookie, csrf_access_token } = Object.fromEntries(company.admin.cookies);
  const cookie = `access_token_cookie=${access_token_cookie}; csrf_access_token=${csrf_access_token}`;
  const headers = { cookie, "x-csrf-token": csrf_access_token ?? "" };
  const imported = await fetch(`${wire.address}/tools/import_users`, { method: "POST", body: form, headers });
  assert.equal(((await imported.json()) as { result: { status: boolean } }).result.status, true);
  const resolvers = "useridresolver.SQLIdResolver.IdResolver.staff";
  await company.admin.post("/system/setRealm", { realm: "office", resolvers });
});

const set = (fields: Record<string, string>) =>
  company.admin.post("/api/v2/people", { resolver: "staff", ...fields });
const remove = (fields: Record<string, string>) =>
  company.admin.post("/api/v2/people/remove", { resolver: "staff", ...fields });
const listed = async () =>
  (await company.admin.get("/admin/userlist", { realm: "office", username: "*" })).value as Record<
    string,
    string
  >[];

test("somebody is added with a password that is stored as a hash, changed, and removed", async () => {
  const { value } = await set({ username: "ada", surname: "Lovelace", password: "secret" });
  assert.equal(value.created, true);
  const settings = wire.world.store.settings().resolvers.get("staff")!;
  const resolver = wire.world.resolver(settings);
  assert.equal(await resolver.verifyPassword(value.userid, "secret"), true);
  assert.notEqual((await wire.world.store.personByLogin("staff", "ada"))?.password, "secret");
  await set({ username: "ada", userid: value.userid, email: "ada@example.com", password: "" });
  const ada = (await listed()).find(({ username }) => username === "ada");
  assert.deepEqual([ada?.["surname"], ada?.["email"]], ["Lovelace", "ada@example.com"]);
  assert.equal(await resolver.verifyPassword(value.userid, "secret"), true);
  assert.deepEqual((await remove({ username: "ada" })).value, { removed: true, unassigned: 0 });
  assert.equal((await listed()).length, 1);
});

test("somebody who owns tokens is removed only by force, and the tokens then belong to nobody", async () => {
  await company.init({ type: "hmac", genkey: "1", serial: "A1", user: "eve", realm: "office" });
  assert.match((await remove({ username: "eve" })).json.result.error?.message ?? "", /A1/);
  assert.equal((await listed()).length, 1);
  assert.deepEqual((await remove({ username: "eve", force: "true" })).value, {
    removed: true,
    unassigned: 1,
  });
  assert.equal((await company.show({ serial: "A1" }))[0]?.["LinOtp.Userid"], "");
});

test("directories that others keep, and a missing name, are refused", async () => {
  assert.equal((await set({ resolver: "people", username: "ada" })).json.result.status, false);
  assert.equal((await set({ resolver: "LinOTP_local_admins", username: "ada" })).json.result.status, false);
  assert.equal((await set({})).json.result.error?.code, 905);
  assert.equal((await remove({ username: "nobody" })).json.result.status, false);
});

test("it takes the right to import people", async () => {
  await company.policy("tools", "migrate_resolver", { user: "admin" });
  const { status, json } = await set({ username: "ada" });
  assert.deepEqual([status, json.result.error?.code], [403, 410]);
  assert.equal((await remove({ username: "eve" })).status, 403);
});
