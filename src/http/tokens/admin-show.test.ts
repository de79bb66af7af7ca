// The list of tokens and of people, and what administrators with few rights may see and do.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";
import { auditEntry } from "../../core/audit.ts";
import type { Serial } from "../../core/token.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

type Fields = Parameters<Company["admin"]["get"]>[1];

async function serials(fields: Fields): Promise<readonly unknown[]> {
  const { json, value } = await company.admin.get("/admin/show", fields);
  if (!json.result.status) return [json.result.error?.code];
  return value.data.map((row: Record<string, unknown>) => row["LinOtp.TokenSerialnumber"]);
}

async function threeTokens(): Promise<void> {
  await company.init({ type: "hmac", genkey: "1", serial: "A1", user: "alice", description: "zebra" });
  await company.init({ type: "pw", otpkey: "x", serial: "B1", user: "bob", description: "apple" });
  await company.init({ type: "pw", otpkey: "x", serial: "B2", enable: "false", description: "mango" });
}

test("tokens are found by serial, owner, realm, state and text", async () => {
  await threeTokens();
  const cases: readonly (readonly [Record<string, string>, readonly string[]])[] = [
    [{}, ["B1", "B2", "A1"]],
    [{ serial: "B*" }, ["B1", "B2"]],
    [{ serial: "NOSUCH" }, []],
    [{ user: "alice" }, ["A1"]],
    [{ user: "alice@example" }, ["A1"]],
    [{ user: "ALI*" }, ["A1"]],
    [{ user: "*o*" }, ["B1"]],
    [{ user: "*" }, ["B1", "B2", "A1"]],
    [{ user: "nosuch" }, []],
    [{ user: "/:no user:/" }, ["B2"]],
    [{ user: "''" }, ["B2"]],
    [{ user: "/:no user info:/" }, []],
    [{ viewrealm: "example" }, ["B1", "A1"]],
    [{ viewrealm: "ex*" }, ["B1", "A1"]],
    [{ viewrealm: "*" }, ["B1", "B2", "A1"]],
    [{ viewrealm: "/:no realm:/" }, ["B2"]],
    [{ viewrealm: "example,/:no realm:/" }, ["B1", "B2", "A1"]],
    [{ viewrealm: "nosuch" }, []],
    [{ filter: "/:active:/" }, ["B1", "A1"]],
    [{ filter: "/:token is disabled:/" }, ["B2"]],
    [{ filter: "appl" }, ["B1"]],
    [{ filter: "hmac" }, ["A1"]],
    [{ filter: "passwdidresolver" }, ["B1", "A1"]],
    [{ filter: "idresolver.people" }, ["B1", "A1"]],
    [{ filter: "SQLIdResolver" }, []],
    [{ filter: "%" }, []],
    [{ sortby: "TokenSerialnumber" }, ["A1", "B1", "B2"]],
    [{ sortby: "TokenSerialnumber", sortdir: "desc" }, ["B2", "B1", "A1"]],
  ];
  for (const [fields, expected] of cases)
    assert.deepEqual(await serials(fields), expected, JSON.stringify(fields));
  assert.deepEqual(await serials({ sortby: "nosuch" }), [-311]);
  assert.deepEqual(await serials({ sortby: "constructor" }), [-311]);
});

test("our own filters for rollout tokens, types and states can be combined with a search", async () => {
  await threeTokens();
  await company.init({ type: "pw", otpkey: "x", serial: "R1", rollout: "1", description: "apple pie" });
  assert.deepEqual(await serials({ rollout: "true" }), ["R1"]);
  assert.deepEqual(await serials({ rollout: "false", type: "PW" }), ["B1", "B2"]);
  assert.deepEqual(await serials({ active: "false" }), ["B2"]);
  assert.deepEqual(await serials({ filter: "apple", active: "true", rollout: "false" }), ["B1"]);
  assert.deepEqual(await serials({ rollout: "perhaps" }), [905]);
});

test("pages are counted from one, and the page after the last is none", async () => {
  await threeTokens();
  const page = async (fields: Record<string, string>) =>
    (await company.admin.get("/admin/show", fields)).value?.resultset ?? "none";
  assert.deepEqual(await page({}), { pages: 1, pagesize: 3, tokens: 3, page: 1 });
  assert.deepEqual(await page({ page: "1", pagesize: "2" }), { pages: 2, pagesize: 2, tokens: 3, page: 1 });
  assert.deepEqual(await page({ page: "2", pagesize: "2" }), { pages: 2, pagesize: 2, tokens: 3, page: 2 });
  assert.deepEqual(await page({ page: "0", pagesize: "0" }), { pages: 0, pagesize: 0, tokens: 3, page: 1 });
  assert.deepEqual(await page({ page: "x", pagesize: "x" }), { pages: 1, pagesize: 20, tokens: 3, page: 1 });
  assert.deepEqual(await page({ page: "1", user: "nosuch" }), { pages: 0, pagesize: 50, tokens: 0, page: 1 });
  assert.equal(await page({ page: "3", pagesize: "2" }), "none");
  assert.deepEqual(await serials({ page: "2", pagesize: "2" }), ["A1"]);
});

