// A database that has never been used.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { compose } from "../compose.ts";
import { masterKey } from "../vault/key-file.ts";
import { adminLogin } from "./authentication/admin-login.ts";
import { countAdministrators, ensureAdministrator, ensureSettings } from "./first-start.ts";

const origin = { at: 0, action: "admin/login", client: "127.0.0.1", administrator: "" };

test("the first start brings settings and an administrator, later starts leave them alone", async () => {
  const { world, close } = await compose({
    database: "sqlite::memory:",
    keys: [masterKey(randomBytes(32))],
    here: "/nonexistent",
    now: () => 0,
    random: randomBytes,
  });
  assert.equal(await ensureSettings(world), true);
  assert.equal(await countAdministrators(world), 0);
  assert.equal(await ensureAdministrator(world, { name: "admin", password: "first" }), true);
  assert.equal(await countAdministrators(world), 1);
  assert.equal(await ensureSettings(world), false);
  assert.equal(await ensureAdministrator(world, { name: "admin", password: "second" }), false);
  const admin = { login: "admin", realm: "linotp_admins", resolver: "LinOTP_local_admins" };
  assert.deepEqual(await adminLogin(world, { username: "admin", password: "first" }, origin), admin);
  assert.equal(await adminLogin(world, { username: "admin", password: "second" }, origin), undefined);
  assert.equal(world.store.settings().config.get("DefaultOtpLen")?.value, "6");
  await close();
});
