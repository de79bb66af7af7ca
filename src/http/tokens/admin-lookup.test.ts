// Finding out about tokens as an administrator, over HTTP: getSerialByOtp, totp_lookup, checkstatus, testresolver, unpair.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { FieldValues } from "../../../test/support/client.ts";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";
import { hotp } from "../../core/otp/hotp.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const key = "3132333435363738393031323334353637383930";
const otherKey = "4142434445464748494a4b4c4d4e4f5051525354";
const otpOf = (counter: number, seed = key): string =>
  hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);

/** The value, or the number of the error. */
async function said(path: string, fields: FieldValues = {}): Promise<unknown> {
  const { json, value } = await company.admin.post(`/admin/${path}`, fields);
  return json.result.status ? value : (json.result.error?.code ?? json.result.value);
}

async function serialOf(fields: FieldValues): Promise<unknown> {
  const value = await said("getSerialByOtp", fields);
  return typeof value === "object" && value !== null && "serial" in value ? value.serial : value;
}

async function entryOf(action: string): Promise<readonly unknown[]> {
  return (await company.audit()).find((cell) => cell[4] === action) ?? [];
}

const nothing = { success: true, serial: "", user_login: "", user_resolver: "" };

test("an OTP tells its token and owner, and is spent by that", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice", pin: "pin" });
  await company.admin.post("/admin/set", { serial: "A", pin: "pin" });
  await company.anybody.post("/validate/check", { user: "alice", pass: "pin000000" });
  assert.deepEqual(await said("getSerialByOtp", { otp: otpOf(3) }), {
    success: true,
    serial: "A",
    user_login: "alice",
    user_resolver: "useridresolver.PasswdIdResolver.IdResolver.people",
  });
  const [row] = await company.show({ serial: "A" });
  assert.deepEqual([row?.["LinOtp.Count"], row?.["LinOtp.FailCount"]], [4, 0]);
  assert.deepEqual(await said("getSerialByOtp", { otp: otpOf(3) }), nothing);
  const login = { user: "alice", pass: `pin${otpOf(3)}` };
  assert.equal((await company.anybody.post("/validate/check", login)).value, false);
  const entries = (await company.audit()).filter((cell) => cell[4] === "admin/getSerialByOtp");
  assert.deepEqual(
    entries.map((cell) => [cell[5], cell[6], cell[7], cell[8]]),
    [
      ["1", "", "", ""],
      ["1", "A", "HMAC", "alice"],
    ],
  );
});

test("only the next ten values are recognised", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "A" });
  assert.equal(await serialOf({ otp: otpOf(10) }), "");
  assert.equal(await serialOf({ otp: otpOf(9) }), "A");
});

test("type, realm and assignment narrow the search", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "MINE", user: "alice" });
  await company.init({ type: "totp", otpkey: otherKey, serial: "FREE" });
  const now = otpOf(Math.floor(Date.now() / 30_000), otherKey);
  assert.equal(await serialOf({ otp: now }), "FREE");
  assert.equal(await serialOf({ otp: now }), "FREE", "looking at a TOTP costs nothing");
  assert.equal(await serialOf({ otp: now, type: "hmac" }), "");
  assert.equal(await serialOf({ otp: now, assigned: "1" }), "");
  assert.equal(await serialOf({ otp: now, realm: "example" }), "");
  assert.equal(await serialOf({ otp: otpOf(0), assigned: "0" }), "");
  assert.equal(await serialOf({ otp: otpOf(0), realm: "nosuch" }), "");
  assert.equal(await serialOf({ otp: otpOf(0), type: "HMAC", assigned: "1", realm: "Example" }), "MINE");
});

test("an OTP that fits two tokens tells none and spends nothing", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "A" });
  await company.init({ type: "hmac", otpkey: key, serial: "B" });
  assert.equal(await said("getSerialByOtp", { otp: otpOf(0) }), 1200);
  const rows = await company.show({});
  assert.deepEqual(
    rows.map((row) => row["LinOtp.Count"]),
    [0, 0],
  );
  assert.deepEqual((await entryOf("admin/getSerialByOtp")).slice(4, 7), ["admin/getSerialByOtp", "0", ""]);
});

test("of ten simultaneous questions about one OTP one finds the token", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "A" });
  const answers = await Promise.all(Array.from({ length: 10 }, () => serialOf({ otp: otpOf(0) })));
  assert.deepEqual(answers.toSorted(), [...Array<string>(9).fill(""), "A"]);
  assert.equal((await company.show({ serial: "A" }))[0]?.["LinOtp.Count"], 1);
});