test("token info as JSON, more columns about the owner, and CSV", async () => {
  await threeTokens();
  await company.admin.post("/admin/set", { serial: "A1", validityPeriodEnd: "31/12/39 23:59" });
  const [row] = await company.show({ serial: "A1", tokeninfo_format: "json", user_fields: "email, nosuch" });
  assert.deepEqual(row?.["LinOtp.TokenInfo"], {
    hashlib: "sha1",
    validity_period_end: "2039-12-31T23:59:00",
  });
  assert.deepEqual([row?.["User.email"], row?.["User.nosuch"]], ["alice@example.com", ""]);
  await company.admin.post("/admin/set", { serial: "A1", description: "it's; 'quoted'" });
  const { text } = await company.admin.get("/admin/show", { serial: "A1", outform: "csv" });
  const [head, line] = text.split("\n");
  assert.match(head ?? "", /^'LinOtp.TokenId'; 'LinOtp.TokenDesc'; .*'User.username'; $/);
  assert.match(
    line ?? "",
    /; 'it''s; ''quoted'''; 'A1'; 'HMAC'; '\{ "hashlib": "sha1", .*'True'; .*'\['example'\]'; /,
  );
});

test("an owner whom no directory knows any more is shown as such", async () => {
  await threeTokens();
  const gone = { resolver: "people", uid: "9" };
  const serial = "A1" as Serial;
  await wire.world.store.decide({ owners: [gone], serials: [serial] }, () => ({
    outcome: undefined,
    changes: [{ kind: "token.update", serial, set: { owner: gone } }],
    audit: auditEntry({ at: 0, action: "test", client: "", administrator: "" }, {}),
  }));
  const [row] = await company.show({ serial });
  assert.deepEqual(
    [row?.["LinOtp.Userid"], row?.["User.userid"], row?.["User.username"], row?.["User.description"]],
    ["9", "/:no user info:/", "/:no user info:/", ""],
  );
  assert.deepEqual(await serials({ user: "/:no user info:/" }), ["A1"]);
});

test("people are listed with their resolver, in pages from zero", async () => {
  const list = async (fields: Record<string, string>) => {
    const { text } = await company.admin.get("/admin/userlist", fields);
    return JSON.parse(text) as {
      result: { value: Record<string, string>[]; queried: number; page?: number };
      versionNumber?: string;
    };
  };
  const everybody = await list({});
  assert.deepEqual(
    everybody.result.value.map(({ username }) => username),
    ["alice", "bob", "carol", "dave"],
  );
  assert.equal(everybody.result.value[0]?.["resolver"], "useridresolver.PasswdIdResolver.IdResolver.people");
  assert.equal(everybody.versionNumber, undefined);
  assert.ok(!JSON.stringify(everybody).includes("$1$"));
  const { result } = await list({ realm: "example", username: "*", page: "1", rp: "3" });
  assert.deepEqual([result.value.length, result.queried, result.page], [1, 4, 1]);
  assert.deepEqual((await list({ realm: "nosuch", username: "*" })).result, {
    status: true,
    value: [],
    queried: 0,
  });
  assert.equal((await list({ username: "a*" })).result.value.length, 1);
  const bad = await company.admin.get("/admin/userlist", { page: "x" });
  assert.equal(bad.json.result.error?.code, 9876);
});

async function refusal(path: string, fields: Fields = {}): Promise<string> {
  const method = path === "show" || path === "userlist" || path === "getTokenOwner" ? "get" : "post";
  const { json } = await company.admin[method](`/admin/${path}`, fields);
  return json.result.error?.message ?? "done";
}

