// The REST door and the console's tables: pages, filters, rights (contract 10 sections 5 and 9).

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { FieldValues } from "../../../test/support/client.ts";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());

let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const get = (path: string, fields: FieldValues = {}) => company.admin.get(`/api/v2/${path}`, fields);

interface Row {
  readonly [field: string]: unknown;
}

async function records(path: string, fields: FieldValues, column: string): Promise<readonly unknown[]> {
  const { value, text } = await get(path, fields);
  assert.ok(value !== undefined, text);
  return ((value.pageRecords ?? value) as readonly Row[]).map((row) => row[column]);
}

async function threeTokens(): Promise<void> {
  await company.init({ type: "hmac", genkey: "1", serial: "A1", user: "alice", description: "green" });
  await company.init({ type: "totp", genkey: "1", serial: "B1", user: "bob", timeStep: "60" });
  await company.init({ type: "pw", otpkey: "x", serial: "C1" });
  await company.admin.post("/admin/disable", { serial: "B1" });
}

test("tokens are found by what they are, whose they are, and where they are", async () => {
  await threeTokens();
  const serials = (fields: FieldValues) => records("tokens/", fields, "serial");
  assert.deepEqual(await serials({}), ["A1", "B1", "C1"]);
  assert.deepEqual(await serials({ sortOrder: "desc" }), ["C1", "B1", "A1"]);
  assert.deepEqual(await serials({ sortBy: "type" }), ["A1", "C1", "B1"]);
  assert.deepEqual(await serials({ searchTerm: "gree" }), ["A1"]);
  assert.deepEqual(await serials({ searchTerm: "/:inactive:/" }), ["B1"]);
  assert.deepEqual(await serials({ username: "al*" }), ["A1"]);
  assert.deepEqual(await serials({ username: "bob" }), ["B1"]);
  assert.deepEqual(await serials({ userId: "1001" }), ["B1"]);
  assert.deepEqual(await serials({ userId: "1001", username: "alice" }), []);
  assert.deepEqual(await serials({ resolverName: "people" }), ["A1", "B1"]);
  assert.deepEqual(await serials({ resolverName: "nowhere" }), []);
  assert.deepEqual(await serials({ realm: "example" }), ["A1", "B1"]);
  assert.deepEqual(await serials({ realm: "/:no realm:/" }), ["C1"]);
});