test("tokens of other realms stay unknown to an administrator of one", async () => {
  const resolvers = "useridresolver.PasswdIdResolver.IdResolver.people";
  await company.admin.post("/system/setRealm", { realm: "second", resolvers });
  await company.init({ type: "hmac", otpkey: key, serial: "OUT" });
  await company.init({ type: "hmac", otpkey: otherKey, serial: "IN", realm: "example" });
  await company.policy("admin", "*", { user: "other" });
  await company.policy("admin", "getserial", { user: "admin", realm: "example" });
  assert.equal(await serialOf({ otp: otpOf(0) }), "");
  assert.equal(await serialOf({ otp: otpOf(0, otherKey) }), "IN");
  assert.equal(await serialOf({ otp: otpOf(1, otherKey), realm: "second" }), 410);
  assert.equal(await serialOf({ otp: otpOf(1, otherKey), realm: "example" }), "IN");
});

test("parameters that cannot be meant are refused", async () => {
  assert.equal(await said("getSerialByOtp"), 905);
  assert.equal(await said("getSerialByOtp", { otp: "1", assigned: "perhaps" }), 905);
  assert.equal(await said("totp_lookup", { serial: "T" }), 905);
  assert.equal(await said("totp_lookup", { otp: "1" }), 905);
  assert.equal(await said("totp_lookup", { serial: "T", otp: "1", window: "soon" }), 905);
  assert.equal(await said("totp_lookup", { serial: "T", otp: "1", window: "90d" }), 905);
  assert.equal(await said("checkstatus"), 77);
  assert.equal(await said("checkstatus", { user: "nobody" }), 1205);
  assert.equal(await said("testresolver"), 905);
  assert.equal(await said("testresolver", { name: "nosuch" }), -311);
  assert.equal(await said("unpair"), 905);
});

test("without the right nothing is told, not even whether a serial exists", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  await company.policy("admin", "show", { user: "admin" });
  await company.policy("admin", "*", { user: "other" });
  const cases: readonly (readonly [string, FieldValues])[] = [
    ["getSerialByOtp", { otp: otpOf(0) }],
    ["totp_lookup", { serial: "A", otp: "1" }],
    ["totp_lookup", { serial: "NOSUCH", otp: "1" }],
    ["checkstatus", { serial: "A" }],
    ["checkstatus", { serial: "NOSUCH" }],
    ["checkstatus", { transactionid: "12345678901234567" }],
    ["checkstatus", { user: "alice" }],
    ["unpair", { serial: "A" }],
    ["unpair", { user: "alice" }],
  ];
  for (const [path, fields] of cases) assert.equal(await said(path, fields), 410, path);
  assert.equal((await company.admin.get("/admin/show", { serial: "A" })).value.data[0]["LinOtp.Count"], 0);
});

test("a TOTP is found in the past, with the moment at which it was shown", async () => {
  const noon = "2026-03-01T12:00:00Z";
  const step = Date.parse(noon) / 30_000;
  await company.init({ type: "totp", otpkey: key, serial: "T", user: "alice" });
  const ask = async (fields: FieldValues) =>
    await company.admin.post("/admin/totp_lookup", { serial: "T", ...fields }, { now: noon });
  const otp = otpOf(step - 120);
  const { json } = await ask({ otp });
  assert.equal(json.result.value, true);
  assert.deepEqual(json.detail, {
    serial: "T",
    otp,
    counter: step - 120,
    time: "2026-03-01T11:00:00",
    seconds: (step - 120) * 30,
    span: 30,
  });
  assert.equal((await ask({ otp, window: "1h" })).value, true);
  assert.equal((await ask({ otp, window: "59m" })).value, false);
  assert.equal((await ask({ otp: otpOf(step) })).value, true);
  assert.equal((await ask({ otp: otpOf(step + 1) })).value, false, "not before it is shown");
  assert.equal((await ask({ otp: "" })).json.result.error?.code, 905);
  assert.equal((await ask({ otp: "abc" })).value, false);
  assert.equal((await ask({ serial: "NOSUCH", otp })).value, false);
  const [row] = await company.show({ serial: "T" });
  assert.equal(row?.["LinOtp.Count"], 0, "looking spends nothing");
  const [entry] = (await company.audit({ action: "admin/totp_lookup" })).toReversed();
  assert.deepEqual([entry?.[5], entry?.[6]], ["1", "T"]);
});

test("other tokens than TOTP show nothing at any time", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "A" });
  assert.equal(await said("totp_lookup", { serial: "A", otp: otpOf(0) }), false);
});

async function asked(user: string, pass: string): Promise<string> {
  const { json } = await company.anybody.post("/validate/check", { user, pass });
  return json.detail.transactionid;
}

/** By serial, the transactions that are told. */
async function told(fields: FieldValues): Promise<Readonly<Record<string, readonly string[]>>> {
  const { values } = (await said("checkstatus", fields)) as {
    values: Record<string, { challenges: object }>;
  };
  return Object.fromEntries(
    Object.entries(values).map(([serial, { challenges }]) => [serial, Object.keys(challenges)]),
  );
}

