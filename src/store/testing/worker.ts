// A second process for the store's tests: works on the same database, and may be killed at any moment.
// Its orders: the database's URL, what to do, and a number.

import { writeSync } from "node:fs";
import { snapshotOf } from "../../core/snapshot.ts";
import type { Store } from "../../core/store.ts";
import { openStore } from "../store.ts";
import { anEntry, count, open, serial, vault } from "./fixtures.ts";

const [url = "", task = "", figure = "0"] = process.argv.slice(2);

const say = (text: string): number => writeSync(1, `${text}\n`);
const die = (): void => {
  process.kill(process.pid, "SIGKILL");
};

/** Counts up eight tokens at once for as long as it lives, and says which counts were confirmed. */
async function load(store: Store): Promise<void> {
  const lane = async (name: string): Promise<void> => {
    for (;;) say(`${name} ${await count(store, name)}`);
  };
  await Promise.all(Array.from({ length: 8 }, (_, lane) => `OATH000${lane + 1}`).map(lane));
}

/** Tries to spend the counter value 0 this often, and says how often that was accepted. */
async function race(store: Store): Promise<void> {
  const outcomes = await Promise.all(Array.from({ length: Number(figure) }, () => spendOnce(store)));
  say(String(outcomes.filter(Boolean).length));
  await store.close();
}

function spendOnce(store: Store): Promise<boolean> {
  return store.decide({ serials: [serial("OATH0001")] }, ({ tokens }) => {
    const accepted = tokens[0]?.counter === 0;
    const change = { kind: "token.update", serial: serial("OATH0001"), set: { counter: 1 } } as const;
    return { outcome: accepted, changes: accepted ? [change] : [], audit: anEntry({ success: accepted }) };
  });
}

/** Dies at the n-th seal: after the first statements of a transaction were written, and before its commit. */
async function dieWhileSealing(): Promise<void> {
  let seals = 0;
  const deadly = {
    ...vault,
    mac: (...args: Parameters<typeof vault.mac>) => {
      seals += 1;
      if (seals === Number(figure)) die();
      return vault.mac(...args);
    },
  };
  await load(await openStore({ url, vault: deadly, server: "node-2", snapshot: snapshotOf }));
}

async function dieWhileDeciding(): Promise<void> {
  const store = await open(url);
  await count(store, "OATH0001");
  say("OATH0001 1");
  await store.decide({ serials: [serial("OATH0001")] }, () => {
    die();
    return { outcome: undefined, changes: [], audit: anEntry() };
  });
}

const tasks: { readonly [name: string]: () => Promise<void> } = {
  load: async () => load(await open(url)),
  race: async () => race(await open(url)),
  "die-while-sealing": dieWhileSealing,
  "die-while-deciding": dieWhileDeciding,
};
await tasks[task]?.();