test("pages count from 0, and the size 0 is everything", async () => {
  await threeTokens();
  const head = async (fields: FieldValues) => {
    const { value } = await get("tokens/", fields);
    return [value.page, value.pageSize, value.totalPages, value.totalRecords, value.pageRecords.length];
  };
  assert.deepEqual(await head({}), [0, 50, 1, 3, 3]);
  assert.deepEqual(await head({ page: 1, pageSize: 2 }), [1, 2, 2, 3, 1]);
  assert.deepEqual(await head({ pageSize: 0 }), [0, 3, 1, 3, 3]);
  await company.admin.post("/system/setConfig", { key: "pagesize", value: "1" });
  assert.deepEqual(await head({}), [0, 1, 3, 3, 1]);
  assert.match((await get("tokens/", { page: 3 })).text, /"code": -311,\s+"message": "404 Not Found/);
  assert.match((await get("tokens/", { page: "x" })).text, /invalid literal for int\(\) with base 10: 'x'/);
});

test("a token tells its numbers in the types in which they are kept", async () => {
  await threeTokens();
  const { value } = await get("tokens/B1");
  assert.deepEqual(
    [value.type, value.isActive, value.tokenConfiguration.otpCounter],
    ["totp", false, value.tokenConfiguration.otpCounter],
  );
  assert.equal(String(value.tokenConfiguration.timeStep), "60");
  assert.equal(value.userInfo.username, "bob");
  await company.admin.post("/admin/set", {
    serial: "B1",
    countAuthMax: 5,
    validityPeriodStart: "31/01/21 12:00",
  });
  const { value: later } = await get("tokens/B1");
  assert.equal(later.usageData.maxLoginAttempts, 5);
  assert.equal(later.validityPeriod.validityStart, "2021-01-31T12:00:00+00:00");
  assert.equal((await get("tokens/C1")).value.userInfo, null);
  assert.deepEqual((await get("tokens/*")).value, {});
  assert.deepEqual((await get("tokens/%00")).json.result.status, false);
});

test("who misspells a column is told which he may have meant", async () => {
  const said = async (path: string, sortBy: string) =>
    (await get(path, { sortBy })).json.result.error?.message;
  assert.equal(
    await said("tokens/", "typ"),
    `"Tokens can't be sorted by typ. Did you mean any of ['type']?"`,
  );
  assert.equal(await said("tokens/", "nosuch"), `"Tokens can't be sorted by nosuch."`);
  assert.match((await said("auditlog/", "actoin")) ?? "", /Did you mean any of \['action'/);
  assert.match(
    (await said("resolvers/people/users", "user")) ?? "",
    /Did you mean any of \['userId', 'username'/,
  );
  const show = await company.admin.get("/admin/show", { sortby: "TokenDes" });
  assert.match(show.json.result.error?.message ?? "", /Did you mean any of \['TokenDesc'/);
});

test("an administrator of one realm sees its tokens and people, and is told so with HTTP 403", async () => {
  await threeTokens();
  await company.policy("admin", "show, disable", { realm: "example" });
  assert.deepEqual(await records("tokens/", {}, "serial"), ["A1", "B1"]);
  assert.deepEqual((await get("tokens/C1")).value, {});
  const elsewhere = await get("tokens/", { realm: "linotp_admins" });
  assert.equal(elsewhere.status, 403);
  assert.deepEqual(elsewhere.json.result.error, {
    code: 410,
    message: "ERR410: You dont have permissions on any of your requested realms.",
  });
  for (const path of [
    "resolvers/people/users",
    "resolvers/people/users/1000",
    "realms/example/users",
    "resolvers/x/users",
  ])
    assert.deepEqual([(await get(path)).status, (await get(path)).json.result.error?.code], [403, 410], path);
  await company.policy("admin", "userlist", { realm: "example" });
  assert.equal((await get("resolvers/people/users")).status, 200);
  assert.equal((await get("resolvers/LinOTP_local_admins/users")).status, 403);
});

test("people of a resolver and of a realm are listed, found and counted", async () => {
  const names = (fields: FieldValues) => records("resolvers/people/users", fields, "username");
  assert.deepEqual(await names({}), ["alice", "bob", "carol", "dave"]);
  assert.deepEqual(await names({ sortOrder: "desc", pageSize: 1, page: 1 }), ["carol"]);
  assert.deepEqual(await names({ userId: "1001" }), ["bob"]);
  assert.deepEqual(await names({ searchTerm: "*room 3*" }), ["dave"]);
  assert.deepEqual(await records("realms/example/users", { rp: 3 }, "username"), [
    "alice",
    "bob",
    "carol",
    "dave",
  ]);
  const page = await get("realms/Example/users", { rp: 3, page: 1 });
  const { value, queried, page: number } = page.json.result as unknown as Row & { value: Row[] };
  assert.deepEqual([value.map(({ username }) => username), queried, number], [["dave"], 4, 1]);
  assert.equal("versionNumber" in page.json, false);
  assert.equal((await get("realms/example/users", { page: "x" })).json.result.error?.code, 9876);
  const [alice] = (await get("resolvers/people/users", { username: "alice" })).value.pageRecords;
  assert.deepEqual(alice, (await get("resolvers/people/users/1000")).value);
  assert.equal((await get("resolvers/people/users/4711")).status, 404);
  assert.equal((await get("resolvers/nowhere/users")).status, 500);
});

test("the audit trail is found by patterns, outcome and time", async () => {
  await company.anybody.post(
    "/validate/check",
    { user: "alice", pass: "x" },
    { now: "2026-01-02T03:04:05Z" },
  );
  await company.anybody.post("/validate/check", { user: "bob", pass: "x" }, { now: "2026-01-03T03:04:05Z" });
  const users = (fields: FieldValues) => records("auditlog/", { action: "valid*", ...fields }, "user");
  assert.deepEqual(await users({}), ["bob", "alice"]);
  assert.deepEqual(await users({ sortOrder: "asc" }), ["alice", "bob"]);
  assert.deepEqual(await users({ pageSize: 0, sortOrder: "asc" }), ["alice", "bob"]);
  assert.deepEqual(await users({ success: "true" }), []);
  assert.deepEqual(await users({ success: "false", user: "a*" }), ["alice"]);
  assert.deepEqual(await users({ from: "2026-01-03" }), ["bob"]);
  assert.deepEqual(await users({ until: "2026-01-02T03:04:06Z" }), ["alice"]);
  assert.deepEqual(await users({ from: "2026-01-02T04:04:05+01:00", until: "2026-01-02T03:04:05.001Z" }), [
    "alice",
  ]);
  assert.deepEqual(await users({ logLevel: "DEBUG" }), []);
  assert.equal((await get("auditlog/", { from: "yesterday" })).json.result.error?.code, 905);
  const admin = "'admin@linotp_admins (LinOTP_local_admins)'";
  assert.ok((await records("auditlog/", { administrator: admin }, "id")).length > 2);
  const { value } = await get("auditlog/", { page: 1, pageSize: 2, action: "valid*" });
  assert.deepEqual([value.page, value.pageSize, value.totalPages, value.totalRecords], [1, 0, 1, 2]);
});

test("audit/search takes a span of time as well, and an OR for its rows alone", async () => {
  await company.anybody.post(
    "/validate/check",
    { user: "alice", pass: "x" },
    { now: "2026-01-02T03:04:05Z" },
  );
  await company.anybody.post("/validate/check", { user: "bob", pass: "x" }, { now: "2026-01-03T03:04:05Z" });
  const search = async (fields: FieldValues) => {
    const { text } = await company.admin.get("/audit/search", fields);
    return JSON.parse(text) as { rows: { cell: unknown[] }[]; total: number };
  };
  const { rows } = await search({ from: "2026-01-01", until: "2026-01-03" });
  assert.deepEqual(
    rows.map(({ cell }) => cell[8]),
    ["alice"],
  );
  const either = await search({ user: "alice", info: "nothing like it", or: "true", page: 1 });
  assert.deepEqual([either.rows.length > 0, either.total], [true, 0]);
});

test("every path that ends in a slash is found without it, with its parameters", async () => {
  for (const path of ["tokens", "resolvers", "realms", "auditlog"]) {
    const response = await fetch(`${wire.address}/api/v2/${path}?page=1&x=%20`, { redirect: "manual" });
    assert.deepEqual(
      [response.status, response.headers.get("location")],
      [308, `/api/v2/${path}/?page=1&x=%20`],
    );
  }
  assert.equal((await company.admin.get("/admin/show/")).status, 404);
});

test("the console's tables have pages, rows and cells", async () => {
  await threeTokens();
  const tokens = async (fields: FieldValues) => {
    const { value, text } = await company.admin.get("/manage/tokenview_flexi", {
      sortname: "TokenSerialnumber",
      ...fields,
    });
    assert.ok(value !== undefined, text);
    return [value.page, value.total, ...value.rows.map(({ id }: Row) => id)];
  };
  assert.deepEqual(await tokens({}), [1, 3, "A1", "B1", "C1"]);
  assert.deepEqual(await tokens({ page: 2, rp: 2 }), [2, 3, "C1"]);
  assert.deepEqual(await tokens({ qtype: "loginname", query: "ali*" }), [1, 1, "A1"]);
  assert.deepEqual(await tokens({ qtype: "loginname", query: "/:no user:/" }), [1, 1, "C1"]);
  assert.deepEqual(await tokens({ qtype: "realm", query: "example" }), [1, 2, "A1", "B1"]);
  assert.deepEqual(await tokens({ qtype: "all", query: "green", sortorder: "desc" }), [1, 1, "A1"]);
  const { value } = await company.admin.get("/manage/userview_flexi", {
    rp: 1,
    page: 2,
    qtype: "username",
    query: "*",
  });
  assert.deepEqual(
    [value.page, value.total, value.rows[0].cell.slice(0, 2)],
    [2, 4, ["bob", "people (PasswdIdResolver)"]],
  );
});
