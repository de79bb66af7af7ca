// Figures and maintenance over the wire, and the endpoints that tell that there is no licence and no key to turn.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { Client, type Envelope, type FieldValues } from "../../../test/support/client.ts";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";
import type { Call } from "../call.ts";
import { maintenanceRoutes } from "./maintenance.ts";

const levels: string[] = [];
const wire = await startWire({ database: "sqlite::memory:", onLogLevel: (level) => levels.push(level) });
after(() => wire.close());

let company: Company;
beforeEach(async () => {
  await wire.reset();
  levels.length = 0;
  company = await found(wire);
});

const error = (answer: { readonly json: Envelope }) => answer.json.result.error;
const monitor = (name: string, fields: FieldValues = {}) => company.admin.get(`/monitoring/${name}`, fields);

async function someTokens(): Promise<void> {
  const { admin } = company;
  const token = (serial: string, user?: string): FieldValues => ({
    type: "pw",
    otpkey: "x",
    serial,
    ...(user === undefined ? {} : { user }),
  });
  await admin.post("/system/setRealm", {
    realm: "second",
    resolvers: "useridresolver.PasswdIdResolver.IdResolver.people",
  });
  await company.init(token("A1", "alice@example"));
  await company.init(token("A2", "alice@example"));
  await company.init(token("B1", "bob@example"));
  await company.init(token("N1"));
  for (const serial of ["A1", "A2"])
    await admin.post("/admin/tokenrealm", { serial, realms: "example,second" });
  await admin.post("/admin/disable", { serial: "B1" });
}

test("tokens are counted by realm, and once in the summary", async () => {
  await someTokens();
  const { value } = await monitor("tokens", { status: "active,unassigned&active , inactive" });
  const nothing = { total: 0, "total users": 0, active: 0, "unassigned&active": 0, inactive: 0 };
  assert.deepEqual(value, {
    Summary: { ...nothing, total: 3, "total users": 2, active: 2, inactive: 1 },
    Realms: {
      linotp_admins: nothing,
      example: { ...nothing, total: 3, "total users": 2, active: 2, inactive: 1 },
      second: { ...nothing, total: 2, "total users": 1, active: 2 },
    },
  });
  const all = await monitor("tokens", { realms: "*" });
  assert.deepEqual(all.value.Realms["/:no realm:/"], { total: 1, "total users": 0 });
  assert.deepEqual(all.value.Summary, { total: 4, "total users": 2 });
  const one = await monitor("tokens", { realms: "SECOND, nowhere" });
  assert.deepEqual(one.value, {
    Summary: { total: 2, "total users": 1 },
    Realms: { second: { total: 2, "total users": 1 } },
  });
  assert.deepEqual(error(await monitor("tokens", { status: "nosuch" })), {
    code: -311,
    message: "Unknown token_status 'nosuch'",
  });
});

test("people are counted by realm and resolver, active ones as well", async () => {
  await someTokens();
  assert.deepEqual((await monitor("userinfo", { realms: "example,second" })).value, {
    Realms: { example: { people: 4 }, second: { people: 4 } },
  });
  assert.ok((await monitor("userinfo")).value.Realms.linotp_admins.LinOTP_local_admins > 20);
  assert.deepEqual((await monitor("activeUsers")).value, {
    Realms: { linotp_admins: { LinOTP_local_admins: 0 }, example: { people: 1 }, second: { people: 1 } },
    total: 1,
  });
  await company.admin.post("/admin/enable", { serial: "B1" });
  assert.deepEqual((await monitor("activeUsers", { realms: "*" })).value, {
    Realms: {
      ...{ linotp_admins: { LinOTP_local_admins: 0 }, example: { people: 2 }, second: { people: 1 } },
      "/:no realm:/": {},
    },
    total: 2,
  });
});

test("a directory that does not answer is an error, not a number", async () => {
  const fileName = "/nonexistent/passwd";
  await company.admin.post("/system/setResolver", { name: "gone", type: "passwdresolver", fileName });
  await wire.world.store.decide({ settings: true }, ({ settings }) => ({
    outcome: undefined,
    changes: [
      {
        kind: "setting.put",
        family: "resolver",
        name: "people",
        value: { ...settings.resolvers.get("people"), parameters: { fileName } } as never,
      },
    ],
    audit: {
      ...{ at: 0, action: "test", client: "", administrator: "", success: true, serial: "" },
      ...{ tokenType: "", user: "", realm: "", actionDetail: "", info: "" },
    },
  }));
  const answer = await monitor("userinfo", { realms: "example" });
  assert.equal(error(answer)?.code, -311);
});

