// Where this server differs from LinOTP on purpose, as seen from outside. The records are docs/decisions/1NN-*.md; what
// their own tests show already is not repeated here.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { toBase32 } from "../../src/core/otp/base32.ts";
import { hotp } from "../../src/core/otp/hotp.ts";

import { Client } from "../support/client.ts";
import { newKey, startNode, temporaryDatabase } from "../support/nodes.ts";
import { type Company, enterPortal, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
before(async () => {
  wire = await startWire();
});
after(async () => await wire.close());
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const secret = "k7m2p9xqr4twh";
const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);

/** What the first step of the portal's login answers to the right password. */
async function withPassword(visitor: Client, login: string) {
  return await visitor.post("/userservice/login", { login, password: passwordOf(login) });
}

async function isInside(visitor: Client): Promise<boolean> {
  return (await visitor.get("/userservice/context", { session: visitor.session })).status === 200;
}

test("2. a rollout token is in no list of its owner, but can be chosen in the second step of the login", async () => {
  await company.policy("selfservice", "mfa_login");
  const { serial } = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
  const alice = company.visitor();
  const first = await withPassword(alice, "alice");
  const offered = first.json.detail.tokenList as Record<string, unknown>[];
  assert.deepEqual(
    offered.map((row) => row["LinOtp.TokenSerialnumber"]),
    [serial],
  );
  assert.equal(offered[0]?.["LinOtp.TokenDesc"], "rollout token");
  await alice.post("/userservice/login", { serial, otp: secret, session: alice.session });
  const { session } = alice;
  assert.deepEqual((await alice.get("/userservice/usertokenlist", { session })).value, []);
  assert.deepEqual((await alice.get("/userservice/context", { session })).json.detail.tokenArray, []);
});

test("9. mfa_passOnNoToken does not let somebody in with the password alone who has a rollout token", async () => {
  await company.policy("selfservice", "mfa_login, mfa_passOnNoToken");
  await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
  const [alice, bob] = [company.visitor(), company.visitor()];
  assert.equal((await withPassword(alice, "alice")).value, false);
  assert.equal(await isInside(alice), false);
  assert.equal((await withPassword(bob, "bob")).value, true);
  assert.equal(await isInside(bob), true);
});

test("12. the old portal login asks for the rollout token, and lets in with it", async () => {
  await company.policy("selfservice", "mfa_login");
  await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
  const enters = async (otp: string) => {
    const both = [otp, passwordOf("alice")].map((text) => toBase32(Buffer.from(text)));
    const fields = { login: "alice", password: both.join(":") };
    return (await company.visitor().post("/userservice/auth", fields)).value;
  };
  assert.equal(await enters(""), false);
  assert.equal(await enters("wrong"), false);
  assert.equal(await enters(secret), true);
});

test("15. mfa_login for one person holds for him and nobody else; the login page is told nothing about persons", async () => {
  await company.policy("selfservice", "mfa_login", { user: "alice" });
  assert.equal((await withPassword(company.visitor(), "alice")).value, false);
  assert.equal((await withPassword(company.visitor(), "bob")).value, true);
});

test("18. a challenge that was answered stays as it is, whatever is answered after", async () => {
  await company.policy("authentication", "challenge_response=hmac");
  await company.init({ type: "hmac", otpkey: seed, pin: "1234", user: "alice" });
  const asked = await company.anybody.post("/validate/check", { user: "alice", pass: "1234" });
  const { transactionid } = asked.json.detail;
  const answer = async (pass: string) =>
    (await company.anybody.post("/validate/check_t", { transactionid, pass })).value.value;
  const status = async () => {
    const told = await company.anybody.post("/validate/check_status", {
      transactionid,
      user: "alice",
      pass: "1234",
    });
    return told.json.detail.transactions[transactionid];
  };
  assert.equal(await answer(value(0)), true);
  const closed = await status();
  assert.equal(closed.valid_tan, true);
  assert.equal(await answer("000000"), false);
  assert.deepEqual(await status(), closed);
});

