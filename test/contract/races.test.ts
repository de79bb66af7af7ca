// Many at once, over HTTP, on two server processes that share a database: what must happen once happens once.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { hotp } from "../../src/core/otp/hotp.ts";
import { Client } from "../support/client.ts";
import { type Node, newKey, startNode, temporaryDatabase } from "../support/nodes.ts";
import { type Company, enterPortal, found, logins, passwordOf } from "../support/organisation.ts";
import { postgresMissing, startPostgres } from "../support/postgres.ts";

const seed = "3132333435363738393031323334353637383930";
const value = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);
const both = JSON.stringify({ path: ["userservice", "validate"] });

interface Engine {
  readonly name: string;
  readonly skip: string | undefined;
  readonly open: () => Promise<{ url: string; close: () => Promise<void> }>;
}

const engines: readonly Engine[] = [
  {
    name: "SQLite",
    skip: undefined,
    open: async () => {
      const { url, remove } = temporaryDatabase();
      return { url, close: async () => remove() };
    },
  },
  {
    name: "PostgreSQL",
    skip: postgresMissing(),
    open: async () => {
      const postgres = await startPostgres();
      return { url: await postgres.database(), close: () => postgres.stop() };
    },
  },
];

for (const engine of engines) {
  describe(`on ${engine.name} with two nodes`, { skip: engine.skip ?? false }, () => {
    let nodes: readonly [Node, Node];
    let database: Awaited<ReturnType<Engine["open"]>>;
    let company: Company;
    before(async () => {
      database = await engine.open();
      const key = newKey();
      const first = await startNode({ database: database.url, key });
      nodes = [first, await startNode({ database: database.url, key, join: true })];
    });
    after(async () => {
      await Promise.all(nodes.map((node) => node.stop()));
      await database.close();
    });
    beforeEach(async () => {
      await new Client(nodes[0].address).post("/__test/reset");
      company = await found(nodes[0]);
    });

    /** `count` calls at once, half of them at each node. */
    const atOnce = <Result>(count: number, call: (client: Client, index: number) => Promise<Result>) =>
      Promise.all(
        Array.from({ length: count }, (_, n) => call(new Client(nodes[n % 2 === 0 ? 0 : 1].address), n)),
      );
    const accepted = (answers: readonly { value: unknown }[]) =>
      answers.filter((answer) => answer.value === true).length;

    test("of 100 simultaneous requests with one OTP exactly one is accepted", async () => {
      await company.init({ type: "hmac", otpkey: seed, user: "alice" });
      await company.admin.post("/admin/set", { user: "alice", MaxFailCount: 1000 });
      const answers = await atOnce(100, (client) =>
        client.post("/validate/check", { user: "alice", pass: value(0) }),
      );
      assert.equal(accepted(answers), 1);
    });

    test("500 simultaneous guesses are tried no more often than the fail limit allows", async () => {
      const { serial } = await company.init({ type: "hmac", otpkey: seed, user: "alice" });
      await atOnce(500, (client) => client.post("/validate/check", { user: "alice", pass: "000000" }));
      const tried = (await company.audit({ serial })).filter((cell) => cell[11] === "wrong otp value");
      assert.equal(tried.length, 10);
      const [row] = await company.show({ serial });
      assert.equal(row?.["LinOtp.FailCount"], 500);
      const right = await company.anybody.post("/validate/check", { user: "alice", pass: value(0) });
      assert.equal(right.value, false);
    });

    test("a token for one use is used once by 50", async () => {
      await company.policy("authentication", "rollout_token_allow_validate");
      const { serial } = await company.init({ type: "pw", otpkey: "sesame", scope: both, user: "alice" });
      await company.admin.post("/admin/set", { serial, countAuthSuccessMax: 1 });
      const answers = await atOnce(50, (client) =>
        client.post("/validate/check", { user: "alice", pass: "sesame" }),
      );
      assert.equal(accepted(answers), 1);
    });

    test("20 simultaneous enrollments against maxtoken=5 leave five tokens", async () => {
      await company.policy("enrollment", "maxtoken=5");
      const cookies = company.admin.cookies;
      const answers = await atOnce(20, (client) => {
        for (const [name, content] of cookies) client.cookies.set(name, content);
        return client.post("/admin/init", { type: "hmac", genkey: 1, user: "alice" });
      });
      assert.equal(accepted(answers), 5);
      assert.equal((await company.show({ user: "alice" })).length, 5);
    });

    test("of eight who take one token at the same moment one has it", async () => {
      await company.policy("selfservice", "assign");
      const { serial } = await company.init({ type: "hmac", otpkey: seed });
      const winners = await atOnce(8, async (client, index) => {
        const login = logins[index % logins.length] ?? "alice";
        await client.post("/userservice/login", { login, password: passwordOf(login) });
        const answer = await client.post("/userservice/assign", { serial, session: client.session });
        return answer.value?.["assign token"] === true ? [login] : [];
      });
      assert.equal(winners.flat().length, 1);
      const [row] = await company.show({ serial });
      assert.deepEqual([row?.["User.username"]], winners.flat());
    });

    test("an OTP that many ask about at once tells its token once", async () => {
      await company.init({ type: "hmac", otpkey: seed, user: "alice" });
      const cookies = company.admin.cookies;
      const answers = await atOnce(20, async (client) => {
        for (const [name, content] of cookies) client.cookies.set(name, content);
        return await client.get("/admin/getSerialByOtp", { otp: value(0) });
      });
      assert.equal(answers.filter((answer) => answer.value.serial !== "").length, 1);
    });

    test("a purge and rollout logins at the same moment come out in one order", async () => {
      await company.policy("selfservice", "mfa_login");
      await company.policy("enrollment", "purge_rollout_token");
      const rollout = await company.init({ type: "pw", otpkey: "sesame", rollout: 1, user: "alice" });
      await company.init({ type: "hmac", otpkey: seed, user: "alice" });
      const [purging, ...logins] = await atOnce(9, async (client, n) => {
        if (n === 0)
          return (await client.post("/validate/check", { user: "alice", pass: value(0) })).value as boolean;
        return await enterPortal(client, "alice", { serial: rollout.serial, otp: "sesame" });
      });
      assert.equal(purging, true);
      assert.deepEqual(await company.show({ serial: rollout.serial }), []);
      const trail = (await company.audit({ user: "alice" })).toReversed();
      const purgedAt = trail.findIndex((cell) => String(cell[12]).startsWith("purged"));
      const entered = trail.flatMap((cell, index) =>
        cell[6] === rollout.serial && cell[5] === "1" && cell[4] === "userservice/login" ? [index] : [],
      );
      assert.equal(entered.length, logins.filter(Boolean).length);
      assert.ok(
        entered.every((index) => index < purgedAt),
        "nobody entered with the rollout token after its purge",
      );
    });

    test("what one node is told, the other knows at the next request", async () => {
      await company.init({ type: "hmac", otpkey: seed, user: "alice" });
      const other = new Client(nodes[1].address);
      await company.policy("authorization", "authorize", { client: "192.0.2.1" });
      assert.equal((await other.post("/validate/check", { user: "alice", pass: value(0) })).value, false);
    });
  });
}
