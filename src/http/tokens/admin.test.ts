// The life of a token in an administrator's hands, over HTTP, as LinOTP's recorded answers have it.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";
import { userPinPlace } from "../../core/vault.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

type Fields = Parameters<Company["admin"]["post"]>[1];

const key = "3132333435363738393031323334353637383930";

async function admin(path: string, fields: Fields = {}) {
  return await company.admin.post(`/admin/${path}`, fields);
}

/** The value, or the number of the error. */
async function said(path: string, fields: Fields = {}): Promise<unknown> {
  const { json, value } = await admin(path, fields);
  return json.result.status ? value : json.result.error?.code;
}

async function one(serial: string): Promise<Record<string, unknown>> {
  const [row] = await company.show({ serial });
  assert.ok(row, `no token ${serial}`);
  return row;
}

async function newest(action: string): Promise<readonly unknown[]> {
  const rows = await company.audit();
  return rows.find((cells) => cells[4] === action) ?? [];
}

test("a token for a person: answer, row and audit entry", async () => {
  const detail = await company.init({
    type: "hmac",
    otpkey: key,
    user: "alice",
    description: "phone",
    pin: "1234",
  });
  assert.match(detail.serial, /^OATH0001[0-9A-F]{4}$/);
  assert.deepEqual(Object.keys(detail).sort(), ["googleurl", "otpkey", "serial"]);
  assert.equal(detail.otpkey?.value, `seed://${key}`);
  const row = await one(detail.serial);
  assert.match(String(row["LinOtp.CreationDate"]), /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  assert.match(String(row["LinOtp.IdResolver"]), /passwd$/);
  const {
    "LinOtp.CreationDate": _date,
    "LinOtp.IdResolver": _file,
    "LinOtp.TokenId": _id,
    "User.description": _who,
    ...rest
  } = row;
  assert.deepEqual(rest, {
    "LinOtp.TokenDesc": "phone",
    "LinOtp.TokenSerialnumber": detail.serial,
    "LinOtp.TokenType": "HMAC",
    "LinOtp.TokenInfo": '{\n"hashlib": "sha1"\n}',
    "LinOtp.IdResClass": "useridresolver.PasswdIdResolver.IdResolver.people",
    "LinOtp.Userid": "1000",
    "LinOtp.OtpLen": 6,
    "LinOtp.MaxFail": 10,
    "LinOtp.Isactive": true,
    "LinOtp.FailCount": 0,
    "LinOtp.Count": 0,
    "LinOtp.CountWindow": 10,
    "LinOtp.SyncWindow": 1000,
    "LinOtp.LastAuthSuccess": "",
    "LinOtp.LastAuthMatch": "",
    "LinOtp.RealmNames": ["example"],
    "User.userid": "1000",
    "User.username": "alice",
  });
  const entry = await newest("admin/init");
  assert.deepEqual(entry.slice(5, 10), ["1", detail.serial, "HMAC", "alice", "example"]);
  assert.equal(entry[11], "tokennum = 1");
});

test("a rollout token by rollout or scope is shown with its paths, and named if nobody does", async () => {
  const wishes: readonly (readonly [Record<string, string>, unknown, string])[] = [
    [{ rollout: "1" }, { scope: { path: ["userservice"] } }, "rollout token"],
    [{ rollout: "1", description: "Letter" }, { scope: { path: ["userservice"] } }, "Letter"],
    [
      { scope: '{"path":["userservice","validate"]}' },
      { scope: { path: ["userservice", "validate"] } },
      "rollout token",
    ],
    [{ scope: "{}", rollout: "true" }, { scope: { path: ["userservice"] } }, "rollout token"],
    [{ scope: '{"path":[]}' }, {}, ""],
    [{ rollout: "0" }, {}, ""],
  ];
  for (const [wish, info, description] of wishes) {
    const { serial } = await company.init({ type: "PW", otpkey: "Kestrel-47", user: "alice", ...wish });
    const [row] = await company.show({ serial, tokeninfo_format: "json" });
    assert.deepEqual(
      [row?.["LinOtp.TokenInfo"], row?.["LinOtp.TokenDesc"]],
      [info, description],
      JSON.stringify(wish),
    );
  }
});

test("a scope that cannot mean what it says stores nothing", async () => {
  for (const wish of [
    { scope: "{" },
    { scope: '{"path":"validate"}' },
    { scope: '{"path":["x"]}' },
    { scope: "" },
    { rollout: "maybe" },
  ]) {
    const { json } = await admin("init", { type: "pw", otpkey: "x", serial: "BAD", ...wish });
    assert.equal(json.result.error?.code, 905);
  }
  const body = await company.admin.json("/admin/init", {
    type: "pw",
    otpkey: "x",
    serial: "BAD",
    scope: { path: ["userservice"] },
  });
  assert.match(body.json.result.error?.message ?? "", /scope.*\{"path": \[\.\.\.\]\}/);
  assert.deepEqual(await company.show({}), []);
});

test("init refuses what LinOTP refuses, by the same numbers", async () => {
  const cases: readonly (readonly [Record<string, string>, number])[] = [
    [{}, 905],
    [{ type: "nosuch", genkey: "1" }, 1610],
    [{ type: "hmac" }, 905],
    [{ type: "hmac", otpkey: "abc" }, -311],
    [{ type: "hmac", otpkey: "zz" }, -311],
    [{ type: "hmac", otpkey: key, genkey: "1" }, 344],
    [{ type: "pw", otpkey: "x", user: "nosuch" }, 1112],
    [{ type: "pw", otpkey: "x", user: "alice", realm: "nosuch" }, 1112],
    [{ type: "pw" }, 905],
    [{ type: "pw", otpkey: "x", serial: "S".repeat(41) }, 905],
    [{ type: "pw", otpkey: "x", enable: "perhaps" }, 905],
  ];
  for (const [fields, code] of cases) assert.equal(await said("init", fields), code, JSON.stringify(fields));
  assert.deepEqual(await company.show({}), []);
});

test("a known serial gets a new secret; its type, scope and owner stay", async () => {
  await company.init({ type: "pw", otpkey: "first", serial: "A", user: "alice", rollout: "1" });
  await company.anybody.post("/validate/check_s", { serial: "A", pass: "wrong" });
  await company.init({ type: "pw", otpkey: "second", serial: "A", realm: "example" });
  const row = await one("A");
  assert.deepEqual([row["User.username"], row["LinOtp.OtpLen"], row["LinOtp.FailCount"]], ["alice", 6, 0]);
  assert.match(String(row["LinOtp.TokenInfo"]), /userservice/);
  const clash = await admin("init", { type: "hmac", genkey: "1", serial: "A" });
  assert.equal(clash.json.result.error?.code, 10);
});

test("the qr parameter answers with a picture", async () => {
  const png = await fetch(
    `${wire.address}/admin/init`,
    await formRequest({ type: "hmac", genkey: "1", qr: "png" }),
  );
  assert.equal(png.headers.get("content-type"), "image/png");
  const html = await admin("init", { type: "hmac", genkey: "1", qr: "html", serial: "<b>" });
  assert.match(html.text, /challenge_data/);
  assert.ok(!html.text.includes("<b>"));
});

async function formRequest(fields: Record<string, string>): Promise<RequestInit> {
  const cookie = [...company.admin.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const csrf = company.admin.cookies.get("csrf_access_token") ?? "";
  return { method: "POST", body: new URLSearchParams(fields), headers: { cookie, "x-csrf-token": csrf } };
}

test("GET init works with the session parameter of the how-to, and only with it", async () => {
  const fields = { type: "PW", otpkey: "x", user: "alice", rollout: "1", serial: "HOWTO" };
  assert.notEqual((await company.admin.get("/admin/init", fields)).status, 200);
  const session = company.admin.cookies.get("csrf_access_token") ?? "";
  assert.equal((await company.admin.get("/admin/init", { ...fields, session })).value, true);
});

test("maxtoken and tokencount hold, and rollout tokens do not count", async () => {
  await company.policy("enrollment", "maxtoken=2, maxtokenHMAC=1, tokencount=3");
  const pw = { type: "pw", otpkey: "x" };
  await company.init({ ...pw, user: "alice", rollout: "1" });
  await company.init({ type: "hmac", genkey: "1", user: "alice" });
  assert.equal(await said("init", { type: "hmac", genkey: "1", user: "alice" }), 412);
  await company.init({ ...pw, user: "alice" });
  assert.equal(await said("init", { ...pw, user: "alice" }), 411);
  await company.init({ ...pw, user: "alice", rollout: "1" });
  const { serial } = await company.init({ ...pw, user: "bob" });
  assert.equal(await said("init", { ...pw, user: "carol" }), 410);
  await company.init({ ...pw, user: "carol", enable: "false", serial: "OFF" });
  assert.equal(await said("enable", { serial: "OFF" }), 410);
  assert.equal(await said("disable", { serial }), 1);
  assert.equal(await said("enable", { serial: "OFF" }), 1);
});

test("of twenty simultaneous enrollments against maxtoken=5, exactly five succeed", async () => {
  await company.policy("enrollment", "maxtoken=5");
  const tries = Array.from({ length: 20 }, () => said("init", { type: "hmac", genkey: "1", user: "alice" }));
  const answers = await Promise.all(tries);
  assert.equal(answers.filter((answer) => answer === true).length, 5);
  assert.equal(answers.filter((answer) => answer === 411).length, 15);
  assert.equal((await company.show({ user: "alice" })).length, 5);
});

test("of twenty simultaneous enrollments against tokencount=5, exactly five succeed", async () => {
  await company.policy("enrollment", "tokencount=5");
  const users = ["alice", "bob", "carol", "dave"];
  const tries = Array.from({ length: 20 }, (_, index) =>
    said("init", { type: "hmac", genkey: "1", user: users[index % users.length] ?? "" }),
  );
  assert.equal((await Promise.all(tries)).filter((answer) => answer === true).length, 5);
});

test("set changes what it names, with years of two or four digits", async () => {
  await company.init({ type: "pw", otpkey: "x", serial: "S", user: "alice" });
  const fields = {
    serial: "S",
    pin: "p",
    MaxFailCount: "7",
    SyncWindow: "500",
    CounterWindow: "20",
    description: "d",
    countAuthMax: "5",
    countAuthSuccessMax: "3",
    validityPeriodStart: "18/12/2020 17:17",
    validityPeriodEnd: "31/12/39 23:59",
  };
  assert.deepEqual(await said("set", fields), {
    "set pin": 1,
    "set MaxFailCount": 1,
    "set SyncWindow": 1,
    "set description": 1,
    "set CounterWindow": 1,
    "set countAuthMax": 1,
    "set countAuthSuccessMax": 1,
    "set validityPeriodStart": 1,
    "set validityPeriodEnd": 1,
  });
  const row = await one("S");
  assert.deepEqual(
    [row["LinOtp.MaxFail"], row["LinOtp.SyncWindow"], row["LinOtp.CountWindow"], row["LinOtp.TokenDesc"]],
    [7, 500, 20, "d"],
  );
  assert.deepEqual(JSON.parse(String(row["LinOtp.TokenInfo"])), {
    validity_period_start: "18/12/20 17:17",
    validity_period_end: "31/12/39 23:59",
    count_auth_success_max: 3,
    count_auth_max: 5,
  });
  assert.equal((await company.anybody.post("/validate/check", { user: "alice", pass: "px" })).value, true);
  assert.equal(
    (await newest("admin/set"))[11],
    "pin, MaxFailCount=7, SyncWindow=500, description=d, CounterWindow=20, countAuthMax=5, countAuthSuccessMax=3, validityPeriodStart=18/12/2020 17:17, validityPeriodEnd=31/12/39 23:59, ",
  );
});

test("one bad value in set, and nothing is set", async () => {
  await company.init({ type: "pw", otpkey: "x", serial: "S", description: "before" });
  for (const bad of [
    { validityPeriodEnd: "2030-01-01" },
    { countAuthMax: "abc" },
    { CounterWindow: "99999999" },
    { description: "x".repeat(81) },
    { MaxFailCount: "" },
  ]) {
    const { json } = await admin("set", { serial: "S", description: "after", ...bad });
    assert.equal(json.result.error?.code, -311);
    assert.match(json.result.error?.message ?? "", /^\[set\] setting \w+ failed: /);
  }
  assert.equal((await one("S"))["LinOtp.TokenDesc"], "before");
  assert.equal(await said("set", { serial: "S" }), 77);
  assert.equal(await said("set", { serial: "NOSUCH", countAuthMax: "1" }), 77);
  assert.equal(await said("set", { countAuthMax: "1" }), 77);
  assert.deepEqual(await said("set", { serial: "NOSUCH", pin: "1" }), { "set pin": 0 });
});

test("setValidity takes seconds, and unlimited takes limits away", async () => {
  await company.init({ type: "pw", otpkey: "x", serial: "V" });
  const limits = {
    countAuthMax: "5",
    countAuthSuccessMax: "3",
    validityPeriodStart: "1577836800",
    validityPeriodEnd: "2524608000",
  };
  assert.deepEqual(await said("setValidity", { "tokens[]": "V", ...limits }), ["V"]);
  assert.deepEqual(JSON.parse(String((await one("V"))["LinOtp.TokenInfo"])), {
    validity_period_start: "01/01/20 00:00",
    validity_period_end: "01/01/50 00:00",
    count_auth_success_max: 3,
    count_auth_max: 5,
  });
  const off = Object.fromEntries(Object.keys(limits).map((name) => [name, "unlimited"]));
  assert.deepEqual(await said("setValidity", { "tokens[]": "V", ...off }), ["V"]);
  assert.equal((await one("V"))["LinOtp.TokenInfo"], "");
  assert.equal(await said("setValidity"), 905);
  assert.equal(await said("setValidity", { "tokens[]": "NOSUCH", countAuthMax: "1" }), 1102);
});

test("assign, unassign and the copies move owners, realms and PINs", async () => {
  await company.init({ type: "pw", otpkey: "a", serial: "A" });
  await company.init({ type: "pw", otpkey: "b", serial: "B", pin: "bpin" });
  assert.equal(await said("assign", { serial: "A", user: "alice", pin: "apin" }), true);
  assert.equal((await company.anybody.post("/validate/check", { user: "alice", pass: "apina" })).value, true);
  assert.equal(await said("assign", { serial: "A", user: "nosuch" }), 1112);
  assert.equal(await said("assign", { serial: "NOSUCH", user: "alice" }), 1102);
  assert.equal(await said("assign", { user: "alice" }), true);
  assert.equal(await said("assign", { serial: "A", user: "bob" }), true);
  assert.equal((await company.admin.get("/admin/getTokenOwner", { serial: "A" })).value.username, "bob");
  assert.deepEqual((await company.admin.get("/admin/getTokenOwner", { serial: "B" })).value, {});
  assert.equal(await said("copyTokenPin", { from: "A", to: "B" }), true);
  assert.equal(await said("copyTokenUser", { from: "A", to: "B" }), true);
  assert.equal((await company.anybody.post("/validate/check", { user: "bob", pass: "apinb" })).value, true);
  assert.equal(await said("copyTokenPin", { from: "NOSUCH", to: "B" }), 1102);
  assert.equal(await said("copyTokenUser", { from: "A" }), 905);
  assert.equal(await said("unassign", { serial: "B" }), true);
  const row = await one("B");
  assert.deepEqual(
    [row["LinOtp.Userid"], row["LinOtp.RealmNames"], row["User.username"]],
    ["", ["example"], ""],
  );
  assert.equal(await said("unassign", {}), 905);
});

test("the owner that getTokenOwner tells about has no password hash", async () => {
  await company.init({ type: "pw", otpkey: "a", serial: "A", user: "alice" });
  const { text } = await company.admin.get("/admin/getTokenOwner", { serial: "A" });
  assert.ok(!text.includes("$1$") && !text.includes("cryptpass"));
});

test("enable, disable, reset and remove go by serial or by owner", async () => {
  await company.init({ type: "pw", otpkey: "a", serial: "A", user: "alice" });
  await company.init({ type: "pw", otpkey: "b", serial: "B", user: "alice" });
  assert.equal(await said("disable", { user: "alice" }), 2);
  assert.equal(await said("enable", { user: "alice" }), 2);
  assert.equal(await said("enable", { serial: "NOSUCH" }), 1102);
  assert.equal(await said("enable"), 1102);
  assert.equal(
    (await admin("disable", { serial: "NOSUCH" })).json.detail.message,
    "No token with serial NOSUCH",
  );
  assert.equal(await said("reset", { serial: "A" }), 1);
  assert.equal((await admin("remove", { user: "bob" })).json.detail.message, "No tokens for this user 'bob'");
  assert.equal(await said("remove", { "serial[]": "NOSUCH" }), 1102);
  assert.equal(await said("remove"), 905);
  const both = await company.admin.json("/admin/remove", { serial: ["A", "NOSUCH"] });
  assert.equal(both.json.result.error?.code, 1102);
  assert.equal((await company.show({})).length, 2);
  assert.equal((await company.admin.json("/admin/remove", { serial: ["A", "B"] })).value, 2);
  assert.deepEqual(await company.show({}), []);
});

test("tokenrealm replaces realms and drops those that do not exist", async () => {
  await company.init({ type: "pw", otpkey: "a", serial: "A" });
  assert.equal(await said("tokenrealm", { serial: "A", realms: "Example,nosuch" }), 1);
  assert.deepEqual((await one("A"))["LinOtp.RealmNames"], ["example"]);
  assert.equal(await said("tokenrealm", { serial: "A", realms: "nosuch" }), 1);
  assert.deepEqual((await one("A"))["LinOtp.RealmNames"], []);
  assert.equal(await said("tokenrealm", { serial: "A" }), 905);
});

test("resync finds two consecutive values, anywhere in the sync window", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "H", user: "alice" });
  assert.equal(await said("resync", { serial: "H", otp1: "520489", otp2: "254676" }), false);
  assert.equal(await said("resync", { serial: "H", otp1: "399871", otp2: "520489" }), true);
  assert.equal((await one("H"))["LinOtp.Count"], 10);
});

