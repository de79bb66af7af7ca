// PostgreSQL: the only importer of `pg` beside the store (decision 0005).

import type { ConnectionOptions } from "node:tls";
import pg from "pg";
import { Trouble } from "../ldap/trouble.ts";
import {
  type Connection,
  graceMs,
  idleTimer,
  type Row,
  type Statement,
  unfit,
  within,
} from "./connection.ts";
import type { ServerTarget } from "./target.ts";
import { openEncrypted } from "./tls.ts";
import { troubleOf } from "./trouble.ts";

/** Throws a Trouble. */
export async function openPostgres(target: ServerTarget, password: string): Promise<Connection> {
  const client = await openEncrypted(target, (tls) => connect(target, password, tls));
  return connectionOn(client, target.responseMs);
}

async function connect(
  target: ServerTarget,
  password: string,
  tls: ConnectionOptions | undefined,
): Promise<pg.Client> {
  const { host, socket, port, user, database, connectMs, responseMs } = target;
  const client = new pg.Client({
    host: socket ?? host,
    port,
    user,
    database,
    // A function, because an empty text would be looked for in the environment and in ~/.pgpass.
    password: () => password,
    ssl: tls ?? false,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    application_name: "latchkey",
  });
  // What happens to a connection that nobody uses at the moment shows when it is used.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(`SET statement_timeout = ${responseMs}`);
    return client;
  } catch (error) {
    cut(client);
    throw error;
  }
}

function connectionOn(client: pg.Client, responseMs: number): Connection {
  let isOpen = true;
  const close = () => {
    isOpen = false;
    cut(client);
  };
  const { busy, idle } = idleTimer(close);
  client.on("error", close);
  client.on("end", () => {
    isOpen = false;
  });
  idle();
  return {
    get isOpen() {
      return isOpen;
    },
    run: async (statement) => {
      busy();
      const late = () => new Trouble("the database took too long", { isLate: true });
      const ms = responseMs + graceMs;
      try {
        return await within(ask(client, statement), { ms, giveUp: close, late });
      } finally {
        if (isOpen) idle();
      }
    },
    close,
  };
}

/** Everything as the text that PostgreSQL makes of it. */
const types = { getTypeParser: () => (value: unknown) => value };

async function ask(client: pg.Client, { text, values }: Statement): Promise<readonly Row[] | typeof unfit> {
  try {
    await client.query("BEGIN TRANSACTION READ ONLY");
    const { rows } = await client.query<(string | null)[]>({
      text,
      values: [...values],
      rowMode: "array",
      types,
    } as pg.QueryArrayConfig);
    return rows.map((row) => row.map((value) => value ?? undefined));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === unfit) return unfit;
    throw trouble;
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
  }
}

function cut(client: pg.Client): void {
  client.end().catch(() => undefined);
  // A server that is frozen would not take leave.
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}
