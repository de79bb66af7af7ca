// Reports over the wire: what is written after which event, for whom, and what is told about it later.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { Client, type Envelope, type FieldValues } from "../../../test/support/client.ts";
import { type Company, found, passwordOf } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());

let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

interface Row {
  readonly event: string;
  readonly realm: string;
  readonly parameter: string;
  readonly count: number;
}

async function rows(fields: FieldValues = {}): Promise<readonly string[]> {
  const { value } = await company.admin.get("/reporting/show", fields);
  return (value as Row[]).map(
    ({ event, realm, parameter, count }) => `${event} ${realm} ${parameter} ${count}`,
  );
}

const error = (answer: { readonly json: Envelope }) => answer.json.result.error;
const token = (serial: string, fields: FieldValues = {}): FieldValues => ({
  type: "pw",
  otpkey: "x",
  serial,
  ...fields,
});
const on = (day: string): { readonly now: string } => ({ now: `${day}T12:00:00.123Z` });

test("without a policy nothing is reported", async () => {
  await company.init(token("A", { user: "alice" }));
  assert.deepEqual(await rows(), []);
  const { value } = await company.admin.get("/reporting/maximum", { realms: "example" });
  assert.deepEqual(value, { example: { total: -1 } });
  const period = await company.admin.get("/reporting/period", { realms: "example" });
  assert.deepEqual(period.value.realms, [{ name: "example", maxtokencount: { total: null } }]);
});

test("every event of an administrator is reported for the realms that it is about", async () => {
  const { admin } = company;
  await company.policy("reporting", "token_total, token_status=active&assigned");
  await admin.post("/system/setRealm", {
    realm: "second",
    resolvers: "useridresolver.PasswdIdResolver.IdResolver.people",
  });
  await admin.post("/admin/init", token("A"));
  await admin.post("/admin/tokenrealm", { serial: "A", realms: "second" });
  await admin.post("/admin/assign", { serial: "A", user: "alice@example" });
  await admin.post("/admin/disable", { serial: "A" });
  await admin.post("/admin/enable", { serial: "A" });
  await admin.post("/admin/set", { serial: "A", description: "no event" });
  await admin.post("/admin/reset", { serial: "A" });
  const total = await rows({ status: "total" });
  assert.deepEqual(total, [
    "token_init /:no realm:/ total 1",
    "token_tokenrealm /:no realm:/ total 0",
    "token_tokenrealm second total 1",
    // The token goes to the realm in which its new owner was named.
    "token_assign second total 0",
    "token_assign example total 1",
    "token_disable example total 1",
    "token_enable example total 1",
  ]);
  assert.deepEqual(await rows({ status: "assigned&active", realms: "example" }), [
    "token_assign example active&assigned 1",
    "token_disable example active&assigned 0",
    "token_enable example active&assigned 1",
  ]);
  await admin.post("/reporting/delete_all");
  await admin.post("/admin/losttoken", { serial: "A" });
  await admin.post("/admin/init", token("B"));
  await admin.post("/admin/copyTokenUser", { from: "A", to: "B" });
  await admin.post("/admin/unassign", { serial: "B" });
  await admin.post("/admin/remove", { serial: "A" });
  assert.deepEqual(await rows({ status: "total", realms: "example,/:no realm:/" }), [
    "token_losttoken example total 2",
    "token_init /:no realm:/ total 1",
    "token_copyTokenUser /:no realm:/ total 0",
    "token_copyTokenUser example total 3",
    "token_unassign example total 3",
    "token_remove example total 2",
  ]);
});

test("what people do in the portal is reported", async () => {
  await company.policy("selfservice", "enrollHMAC, disable, enable, delete");
  await company.policy("reporting", "token_status=active, token_user_total", { realm: "example" });
  const alice = company.visitor();
  await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  const { session } = alice;
  await alice.post("/userservice/enroll", { session, type: "hmac", otpkey: "31".repeat(20), serial: "MINE" });
  await alice.post("/userservice/disable", { session, serial: "MINE" });
  await alice.post("/userservice/delete", { session, serial: "MINE" });
  assert.deepEqual(await rows({ realms: "example" }), [
    "token_enroll example active 1",
    "token_enroll example total users 1",
    "token_disable example active 0",
    "token_disable example total users 1",
    "token_delete example active 0",
    "token_delete example total users 0",
  ]);
});

test("a refused request is no event", async () => {
  await company.policy("reporting", "*");
  await company.policy("enrollment", "tokencount=1", { realm: "example" });
  await company.init(token("A", { user: "alice" }));
  const before = await rows();
  assert.equal(before.length, 10);
  const refused = await company.admin.post("/admin/init", token("B", { user: "alice" }));
  assert.equal(refused.json.result.status, false);
  assert.equal((await company.admin.post("/admin/remove", { serial: "NONE" })).json.result.status, false);
  assert.deepEqual(await rows(), before);
});

