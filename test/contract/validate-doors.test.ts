// The smaller doors of /validate, and what parameters and policies make of the larger ones (contract 06).

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { toModhex } from "../../src/core/otp/modhex.ts";
import { aesHex, pressYubikey } from "../../src/tokens/specimen.ts";
import type { FieldValues } from "../support/client.ts";
import { type Company, found } from "../support/organisation.ts";
import { startWire } from "../support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const key = "3132333435363738393031323334353637383930";
const otpOf = (counter: number): string =>
  hotp({ seed: Buffer.from(key, "hex"), hash: "sha1", digits: 6 }, counter);

async function check(fields: FieldValues, door = "check") {
  return await company.anybody.post(`/validate/${door}`, fields);
}

const name = toModhex(Buffer.from("01382015"));

async function yubikey(serial: string, set: FieldValues = {}): Promise<void> {
  await company.init({ type: "yubikey", otpkey: aesHex, otplen: 48, serial, ...set });
}

async function press(session: number, before = "") {
  const answer = await check({ pass: before + pressYubikey({ name, session }) }, "check_yubikey");
  return [answer.value, answer.json.detail?.user, answer.json.detail?.realm] as const;
}

test("a Yubikey says by itself whose it is, in whichever slot, each OTP once", async () => {
  for (const serial of ["UBAM01382015", "UBAM01382015_2"]) {
    await yubikey(serial, { user: "alice", pin: "pin" });
    assert.deepEqual(await press(1, "pin"), [true, "alice", "example"]);
    assert.deepEqual(await press(1, "pin"), [false, undefined, undefined]);
    assert.deepEqual(await press(2), [false, undefined, undefined], "without the PIN");
    await company.admin.post("/admin/remove", { serial });
  }
});

test("who pressed is told, not who owns another slot of the key", async () => {
  await yubikey("UBAM01382015", { user: "alice", pin: "hers" });
  await yubikey("UBAM01382015_1", { user: "bob", pin: "his" });
  assert.deepEqual(await press(1, "hers"), [true, "alice", "example"]);
  assert.deepEqual(await press(2, "his"), [true, "bob", "example"]);
});

test("a pass without the number of a key, or of no key here, is a plain no", async () => {
  await company.init({ type: "spass", user: "alice", serial: "UBAM01382015" });
  for (const pass of ["", "x", "c".repeat(48), "c".repeat(32), pressYubikey({ name: "vvccccbbccddeeff" })]) {
    const answer = await check({ pass }, "check_yubikey");
    assert.deepEqual([answer.json.result.status, answer.value], [true, false], pass);
  }
  assert.equal((await check({}, "check_yubikey")).value, false);
  assert.equal((await press(1))[0], false, "a PIN is no press");
});

test("auth_info tells how long PIN and OTP were, in the order in which they were typed", async () => {
  await company.init({ type: "hmac", otpkey: key, user: "alice", pin: "1234" });
  const ask = { user: "alice", auth_info: "true" };
  const lengths = [
    ["pin_length", 4],
    ["otp_length", 6],
  ];
  const said = await check({ ...ask, pass: `1234${otpOf(0)}` });
  assert.deepEqual(said.json.detail, { auth_info: lengths });
  assert.equal((await check({ user: "alice", pass: `1234${otpOf(1)}` })).json.detail, undefined);
  assert.equal((await check({ ...ask, pass: "1234000000" })).json.detail, undefined);
  await company.admin.post("/system/setConfig", { PrependPin: "False" });
  const turned = await check({ ...ask, pass: `${otpOf(2)}1234` });
  assert.deepEqual(turned.json.detail, { auth_info: lengths.toReversed() });
});

test("policy setrealm moves a person before anything is looked up", async () => {
  const resolvers = "useridresolver.PasswdIdResolver.IdResolver.people";
  await company.admin.post("/system/setRealm", { realm: "branch", resolvers });
  await company.init({ type: "hmac", otpkey: key, user: "alice", realm: "branch" });
  await company.policy("authorization", "setrealm=branch", { realm: "example", name: "move" });
  assert.equal((await check({ user: "alice", pass: otpOf(0) })).value, true);
  const [entry] = await company.audit({ action: "validate/check" });
  assert.deepEqual([entry?.[8], entry?.[9]], ["alice", "branch"]);
  assert.equal((await check({ user: "alice", realm: "branch", pass: otpOf(1) })).value, true);
  await company.policy("authorization", "setrealm=nowhere", { realm: "example", name: "move" });
  assert.equal((await check({ user: "alice", pass: otpOf(2) })).value, false);
});

test("samlcheck shows attributes only of who is in, and only where a setting allows it", async () => {
  await company.init({ type: "hmac", otpkey: key, user: "alice" });
  const saml = async (pass: string) => (await check({ user: "alice", pass }, "samlcheck")).value;
  assert.deepEqual(await saml(otpOf(0)), { auth: true, attributes: {} });
  await company.admin.post("/system/setConfig", { allowSamlAttributes: "True" });
  assert.deepEqual(await saml("000000"), { auth: false, attributes: {} });
  const { auth, attributes } = await saml(otpOf(1));
  assert.deepEqual([auth, attributes.username, attributes.email], [true, "alice", "alice@example.com"]);
  assert.equal("password" in attributes, false);
});
