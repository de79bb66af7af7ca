// Which server is asked when some have failed.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Server } from "./parameters.ts";
import { watchServers } from "./servers.ts";
import { Trouble } from "./trouble.ts";

const servers = ["one", "two"].map((host): Server => ({ url: host, host, port: 389, isSecure: false }));

/** Which servers were tried for one request, and how that ended. */
function trials() {
  const clock = { at: 0 };
  const down = new Map<string, Trouble>();
  const watched = watchServers(servers, () => clock.at);
  const ask = async () => {
    const tried: string[] = [];
    const answer = await watched
      .reach(async ({ host }) => {
        tried.push(host);
        const trouble = down.get(host);
        if (trouble !== undefined) throw trouble;
        return host;
      })
      .catch((error: unknown) => {
        assert.ok(error instanceof Trouble);
        return "trouble";
      });
    return [...tried, answer];
  };
  return { clock, down, watched, ask };
}

test("a server that fails is left alone for 30 s, then 60 s, 120 s and at most 10 minutes", async () => {
  const { clock, down, ask } = trials();
  down.set("one", new Trouble("down"));
  for (const pause of [30, 60, 120, 240, 480, 600, 600]) {
    assert.deepEqual(await ask(), ["one", "two", "two"]);
    clock.at += pause * 1000 - 1;
    assert.deepEqual(await ask(), ["two", "two"]);
    clock.at += 1;
  }
  down.clear();
  assert.deepEqual(await ask(), ["one", "one"]);
  down.set("one", new Trouble("down"));
  await ask();
  clock.at += 30_000;
  down.clear();
  assert.deepEqual(await ask(), ["one", "one"]);
});

test("when all have failed each request tries them, so that recovery is noticed at once", async () => {
  const { down, watched, ask } = trials();
  for (const { host } of servers) down.set(host, new Trouble(`${host} is down`));
  assert.deepEqual(await ask(), ["one", "two", "trouble"]);
  assert.equal(watched.outage(), "one: one is down; two: two is down");
  assert.deepEqual(await ask(), ["one", "two", "trouble"]);
  down.delete("two");
  assert.deepEqual(await ask(), ["one", "two", "two"]);
  assert.equal(watched.outage(), undefined);
  assert.deepEqual(await ask(), ["two", "two"]);
});

test("many requests at once during an outage are one attempt", async () => {
  const { down, ask } = trials();
  for (const { host } of servers) down.set(host, new Trouble("down"));
  await ask();
  const all = await Promise.all(Array.from({ length: 50 }, ask));
  assert.equal(all.filter((tried) => tried.length > 1).length, 1);
});

test("a server that refuses our account is not tried before its time, whoever else is down", async () => {
  const { clock, down, ask } = trials();
  down.set("one", new Trouble("refused", { refusedUs: true }));
  down.set("two", new Trouble("down"));
  assert.deepEqual(await ask(), ["one", "two", "trouble"]);
  assert.deepEqual(await ask(), ["two", "trouble"]);
  clock.at = 30_000;
  assert.equal((await ask()).includes("one"), true);
});