test("maximum and period tell the highest count, and what held before a quiet time", async () => {
  const { admin } = company;
  await company.policy("reporting", "token_total");
  await admin.post("/admin/init", token("A", { user: "alice" }), on("2026-03-01"));
  await admin.post("/admin/init", token("B", { user: "alice" }), on("2026-03-01"));
  await admin.post("/admin/init", token("C", { user: "bob" }), on("2026-03-10"));
  await admin.post("/admin/remove", { serial: "A" }, on("2026-03-20"));
  await admin.post("/admin/remove", { serial: "B" }, on("2026-03-20"));
  const inMarch = async (from: string, to: string): Promise<unknown> => {
    const { value } = await admin.get("/reporting/period", { realms: "example", from, to });
    assert.deepEqual(value.period, { from: `${from}T00:00:00`, to: `${to}T00:00:00` });
    return value.realms[0].maxtokencount.total;
  };
  assert.equal((await admin.get("/reporting/maximum", { realms: "example" })).value.example.total, 3);
  assert.equal(await inMarch("2026-03-01", "2026-03-10"), 2);
  assert.equal(await inMarch("2026-03-01", "2026-03-11"), 3);
  assert.equal(await inMarch("2026-03-02", "2026-03-10"), 2);
  assert.equal(await inMarch("2026-03-21", "2026-04-01"), 1);
  assert.equal(await inMarch("2026-02-01", "2026-02-10"), null);
  const { value } = await admin.get("/reporting/period", { status: "total,active" }, on("2026-04-01"));
  assert.deepEqual(value.period, { from: "1970-01-01T00:00:00", to: "2026-04-02T00:00:00" });
  assert.deepEqual(value.realms.map(({ name }: { name: string }) => name).toSorted(), [
    "/:no realm:/",
    "example",
    "linotp_admins",
  ]);
  assert.deepEqual(
    await admin.post("/reporting/delete_before", { date: "2026-03-20" }).then((a) => a.value),
    3,
  );
  assert.equal((await admin.get("/reporting/maximum", { realms: "example" })).value.example.total, 2);
  const [entry] = await company.audit({ action: "reporting/delete_before" });
  assert.equal(entry?.[12], "3 reports deleted");
  assert.equal((await admin.post("/reporting/delete_all", { status: "active" })).value, 0);
  assert.equal((await admin.post("/reporting/delete_all", { realms: "example" })).value, 2);
  assert.deepEqual(await rows(), []);
});

test("reports come in pages, sorted, as a stream of any length, and as a file", async () => {
  const { admin } = company;
  await company.policy("reporting", "token_total");
  const origin = { at: 0, action: "admin/init", client: "", administrator: "" };
  const many = Array.from({ length: 2345 }, (_, at) => ({
    kind: "report.add" as const,
    report: { at: at * 1000, event: `token_${at}`, realm: "example", statuses: ["total" as const] },
  }));
  const audit = {
    ...{ ...origin, success: true, serial: "", tokenType: "", user: "" },
    ...{ realm: "", actionDetail: "", info: "" },
  };
  await wire.world.store.decide({}, () => ({ outcome: undefined, changes: many, audit }));
  const whole = await admin.get("/reporting/show");
  assert.equal(whole.value.length, 2345);
  assert.equal(new Set(whole.value.map(({ event }: Row) => event)).size, 2345);
  assert.deepEqual(whole.json.detail, { pages: 1, pagesize: 2345, report_rows: 2345, page: 1 });
  assert.equal("versionNumber" in whole.json, false);
  assert.equal((whole.json.result as { queried?: number }).queried, 2345);
  const query = { page: 2, pagesize: 2, sortby: "timestamp", sortdir: "desc", date: "1970-01-01" };
  const page = await admin.get("/reporting/show", query);
  assert.deepEqual(
    page.value.map(({ event }: Row) => event),
    ["token_2342", "token_2341"],
  );
  assert.deepEqual(page.json.detail, { pages: 1173, pagesize: 2, report_rows: 2345, page: 2 });
  assert.deepEqual(page.value[0], {
    timestamp: "1970-01-01 00:39:02.000000",
    event: "token_2342",
    realm: "example",
    parameter: "total",
    value: "",
    count: 0,
    ...{ detail: "", session: "", description: "" },
  });
  assert.deepEqual((await admin.get("/reporting/show", { page: 4000 })).value, []);
  assert.deepEqual((await admin.get("/reporting/show", { date: "1970-01-02" })).value, []);
  const file = await admin.get("/reporting/show", { outform: "csv", page: 1, pagesize: 1 });
  assert.equal(
    file.text,
    '"timestamp","event","realm","parameter","value","count","detail","session","description",\n' +
      '"1970-01-01 00:00:00.000000", "token_0", "example", "total", "", 0, "", "", "", \n',
  );
});

