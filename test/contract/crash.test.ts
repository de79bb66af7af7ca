// Power cuts in the middle of a load: whatever was acknowledged is there afterwards, and nothing is half-done.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { Client } from "../support/client.ts";
import { newKey, startNode, temporaryDatabase } from "../support/nodes.ts";
import { type Company, found, logins } from "../support/organisation.ts";

const cuts = 20;
const seeds = new Map(logins.map((login) => [login, randomBytes(20)]));
const otp = (login: string, counter: number) =>
  hotp(
    { seed: seeds.get(login as (typeof logins)[number]) ?? Buffer.alloc(20), hash: "sha1", digits: 6 },
    counter,
  );

test(`${cuts} times kill -9 under load: every acknowledged login is there, and the audit trail verifies`, async () => {
  const { url, remove } = temporaryDatabase();
  const key = newKey();
  const counters = new Map<string, number>(logins.map((login) => [login, 0]));
  let acknowledged = 0;
  let node = await startNode({ database: url, key });
  const company = await found(node);
  for (const login of logins) {
    await company.init({
      type: "hmac",
      otpkey: seeds.get(login)?.toString("hex") ?? "",
      user: login,
      serial: serialOf(login),
    });
  }
  for (let cut = 0; cut < cuts; cut++) {
    const load = Promise.all(logins.map((login) => logInUntilCut(node.address, login, counters)));
    await new Promise((resolve) => setTimeout(resolve, 20 + (cut % 7) * 15));
    await node.kill();
    acknowledged += (await load).reduce((sum, count) => sum + count, 0);
    node = await startNode({ database: url, key, join: true });
    await assertNothingLost(node.address, { company, counters });
  }
  assert.ok(acknowledged > cuts, `only ${acknowledged} logins were acknowledged: no load`);
  const successes = (await again(node.address, company).audit({ action: "validate/check", success: "1" }))
    .length;
  assert.ok(successes >= acknowledged, `${acknowledged} acknowledged, ${successes} audited`);
  const { rows } = JSON.parse((await again(node.address, company).admin.get("/audit/search")).text) as {
    rows: { cell: unknown[] }[];
  };
  assert.ok(
    rows.every(({ cell }) => cell[2] === "OK"),
    "the chain is broken",
  );
  await node.stop();
  remove();
});

function serialOf(login: string): string {
  return `OATH-${login}`;
}

/** Counts what the server said yes to. A request that got no answer may or may not have happened. */
async function logInUntilCut(address: string, login: string, counters: Map<string, number>): Promise<number> {
  const client = new Client(address);
  for (let count = 0; ; count++) {
    const counter = counters.get(login) ?? 0;
    try {
      const answer = await client.post("/validate/check", { user: login, pass: otp(login, counter) });
      assert.equal(answer.value, true, `${login} was refused at ${counter}`);
      counters.set(login, counter + 1);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return count;
    }
  }
}

/** The same administrator at the server's new address. */
function again(address: string, company: Company): Company {
  const admin = new Client(address);
  for (const [name, value] of company.admin.cookies) admin.cookies.set(name, value);
  return {
    ...company,
    admin,
    show: async (fields) => (await admin.get("/admin/show", fields)).value.data,
    audit: async (fields = {}) =>
      (
        JSON.parse((await admin.get("/audit/search", fields)).text) as { rows: { cell: unknown[] }[] }
      ).rows.map(({ cell }) => cell),
  };
}

async function assertNothingLost(
  address: string,
  { company, counters }: { company: Company; counters: Map<string, number> },
): Promise<void> {
  for (const row of await again(address, company).show({})) {
    const login = String(row["LinOtp.TokenSerialnumber"]).slice("OATH-".length);
    const stored = Number(row["LinOtp.Count"]);
    const known = counters.get(login) ?? 0;
    assert.ok(stored >= known, `${login}: acknowledged up to ${known}, stored ${stored}`);
    assert.ok(stored <= known + 1, `${login}: more was spent than was sent`);
    // A login whose answer the cut swallowed is spent all the same.
    counters.set(login, stored);
  }
}
