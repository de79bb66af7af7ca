// The settings endpoints over a real socket and a real database, as LinOTP's recorded answers have them.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { startWire } from "../../../test/support/wire.ts";

type Fields = Record<string, string>;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly value: unknown;
  readonly error: { readonly code: number; readonly message: string } | undefined;
  readonly detail: unknown;
}

const wire = await startWire();
after(() => wire.close());
beforeEach(() => wire.reset());

const passwd = join(mkdtempSync(join(tmpdir(), "latchkey-system-")), "passwd");
writeFileSync(passwd, "ada:*:1001:100:Ada Lovelace,,+49 1,+49 2,ada@example.com:/:\n");

let session: { cookie: string; csrf: string };

async function mint(username = "admin"): Promise<{ cookie: string; csrf: string }> {
  const identity = { username, realm: "linotp_admins", resolver: "LinOTP_local_admins" };
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${wire.address}/__test/mint`, {
    method: "POST",
    body: JSON.stringify(identity),
    headers,
  });
  const { access_token, csrf_token } = (await response.json()) as {
    access_token: string;
    csrf_token: string;
  };
  return { cookie: `access_token_cookie=${access_token}`, csrf: csrf_token };
}

session = await mint();

async function call(method: string, path: string, body: Fields | FormData = {}): Promise<Answer> {
  const isGet = method === "GET";
  const sent = body instanceof FormData ? body : new URLSearchParams(body);
  const url = `${wire.address}${path}${isGet ? `?${sent.toString()}` : ""}`;
  const headers = { cookie: session.cookie, "x-csrf-token": session.csrf };
  const response = await fetch(url, { method, headers, ...(isGet ? {} : { body: sent }) });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const json = isJson ? JSON.parse(text) : { result: {} };
  return {
    status: response.status,
    text,
    headers: response.headers,
    value: json.result?.value ?? (json.result === undefined ? json : undefined),
    error: json.result?.error,
    detail: json.detail,
  };
}

const set = (endpoint: string, fields: Fields = {}): Promise<Answer> =>
  call("POST", `/system/${endpoint}`, fields);
const get = async (endpoint: string, fields: Fields = {}): Promise<unknown> =>
  (await call("GET", `/system/${endpoint}`, fields)).value;
const value = async (endpoint: string, fields: Fields = {}): Promise<unknown> =>
  (await set(endpoint, fields)).value;
const error = async (endpoint: string, fields: Fields = {}): Promise<unknown> =>
  (await set(endpoint, fields)).error;

const missing = (name: string) => ({ code: 905, message: `ERR905: missing required parameter: ${name}` });
const spec = (name: string): string => `useridresolver.PasswdIdResolver.IdResolver.${name}`;
const localAdmins = "useridresolver.SQLIdResolver.IdResolver.LinOTP_local_admins";

async function withRealm(name = "myrealm"): Promise<void> {
  await set("setResolver", { name: "passwd1", type: "passwdresolver", fileName: passwd });
  await set("setRealm", { realm: name, resolvers: spec("passwd1") });
}

test("a configuration key is set, read and deleted", async () => {
  assert.deepEqual(await value("setConfig", { key: "mykey", value: "myvalue" }), { "setConfig mykey": true });
  assert.deepEqual(await value("setConfig", { k1: "v1", k2: "v2" }), {
    "setConfig k1:v1": true,
    "setConfig k2:v2": true,
  });
  assert.deepEqual(await get("getConfig", { key: "mykey" }), { "getConfig mykey": "myvalue" });
  assert.deepEqual(await get("getConfig", { key: "linotp.k1" }), { "getConfig linotp.k1": "v1" });
  assert.deepEqual(await get("getConfig", { key: "nosuch" }), { "getConfig nosuch": null });
  assert.deepEqual(await value("setConfig", {}), {});
  assert.deepEqual(await value("delConfig", { key: "mykey" }), { "delConfig mykey": true });
  assert.deepEqual(await value("delConfig", { key: "nosuch" }), { "delConfig nosuch": true });
  assert.deepEqual(await get("getConfig", { key: "mykey" }), { "getConfig mykey": null });
});

test("a configuration key without value is refused, and so is a value of the wrong kind", async () => {
  assert.deepEqual(await error("setConfig", { key: "foo" }), {
    code: 905,
    message: "ERR905: Required parameters: value and key",
  });
  assert.deepEqual(await error("delConfig"), missing("key"));
  const wrong = {
    code: 10,
    message: "ERR10: Config Error: linotp.user_lookup_cache.expiration must be of type 'duration'",
  };
  assert.deepEqual(await error("setConfig", { key: "user_lookup_cache.expiration", value: "soon" }), wrong);
  assert.equal(
    ((await error("setConfig", { key: "mayOverwriteClient", value: "the vpn" })) as { code: number }).code,
    10,
  );
  assert.equal(
    ((await error("setConfig", { key: "Policy.x.action", value: "*" })) as { code: number }).code,
    10,
  );
});

test("a password among the settings is neither stored nor audited as it is", async () => {
  await set("setConfig", { key: "mypw", value: "hunter2hunter2", type: "password", description: "d" });
  const shown = (await get("getConfig", { key: "mypw" })) as Fields;
  assert.match(shown["getConfig mypw"]!, /^[A-Za-z0-9+/=]{40,}$/);
  await set("setConfig", { mypair: "hunter3", "mypair.type": "password" });
  await set("setConfig", { key: "mypw", value: "hunter4" });
  const all = JSON.stringify(await get("getConfig"));
  const { rows } = await wire.world.store.audit({});
  assert.doesNotMatch(all + JSON.stringify(rows), /hunter/);
});

test("all configuration is shown with realms, resolvers and policies among it", async () => {
  await withRealm();
  const all = (await get("getConfig")) as Fields;
  assert.equal(all["DefaultMaxFailCount"], "10");
  assert.equal(all["passwdresolver.fileName.passwd1"], passwd);
  assert.equal(all["useridresolver.group.myrealm"], spec("passwd1"));
  assert.equal(all["sqlresolver.Where.LinOTP_local_admins"], "groupid = 'LinOTP_local_admins'");
  assert.match(all["Config"]!, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
});

test("the defaults of new tokens are set, whatever the case of their names", async () => {
  const set = { "set DefaultOtpLen": true, "set DefaultResetFailCount": true };
  assert.deepEqual(await value("setDefault", { defaultotplen: "8", DefaultResetFailCount: "False" }), set);
  assert.deepEqual(await get("getConfig", { key: "DefaultOtpLen" }), { "getConfig DefaultOtpLen": "8" });
  assert.equal(((await error("setDefault", { nosuch: "1" })) as { code: number }).code, 77);
  assert.equal(((await error("setDefault", { DefaultOtpLen: "six" })) as { code: number }).code, 905);
});

test("a resolver is created, shown, changed, renamed and deleted", async () => {
  assert.equal(
    await value("setResolver", { name: "passwd1", type: "passwdresolver", fileName: passwd }),
    true,
  );
  const facts = { spec: spec("passwd1"), admin: false, immutable: false };
  assert.deepEqual(await get("getResolver", { resolver: "passwd1" }), {
    type: "passwdresolver",
    data: { fileName: passwd },
    resolver: "passwd1",
    ...facts,
  });
  const { LinOTP_local_admins, passwd1 } = (await get("getResolvers")) as Record<string, unknown>;
  const entry = "linotp.passwdresolver.fileName.passwd1";
  assert.deepEqual(passwd1, { resolvername: "passwd1", entry, type: "passwdresolver", ...facts });
  assert.deepEqual(LinOTP_local_admins, {
    resolvername: "LinOTP_local_admins",
    entry: "linotp.sqlresolver.Where.LinOTP_local_admins",
    type: "sqlresolver",
    spec: localAdmins,
    admin: true,
    immutable: true,
    readonly: true,
  });
  const update = { name: "passwd1", previous_name: "passwd1", type: "passwdresolver", fileName: passwd };
  assert.equal(await value("setResolver", update), true);
  await set("setRealm", { realm: "lab", resolvers: spec("passwd1") });
  assert.equal(await value("setResolver", { ...update, name: "passwd2" }), true);
  const { lab } = (await get("getRealms", { realm: "lab" })) as { lab: { useridresolver: string[] } };
  assert.deepEqual(lab.useridresolver, [spec("passwd2")]);
  await set("delRealm", { realm: "lab" });
  assert.equal(await value("delResolver", { resolver: "passwd2" }), true);
  assert.equal(await value("delResolver", { resolver: "passwd2" }), false);
});

test("a resolver that makes no sense is refused", async () => {
  const passwdResolver = { name: "passwd1", type: "passwdresolver", fileName: passwd };
  const invalidName = (name: string) =>
    `('Resolver name is invalid. It may contain characters, numbers, underscore (_), hyphen (-)! %r', '${name}')`;
  assert.deepEqual(await error("setResolver", { type: "passwdresolver" }), {
    code: 905,
    message: 'ERR905: missing required parameter "name"',
  });
  const messages: [Fields, string][] = [
    [{ name: "x", type: "nosuch" }, "no such resolver type ''nosuch'' defined!"],
    [{ name: "x2", type: "passwdresolver" }, invalidName("x2")],
    [{ ...passwdResolver, name: "a b" }, invalidName("a b")],
    [
      { ...passwdResolver, fileName: "/nonexistent" },
      "File '/nonexistent' does not exist or is not accessible",
    ],
  ];
  for (const [fields, message] of messages)
    assert.deepEqual(await error("setResolver", fields), { code: -311, message });
  assert.deepEqual(await error("setResolver", { ...passwdResolver, fileName: "" }), missing("fileName"));
  await set("setResolver", passwdResolver);
  assert.deepEqual(await error("setResolver", passwdResolver), {
    code: -311,
    message: "Cound not create resolver, resolver 'passwd1' already exists!",
  });
  const sql = {
    type: "sqlresolver",
    Connect: "sqlite:///x",
    Table: "people",
    Map: '{"userid": "id", "username": "login"}',
    Password: "x",
  };
  const other = { ...sql, name: "passwd1", previous_name: "passwd1" };
  assert.equal(
    ((await error("setResolver", other)) as { message: string }).message,
    "Modification of resolver type is not supported!",
  );
  const admins = { ...sql, name: "LinOTP_local_admins", previous_name: "LinOTP_local_admins" };
  assert.match(((await error("setResolver", admins)) as { message: string }).message, /readonly/);
  assert.deepEqual(await get("getResolver", { resolver: "nosuch" }), {
    type: null,
    data: {},
    resolver: "nosuch",
  });
  assert.deepEqual(await error("getResolver"), missing("resolver"));
  assert.deepEqual(await error("delResolver"), missing("resolver"));
});

test("a resolver in use stays, and so does the administrators' own", async () => {
  await withRealm();
  await set("setRealm", { realm: "other", resolvers: spec("passwd1") });
  assert.deepEqual(await error("delResolver", { resolver: "passwd1" }), {
    code: -311,
    message: "\"Resolver 'passwd1'  still in use by the realms: ['myrealm', 'other']\" !",
  });
  assert.equal(
    ((await error("delResolver", { resolver: "LinOTP_local_admins" })) as { code: number }).code,
    -311,
  );
});

test("an LDAP resolver keeps its password sealed, and wants it again for another server", async () => {
  const ldap = {
    name: "corp",
    type: "ldapresolver",
    LDAPURI: "ldaps://one",
    LDAPBASE: "dc=x",
    BINDDN: "cn=x",
    BINDPW: "opensesame",
    LOGINNAMEATTRIBUTE: "uid",
    LDAPFILTER: "(uid=%s)",
    LDAPSEARCHFILTER: "(uid=*)",
    USERINFO: "{}",
  };
  assert.equal(await value("setResolver", ldap), true);
  const { data } = (await get("getResolver", { resolver: "corp" })) as { data: Fields };
  assert.equal(data["LDAPURI"], "ldaps://one");
  assert.doesNotMatch(data["BINDPW"]!, /opensesame/);
  const { BINDPW: _, ...without } = ldap;
  assert.equal(await value("setResolver", { ...without, previous_name: "corp", TIMEOUT: "5" }), true);
  assert.equal(await value("setResolver", { ...without, previous_name: "corp", name: "corp2" }), true);
  const moved = { ...without, previous_name: "corp2", name: "corp2", LDAPURI: "ldaps://evil" };
  assert.deepEqual(await error("setResolver", moved), missing("BINDPW"));
  const { BINDDN: __, ...incomplete } = ldap;
  assert.deepEqual(await error("setResolver", { ...incomplete, name: "corp3" }), missing("BINDDN"));
});

test("realms are created, listed, chosen as default and deleted", async () => {
  await withRealm("myRealm");
  const row = {
    realmname: "myrealm",
    entry: "linotp.useridresolver.group.myrealm",
    useridresolver: [spec("passwd1")],
  };
  const admins = {
    realmname: "linotp_admins",
    entry: "linotp.useridresolver.group.linotp_admins",
    useridresolver: [localAdmins],
    admin: true,
  };
  const all = { linotp_admins: admins, myrealm: { ...row, admin: false } };
  assert.deepEqual(await get("getRealms"), all);
  assert.deepEqual(await get("getRealms", { realm: "nosuch" }), all);
  assert.deepEqual(await get("getDefaultRealm"), all);
  assert.equal(await value("setDefaultRealm", { realm: "myRealm" }), true);
  const chosen = { myrealm: { ...row, default: "true", admin: false } };
  assert.deepEqual(await get("getDefaultRealm"), chosen);
  assert.equal(await value("setDefaultRealm", { realm: "nosuch" }), false);
  assert.deepEqual(await get("getDefaultRealm"), chosen);
  assert.deepEqual(await value("delRealm", { realm: "nosuch" }), { delRealm: { result: false } });
  assert.deepEqual(await value("delRealm", { realm: "myrealm" }), { delRealm: { result: true } });
  assert.deepEqual(await get("getDefaultRealm"), { linotp_admins: admins });
  assert.equal(await value("setDefaultRealm", { realm: "" }), false);
});

test("a realm that makes no sense is refused", async () => {
  await withRealm();
  assert.deepEqual(await error("setRealm", { realm: "bad" }), missing("resolvers"));
  assert.deepEqual(await error("setRealm", { resolvers: "x" }), missing("realm"));
  assert.deepEqual(await error("setRealm", { realm: "bad", resolvers: spec("nosuch") }), {
    code: -311,
    message: `unknown resolver or invalid resolver class specification: '${spec("nosuch")}'`,
  });
  const otherClass = "useridresolver.LDAPIdResolver.IdResolver.passwd1";
  assert.equal(
    ((await error("setRealm", { realm: "bad", resolvers: otherClass })) as { code: number }).code,
    -311,
  );
  assert.equal(
    ((await error("setRealm", { realm: "bäd", resolvers: spec("passwd1") })) as { code: number }).code,
    905,
  );
  assert.deepEqual(await error("delRealm"), missing("realm"));
  assert.equal(((await error("delRealm", { realm: "linotp_admins" })) as { code: number }).code, -311);
  const withoutMe = { realm: "linotp_admins", resolvers: spec("passwd1") };
  assert.match(
    ((await error("setRealm", withoutMe)) as { message: string }).message,
    /can not be removed from/,
  );
  assert.deepEqual(Object.keys((await get("getRealms")) as object), ["linotp_admins", "myrealm"]);
});

const policy = {
  name: "p_pin",
  active: "True",
  user: "*",
  realm: "myrealm",
  client: "*",
  time: "",
  scope: "authentication",
  action: "otppin=0",
};
const policyWritten = {
  action: true,
  scope: true,
  realm: true,
  user: true,
  time: true,
  client: true,
  active: true,
};

test("a policy is set, changed, shown, filtered and deleted", async () => {
  assert.deepEqual(await value("setPolicy", policy), { "setPolicy p_pin": policyWritten });
  assert.deepEqual(await value("setPolicy", { ...policy, action: "otppin=1" }), {
    "setPolicy p_pin": policyWritten,
  });
  await set("setPolicy", {
    ...policy,
    name: "p_off",
    active: "False",
    scope: "selfservice",
    action: "enrollHMAC",
  });
  const row = { ...policy, action: "otppin=1", time: "* * * * * *;" };
  assert.deepEqual(await get("getPolicy"), { p_pin: row });
  assert.deepEqual(await get("getPolicy", { name: "p_pin, nosuch" }), { p_pin: row });
  assert.deepEqual(await get("getPolicy", { scope: "authentication", realm: "MyRealm", user: "*" }), {
    p_pin: row,
  });
  assert.deepEqual(await get("getPolicy", { scope: "selfservice" }), {});
  assert.deepEqual(Object.keys((await get("getPolicy", { display_inactive: "1" })) as object), [
    "p_off",
    "p_pin",
  ]);
  const gone = (name: string) =>
    Object.keys(policyWritten).map((attribute) => [`linotp.Policy.${name}.${attribute}`, true]);
  assert.deepEqual(await value("delPolicy", { name: "p_pin" }), {
    delPolicy: { result: Object.fromEntries(gone("p_pin")) },
  });
  assert.deepEqual(await value("delPolicy", { name: "nosuch" }), { delPolicy: { result: {} } });
});

test("a policy that makes no sense is refused", async () => {
  for (const name of ["name", "scope", "action", "realm"] as const) {
    assert.deepEqual(await error("setPolicy", { ...policy, [name]: "" }), missing(name));
  }
  const characters = "The name of the policy may only contain the characters  a-zA-Z0-9_.";
  assert.deepEqual(await error("setPolicy", { ...policy, name: "bad name!" }), {
    code: -311,
    message: characters,
  });
  assert.deepEqual(await error("setPolicy", { ...policy, name: "x5", scope: "nosuch", action: "*" }), {
    code: -311,
    message: "unsupported policy action '*' in policy 'x5' ",
  });
  assert.deepEqual(await error("setPolicy", { ...policy, name: "x6", action: "nosuchaction" }), {
    code: -311,
    message: "unsupported policy action 'nosuchaction' in policy 'x6' ",
  });
  assert.notEqual(await error("setPolicy", { ...policy, client: "not-an-ip" }), undefined);
  assert.notEqual(await error("setPolicy", { ...policy, time: "nonsense" }), undefined);
  assert.deepEqual(await error("delPolicy"), missing("name"));
  assert.deepEqual(await get("getPolicy"), {});
});

test("nobody locks all administrators out by accident", async () => {
  const own = { ...policy, name: "sys", scope: "system", user: "admin", realm: "*", action: "read" };
  const lockout =
    "Warning: potential lockout due to policy defintion: no active system policy with 'write' permission defined!";
  assert.deepEqual(await error("setPolicy", own), { code: -311, message: lockout });
  assert.deepEqual(await value("setPolicy", { ...own, name: "sysw", user: "root2", action: "read, write" }), {
    "setPolicy sysw": policyWritten,
  });
  const denied = (right: string) => ({
    code: 410,
    message: `ERR410: Policy check failed. You are not allowed to ${right} system config.`,
  });
  assert.deepEqual(await error("setConfig", { key: "zz", value: "1" }), denied("write"));
  assert.deepEqual(await error("getConfig", { key: "zz" }), denied("read"));
  const mine = session;
  session = await mint("root2");
  await set("setPolicy", own);
  assert.deepEqual(await error("delPolicy", { name: "sysw" }), { code: -311, message: lockout });
  session = mine;
  assert.deepEqual(await get("getConfig", { key: "zz" }), { "getConfig zz": null });
  assert.deepEqual(await error("setConfig", { key: "zz", value: "1" }), denied("write"));
});

test("checkPolicy answers for a person, a place and an action", async () => {
  await withRealm();
  const question = {
    user: "ada",
    realm: "myrealm",
    scope: "selfservice",
    action: "enrollHMAC",
    client: "10.0.0.1",
  };
  assert.deepEqual(await get("checkPolicy", question), { allowed: false, policy: {} });
  await set("setPolicy", {
    ...policy,
    name: "p",
    realm: "*",
    client: "10.0.0.0/8, !10.9.0.0/16",
    scope: "selfservice",
    action: "enrollHMAC",
  });
  const { allowed, policy: found } = (await get("checkPolicy", question)) as {
    allowed: boolean;
    policy: object;
  };
  assert.deepEqual([allowed, Object.keys(found)], [true, ["p"]]);
  for (const client of ["10.9.1.1", "192.168.1.1"]) {
    assert.deepEqual(await get("checkPolicy", { ...question, client }), { allowed: false, policy: {} });
  }
  assert.deepEqual(await error("checkPolicy", { user: "ada" }), missing("realm"));
  assert.equal(((await error("checkPolicy", { ...question, client: "*" })) as { code: number }).code, 905);
  const admin = { user: "admin", realm: "myrealm", scope: "admin", action: "init", client: "1.1.1.1" };
  assert.deepEqual(await get("checkPolicy", admin), { allowed: true, policy: "No policies in scope admin" });
});

test("policies leave as a file and come back", async () => {
  await set("setPolicy", { ...policy, name: "p1", action: "smstext='a, b=<otp>', otppin=1" });
  const file = await call("GET", "/system/getPolicy/policy.cfg", { export: "true" });
  assert.equal(file.headers.get("content-disposition"), "attachment; filename=policy.cfg");
  assert.match(file.text, /^\[p1\]\n/);
  await set("delPolicy", { name: "p1" });
  const form = new FormData();
  form.set("file", new Blob([file.text.replaceAll("p1", "imp1")]), "policy.cfg");
  const imported = await call("POST", "/system/importPolicy", form);
  assert.match(imported.headers.get("content-type")!, /^text\/xml/);
  assert.match(imported.text, /<status>True<\/status>\s*<value>1<\/value>/);
  const { imp1 } = (await get("getPolicy")) as { imp1: Fields };
  assert.equal(imp1["action"], "smstext='a, b=<otp>', otppin=1");
  const broken = new FormData();
  broken.set(
    "file",
    new Blob([
      `[ok]\naction = otppin=1\nscope = authentication\n\n[bad]\naction = nosuch\nscope = selfservice\n`,
    ]),
    "x",
  );
  const refused = await call("POST", "/system/importPolicy", broken);
  assert.match(refused.text, /<code>-311<\/code>/);
  assert.deepEqual(Object.keys((await get("getPolicy")) as object), ["imp1"]);
  assert.equal(((await error("importPolicy")) as { code: number }).code, 905);
});

test("policies are shown in pages and described", async () => {
  for (const name of ["a", "b", "c"]) await set("setPolicy", { ...policy, name });
  const first = await get("policies_flexi", { page: "1", rp: "2", sortname: "name", sortorder: "desc" });
  const cell = (name: string) => [1, name, "*", "authentication", "otppin=0", "myrealm", "*", "* * * * * *;"];
  assert.deepEqual(first, {
    page: 1,
    total: 3,
    rows: ["c", "b"].map((name) => ({ id: name, cell: cell(name) })),
  });
  assert.equal(((await error("policies_flexi")) as { code: number }).code, 905);
  const all = (await get("getPolicyDef")) as Record<string, Record<string, { type: string }>>;
  assert.equal(all["admin"]!["initHMAC"]!.type, "bool");
  const scope = (await get("getPolicyDef", { scope: "authorization" })) as object;
  assert.deepEqual(Object.keys(scope).slice(0, 2), ["authorize", "tokentype"]);
});

const gateway = {
  name: "gateway",
  type: "sms",
  class: "smsprovider.HttpSMSProvider.HttpSMSProvider",
  timeout: "301",
  config: JSON.stringify({ URL: "http://127.0.0.1:9/sms", PASSWORD: "opensesame" }),
};

test("providers are set, shown, chosen and deleted; their secrets are sealed", async () => {
  assert.equal(await value("setProvider", gateway), true);
  assert.equal(await value("setProvider", { ...gateway, name: "second" }), true);
  const shown = { Class: gateway.class, Timeout: "301", Config: gateway.config };
  assert.deepEqual(await get("getProvider", { type: "sms" }), {
    gateway: { ...shown, Default: true },
    second: { ...shown, Default: false },
  });
  assert.deepEqual(await get("getProvider", { type: "email" }), {});
  assert.equal(await value("setDefaultProvider", { type: "sms", name: "second" }), true);
  const refused = await set("delProvider", { type: "sms", name: "second" });
  assert.deepEqual(
    [refused.value, refused.detail],
    [false, { message: "Default provider could not be deleted!" }],
  );
  await set("setPolicy", { ...policy, action: "sms_provider=gateway" });
  const used = await set("delProvider", { type: "sms", name: "gateway" });
  assert.deepEqual(used.detail, { message: 'Unable to delete - provider used in policies!\n["p_pin"]' });
  await set("delPolicy", { name: "p_pin" });
  assert.equal(await value("delProvider", { type: "sms", name: "gateway" }), true);
  assert.equal(await value("delProvider", { type: "sms", name: "second" }), true);
  const { settings } = wire.world.store;
  assert.doesNotMatch(JSON.stringify([...settings().providers.values()]), /opensesame/);
});

test("a provider that makes no sense is refused", async () => {
  for (const name of ["name", "type", "class", "timeout"] as const) {
    const message = `ERR905: missing key KeyError('${name}')`;
    assert.deepEqual(await error("setProvider", { ...gateway, [name]: "" }), { code: 905, message });
  }
  for (const wrong of [{ type: "pigeon" }, { config: "{" }, { config: "[]" }, { timeout: "soon" }]) {
    assert.equal(((await error("setProvider", { ...gateway, ...wrong })) as { code: number }).code, 905);
  }
  assert.notEqual(await error("setProvider", { ...gateway, class: "no.such.Class" }), undefined);
  assert.deepEqual(await error("setDefaultProvider", { type: "sms", name: "nosuch" }), {
    code: -311,
    message: "Unknown provider! 'nosuch'",
  });
  assert.deepEqual(await get("getProvider", { type: "sms" }), {});
});

test("the keys of LinOTP 2 are a provider that can be read, changed, chosen and deleted", async () => {
  assert.deepEqual(await get("getProvider", { type: "sms" }), {});
  await set("setConfig", { SMSProvider: "FileSMSProvider", SMSProviderConfig: '{"file":"/tmp/x"}' });
  const before = { Class: "FileSMSProvider", Timeout: "300", Config: '{"file":"/tmp/x"}', Default: true };
  assert.deepEqual(await get("getProvider", { type: "sms" }), { imported_default: before });
  const { config } = wire.world.store.settings();
  assert.doesNotMatch(
    JSON.stringify(config.get("SMSProviderConfig")),
    /tmp/,
    "sealed, without being told to",
  );
  assert.equal(await value("setProvider", { ...gateway, name: "a" }), true);
  assert.equal(await value("setProvider", { ...gateway, name: "imported_default", default: "true" }), true);
  const shown = { Class: gateway.class, Timeout: "301", Config: gateway.config };
  assert.deepEqual(await get("getProvider", { type: "sms" }), {
    a: { ...shown, Default: false },
    imported_default: { ...shown, Default: true },
  });
  const kept = await set("delProvider", { type: "sms", name: "imported_default" });
  assert.deepEqual(kept.detail, { message: "Default provider could not be deleted!" });
  assert.equal(await value("setDefaultProvider", { type: "sms", name: "a" }), true);
  assert.equal(await value("delProvider", { type: "sms", name: "imported_default" }), true);
  assert.deepEqual(await get("getProvider", { type: "sms" }), { a: { ...shown, Default: true } });
  assert.notEqual(
    await error("setProvider", { ...gateway, name: "imported_default", managed: "x" }),
    undefined,
  );
});

test("a provider is tried out, and what is wrong is said", async () => {
  await set("setProvider", gateway);
  const away = await set("testProvider", { type: "sms", name: "gateway" });
  assert.deepEqual(
    [away.value, away.detail],
    [false, { message: "no connection to the server (ECONNREFUSED)" }],
  );
  await set("setProvider", { ...gateway, name: "file", class: "FileSMSProvider", config: '{"file":"x"}' });
  assert.equal((await set("testProvider", { type: "sms", name: "file" })).value, false);
  assert.deepEqual(await error("testProvider", { type: "sms", name: "nosuch" }), {
    code: -311,
    message: "Unknown provider! 'nosuch'",
  });
});

test("a managed provider hides its configuration and changes only with its password", async () => {
  assert.equal(await value("setProvider", { ...gateway, managed: "s3cret" }), true);
  const { gateway: shown } = (await get("getProvider", { type: "sms" })) as { gateway: object };
  assert.deepEqual(shown, { Class: gateway.class, Timeout: "301", Default: true, Managed: true });
  assert.notEqual(await error("setProvider", gateway), undefined);
  assert.notEqual(await error("delProvider", { type: "sms", name: "gateway", managed: "wrong" }), undefined);
  assert.equal(await value("delProvider", { type: "sms", name: "gateway", managed: "s3cret" }), true);
});

test("every change is in the audit trail with who made it", async () => {
  await withRealm();
  await set("setRealm", { realm: "bad" });
  const { rows } = await wire.world.store.audit({ filters: { action: "system/setRealm" } });
  const seen = rows.map(({ success, info, administrator }) => ({
    success,
    realm: /realm: '(\w+)'/.exec(info)?.[1],
    administrator,
  }));
  const administrator = "admin@linotp_admins (LinOTP_local_admins)";
  assert.deepEqual(seen, [
    { success: true, realm: "myrealm", administrator },
    { success: false, realm: undefined, administrator },
  ]);
});