test("a lost token is replaced by a password that ends, with the same PIN and scope, and disabled", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "L", user: "alice", pin: "lp", rollout: "1" });
  const { value } = await company.admin.post(
    "/admin/losttoken",
    { serial: "L" },
    { now: new Date().toISOString() },
  );
  const { password, end_date, ...rest } = value;
  assert.deepEqual(rest, {
    serial: "lostL",
    init: true,
    user: 1,
    pin: 1,
    valid_to: "xxxx",
    token_typ: "pw",
    disable: 1,
  });
  assert.match(password, /^[a-zA-Z0-9]{10}$/);
  assert.match(end_date, /^\d\d\/\d\d\/\d\d 23:59$/);
  assert.equal((await one("L"))["LinOtp.Isactive"], false);
  const replacement = await one("lostL");
  assert.match(String(replacement["LinOtp.TokenInfo"]), /"userservice"/);
  assert.equal(
    (await company.anybody.post("/validate/check", { user: "alice", pass: `lp${password}` })).value,
    false,
  );
  const again = await admin("losttoken", { serial: "L" });
  assert.notEqual(again.value.password, password);
  await company.init({ type: "pw", otpkey: "x", serial: "U" });
  assert.equal(
    (await admin("losttoken", { serial: "U" })).json.result.error?.message,
    "You can only define a lost token for an assigned token.",
  );
  assert.equal(await said("losttoken", { serial: "NOSUCH" }), 1102);
});