test("an administrator does what policies let him, and is told what he lacks", async () => {
  await company.init({ type: "pw", otpkey: "x", serial: "AD", user: "alice" });
  await company.policy("admin", "show, initPW", { user: "admin" });
  const may = "ERR410: You do not have the administrative right to ";
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ["init", { type: "pw", otpkey: "x", user: "alice" }, "done"],
    [
      "init",
      { type: "hmac", genkey: "1", serial: "B", user: "alice" },
      `${may}init token B of type hmac to user alice@example. Check the policies.`,
    ],
    ["init", { type: "hmac", genkey: "1" }, `${may}enroll tokens. Check the policies.`],
    ["disable", { serial: "AD" }, `${may}disable token AD. Check the policies.`],
    ["remove", { serial: "AD" }, `${may}remove token 'AD'. Check the policies.`],
    ["remove", { user: "alice" }, `${may}remove tokens of user alice@example. Check the policies.`],
    ["set", { serial: "AD", pin: "x" }, `${may}set OTP PIN for token AD. Check the policies.`],
    ["set", { serial: "AD", countAuthMax: "3" }, `${may}set properties of token AD. Check the policies.`],
    [
      "setValidity",
      { "tokens[]": "AD", countAuthMax: "3" },
      `${may}set properties of token AD. Check the policies.`,
    ],
    [
      "userlist",
      { realm: "example" },
      "ERR410: You do not have the administrative right to list users in realm 'example'.",
    ],
    ["losttoken", { serial: "AD" }, `${may}run the losttoken workflow for token AD. Check the policies.`],
    ["assign", { serial: "AD", user: "bob" }, `${may}assign token AD. Check the policies.`],
    ["resync", { serial: "AD", otp1: "1", otp2: "2" }, `${may}resync token AD. Check the policies.`],
    ["reset", { serial: "AD" }, `${may}reset token 'AD'. Check the policies.`],
    [
      "tokenrealm",
      { serial: "AD", realms: "example" },
      `${may}remove tokens from realm 'example'. Check the policies.`,
    ],
    ["unassign", { serial: "AD" }, `${may}unassign token AD. Check the policies.`],
    ["getTokenOwner", { serial: "AD" }, `${may}get the owner of token AD. Check the policies.`],
    ["getTokenOwner", { serial: "NOSUCH" }, `${may}get the owner of tokens. Check the policies.`],
    ["copyTokenPin", { from: "AD", to: "AD" }, `${may}copy PIN of token AD. Check the policies.`],
    ["copyTokenUser", { from: "AD", to: "AD" }, `${may}copy user of token AD. Check the policies.`],
    ["setPin", { serial: "AD", userpin: "1" }, `${may}set SC PIN for token AD. Check the policies.`],
    ["show", {}, "done"],
  ];
  for (const [path, fields, expected] of cases) assert.equal(await refusal(path, fields), expected, path);
  const [row] = await company.show({ serial: "AD" });
  assert.deepEqual(
    [row?.["LinOtp.Isactive"], row?.["User.username"], row?.["LinOtp.TokenInfo"]],
    [true, "alice", ""],
  );
});

test("an administrator of another realm sees nothing here, and takes over nothing", async () => {
  await company.init({ type: "pw", otpkey: "x", serial: "AD", user: "alice" });
  await company.init({ type: "pw", otpkey: "x", serial: "LOOSE" });
  await company.admin.post("/system/setRealm", {
    realm: "other",
    resolvers: "useridresolver.PasswdIdResolver.IdResolver.people",
  });
  await company.admin.post("/admin/tokenrealm", { serial: "AD", realms: "example" });
  await company.policy("admin", "*", { user: "admin", realm: "other" });
  assert.deepEqual(await serials({}), []);
  assert.deepEqual(await serials({ viewrealm: "example" }), []);
  assert.deepEqual(await serials({ viewrealm: "/:no realm:/" }), []);
  assert.match(await refusal("disable", { serial: "AD" }), /^ERR410/);
  assert.match(await refusal("init", { type: "pw", otpkey: "x", user: "alice" }), /^ERR410/);
  assert.match(await refusal("init", { type: "pw", otpkey: "x", serial: "AD" }), /^ERR410/);
  assert.match(
    await refusal("init", { type: "pw", otpkey: "x", serial: "LOOSE", user: "alice", realm: "other" }),
    /^ERR410/,
  );
  assert.match(await refusal("assign", { serial: "LOOSE", user: "alice", realm: "other" }), /^ERR410/);
  assert.equal(await refusal("init", { type: "pw", otpkey: "x", serial: "MINE" }), "done");
  const [row] = await company.show({ serial: "MINE" });
  assert.deepEqual(row?.["LinOtp.RealmNames"], ["other"]);
});

test("policies for other administrators leave this one without any right", async () => {
  await company.policy("admin", "*", { user: "nobody" });
  assert.equal(await refusal("show"), "ERR410: You do not have any rights in any realm! Check the policies.");
  assert.match(await refusal("init", { type: "pw", otpkey: "x" }), /^ERR410/);
});

test("the right to enroll eToken devices is a right to enroll HOTP tokens", async () => {
  await company.policy("admin", "initETNG", { user: "admin" });
  assert.equal(await refusal("init", { type: "hmac", genkey: "1", user: "alice" }), "done");
  assert.match(await refusal("init", { type: "totp", genkey: "1", user: "alice" }), /^ERR410/);
});

test("nobody issues a rollout token for himself", async () => {
  await company.admin.post("/system/setRealm", {
    realm: "staff",
    resolvers: "useridresolver.SQLIdResolver.IdResolver.LinOTP_local_admins",
  });
  const own = { type: "pw", otpkey: "x", user: "admin", realm: "staff", serial: "OWN" };
  assert.match(
    await refusal("init", { ...own, rollout: "1" }),
    /^ERR410: You cannot issue a rollout token for yourself/,
  );
  assert.equal(await refusal("init", { ...own, user: "hans", rollout: "1" }), "done");
  assert.match(await refusal("assign", { serial: "OWN", user: "admin", realm: "staff" }), /^ERR410/);
  assert.match(await refusal("init", { ...own, type: "pw" }), /^ERR410/);
});
