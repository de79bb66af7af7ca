// mOTP tokens and day passwords over HTTP, with values that openssl makes (contract 03 "motp", "dpw").

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, beforeEach, test } from "node:test";
import { type Company, found } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

const at = "2026-11-23T12:00:05Z";
const keyText = "0123456789abcdef";

let wire: Wire;
let company: Company;
before(async () => {
  wire = await startWire();
});
after(() => wire.close());
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

function md5(input: string): string {
  return execFileSync("openssl", ["dgst", "-md5", "-r"], { input, encoding: "utf8" }).slice(0, 32);
}

function motpAt(time: string, pin: string, steps = 0): string {
  return md5(`${Math.floor(Date.parse(time) / 10_000) + steps}${keyText}${pin}`).slice(0, 6);
}

function dayPasswordAt(time: string): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = two(date.getDate()) + two(date.getMonth() + 1) + two(date.getFullYear() % 100);
  const number = Number.parseInt(md5(`the list${day}`).slice(-6), 16);
  return String(number % 1_000_000).padStart(6, "0");
}

async function check(pass: string, now = at) {
  return (await company.anybody.post("/validate/check", { user: "alice", pass }, { now })).value;
}

async function token(serial: string) {
  return (await company.show({ serial }))[0] ?? {};
}

const motp = { type: "motp", otpkey: keyText, otppin: "6666", user: "alice", serial: "M1", pin: "p" };
const dpw = { type: "dpw", otpkey: "the list", user: "alice", serial: "D1", pin: "p" };

test("an mOTP lets in once; Count is its step", async () => {
  await company.init(motp);
  assert.equal(await check(`p${motpAt(at, "1234")}`), false);
  assert.equal(await check(`p${motpAt(at, "6666")}`), true);
  assert.equal((await token("M1"))["LinOtp.Count"], Math.floor(Date.parse(at) / 10_000));
  assert.equal(await check(`p${motpAt(at, "6666")}`), false);
  assert.equal(await check(`p${motpAt(at, "6666", -1)}`), false);
  assert.equal(await check(`p${motpAt(at, "6666", 19)}`), true);
  assert.equal(await check(`p${motpAt(at, "6666", 20)}`), false);
});

test("a new PIN of the device holds at once, and what is shown never tells it", async () => {
  await company.init(motp);
  const set = await company.admin.post("/admin/setPin", { serial: "M1", userpin: "0815" });
  assert.equal(set.json.result.status, true, set.text);
  assert.equal(await check(`p${motpAt(at, "6666")}`), false);
  assert.equal(await check(`p${motpAt(at, "0815")}`), true);
  for (const { text } of [
    await company.admin.get("/admin/show", { serial: "M1" }),
    await company.admin.get("/audit/search", {}),
    await company.admin.post("/admin/checkstatus", { serial: "M1" }),
  ]) {
    assert.ok(!text.includes("0815") && !text.includes(keyText));
  }
});

test("a day password lets in as often as one likes, today", async () => {
  await company.init(dpw);
  for (const time of [at, at, "2026-11-23T12:59:00Z"])
    assert.equal(await check(`p${dayPasswordAt(at)}`, time), true);
  assert.equal(await check(`p${dayPasswordAt(at)}`, "2026-11-25T12:00:00Z"), false);
  assert.equal((await token("D1"))["LinOtp.Count"], 2);
});

test("enrolled anew, the old key and the old PIN are gone", async () => {
  await company.init(motp);
  await company.init({ ...motp, otppin: "0815" });
  assert.equal(await check(`p${motpAt(at, "6666")}`), false);
  assert.equal(await check(`p${motpAt(at, "0815")}`), true);
});

test("what is missing or malformed is refused, and nothing is enrolled", async () => {
  const refused = async (fields: Record<string, string>, message: RegExp) => {
    const { json } = await company.admin.post("/admin/init", fields);
    assert.match(json.result.error?.message ?? "accepted", message, JSON.stringify(fields));
  };
  await refused({ type: "motp", otpkey: keyText, serial: "X" }, /Missing parameter: 'otppin'/);
  await refused({ type: "motp", otppin: "1", serial: "X" }, /Missing parameter: 'otpkey'/);
  await refused({ type: "motp", otpkey: "no hex", otppin: "1", serial: "X" }, /non-hexadecimal/);
  await refused({ type: "dpw", serial: "X" }, /Missing parameter: 'otpkey'/);
  await refused({ type: "dpw", genkey: "1", serial: "X" }, /Missing parameter: 'otpkey'/);
  assert.deepEqual(await company.show({ serial: "X" }), []);
});

for (const [fields, otpAt] of [
  [motp, (time: string) => motpAt(time, "6666")],
  [dpw, dayPasswordAt],
] as const) {
  test(`as a rollout token, ${fields.type} opens the portal and not /validate`, async () => {
    await company.policy("selfservice", "mfa_login");
    await company.policy("enrollment", "purge_rollout_token");
    const { serial } = await company.init({ ...fields, rollout: "1" });
    assert.equal(await check(`p${otpAt(at)}`), false);
    const client = company.visitor();
    const now = { now: at };
    await client.post("/userservice/login", { login: "alice", password: "pw-alice" }, now);
    const second = { session: client.session, otp: otpAt(at), serial };
    assert.equal((await client.post("/userservice/login", second, now)).value, true);
    await company.init({ type: "pw", otpkey: "real", user: "alice", pin: "q", serial: "P1" });
    assert.equal(await check("qreal"), true);
    assert.deepEqual(await company.show({ serial }), []);
  });
}
