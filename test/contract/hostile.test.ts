// Somebody who wants in: what each actor may have (a password, a rollout secret, a console, a session), and what he must
// not get with it. Known flaws of other products, each as a test of ours.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { logIn } from "../../src/operations/authentication/login.ts";
import { userAt } from "../../src/operations/users.ts";
import type { Client } from "../support/client.ts";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
const folder = mkdtempSync(join(tmpdir(), "latchkey-hostile-"));
before(async () => {
  wire = await startWire();
});
after(async () => {
  await wire.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);

async function withPassword(visitor: Client, login: string) {
  return await visitor.post("/userservice/login", { login, password: passwordOf(login) });
}

async function isInside(visitor: Client): Promise<boolean> {
  return (await visitor.get("/userservice/context", { session: visitor.session })).status === 200;
}

const people = "useridresolver.PasswdIdResolver.IdResolver.people";

function localAdmins(): readonly string[] {
  const admins = [...wire.world.store.settings().resolvers.values()].filter(({ admin }) => admin);
  return admins.map(({ name }) => `useridresolver.SQLIdResolver.IdResolver.${name}`);
}

async function administratorsAmong(resolvers: readonly string[]): Promise<void> {
  const fields = { realm: "linotp_admins", resolvers: resolvers.join(",") };
  assert.equal((await company.admin.post("/system/setRealm", fields)).value, true);
}

/** Messages land in a file; the last one is there. */
async function phone(): Promise<() => string> {
  const file = join(folder, "sms.txt");
  await company.admin.post("/system/setProvider", {
    name: "file",
    type: "sms",
    class: "smsprovider.FileSMSProvider.FileSMSProvider",
    timeout: 10,
    config: JSON.stringify({ file }),
    default: "True",
  });
  return () => /:(\d{6})/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
}

/** Password, and the wish to be asked. */
async function asksInPortal(visitor: Client, serial: string) {
  await withPassword(visitor, "alice");
  return await visitor.post("/userservice/login", { serial, session: visitor.session });
}

test("whoever knows only the password is not let in by the answer that its owner gives elsewhere", async () => {
  const received = await phone();
  await company.policy("selfservice", "mfa_login");
  const { serial } = await company.init({ type: "sms", phone: "+49 170 1", user: "alice", pin: "1234" });
  const [thief, alice] = [company.visitor(), company.visitor()];
  await asksInPortal(thief, serial);
  await asksInPortal(alice, serial);
  const entered = await alice.post("/userservice/login", { otp: received(), session: alice.session });
  assert.equal(entered.value, true);
  const polled = await thief.post("/userservice/login", { session: thief.session });
  assert.notEqual(polled.value, true);
  assert.equal(await isInside(thief), false);
});

test("a question asked in the portal is answered in the portal: elsewhere the PIN would be missing", async () => {
  await company.policy("selfservice", "mfa_login");
  await company.policy("authentication", "challenge_response=hmac");
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice", pin: "1234" });
  const thief = company.visitor();
  const asked = await asksInPortal(thief, serial);
  const transactionid = asked.json.detail.transactionId;
  assert.ok(transactionid, asked.text);
  const byTransaction = await thief.post("/validate/check_t", { transactionid, pass: value(0) });
  assert.equal(byTransaction.value.value, false);
  const byUser = await thief.post("/validate/check", { user: "alice", transactionid, pass: value(1) });
  assert.equal(byUser.value, false);
  const answered = await thief.post("/userservice/login", { otp: value(2), session: thief.session });
  assert.equal(answered.value, true);
});

test("a question asked at /validate keeps nobody from being asked in the portal, and is not answered there", async () => {
  const received = await phone();
  await company.policy("selfservice", "mfa_login");
  const { serial } = await company.init({ type: "sms", phone: "+49 170 1", user: "alice", pin: "1234" });
  const asked = await company.anybody.post("/validate/check", { user: "alice", pass: "1234" });
  const elsewhere = asked.json.detail.transactionid;
  const first = received();
  const alice = company.visitor();
  const inPortal = await asksInPortal(alice, serial);
  assert.notEqual(inPortal.json.detail.transactionId, elsewhere);
  assert.notEqual(received(), first, "an OTP of its own");
  const answered = await alice.post("/userservice/login", { otp: received(), session: alice.session });
  assert.equal(answered.value, true);
});

test("check_status is no place to guess PINs at", async () => {
  await company.policy("selfservice", "mfa_login");
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice", pin: "1234" });
  const asked = await asksInPortal(company.visitor(), serial);
  const transactionid = asked.json.detail.transactionId;
  const status = (pass: string) =>
    company.anybody.post("/validate/check_status", { transactionid, user: "alice", pass });
  for (let guess = 0; guess < 12; guess++) assert.equal((await status(`000${guess}`)).value, false);
  assert.ok(Number((await company.show({ serial }))[0]?.["LinOtp.FailCount"]) >= 10);
  assert.equal((await status("1234")).value, false, "a locked token tells nothing");
});

test("a resolver that is named does not carry a person into a realm that he is not of", async () => {
  await company.policy("authentication", "passOnNoToken", { realm: "guests" });
  await company.admin.post("/system/setResolver", {
    name: "spare",
    type: "passwdresolver",
    fileName: "/etc/passwd",
  });
  await company.admin.post("/system/setRealm", {
    realm: "guests",
    resolvers: "useridresolver.PasswdIdResolver.IdResolver.spare",
  });
  const inside = await company.anybody.post("/validate/check", {
    user: "alice",
    realm: "guests",
    resConf: "people",
    pass: "x",
  });
  assert.equal(inside.value, false);
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice", realm: "example" });
  await company.policy("admin", "*", { user: "admin", realm: "guests" });
  for (const path of ["/admin/remove", "/admin/disable", "/admin/reset"]) {
    const done = await company.admin.post(path, { user: "alice", realm: "guests", resConf: "people" });
    assert.equal(done.json.result.status, false, `${path}: ${done.text}`);
  }
  const owned = await wire.world.store.token(serial);
  assert.equal(owned?.active, true);
});

test("an administrator does not turn a token of his own into a rollout token, nor set the secret of one", async () => {
  const rollout = await company.init({ type: "pw", otpkey: "not for him", rollout: 1, user: "alice" });
  const usual = await company.init({ type: "pw", otpkey: "his own", user: "alice" });
  await administratorsAmong([people, ...localAdmins()]);
  const alice = await company.visitor().login("alice", passwordOf("alice"));
  const attempts = [
    { serial: rollout.serial, type: "pw", otpkey: "mine now" },
    { serial: usual.serial, type: "pw", otpkey: "mine now", rollout: 1 },
    { type: "pw", otpkey: "mine now", rollout: 1, user: "alice" },
  ];
  for (const attempt of attempts) {
    const answer = await alice.post("/admin/init", attempt);
    assert.equal(answer.json.result.status, false, answer.text);
  }
  const lost = await alice.post("/admin/losttoken", { serial: rollout.serial });
  assert.equal(lost.json.result.status, false, lost.text);
  const loose = await company.init({ type: "pw", otpkey: "known to him", rollout: 1 });
  const copied = await alice.post("/admin/copyTokenUser", { from: usual.serial, to: loose.serial });
  assert.equal(copied.json.result.status, false, copied.text);
  const assigned = await alice.post("/admin/assign", { serial: loose.serial, user: "alice" });
  assert.equal(assigned.json.result.status, false, assigned.text);
});

test("a restriction that is asked for in capitals is refused, not passed over", async () => {
  const scope = JSON.stringify({ path: ["userservice"] });
  for (const fields of [{ Scope: scope }, { ROLLOUT: 1 }, { rollout: 1, SCOPE: "{}" }]) {
    const answer = await company.admin.post("/admin/init", {
      type: "pw",
      otpkey: "x",
      serial: "T",
      ...fields,
    });
    assert.equal(answer.json.result.status, false, answer.text);
    assert.equal(await wire.world.store.token("T"), undefined);
  }
});

test("of many guesses at the portal at once the right one counts for nothing after twenty wrong ones", async () => {
  const { world } = wire;
  const user = await userAt(world, { login: "alice", realm: "example", resolver: undefined });
  const addressed = { login: "alice", realm: "example" };
  const origin = { at: world.now(), action: "userservice/login", client: "10.0.0.1", administrator: "" };
  // All of them have looked at the count before the first one is counted.
  const visit = (password: string) => logIn(world, { user, addressed, password, otp: undefined }, origin);
  const guesses = Array.from({ length: 40 }, (_, at) => `wrong ${at}`);
  const answers = await Promise.all([...guesses, passwordOf("alice")].map(visit));
  assert.equal(answers.at(-1)?.kind, "refused");
});

test("an administrator who has left works no longer than his signature lasts", async () => {
  await company.policy("system", "*", { user: "*" });
  await administratorsAmong([people, ...localAdmins()]);
  const alice = await company.visitor().login("alice", passwordOf("alice"));
  await administratorsAmong(localAdmins());
  const before = alice.cookies.get("access_token_cookie");
  const soon = new Date(Date.now() + 28 * 60_000).toISOString();
  await alice.get("/admin/show", {}, { now: soon });
  assert.equal(alice.cookies.get("access_token_cookie"), before, "not renewed");
});

test("a policy that lets one person's rollout token in at /validate lets nobody else's in, whoever is not named", async () => {
  const both = JSON.stringify({ path: ["userservice", "validate"] });
  const token = { type: "pw", otpkey: "sesame", scope: both };
  const [hers, his] = [
    await company.init({ ...token, user: "alice" }),
    await company.init({ ...token, user: "bob" }),
  ];
  await company.policy("authentication", "rollout_token_allow_validate", { user: "bob" });
  const pass = "sesame";
  for (const [path, fields] of [
    ["/validate/check", { user: "alice", pass }],
    ["/validate/check", { serial: hers.serial, pass }],
    ["/validate/check_s", { serial: hers.serial, pass }],
    ["/validate/check", { user: "bob", serial: hers.serial, pass }],
    ["/validate/check", { user: "alice", token_type: "pw", pass }],
  ] as const) {
    const answer = await company.anybody.post(path, fields);
    assert.equal(answer.value, false, `${path} ${JSON.stringify(fields)}`);
  }
  assert.equal((await company.anybody.post("/validate/check_s", { serial: his.serial, pass })).value, true);
});

test("an administrator of one realm does not reach tokens of another by naming their owner in his own", async () => {
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "bob" });
  await company.admin.post("/system/setRealm", { realm: "other", resolvers: people });
  const free = await company.init({ type: "hmac", otpkey: seed, user: "carol", serial: "BOTH" });
  await company.admin.post("/admin/tokenrealm", { serial: "BOTH", realms: "example,other" });
  await company.policy("admin", "*", { user: "admin", realm: "other" });
  const rows = async () => (await company.admin.get("/admin/show")).value.data as Record<string, unknown>[];
  assert.deepEqual(
    (await rows()).map((row) => row["LinOtp.TokenSerialnumber"]),
    [free.serial],
  );
  for (const path of ["/admin/disable", "/admin/remove", "/admin/set"]) {
    const done = await company.admin.post(path, { user: "bob", realm: "other", pin: "1" });
    assert.equal(done.json.result.status, false, `${path}: ${done.text}`);
  }
  assert.equal((await wire.world.store.token(serial))?.active, true);
  assert.equal((await company.admin.post("/admin/disable", { user: "carol", realm: "other" })).value, 1);
});
