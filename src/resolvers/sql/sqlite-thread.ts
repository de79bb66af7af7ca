// The other side of `sqlite.ts`: a thread that reads one file. The only importer of node:sqlite beside the store. SQLite
// computes where it is called, so a slow condition must not be computed on the event loop.

import { statSync } from "node:fs";
import { constants, DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { Row, Statement } from "./connection.ts";

export interface ThreadOrder {
  readonly file: string;
}

export type ThreadAnswer = { readonly rows: readonly Row[] } | { readonly error: ThreadError };

export interface ThreadError {
  readonly code: string;
  readonly message: string;
}

const { file } = workerData as ThreadOrder;
let opened: { readonly database: DatabaseSync; readonly identity: string } | undefined;

/** The file of the moment: it may have been replaced by another one of the same name. */
function current(): DatabaseSync {
  const identity = identityOf();
  if (opened?.identity === identity) return opened.database;
  opened?.database.close();
  opened = undefined;
  const database = new DatabaseSync(file, { readOnly: true, allowExtension: false, timeout: 2000 });
  database.exec("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;");
  database.setAuthorizer(mayDo);
  opened = { database, identity };
  return database;
}

function identityOf(): string {
  const { dev, ino } = statSync(file, { bigint: true });
  return `${dev}/${ino}`;
}

const reading = new Set([constants.SQLITE_SELECT, constants.SQLITE_READ]);
const dangerous = new Set(["load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"]);

/** Reading, and functions that compute. Not: other files, pragmas, changes, recursion without end. */
function mayDo(action: number, _first: string | null, second: string | null): number {
  if (reading.has(action)) return constants.SQLITE_OK;
  const isFunction = action === constants.SQLITE_FUNCTION && !dangerous.has((second ?? "").toLowerCase());
  return isFunction ? constants.SQLITE_OK : constants.SQLITE_DENY;
}

function answer({ text, values }: Statement): ThreadAnswer {
  try {
    const statement = current().prepare(text);
    statement.setReturnArrays(true);
    const rows = statement.all(...values) as unknown as (string | number | null)[][];
    return { rows: rows.map((row) => row.map((value) => (value === null ? undefined : String(value)))) };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { error: { code: String(code ?? "ERR_SQLITE_ERROR"), message } };
  }
}

parentPort?.on("message", (statement: Statement) => {
  parentPort?.postMessage(answer(statement));
});
