// A bounded number of things that are lent out one by one, here connections.

import { Trouble } from "./trouble.ts";

export interface Lendable {
  readonly isOpen: boolean;
  close(): void;
}

export interface Pool<Item extends Lendable> {
  /** Lends an item for a piece of work. Whoever must wait too long for one gets a Trouble. */
  lend<Answer>(work: (item: Item, isFresh: boolean) => Promise<Answer>): Promise<Answer>;
  /** Lets go of what nobody uses at the moment. */
  close(): void;
}

interface PoolSize {
  readonly most: number;
  readonly patienceMs: number;
}

export function createPool<Item extends Lendable>(
  open: () => Promise<Item>,
  { most, patienceMs }: PoolSize,
): Pool<Item> {
  const places = createPlaces({ most, patienceMs });
  const idle: Item[] = [];
  const idleOne = (): Item | undefined => {
    let item = idle.pop();
    while (item !== undefined && !item.isOpen) item = idle.pop();
    return item;
  };
  return {
    lend: (work) =>
      places.within(async () => {
        const known = idleOne();
        const item = known ?? (await open());
        try {
          return await work(item, known === undefined);
        } finally {
          if (!item.isOpen) item.close();
          else idle.push(item);
        }
      }),
    close: () => {
      for (const item of idle.splice(0)) item.close();
    },
  };
}

export interface Places {
  within<Answer>(work: () => Promise<Answer>): Promise<Answer>;
}

/** At most so many pieces of work at a time. */
export function createPlaces({ most, patienceMs }: PoolSize): Places {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const wait = async () => {
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(new Trouble("too many questions at once"));
      }, patienceMs);
      waiting.push(go);
    });
  };
  return {
    async within(work) {
      // Whoever leaves hands his place to the next one, so that nobody overtakes.
      if (taken < most) taken++;
      else await wait();
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) taken--;
        else next();
      }
    },
  };
}