test("the settings are counted as LinOTP counts the rows of its table", async () => {
  const before = (await monitor("config")).value;
  assert.deepEqual(
    [
      before.sync,
      before.ldapresolver,
      before.sqlresolver,
      before.passwdresolver,
      before.policies,
      before.realms,
    ],
    [true, 0, 1, 1, 0, 2],
  );
  assert.match(before.now, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
  assert.match(before.synctime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
  assert.equal(before.netto, before.total - 12 - 1 - 2);
  await company.policy("enrollment", "maxtoken=3");
  const later = (await monitor("config")).value;
  assert.deepEqual([later.policies, later.total, later.netto], [1, before.total + 7, before.netto]);
});

test("secrets are sealed, and there is no licence", async () => {
  const { admin } = company;
  assert.deepEqual((await monitor("storageEncryption")).value, {
    cryptmodul_type: "DefaultSecurityModule",
    cryptmodul_name: "Default",
    encryption: true,
  });
  assert.deepEqual((await monitor("license")).value, { valid: false, message: "license file is empty!" });
  assert.deepEqual((await admin.get("/system/getSupportInfo")).value, {});
  assert.equal(
    error(await admin.get("/system/isSupportValid"))?.message,
    "Support not available, your product is unlicensed",
  );
  assert.equal(error(await admin.post("/system/setSupport"))?.code, 905);
  const refused = error(await admin.post("/system/setSupport", { license: "-----BEGIN LICENSE-----" }));
  assert.equal(refused?.code, -311);
  const xml = await admin.post("/system/setSupport", { license: "x", format: "xml" });
  assert.match(xml.text, /<status>False<\/status>[\s\S]*<code>-311<\/code>/);
  await company.policy("system", "read", { user: "hans", enforce: "True" });
  const hans = await new Client(wire.address).login("hans");
  assert.equal(error(await hans.post("/system/setSupport", { license: "x" }))?.code, 410);
  for (const path of ["getSupportInfo", "isSupportValid", "getProviderDef"]) {
    assert.equal((await company.anybody.get(`/system/${path}`)).status, 401);
  }
});

test("figures are for administrators whom policies allow to see them, of their realms", async () => {
  await someTokens();
  const names = ["tokens", "config", "storageEncryption", "license", "userinfo", "activeUsers"];
  for (const name of names) {
    assert.equal((await company.anybody.get(`/monitoring/${name}`)).status, 401, name);
  }
  await company.policy("monitoring", "tokens", { user: "admin", realm: "second" });
  await company.policy("monitoring", "activeUsers", { user: "admin", realm: "*" });
  assert.deepEqual(Object.keys((await monitor("tokens")).value.Realms), ["second"]);
  assert.equal(error(await monitor("tokens", { realms: "example" }))?.code, 410);
  assert.equal(Object.keys((await monitor("activeUsers")).value.Realms).length, 3);
  for (const name of ["config", "storageEncryption", "license", "userinfo"]) {
    assert.deepEqual(error(await monitor(name)), {
      code: 410,
      message: `ERR410: You do not have the administrative right to do this. You are missing a policy scope=monitoring, action=${name}`,
    });
  }
  const hans = await new Client(wire.address).login("hans");
  for (const name of names) assert.equal(error(await hans.get(`/monitoring/${name}`))?.code, 410, name);
});

test("the security module is the default one, and stays it", async () => {
  const setup = (fields: FieldValues = {}) => company.admin.post("/system/setupSecurityModule", fields);
  const state = { activeSecurityModule: "default", connected: true };
  assert.deepEqual((await setup()).value, { setupSecurityModule: state });
  assert.deepEqual((await setup({ HSM_ID: "default", password: "x" })).value, {
    setupSecurityModule: { ...state, result: true },
  });
  assert.match(error(await setup({ hsm_id: "yubihsm" }))?.message ?? "", /^current activeSecurityModule >/);
  assert.equal((await company.anybody.post("/system/setupSecurityModule")).status, 401);
  assert.equal((await company.admin.get("/system/setupSecurityModule")).status, 405);
  const def = error(await company.admin.get("/system/getProviderDef", { type: "sms" }));
  assert.equal(def?.message, "ERR410: Failed to run checkPolicyPre. Unknown method: 'getProviderDef'");
});

test("an administrator asks whether the database answers, and it is not audited", async () => {
  const { admin, anybody } = company;
  const entries = (await monitor("config")).value.total;
  const before = (await company.audit({ rp: 1, page: 1 })).length;
  assert.ok(before > 0);
  const ok = await admin.get("/maintenance/check_status");
  assert.deepEqual([ok.status, ok.value, ok.json.detail], [200, true, { config: { entries } }]);
  assert.equal((await anybody.get("/maintenance/check_status")).status, 401);
  assert.equal((await admin.post("/maintenance/setLogLevel", { level: "20" })).value, true);
  assert.deepEqual(await company.audit({ action: "maintenance/%" }), []);
});

test("a database that does not answer is HTTP 500", async () => {
  const [checkStatus] = maintenanceRoutes(() => undefined);
  const store = { ...wire.world.store, countTokens: () => Promise.reject(new Error("gone")) };
  const reply = await checkStatus?.handler({ world: { ...wire.world, store } } as unknown as Call);
  assert.deepEqual([reply?.status, reply?.audit], [500, "none"]);
});

test("the level of the log is set by LinOTP's numbers, by whoever may change the system", async () => {
  const { admin, anybody } = company;
  const set = (fields: FieldValues) => admin.post("/maintenance/setLogLevel", fields);
  for (const level of [0, 10, 15, 20, 30, 40, 50, 99]) {
    assert.equal((await set({ loggerName: "linotp.lib.user", level })).value, true);
  }
  assert.deepEqual(levels, ["trace", "debug", "info", "info", "warn", "error", "fatal", "fatal"]);
  assert.equal(error(await set({ level: "xx" }))?.message, "debug level xx contains nondigits!");
  assert.equal(error(await set({ level: "-1" }))?.code, -311);
  assert.equal(error(await set({ loggerName: "linotp" }))?.code, 905);
  assert.equal((await anybody.post("/maintenance/setLogLevel", { level: "10" })).status, 401);
  assert.equal((await admin.get("/maintenance/setLogLevel", { level: "10" })).status, 405);
  await company.policy("system", "write", { user: "root" });
  assert.equal(error(await set({ level: "10" }))?.code, 410);
  assert.equal(levels.length, 8);
});
