// /tools/migrate_resolver and /tools/setPassword, over HTTP.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { Client, type FieldValues } from "../../../test/support/client.ts";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const key = "3132333435363738393031323334353637383930";

/** The value, or the number of the error, or its sentence where it has no number. */
async function said(path: string, fields: FieldValues = {}, client = company.admin): Promise<unknown> {
  const { json, value } = await client.post(`/tools/${path}`, fields);
  const { error, status } = json.result;
  return status ? value : error?.code === -311 ? error.message : error?.code;
}

async function ownerOf(serial: string): Promise<unknown> {
  const [row] = await company.show({ serial });
  return [row?.["User.username"], row?.["LinOtp.IdResClass"]];
}

/** A second directory in which alice and carol are, under other numbers. */
async function secondDirectory(): Promise<void> {
  const form = new FormData();
  form.set("resolver", "staff");
  form.set("file", new Blob(["alice,77\ncarol,78\n"]), "people.csv");
  await company.admin.send("/tools/import_users", { method: "POST", body: form });
}

const sqlStaff = "useridresolver.SQLIdResolver.IdResolver.staff";
const passwdPeople = "useridresolver.PasswdIdResolver.IdResolver.people";

test("tokens go to the people of the same login, and keep everything else", async () => {
  await secondDirectory();
  await company.init({ type: "hmac", otpkey: key, serial: "A1", user: "alice", pin: "pin" });
  await company.init({ type: "hmac", otpkey: key, serial: "A2", user: "alice" });
  await company.init({ type: "hmac", otpkey: key, serial: "B", user: "bob" });
  await company.init({ type: "hmac", otpkey: key, serial: "N" });
  const value = (await said("migrate_resolver", { from: "people", to: "staff" })) as {
    src: { resolvername: string };
    target: { resolvername: string };
  };
  assert.deepEqual(
    { ...value, src: value.src.resolvername, target: value.target.resolvername },
    { src: "people", target: "staff", value: true, message: "2 tokens of 3 migrated" },
  );
  const resolvers = `${sqlStaff},${passwdPeople}`;
  await company.admin.post("/system/setRealm", { realm: "example", resolvers });
  assert.deepEqual(await ownerOf("A1"), ["alice", sqlStaff]);
  assert.deepEqual(await ownerOf("A2"), ["alice", sqlStaff]);
  assert.deepEqual(await ownerOf("B"), ["bob", passwdPeople]);
  const [row] = await company.show({ serial: "A1" });
  assert.deepEqual([row?.["LinOtp.Userid"], row?.["LinOtp.RealmNames"]], ["77", ["example"]]);
  const login = { serial: "A1", pass: "pin755224" };
  assert.equal((await company.anybody.post("/validate/check_s", login)).value, true);
  const entries = await company.audit({ action: "tools/migrate_resolver" });
  assert.deepEqual(entries.map((cell) => cell[6]).toSorted(), ["A1", "A2"]);
  const [entry] = entries;
  assert.deepEqual(
    [entry?.[5], entry?.[11], entry?.[12]],
    ["1", "migration from people to staff", "2 tokens of 3 migrated"],
  );
});

test("where nobody has a token nothing is moved", async () => {
  await secondDirectory();
  const value = (await said("migrate_resolver", { from: "staff", to: "people" })) as { message: string };
  assert.equal(value.message, "0 tokens of 0 migrated");
});

test("a migration that cannot be meant, or may not be done, moves nothing", async () => {
  await secondDirectory();
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  assert.equal(await said("migrate_resolver"), 905);
  assert.equal(await said("migrate_resolver", { from: "people" }), 905);
  const undefinedOne = "Src or Target resolver is undefined!";
  assert.equal(await said("migrate_resolver", { from: "people", to: "nosuch" }), undefinedOne);
  assert.equal(await said("migrate_resolver", { from: "nosuch", to: "people" }), undefinedOne);
  await company.policy("tools", "import_users", { user: "admin" });
  const { json } = await company.admin.post("/tools/migrate_resolver", { from: "people", to: "staff" });
  assert.deepEqual(json.result.error, {
    code: 410,
    message:
      "ERR410: You do not have the administrative right to manage tools. You are missing a policy scope=tools, action=migrate_resolver",
  });
  assert.deepEqual(await ownerOf("A"), ["alice", passwdPeople]);
});

