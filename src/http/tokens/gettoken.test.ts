// Listing OTPs that are still to come: /gettoken/* for administrators, /userservice/getmultiotp for people.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { Client, FieldValues } from "../../../test/support/client.ts";
import { type Company, found, passwordOf } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";
import { hotp } from "../../core/otp/hotp.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
let alice: Client;

const key = "3132333435363738393031323334353637383930";
const otpOf = (counter: number): string =>
  hotp({ seed: Buffer.from(key, "hex"), hash: "sha1", digits: 6 }, counter);

beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
  alice = company.visitor();
  await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
});

async function open(): Promise<void> {
  await company.admin.post("/system/setConfig", { "linotpGetotp.active": "True" });
}

async function limits(set: FieldValues = {}): Promise<void> {
  await company.policy("gettoken", "max_count_hotp=3, max_count_totp=2", { realm: "example", ...set });
}

/** The value, or the number of the error, or its sentence where it has no number. */
async function said(path: string, fields: FieldValues = {}): Promise<unknown> {
  const session = path.startsWith("/userservice/") ? { session: alice.session } : {};
  const client = path.startsWith("/userservice/") ? alice : company.admin;
  const { json, value } = await client.get(path, { ...fields, ...session });
  const { error, status } = json.result;
  return status ? value : error?.code === -311 ? error.message : error?.code;
}

const doors = ["/gettoken/getmultiotp", "/gettoken/getotp", "/userservice/getmultiotp"] as const;
const own = "/userservice/getmultiotp";
const multi = "/gettoken/getmultiotp";
const single = "/gettoken/getotp";

test("unless the configuration says so, nobody is told any value", async () => {
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  await limits();
  await company.policy("selfservice", "max_count_hotp=3");
  for (const path of doors)
    assert.equal(await said(path, { serial: "A", count: 1 }), "getotp is not activated.");
  await company.admin.post("/system/setConfig", { "linotpGetotp.active": "perhaps" });
  for (const path of doors)
    assert.equal(await said(path, { serial: "A", count: 1 }), "getotp is not activated.");
});

test("no limit in a policy means none at all", async () => {
  await open();
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  const sentence = "The policy forbids receiving OTP values for the token A in this realm";
  assert.equal(await said(multi, { serial: "A", count: 1 }), sentence);
  assert.equal(await said(single, { serial: "A" }), sentence);
  assert.equal(await said(own, { serial: "A", count: 1 }), 410);
  await limits({ user: "somebody" });
  assert.equal(await said(single, { serial: "A" }), sentence, "the policy is another administrator's");
  await limits({ user: "admin", realm: "elsewhere" });
  assert.equal(await said(single, { serial: "A" }), sentence, "the policy is about another realm");
});

test("values of HOTP tokens by counter, no more than the policy allows, and nothing is spent", async () => {
  await open();
  await limits({ user: "admin" });
  await company.policy("selfservice", "max_count_hotp=2");
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  assert.deepEqual(await said(multi, { serial: "A", count: 50 }), {
    type: "HMAC",
    otp: { 0: otpOf(0), 1: otpOf(1), 2: otpOf(2) },
    result: true,
    serial: "A",
  });
  assert.deepEqual(await said(own, { serial: "A", count: 50 }), {
    type: "HMAC",
    otp: { 0: otpOf(0), 1: otpOf(1) },
    result: true,
    serial: "A",
  });
  assert.deepEqual(await said(single, { serial: "A" }), {
    result: true,
    otpval: otpOf(0),
    pin: "",
    pass: otpOf(0),
  });
  assert.equal(
    (await company.anybody.post("/validate/check", { user: "alice", pass: otpOf(0) })).value,
    true,
  );
  const rows = await company.audit({ serial: "A" });
  const entry = (action: string) => rows.find((cell) => cell[4] === action)?.slice(5, 12) ?? [];
  assert.deepEqual(entry("userservice/getmultiotp"), [
    "1",
    "A",
    "HMAC",
    "alice",
    "example",
    "''",
    "2 values",
  ]);
  assert.deepEqual(entry("gettoken/getmultiotp").slice(0, 4), ["1", "A", "HMAC", "alice"]);
  assert.deepEqual(entry("gettoken/getotp").slice(0, 2), ["1", "A"]);
  assert.ok(!JSON.stringify(rows).includes(otpOf(0)), "no value is in the audit trail");
});