test("who may see reports of which realms is said by policies", async () => {
  const { admin } = company;
  await company.policy("reporting", "token_total");
  await company.init(token("A", { user: "alice" }));
  await company.init(token("B"));
  await company.policy("reporting.access", "show, maximum, delete_all", { user: "admin", realm: "example" });
  assert.deepEqual(await rows({ realms: "example,linotp_admins" }), ["token_init example total 1"]);
  assert.deepEqual((await admin.get("/reporting/maximum")).value, {
    example: { total: 1 },
    "/:no realm:/": { total: 1 },
  });
  const foreign = await admin.get("/reporting/show", { realms: "linotp_admins" });
  assert.equal(error(foreign)?.code, 410);
  assert.match(error(foreign)?.message ?? "", /rights to monitor these realms/);
  const denied = await admin.get("/reporting/period");
  assert.deepEqual(error(denied), {
    code: 410,
    message:
      "ERR410: You do not have the administrative right to do this. You are missing a policy scope=reporting.access, action=period",
  });
  assert.equal((await admin.post("/reporting/delete_before", { date: "x" })).json.result.error?.code, 410);
  const other = await new Client(wire.address).login("hans");
  for (const name of ["maximum", "period", "show"]) {
    assert.equal(error(await other.get(`/reporting/${name}`))?.code, 410, name);
  }
  assert.equal(error(await other.post("/reporting/delete_all"))?.code, 410);
  assert.equal((await rows()).length, 2);
  assert.equal((await admin.post("/reporting/delete_all", { realms: "example" })).value, 1);
});

test("nobody sees reports who is not logged in, and none are deleted by GET", async () => {
  for (const name of ["maximum", "period", "show"]) {
    assert.equal((await company.anybody.get(`/reporting/${name}`)).status, 401);
  }
  for (const name of ["delete_all", "delete_before"]) {
    assert.equal((await company.anybody.post(`/reporting/${name}`)).status, 401);
    assert.equal((await company.admin.get(`/reporting/${name}`)).status, 405);
  }
});

test("what cannot be understood is refused", async () => {
  const { admin } = company;
  for (const status of ["nosuch", "total users", "*", "active&active", "toString"]) {
    const answer = await admin.get("/reporting/maximum", { status });
    assert.deepEqual(error(answer), { code: -311, message: `unsupported status '${status}'` });
  }
  assert.equal(error(await admin.get("/reporting/show", { status: "nosuch" }))?.code, -311);
  for (const [name, which] of [
    ["from", "start"],
    ["to", "end"],
  ]) {
    for (const day of ["x", "2026-02-30", "20260101", "2026-01-01T00:00:00"]) {
      const answer = await admin.get("/reporting/period", { [name as string]: day });
      assert.match(error(answer)?.message ?? "", new RegExp(`^Failed to convert ${which} time paramter`));
    }
  }
  assert.equal(error(await admin.post("/reporting/delete_before"))?.code, 905);
  assert.equal(error(await admin.post("/reporting/delete_before", { date: "yesterday" }))?.code, 905);
  assert.equal(error(await admin.get("/reporting/show", { page: "two" }))?.code, 9876);
  assert.equal(error(await admin.get("/reporting/show", { page: 1, pagesize: 0 }))?.code, 905);
  assert.equal(error(await admin.get("/reporting/show", { sortby: "password" }))?.code, 905);
});

test("a policy that asks for a status which does not exist is refused", async () => {
  for (const action of [
    "token_status=nosuch",
    "token_status=active&inactive",
    "token_status",
    "token_totals",
  ]) {
    const fields = { name: "wrong", scope: "reporting", action, realm: "*", user: "*" };
    const answer = await company.admin.post("/system/setPolicy", fields);
    assert.match(error(answer)?.message ?? "", /^unsupported policy action 'token_/, action);
  }
});

test("getReportedStatuses tells what policies have reported", async () => {
  const { admin } = company;
  const statuses = async (fields: FieldValues = {}) =>
    (await admin.get("/system/getReportedStatuses", fields)).value;
  assert.deepEqual(await statuses(), { linotp_admins: [], example: [] });
  await company.policy("reporting", "token_total", { realm: "example" });
  await company.policy("reporting", "token_status='inactive, unassigned & active'");
  assert.deepEqual(await statuses({ realms: "example" }), {
    example: ["total", "inactive", "active&unassigned"],
  });
  assert.deepEqual(await statuses({ realms: "*" }), {
    example: ["total", "inactive", "active&unassigned"],
    linotp_admins: ["inactive", "active&unassigned"],
    "/:no realm:/": ["inactive", "active&unassigned"],
  });
  assert.equal(error(await admin.get("/system/getReportedStatuses", { realms: "nowhere" }))?.code, 410);
  assert.equal((await company.anybody.get("/system/getReportedStatuses")).status, 401);
  await company.policy("system", "write", { user: "admin" });
  const denied = error(await admin.get("/system/getReportedStatuses"));
  assert.equal(denied?.message, "ERR410: Policy check failed. You are not allowed to read system config.");
});
