// Searches that anybody may ask for take turns.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { World } from "../world.ts";
import { oneByOne } from "./one-by-one.ts";

const aWorld = () => ({ store: {} }) as World;

test("one search begins when the one before has ended, however that ended", async () => {
  const world = aWorld();
  const events: string[] = [];
  const search = (name: string) => async () => {
    events.push(`${name} begins`);
    await new Promise(setImmediate);
    events.push(`${name} ends`);
    if (name === "b") throw new Error("broken");
    return name;
  };
  const all = ["a", "b", "c"].map(async (name) => await oneByOne(world, search(name)));
  const [a, b, c] = await Promise.allSettled(all);
  assert.deepEqual([a?.status, b?.status, c?.status], ["fulfilled", "rejected", "fulfilled"]);
  assert.deepEqual(events, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("a crowd is turned away, and whoever comes after it is served", async () => {
  const world = aWorld();
  const crowd = Array.from({ length: 100 }, async (_, index) => await oneByOne(world, async () => index));
  const served = (await Promise.all(crowd)).filter((answer) => answer !== undefined);
  assert.equal(served.length, 64);
  assert.equal(await oneByOne(world, async () => "later"), "later");
});
