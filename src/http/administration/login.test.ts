// Administrators log in, stay and leave, as LinOTP's recorded answers have it.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { Client } from "../../../test/support/client.ts";
import { startWire } from "../../../test/support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
beforeEach(() => wire.reset());

const client = (): Client => new Client(wire.address);
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});

const wrong = { status: 401, value: false, detail: { message: "Bad username or password" } };

async function login(fields: Record<string, string>, now?: string) {
  const { status, value, json } = await client().post(
    "/admin/login",
    fields,
    now === undefined ? {} : { now },
  );
  return { status, value, detail: json.detail };
}

test("the right password opens, anything else does not, and all of it looks the same", async () => {
  assert.deepEqual(await login({ username: "admin", password: "Test123!" }), {
    status: 200,
    value: true,
    detail: { message: "Login successful for admin" },
  });
  for (const fields of [
    { username: "admin", password: "wrong" },
    { username: "nobody", password: "x" },
    {},
  ]) {
    assert.deepEqual(await login(fields as Record<string, string>), wrong);
  }
  const { json } = await client().post("/admin/login", { username: "admin" });
  assert.equal(json.result.error?.code, 905);
});

test("a name with an at sign is a name", async () => {
  assert.equal((await login({ username: "root@adomain", password: "Test123!" })).value, true);
  assert.equal((await login({ username: "admin@linotp_admins", password: "Test123!" })).status, 401);
});

test("the session opens what administrators may do, until they log out", async () => {
  const admin = await client().login();
  const cookies = new Map(admin.cookies);
  assert.equal((await admin.get("/system/getRealms")).status, 200);
  const out = await admin.get("/admin/logout");
  assert.deepEqual(out.json.detail, {
    message: "Logout successful for admin@linotp_admins (LinOTP_local_admins)",
  });
  assert.equal(admin.cookies.size, 0);
  for (const [name, value] of cookies) admin.cookies.set(name, value);
  assert.equal((await admin.get("/system/getRealms")).status, 401);
  assert.equal((await admin.get("/admin/logout")).status, 401);
});

test("twenty wrong passwords make everybody wait who tries that account from that network", async () => {
  const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  for (let second = 0; second < 20; second++) {
    assert.equal((await login({ username: "admin", password: "wrong" }, at(second))).status, 401);
  }
  assert.deepEqual(await login({ username: "admin", password: "Test123!" }, at(30)), wrong);
  assert.deepEqual(await login({ username: "hans", password: "Test123!" }, at(30)), wrong);
  assert.equal((await login({ username: "admin", password: "Test123!" }, at(50))).value, true);
  assert.equal((await login({ username: "hans", password: "Test123!" }, at(51))).value, true);
});

test("of many guesses at once no more are answered than one after the other", async () => {
  const now = "2026-01-01T00:00:00Z";
  const guesses = Array.from({ length: 26 }, (_, index) =>
    login({ username: "admin", password: `wrong${index}` }, now),
  );
  await Promise.all(guesses);
  const { rows } = await wire.world.store.audit({ filters: { info: "wrong user name or password" } });
  assert.equal(rows.length, 20);
});

test("every attempt is audited with who was meant", async () => {
  await login({ username: "admin", password: "wrong" });
  await login({ username: "admin", password: "Test123!" });
  const { rows } = await wire.world.store.audit({ filters: { action: "admin/login" } });
  const administrator = "admin@linotp_admins (LinOTP_local_admins)";
  const about = { user: "admin", realm: "linotp_admins" };
  assert.deepEqual(
    rows.map(({ success, user, realm, administrator }) => ({ success, user, realm, administrator })),
    [
      { success: false, ...about, administrator: "" },
      { success: true, ...about, administrator },
    ],
  );
});

test("LinOTP 2 clients log in with Basic authentication and send the session as a parameter", async () => {
  const old = client();
  const opened = await old.get("/admin/getsession", {}, { headers: basic("admin", "Test123!") });
  assert.equal(opened.value, true);
  const session = old.cookies.get("admin_session") ?? "";
  assert.equal(session, old.cookies.get("csrf_access_token"));
  old.cookies.delete("csrf_access_token");
  const init = { type: "spass", serial: "OLD1", session };
  assert.equal((await old.get("/admin/init", init)).value, true);
  assert.equal((await old.post("/admin/init", { ...init, serial: "OLD2" })).value, true);
  assert.equal((await old.get("/admin/init", { ...init, serial: "OLD3", session: "x" })).status, 401);
  assert.equal((await old.get("/admin/init", { type: "spass", serial: "OLD3" })).status, 405);
  assert.equal((await wire.world.store.tokens({})).total, 2);
});

test("Basic authentication is refused without password, with a wrong one, and over an open line", async () => {
  const asked = await client().get("/admin/getsession");
  assert.equal(asked.status, 401);
  assert.equal(
    (await client().get("/admin/getsession", {}, { headers: basic("admin", "wrong") })).status,
    401,
  );
  assert.equal(
    (await client().get("/admin/getsession", {}, { headers: { authorization: "Basic !" } })).status,
    401,
  );
  const remote = { headers: basic("admin", "Test123!"), client: "10.0.0.1" };
  assert.equal((await client().get("/admin/getsession", {}, remote)).json.result.error?.code, -311);
  const encrypted = { ...remote, headers: { ...remote.headers, "x-forwarded-proto": "https" } };
  assert.equal((await client().get("/admin/getsession", {}, encrypted)).value, true);
});

test("the management page learns who is there and what he may do", async () => {
  const admin = await client().login();
  const { value, json } = await admin.get("/manage/context");
  assert.equal(value, true);
  const { user, permissions, version } = json.detail;
  assert.match(version, /^LinOTP 3\./);
  assert.deepEqual(
    [user.username, user.realm, user.resolver],
    ["admin", "linotp_admins", "LinOTP_local_admins"],
  );
  assert.deepEqual(Object.keys(permissions.inRealm), ["linotp_admins"]);
  assert.ok(permissions.anyRealm.includes("admin/initHMAC"));
  assert.ok(permissions.anyRealm.includes("reporting.access/show"));
  const expected = ["audit/view", "system/read", "system/write", "tools/import_users"];
  assert.deepEqual(
    expected.filter((right) => !permissions.global.includes(right)),
    [],
  );
  const policy = { user: "admin", client: "*", time: "", active: "True" };
  await admin.post("/system/setPolicy", {
    ...policy,
    name: "a",
    scope: "admin",
    realm: "linotp_admins",
    action: "show",
  });
  await admin.post("/system/setPolicy", {
    ...policy,
    name: "b",
    scope: "audit",
    realm: "*",
    action: "view",
    user: "other",
  });
  const after = (await admin.get("/manage/context")).json.detail.permissions;
  assert.ok(after.inRealm.linotp_admins.includes("admin/show"));
  assert.ok(!after.inRealm.linotp_admins.includes("admin/initHMAC"));
  assert.ok(!after.anyRealm.includes("admin/show"));
  assert.ok(!after.global.includes("audit/view"));
});
