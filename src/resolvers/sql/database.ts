// Asking a database: connections that stay, a second try when one has grown old, and what is wrong at present.

import { createPool } from "../ldap/pool.ts";
import { watchServers } from "../ldap/servers.ts";
import { Trouble } from "../ldap/trouble.ts";
import { type Connection, type Row, unfit } from "./connection.ts";
import { openMariadb } from "./mariadb.ts";
import { openPostgres } from "./postgres.ts";
import type { Question } from "./questions.ts";
import { openSqlite } from "./sqlite.ts";
import type { Target } from "./target.ts";

export interface Database {
  /** Throws a Trouble, never because there is nothing. */
  ask(question: Question): Promise<readonly Row[]>;
  /** Work on a new connection, as nobody else has it. Throws a Trouble. */
  alone<Answer>(work: (connection: Connection) => Promise<Answer>): Promise<Answer>;
  outage(): string | undefined;
  close(): void;
}

export interface Account {
  /** Opened when it is needed. */
  readonly password: () => string;
  /** The file of our own database, if it is one. */
  readonly ownFile: string | undefined;
  readonly now: () => number;
}

const mostAtServer = 8;
/** Threads that read a file. */
const mostInFile = 2;

export function openDatabase(target: Target, account: Account): Database {
  const place = { url: placeOf(target), host: "", port: 0, isSecure: false };
  const servers = watchServers([place], account.now);
  const open = () => connect(target, account);
  const most = target.engine === "sqlite" ? mostInFile : mostAtServer;
  const patienceMs = target.connectMs + target.responseMs;
  const pool = createPool(() => servers.reach(open), { most, patienceMs });
  let unanswered: string | undefined;

  const notice = (connection: Connection, error: unknown): Trouble => {
    if (!(error instanceof Trouble)) throw error;
    if (error.isLost) connection.close();
    // It did not even say that it was late.
    if (error.isLate && !connection.isOpen) servers.failed(place, error);
    return error;
  };
  const askOnce = (question: Question): Promise<readonly Row[] | Trouble> =>
    pool.lend((connection) =>
      answerOf(connection, question).catch((error: unknown) => notice(connection, error)),
    );
  return {
    ask: async (question) => {
      const first = await askOnce(question);
      const answer = first instanceof Trouble && first.isLost ? await askOnce(question) : first;
      unanswered = answer instanceof Trouble ? `${place.url}: ${answer.message}` : undefined;
      if (answer instanceof Trouble) throw answer;
      return answer;
    },
    alone: async (work) => {
      const connection = await open();
      try {
        return await work(connection);
      } finally {
        connection.close();
      }
    },
    outage: () => servers.outage() ?? unanswered,
    close: pool.close,
  };
}

function connect(target: Target, { password, ownFile }: Account): Promise<Connection> {
  if (target.engine === "sqlite") return openSqlite(target, ownFile);
  return target.engine === "postgres" ? openPostgres(target, password()) : openMariadb(target, password());
}

/** For people. Without the user's name. */
function placeOf(target: Target): string {
  if (target.engine === "sqlite") return target.file;
  const { engine, socket, host, port, database } = target;
  return `${engine === "postgres" ? "postgresql" : "mariadb"}://${socket ?? `${host}:${port}`}/${database}`;
}

async function answerOf(connection: Connection, { typed, asText }: Question): Promise<readonly Row[]> {
  const answer = await connection.run(typed);
  if (answer !== unfit) return answer;
  const second = await connection.run(asText);
  if (second === unfit) throw new Trouble("a value does not fit its column, not even as text (see Where)");
  return second;
}