test("check_serial proposes a free one", async () => {
  await company.init({ type: "pw", otpkey: "x", serial: "A" });
  const ask = async (serial: string) => (await company.admin.get("/admin/check_serial", { serial })).value;
  assert.deepEqual(await ask("A"), { unique: false, new_serial: "A_01" });
  assert.deepEqual(await ask("FREE"), { unique: true, new_serial: "FREE" });
});

test("setPin answers for each PIN that was sent", async () => {
  await company.init({ type: "pw", otpkey: "x", serial: "A" });
  assert.deepEqual(await said("setPin", { serial: "A", userpin: "1", sopin: "2" }), {
    "set userpin": 1,
    "set sopin": 1,
  });
  assert.equal(await said("setPin", { serial: "A" }), 77);
  assert.equal(await said("setPin", { userpin: "1" }), 905);
});

test("the PIN of a device is kept sealed; one that is too long, or not one's to set, is not", async () => {
  await company.init({ type: "pw", otpkey: "x", serial: "A", user: "alice" });
  const kept = async () => (await wire.world.store.token("A"))?.userPin;
  await said("setPin", { serial: "A", sopin: "2" });
  assert.equal(await said("setPin", { serial: "A", userpin: "1".repeat(129) }), 905);
  await company.policy("admin", "*", { user: "other" });
  await company.policy("admin", "setSCPIN, userlist", { user: "admin" });
  assert.equal(await said("setPin", { serial: "A", userpin: "1234" }), 410);
  assert.equal(await kept(), undefined);
  await company.policy("admin", "setMOTPPIN", { user: "admin" });
  assert.deepEqual(await said("setPin", { serial: "A", userpin: "1234" }), { "set userpin": 1 });
  const opened = wire.world.vault.open((await kept()) ?? Buffer.from(""), userPinPlace("A"));
  assert.equal(Buffer.from(opened).toString(), "1234");
});
