// Comparisons that take milliseconds of computing happen beside the event loop: a few threads, started when first
// needed, that do not keep the process alive.

import { Worker } from "node:worker_threads";
import { Refusal } from "../../core/problem.ts";
import type { Comparison } from "./worker.ts";

export interface CryptPool {
  verify(stored: string, password: Uint8Array): Promise<boolean>;
  close(): Promise<void>;
}

interface Job extends Comparison {
  readonly answer: (match: boolean) => void;
  readonly fail: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
}

/** Beyond this many, waiting would outlast any client's patience. */
const longestQueue = 500;

export function openCryptPool(size = 2): CryptPool {
  const waiting: Job[] = [];
  const threads = new Set<Thread>();

  const dispatch = (): void => {
    const free = [...threads].find((thread) => thread.job === undefined);
    const thread = free ?? (threads.size < size ? start() : undefined);
    const job = thread === undefined ? undefined : waiting.shift();
    if (thread === undefined || job === undefined) return;
    thread.job = job;
    thread.worker.ref();
    thread.worker.postMessage({ stored: job.stored, password: job.password } satisfies Comparison);
  };

  const start = (): Thread => {
    const thread: Thread = { worker: new Worker(new URL("./worker.ts", import.meta.url)), job: undefined };
    const release = (): Job | undefined => {
      const { job } = thread;
      thread.job = undefined;
      thread.worker.unref();
      return job;
    };
    thread.worker.on("message", (match: boolean) => {
      release()?.answer(match);
      dispatch();
    });
    const gone = (reason: unknown): void => {
      threads.delete(thread);
      release()?.fail(reason);
      if (waiting.length > 0) dispatch();
    };
    thread.worker.on("error", gone);
    thread.worker.on("exit", () => gone(new Error("the thread for password comparisons has ended")));
    threads.add(thread);
    return thread;
  };

  return {
    verify: (stored, password) =>
      new Promise((answer, fail) => {
        if (waiting.length >= longestQueue)
          throw new Refusal({ code: "unavailable", what: "password comparison" });
        waiting.push({ stored, password, answer, fail });
        dispatch();
      }),
    close: async () => {
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}
