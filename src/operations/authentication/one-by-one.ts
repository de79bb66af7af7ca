// Searches through all tokens, one after the other: whoever has not shown anything yet can start one, and many at once
// would leave no time for anybody else.

import { setImmediate } from "node:timers/promises";
import type { Store } from "../../core/store.ts";
import type { World } from "../world.ts";

/** Beyond this many, waiting would outlast any client's patience. */
const longestQueue = 64;

interface Queue {
  readonly length: number;
  readonly end: Promise<unknown>;
}

const queues = new WeakMap<Store, Queue>();

/** Undefined: too many wait already, and nothing was done. */
export async function oneByOne<Value>(
  { store }: World,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  const { length, end } = queues.get(store) ?? { length: 0, end: Promise.resolve() };
  if (length >= longestQueue) return undefined;
  const mine = end.then(work, work);
  queues.set(store, { length: length + 1, end: mine });
  try {
    return await mine;
  } finally {
    const { length: now, end: last } = queues.get(store) ?? { length: 1, end: mine };
    queues.set(store, { length: now - 1, end: last });
  }
}

/** Lets others in between two portions of a search. */
export async function letOthersIn(): Promise<void> {
  await setImmediate();
}
