// Providers that did not answer are left alone for a while, so that not every message waits for them.

const firstPauseMs = 30_000;
const longestPauseMs = 600_000;

export interface Blocklist {
  isBlocked(key: string, now: number): boolean;
  /** Doubles with each time in a row. */
  block(key: string, now: number): void;
  release(key: string): void;
}

/** A key stands for a provider as it is set: after a change it is another one, and free. */
export function createBlocklist(): Blocklist {
  const blocked = new Map<string, { readonly until: number; readonly pauseMs: number }>();
  return {
    isBlocked: (key, now) => now < (blocked.get(key)?.until ?? 0),
    block: (key, now) => {
      const before = blocked.get(key)?.pauseMs;
      const pauseMs = before === undefined ? firstPauseMs : Math.min(2 * before, longestPauseMs);
      blocked.set(key, { until: now + pauseMs, pauseMs });
    },
    release: (key) => {
      blocked.delete(key);
    },
  };
}
