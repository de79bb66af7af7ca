// People who are remembered: for how long, and what is never answered from memory.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person, Resolver } from "../core/user.ts";
import { lookupCache } from "./lookup-cache.ts";

function directory() {
  const clock = { at: 0 };
  const asked: string[] = [];
  const people = new Map<string, Person>();
  const add = (login: string) =>
    people.set(login, { uid: `uid-${login}`, login, info: { username: login, userid: `uid-${login}` } });
  add("alice");
  const resolver: Resolver = {
    name: "corp",
    searchFields: {},
    byLogin: async (login) => {
      asked.push(login);
      return people.get(login);
    },
    byUid: async (uid) => {
      asked.push(uid);
      return [...people.values()].find((person) => person.uid === uid);
    },
    search: async () => [...people.values()],
    verifyPassword: async (uid) => {
      asked.push(`password of ${uid}`);
      return true;
    },
  };
  return { clock, asked, people, add, cached: lookupCache(resolver, () => clock.at) };
}

test("somebody who was looked up is known by login and uid until he is too old", async () => {
  const { clock, asked, people, cached } = directory();
  const first = await cached(1000).byLogin("alice");
  people.delete("alice");
  clock.at = 999;
  assert.equal(await cached(1000).byLogin("alice"), first);
  assert.equal(await cached(1000).byUid("uid-alice"), first);
  assert.deepEqual(asked, ["alice"]);
  clock.at = 1000;
  assert.equal(await cached(1000).byLogin("alice"), undefined);
  assert.equal(await cached(1000).byUid("uid-alice"), undefined);
});

test("whoever is not there is asked for each time, and so is every password", async () => {
  const { asked, add, cached } = directory();
  assert.equal(await cached(1000).byLogin("bob"), undefined);
  add("bob");
  assert.equal((await cached(1000).byLogin("bob"))?.uid, "uid-bob");
  await cached(1000).verifyPassword("uid-bob", "x");
  await cached(1000).verifyPassword("uid-bob", "x");
  assert.deepEqual(asked, ["bob", "bob", "password of uid-bob", "password of uid-bob"]);
});

test("an age of 0 forgets everybody, and a clock that goes back makes nobody younger", async () => {
  const { clock, asked, cached } = directory();
  clock.at = 500;
  await cached(1000).byLogin("alice");
  clock.at = 0;
  await cached(1000).byLogin("alice");
  await cached(0).byLogin("alice");
  await cached(1000).byLogin("alice");
  assert.equal(asked.length, 4);
});

test("the memory is bounded: whoever was looked up longest ago is forgotten", async () => {
  const { asked, add, cached } = directory();
  for (let n = 0; n < 20_001; n++) {
    add(`user${n}`);
    await cached(1000).byLogin(`user${n}`);
  }
  asked.length = 0;
  await cached(1000).byLogin("user20000");
  await cached(1000).byLogin("user1");
  assert.deepEqual(asked, []);
  await cached(1000).byLogin("user0");
  assert.deepEqual(asked, ["user0"]);
});