test("19. a portal session outlives the process that began it, and another node knows it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-nodes-"));
  const shared = { database: `sqlite:${join(folder, "shared.sqlite")}`, key: randomBytes(32) };
  const first = await startWire(shared);
  const alice = new Client(first.address);
  await found(first);
  assert.equal((await withPassword(alice, "alice")).value, true);
  await first.close();
  const second = await startWire({ ...shared, pristine: false });
  try {
    const later = new Client(second.address);
    later.cookies.set("user_selfservice", alice.session);
    assert.equal(await isInside(later), true);
  } finally {
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("21. enable by user alone enables the tokens of that user", async () => {
  const one = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
  const other = await company.init({ type: "totp", otpkey: seed, user: "alice" });
  await company.admin.post("/admin/disable", { user: "alice" });
  assert.equal((await company.admin.post("/admin/enable", { user: "alice" })).value, 2);
  for (const { serial } of [one, other]) {
    assert.equal((await company.show({ serial }))[0]?.["LinOtp.Isactive"], true);
  }
});

test("22. who is not known gets the answer that a wrong PIN and a wrong OTP get", async () => {
  await company.init({ type: "hmac", otpkey: seed, pin: "1234", user: "alice" });
  const ask = async (fields: Record<string, string>) => {
    const { status, text } = await company.anybody.post("/validate/check", { pass: "1234000000", ...fields });
    return { status, text };
  };
  const wrongOtp = await ask({ user: "alice" });
  assert.deepEqual(await ask({ user: "alice", pass: "9999000000" }), wrongOtp);
  assert.deepEqual(await ask({ user: "mallory" }), wrongOtp);
  assert.deepEqual(await ask({ user: "alice", realm: "nowhere" }), wrongOtp);
  assert.deepEqual(await ask({ user: "bob" }), wrongOtp);
});

test("24. a spreadsheet calculates nothing that people wrote", async () => {
  const formula = "=HYPERLINK(A1)";
  await company.anybody.post("/validate/check", { user: formula, pass: "x" });
  const trail = await company.admin.get("/audit/search", { outform: "csv", user: formula });
  assert.match(trail.text, /, "'=HYPERLINK\(A1\)", /);
  assert.doesNotMatch(trail.text, /"=HYPER/);
  await company.init({ type: "hmac", otpkey: seed, description: "@SUM(A1)", serial: "SHEET" });
  const tokens = await company.admin.get("/admin/show", { outform: "csv", serial: "SHEET" });
  assert.match(tokens.text, /'''@SUM\(A1\)'; /);
  assert.equal((await company.show({ serial: "SHEET" }))[0]?.["LinOtp.TokenDesc"], "@SUM(A1)");
});

test("25. JSON is called JSON, and a HEAD spends nothing", async () => {
  const asked = await fetch(`${wire.address}/validate/check?user=alice&pass=x`);
  assert.match(asked.headers.get("content-type") ?? "", /^application\/json/);
  const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice", pin: "pin" });
  const question = `${wire.address}/validate/check?user=alice&pass=pin${value(0)}`;
  assert.equal((await fetch(question, { method: "HEAD" })).ok, false);
  assert.equal((await company.show({ serial }))[0]?.["LinOtp.Count"], 0);
});

test("28. of several forwarded addresses the last one counts; the test server, where all are trusted, takes the first", async () => {
  const sending = { client: "10.1.2.3, 192.168.0.9" };
  await company.anybody.post("/validate/check", { user: "alice", pass: "x" }, sending);
  assert.equal((await company.audit({ action: "validate/check" }))[0]?.[14], "192.168.0.9");
  const place = temporaryDatabase();
  const node = await startNode({ database: place.url, key: newKey() });
  try {
    const other = await found(node);
    await other.anybody.post("/validate/check", { user: "alice", pass: "x" }, sending);
    assert.equal((await other.audit({ action: "validate/check" }))[0]?.[14], "10.1.2.3");
  } finally {
    await node.stop();
    place.remove();
  }
});

test("a rollout secret at the wrong door raises an alarm, costs the token nothing, and opens the portal still", async () => {
  await company.policy("selfservice", "mfa_login");
  const { serial } = await company.init({ type: "pw", otpkey: secret, rollout: 1, user: "alice" });
  await company.anybody.post("/validate/check", { user: "alice", pass: secret });
  const [alarm] = await company.audit({ action: "validate/check" });
  assert.equal(alarm?.[11], "rollout token used outside its scope");
  const [row] = await company.show({ serial });
  assert.equal(row?.["LinOtp.FailCount"], 0);
  assert.equal((await wire.world.store.token(serial))?.info["outside_scope_count"], 1);
  assert.deepEqual(JSON.parse(String(row?.["LinOtp.TokenInfo"])), { scope: { path: ["userservice"] } });
  assert.equal(await enterPortal(company.visitor(), "alice", { serial, otp: secret }), true);
});

test("every record of a deviation names tests that exist", () => {
  const folder = new URL("../../docs/decisions/", import.meta.url);
  const records = readdirSync(folder).filter((name) => /^01\d\d-/.test(name));
  const guide = readFileSync(new URL("../guides/coming-from-linotp.md", folder), "utf8");
  const listed = [...guide.matchAll(/\(\.\.\/decisions\/(01\d\d-[^)]+)\)/g)].map(([, name]) => name);
  assert.deepEqual(listed.toSorted(), records.toSorted());
  for (const record of records) {
    const named = [...readFileSync(new URL(record, folder), "utf8").matchAll(/^- "(.+)" in `(.+)`$/gm)];
    assert.ok(named.length > 0, `${record} names no test`);
    for (const [, name = "", path = ""] of named) {
      const source = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
      assert.ok(source.includes(`"${name}"`), `${record}: ${path} has no test "${name}"`);
    }
  }
});
