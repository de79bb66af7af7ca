// SQLite files, read by a thread each connection.

import { stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { Trouble } from "../ldap/trouble.ts";
import { type Connection, idleTimer, type Row, type Statement, unfit, within } from "./connection.ts";
import type { ThreadAnswer, ThreadOrder } from "./sqlite-thread.ts";
import type { SqliteTarget } from "./target.ts";
import { troubleOf } from "./trouble.ts";

/**
 * Throws a Trouble. `ownFile`: the database of this very server, which is no directory: its tables hold seals and sessions.
 */
export async function openSqlite(
  { file, responseMs }: SqliteTarget,
  ownFile: string | undefined,
): Promise<Connection> {
  await checkFile(file, ownFile);
  if (leaving.size >= mostLeaving) throw new Trouble("questions that took too long are still being computed");
  const order: ThreadOrder = { file };
  const thread = new Worker(new URL("./sqlite-thread.ts", import.meta.url), { workerData: order });
  thread.unref();
  return connectionOn(thread, responseMs);
}

/** SQLite cannot be interrupted: a thread that was told to end computes its answer first. */
const leaving = new Set<Worker>();
const mostLeaving = 4;

async function checkFile(file: string, ownFile: string | undefined): Promise<void> {
  const found = await stat(file, { bigint: true }).catch((cause: unknown) => {
    throw new Trouble("the file is not there, or may not be read", { cause });
  });
  if (!found.isFile()) throw new Trouble("this is no file");
  const own =
    ownFile === undefined ? undefined : await stat(ownFile, { bigint: true }).catch(() => undefined);
  if (own !== undefined && own.dev === found.dev && own.ino === found.ino)
    throw new Trouble("this is the database of this server itself, which is no directory");
}

function connectionOn(thread: Worker, responseMs: number): Connection {
  let isOpen = true;
  const close = () => {
    isOpen = false;
    leaving.add(thread);
    void thread.terminate().finally(() => leaving.delete(thread));
  };
  const { busy, idle } = idleTimer(close);
  thread.on("error", close);
  thread.on("exit", () => {
    isOpen = false;
  });
  idle();
  return {
    get isOpen() {
      return isOpen;
    },
    run: async (statement) => {
      busy();
      thread.ref();
      const late = () => new Trouble("the database took too long", { isLate: true });
      try {
        return await within(ask(thread, statement), { ms: responseMs, giveUp: close, late });
      } finally {
        thread.unref();
        if (isOpen) idle();
      }
    },
    close,
  };
}

/** One question at a time, as the pool lends connections. */
async function ask(thread: Worker, statement: Statement): Promise<readonly Row[] | typeof unfit> {
  const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
    const gone = () => reject(new Trouble("the connection was cut off", { isLost: true }));
    thread.once("exit", gone);
    thread.once("message", (message: ThreadAnswer) => {
      thread.off("exit", gone);
      resolve(message);
    });
    thread.postMessage(statement);
  });
  if ("rows" in answer) return answer.rows;
  const trouble = troubleOf(answer.error);
  if (trouble === unfit) return unfit;
  throw trouble;
}
