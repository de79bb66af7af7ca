// A MariaDB of our own for the tests: made in a temporary directory, thrown away afterwards.

import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import mysql, { type Connection } from "mysql2/promise";

export interface ThrowawayMariadb {
  readonly host: string;
  readonly port: number;
  readonly socket: string;
  /** A fresh, empty database on each call, and a connection that may do everything in it. */
  database(): Promise<{ readonly name: string; readonly root: Connection }>;
  /** Another such connection, as restarts end them. */
  root(name: string): Promise<Connection>;
  /** Ends the server at once, without letting it finish anything. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const program = "/usr/sbin/mariadbd";
const installer = "/usr/bin/mariadb-install-db";

/** Whom it runs as when root starts it. Everywhere, while the user `mysql` comes with a package that starts services. */
export const mariadbUser = "nobody";

/** Why there is none on this machine, or undefined. */
export function mariadbMissing(): string | undefined {
  const skipped = (process.env["LATCHKEY_TEST_SKIP"] ?? "").split(",");
  const unwanted = ["mariadb", "mariadb-client"].find((name) => skipped.includes(name));
  if (unwanted !== undefined) return `${unwanted} is not wanted`;
  for (const needed of [program, installer, "/usr/bin/my_print_defaults"])
    if (!existsSync(needed))
      return `${needed} is not there (Debian packages mariadb-server-core and mariadb-client-core)`;
  return undefined;
}

export interface MariadbOptions {
  /** PEM files of a certificate and its key: the server speaks TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** On the loopback and on a socket in its own directory. Root of the machine is root of the database. */
export async function startMariadb({ tls }: MariadbOptions = {}): Promise<ThrowawayMariadb> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-mariadb-"));
  const user = serverUser(directory);
  const data = join(directory, "data");
  const own = ["--no-defaults", `--datadir=${data}`, ...(user === undefined ? [] : [`--user=${user}`])];
  await run(installer, [
    ...own,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    "--skip-name-resolve",
  ]);
  const port = await freePort();
  const socket = join(directory, "socket");
  const settings = [
    `--port=${port}`,
    `--socket=${socket}`,
    `--pid-file=${join(directory, "pid")}`,
    `--log-error=${join(directory, "log")}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--max-connections=60",
    "--innodb-buffer-pool-size=16M",
    // What was committed survives the process, not the machine.
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-fast-shutdown=0",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",
    ...(tls === undefined ? [] : [`--ssl-cert=${tls.certificate}`, `--ssl-key=${tls.key}`]),
  ];
  let child: ChildProcess | undefined;
  const restart = async () => {
    child = spawn(program, [...own, ...settings], { stdio: "ignore" });
    await untilReady(socket, child, join(directory, "log"));
  };
  const kill = async () => {
    const ended = new Promise((done) => child?.once("close", done));
    if (child?.exitCode !== null || !child.kill("SIGKILL")) return;
    await ended;
  };
  await restart();
  const roots: Connection[] = [];
  const root = async (name?: string) => {
    const opened = await mysql.createConnection({
      socketPath: socket,
      user: "root",
      ...(name === undefined ? {} : { database: name }),
    });
    opened.on("error", () => undefined);
    roots.push(opened);
    return opened;
  };
  let count = 0;
  return {
    host: "127.0.0.1",
    port,
    socket,
    database: async () => {
      const name = `people_${++count}`;
      await (await root()).query(`CREATE DATABASE ${name}`);
      return { name, root: await root(name) };
    },
    root,
    kill,
    restart,
    stop: async () => {
      for (const each of roots) each.destroy();
      await kill();
      rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** As root it wants to be told whom to become. */
function serverUser(directory: string): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const id = (what: string) =>
      Number(execFileSync("id", [what, mariadbUser], { stdio: ["ignore", "pipe", "ignore"] }));
    chownSync(directory, id("-u"), id("-g"));
    return mariadbUser;
  } catch {
    return "root";
  }
}

async function untilReady(socketPath: string, child: ChildProcess, log: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    try {
      const probe = await mysql.createConnection({ socketPath, user: "root" });
      await probe.end();
      return;
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`MariaDB does not start: ${endOf(log)}`, { cause: error });
      await new Promise((later) => setTimeout(later, 100));
    }
  }
  child.kill("SIGKILL");
  throw new Error(`MariaDB does not answer: ${endOf(log)}`);
}

function endOf(log: string): string {
  return existsSync(log) ? readFileSync(log, "utf8").slice(-1000) : "";
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address !== null ? address.port : 0;
}