test("a directory that does not answer leaves every token where it is", async () => {
  const ldap = { LDAPURI: "ldap://127.0.0.1:1", LDAPBASE: "x", BINDDN: "x", BINDPW: "x" };
  const names = {
    LOGINNAMEATTRIBUTE: "uid",
    LDAPFILTER: "(uid=%s)",
    LDAPSEARCHFILTER: "(uid=*)",
    USERINFO: "{}",
  };
  await company.admin.post("/system/setResolver", { name: "corp", type: "ldapresolver", ...ldap, ...names });
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  assert.match(String(await said("migrate_resolver", { from: "people", to: "corp" })), /not available/);
  assert.deepEqual(await ownerOf("A"), ["alice", passwdPeople]);
});

test("no administrator moves a rollout token to himself", async () => {
  const form = new FormData();
  form.set("resolver", "staff");
  form.set("file", new Blob(["admin,1\n"]), "people.csv");
  await company.admin.send("/tools/import_users", { method: "POST", body: form });
  await company.admin.post("/system/setRealm", { realm: "staff", resolvers: sqlStaff });
  await company.init({ type: "pw", otpkey: "x", serial: "R", user: "admin", realm: "staff", rollout: "1" });
  assert.equal(await said("migrate_resolver", { from: "staff", to: "LinOTP_local_admins" }), 410);
  assert.deepEqual(await ownerOf("R"), ["admin", sqlStaff]);
});

test("an administrator changes his own password by the old one", async () => {
  const change = { old_password: "Test123!", new_password: "Tres Secret 1" };
  const { json } = await company.admin.post("/tools/setPassword", change);
  assert.equal(json.result.value, true);
  assert.deepEqual(json.detail, { detail: "password updated for 'admin'" });
  await new Client(wire.address).login("admin", "Tres Secret 1");
  const old = await new Client(wire.address).post("/admin/login", {
    username: "admin",
    password: "Test123!",
  });
  assert.equal(old.value, false);
  await new Client(wire.address).login("hans");
  const [entry] = await company.audit({ action: "tools/setPassword" });
  assert.deepEqual([entry?.[5], entry?.[8], entry?.[11]], ["1", "admin", "setPassword"]);
  assert.ok(!JSON.stringify(await company.audit({})).includes("Tres Secret"));
});

test("a wrong old password changes nothing, and counts like a wrong login", async () => {
  const guess = (password: string) => said("setPassword", { old_password: password, new_password: "x" });
  assert.equal(await guess("Test123! "), "old password missmatch!");
  const [entry] = await company.audit({ action: "tools/setPassword" });
  assert.deepEqual([entry?.[5], entry?.[8], entry?.[12]], ["0", "admin", "wrong old password"]);
  await new Client(wire.address).login("admin");
  for (let tries = 0; tries < 20; tries++) await guess("wrong");
  assert.match(String(await guess("Test123!")), /^Too many/);
  const login = await new Client(wire.address).post("/admin/login", {
    username: "admin",
    password: "Test123!",
  });
  assert.equal(login.value, false, "one count for both doors");
});

test("many simultaneous guesses are tried no more often than a login allows", async () => {
  const tries = Array.from({ length: 40 }, () =>
    said("setPassword", { old_password: "wrong", new_password: "x" }),
  );
  const answers = await Promise.all(tries);
  assert.equal(answers.filter((answer) => answer === "old password missmatch!").length, 20);
});

test("passwords that are not sent, and rights that are not there, are refused", async () => {
  assert.equal(await said("setPassword"), 905);
  assert.equal(await said("setPassword", { old_password: "Test123!" }), 905);
  assert.equal(await said("setPassword", { old_password: "Test123!", new_password: "" }), 905);
  const change = { old_password: "Test123!", new_password: "x" };
  await company.policy("tools", "migrate_resolver", { user: "admin" });
  assert.equal(await said("setPassword", change), 410);
  await company.policy("tools", "setPassword", { user: "admin" });
  assert.equal(await said("setPassword", change), true);
});

test("whoever is not in the built-in directory has no password here", async () => {
  const minted = await fetch(`${wire.address}/__test/mint`, {
    method: "POST",
    body: JSON.stringify({ username: "alice", realm: "linotp_admins", resolver: "people" }),
    headers: { "content-type": "application/json" },
  });
  const { access_token, csrf_token } = (await minted.json()) as Record<string, string>;
  const alice = new Client(wire.address);
  alice.cookies.set("access_token_cookie", access_token ?? "");
  alice.cookies.set("csrf_access_token", csrf_token ?? "");
  const change = { old_password: "pw-alice", new_password: "x" };
  assert.equal(await said("setPassword", change, alice), "no user 'alice' found!");
});