test("values of TOTP tokens by step, for the moment that is asked for", async () => {
  await open();
  await limits({ user: "admin" });
  await company.init({ type: "totp", otpkey: key, serial: "T", user: "alice" });
  const step = Date.parse("2026-03-01T12:00:00Z") / 30_000;
  const expected = {
    type: "TOTP",
    otp: {
      [step]: { otpval: otpOf(step), time: "2026-03-01 12:00:00" },
      [step + 1]: { otpval: otpOf(step + 1), time: "2026-03-01 12:00:30" },
    },
    shift: 0,
    timeStepping: 30,
    result: true,
    serial: "T",
  };
  for (const curTime of ["2026-03-01 12:00:00", "2026-03-01 12:00:29.5", "2026-03-01T12:00:01"]) {
    assert.deepEqual(await said(multi, { serial: "T", count: 9, curTime }), expected);
  }
  const one = (await said(single, { serial: "T", curTime: "2026-03-01 12:00:30" })) as { otpval: string };
  assert.equal(one.otpval, otpOf(step + 1));
});

test("parameters that cannot be meant are refused", async () => {
  await open();
  await limits({ user: "admin" });
  await company.policy("selfservice", "max_count_hotp=2");
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  for (const path of [multi, own]) {
    assert.equal(await said(path, { count: 1 }), 905);
    assert.equal(await said(path, { serial: "A", count: "many" }), 905);
    assert.equal(await said(path, { serial: "A", count: -1 }), 905);
    assert.equal(await said(path, { serial: "NOSUCH", count: 1 }), 1102);
    const none = { type: "HMAC", otp: {}, result: false, error: "No count specified", serial: "A" };
    assert.deepEqual(await said(path, { serial: "A" }), none);
    for (const curTime of ["noon", "2026-13-01 12:00:00", "2026-02-30 12:00:00", "1", "2026-03-01"]) {
      assert.equal(await said(path, { serial: "A", count: 1, curTime }), 905, curTime);
    }
  }
  assert.equal(await said(single, { user: "nobody" }), 1205);
});

test("getotp says what is missing in sentences", async () => {
  await open();
  await limits({ user: "admin" });
  const none = (description: string) => ({ result: false, description });
  assert.deepEqual(await said(single), none("You need to provide a user or a serial"));
  assert.deepEqual(await said(single, { serial: "NOSUCH" }), none("No Token with this serial number"));
  assert.deepEqual(await said(single, { user: "alice" }), none("No Token found for this user"));
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  assert.equal(((await said(single, { user: "alice" })) as { otpval: string }).otpval, otpOf(0));
  await company.init({ type: "pw", otpkey: "x", serial: "P", user: "alice" });
  assert.deepEqual(
    await said(single, { serial: "P" }),
    none("This Token does not support the getOtp function"),
  );
  assert.deepEqual(await said(single, { user: "alice" }), {
    ...none("The user has more than one token"),
    serials: ["A"],
  });
  assert.equal(
    await said(multi, { serial: "P", count: 1 }),
    "This Token does not support the getOtp function",
  );
  const entry = (await company.audit({ action: "gettoken/getotp" }))[0] ?? [];
  assert.deepEqual([entry[5], entry[12]], ["0", "The user has more than one token"]);
});

test("getmultiotp takes the right getotp as well", async () => {
  await open();
  await limits({ user: "admin" });
  await company.init({ type: "hmac", otpkey: key, serial: "A", user: "alice" });
  await company.policy("admin", "show", { user: "admin" });
  assert.equal(await said(multi, { serial: "A", count: 1 }), 410);
  assert.equal(((await said(single, { serial: "A" })) as { result: boolean }).result, true);
  await company.policy("admin", "getotp", { user: "admin", realm: "elsewhere" });
  assert.equal(await said(multi, { serial: "A", count: 1 }), 410);
  await company.policy("admin", "getotp", { user: "admin", realm: "example" });
  assert.equal(((await said(multi, { serial: "A", count: 1 })) as { result: boolean }).result, true);
});

test("people list values of their own tokens only, by a limit for that very type", async () => {
  await open();
  await company.policy("selfservice", "max_count_hotp=2");
  await company.init({ type: "hmac", otpkey: key, serial: "BOBS", user: "bob" });
  await company.init({ type: "totp", otpkey: key, serial: "T", user: "alice" });
  assert.equal(await said(own, { serial: "BOBS", count: 1 }), 1104);
  assert.equal(await said(own, { serial: "T", count: 1 }), 410);
});

test("nobody gets in without being logged in", async () => {
  for (const path of doors)
    assert.equal((await company.anybody.get(path, { serial: "A" })).status, 401, path);
});