test("open challenges are told by transaction, person and serial, closed ones on demand", async () => {
  await company.policy("authentication", "challenge_response=hmac");
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice", pin: "pin" });
  await company.init({ type: "hmac", otpkey: otherKey, serial: "B", user: "bob", pin: "pin" });
  const transaction = await asked("alice", "pin");
  await asked("bob", "pin");
  const { values } = (await said("checkstatus", { state: transaction })) as { values: never };
  const { challenges, tokeninfo } = values["A"] as { challenges: never; tokeninfo: Record<string, unknown> };
  const { timestamp, data, ...challenge } = challenges[transaction] as Record<string, unknown>;
  assert.match(String(timestamp), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.deepEqual(Object.keys(data as object), ["serial", "date"]);
  assert.deepEqual(challenge, {
    id: 1,
    transid: transaction,
    challenge: "Please enter your otp value: ",
    tokenserial: "A",
    received_tan: false,
    valid_tan: false,
    session: { status: "open" },
  });
  assert.deepEqual([tokeninfo["type"], tokeninfo["mode"]], ["HMAC", ["authenticate", "challenge"]]);
  assert.equal((tokeninfo["token"] as Record<string, unknown>)["LinOtp.TokenSerialnumber"], "A");

  assert.deepEqual(await told({ transactionid: transaction }), { A: [transaction] });
  assert.deepEqual(await told({ user: "alice" }), { A: [transaction] });
  assert.deepEqual(await told({ serial: "A" }), { A: [transaction] });
  assert.deepEqual(await told({ serial: "NOSUCH" }), {});
  assert.deepEqual(await told({ transactionid: transaction.slice(0, -1) }), {});
  await company.anybody.post("/validate/check", { user: "alice", state: transaction, pass: otpOf(0) });
  assert.deepEqual(await told({ serial: "A" }), {});
  assert.deepEqual(await told({ serial: "A", open: "true" }), { A: [transaction] });
  assert.deepEqual(await told({ transactionid: transaction, open: "True" }), { A: [transaction] });
  assert.deepEqual(await told({ user: "alice", open: "true" }), {});
  const entry = (await company.audit({ action: "admin/checkstatus" }))[0] ?? [];
  assert.deepEqual([entry[5], entry[8]], ["1", "alice"]);
});

test("what was asked with several tokens is told as a whole or in part, without seeds or counters", async () => {
  await company.policy("authentication", "challenge_response=hmac");
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice", pin: "pin" });
  await company.init({ type: "hmac", otpkey: otherKey, serial: "B", user: "alice", pin: "pin" });
  const transaction = await asked("alice", "pin");
  assert.deepEqual(await told({ transactionid: transaction }), {
    A: [`${transaction}.01`],
    B: [`${transaction}.02`],
  });
  assert.deepEqual(await told({ transactionid: `${transaction}.02` }), { B: [`${transaction}.02`] });
  const { text } = await company.admin.post("/admin/checkstatus", { user: "alice" });
  for (const secret of [key, otherKey, "seed", "path"]) assert.ok(!text.includes(`"${secret}`), secret);
});

test("challenges of other realms stay unknown to an administrator of one", async () => {
  await company.policy("authentication", "challenge_response=hmac");
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice", pin: "pin" });
  const transaction = await asked("alice", "pin");
  await company.policy("admin", "checkstatus", { user: "admin", realm: "elsewhere" });
  for (const fields of [{ serial: "A" }, { transactionid: transaction }, { user: "alice" }]) {
    assert.equal(await said("checkstatus", fields), 410);
  }
});

test("the built-in directory answers a test, a file has nothing to test", async () => {
  const built = (await said("testresolver", { name: "LinOTP_local_admins" })) as { desc: { rows: number } };
  assert.ok(built.desc.rows > 20);
  assert.deepEqual(built, { result: true, desc: { rows: built.desc.rows, err_string: "" } });
  assert.deepEqual((await entryOf("admin/testresolver")).slice(5, 6), ["1"]);
  assert.equal(await said("testresolver", { name: "people", type: "passwdresolver" }), -311);
});

test("what was never paired cannot be unpaired: no success, and no error either", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  await company.init({ type: "hmac", otpkey: key, serial: "B", user: "alice" });
  for (const fields of [{ serial: "A" }, { user: "alice" }, { user: "bob" }, { serial: "NOSUCH" }]) {
    const { json } = await company.admin.post("/admin/unpair", fields);
    assert.deepEqual(json.result, { status: false, value: false });
  }
  const entry = await entryOf("admin/unpair");
  assert.equal(entry[5], "0");
});

test("a token of a type that pairs with phones is unpaired", async () => {
  const callbacks = ["pairing", "challenge"].map(
    (what) => `qrtoken_${what}_callback_url=https://example.com/`,
  );
  await company.policy("authentication", callbacks.join(", "));
  const { serial } = await company.init({ type: "qr", user: "alice", pin: "pin" });
  await company.init({ type: "pw", otpkey: "x", serial: "P", user: "alice" });
  assert.equal(await said("unpair", { user: "alice" }), false, "there are two");
  assert.equal(await said("unpair", { serial }), true);
  const entry = (await company.audit({ action: "admin/unpair" }))[0] ?? [];
  assert.deepEqual([entry[5], entry[6], entry[8]], ["1", serial, "alice"]);
});
