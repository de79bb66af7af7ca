// MariaDB and MySQL: the only importer of `mysql2` (decision 0030).

import type { ConnectionOptions as TlsOptions } from "node:tls";
import mysql, { type Connection as Client, type ConnectionOptions } from "mysql2/promise";
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
export async function openMariadb(target: ServerTarget, password: string): Promise<Connection> {
  const client = await openEncrypted(target, (tls) => connect(target, password, tls));
  return connectionOn(client, target.responseMs);
}

async function connect(
  { host, socket, port, user, database, connectMs, responseMs, tls: { mode } }: ServerTarget,
  password: string,
  tls: TlsOptions | undefined,
): Promise<Client> {
  const place = socket === undefined ? { host, port } : { socketPath: socket };
  const ssl = tls === undefined ? {} : { ssl: sslOf(tls, mode === "full") };
  const client = await mysql.createConnection({
    ...place,
    ...ssl,
    user,
    password,
    database,
    charset: "utf8mb4",
    connectTimeout: connectMs,
    // One statement at a time, no files of ours for the server, and no code put together from column names.
    multipleStatements: false,
    flags: ["-LOCAL_FILES"],
    disableEval: true,
    maxPreparedStatements: 50,
  });
  client.on("error", () => undefined);
  await limitTime(client, responseMs).catch((error: unknown) => {
    client.destroy();
    throw error;
  });
  return client;
}

function sslOf(
  { ca, rejectUnauthorized }: TlsOptions,
  verifyIdentity: boolean,
): NonNullable<ConnectionOptions["ssl"]> {
  const authority = ca === undefined ? {} : { ca: String(ca) };
  return {
    ...authority,
    rejectUnauthorized: rejectUnauthorized === true,
    verifyIdentity,
    minVersion: "TLSv1.2",
  };
}

const noSuchVariable = 1193;

/** MariaDB counts seconds, MySQL milliseconds, each under a name of its own. */
async function limitTime(client: Client, responseMs: number): Promise<void> {
  try {
    await client.query(`SET SESSION max_statement_time = ${responseMs / 1000}`);
  } catch (error) {
    if ((error as { errno?: number }).errno !== noSuchVariable) throw error;
    await client.query(`SET SESSION max_execution_time = ${responseMs}`);
  }
}

function connectionOn(client: Client, responseMs: number): Connection {
  let isOpen = true;
  const close = () => {
    isOpen = false;
    client.destroy();
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

async function ask(client: Client, { text, values }: Statement): Promise<readonly Row[] | typeof unfit> {
  try {
    await client.query("START TRANSACTION READ ONLY");
    // Prepared by the server: values travel beside the text, never in it.
    const [rows] = await client.execute({ sql: text, rowsAsArray: true }, values.map(String));
    return (rows as (string | null)[][]).map((row) =>
      row.map((value) => (value === null ? undefined : String(value))),
    );
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === unfit) return unfit;
    throw trouble;
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
  }
}
