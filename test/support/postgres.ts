// A PostgreSQL of our own for the tests: made in a temporary directory, thrown away afterwards.

import { execFile, execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

export interface ThrowawayPostgres {
  /** A fresh, empty database on each call. */
  database(): Promise<string>;
  /** Ends the server at once, without letting it finish anything. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Why there is none on this machine, or undefined. */
export function postgresMissing(): string | undefined {
  const unwanted = (process.env["LATCHKEY_TEST_SKIP"] ?? "").split(",").includes("postgres");
  if (unwanted || binaries() === undefined) return "PostgreSQL is not installed (Debian package postgresql)";
  if (process.getuid?.() === 0 && userId("postgres") === undefined)
    return "PostgreSQL refuses to run as root";
  return undefined;
}

function binaries(): string | undefined {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base) : [];
  const newest = versions.sort((left, right) => Number(right) - Number(left))[0];
  return newest === undefined ? undefined : join(base, newest, "bin");
}

function userId(name: string): number | undefined {
  try {
    return Number(execFileSync("id", ["-u", name], { stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    return undefined;
  }
}

/**
 * Listens on a socket in its own directory only, so it needs no port and disturbs nobody; unless `more` settings
 * (`name=value`) say otherwise.
 */
export async function startPostgres(more: readonly string[] = []): Promise<ThrowawayPostgres> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-postgres-"));
  const owner = process.getuid?.() === 0 ? userId("postgres") : undefined;
  if (owner !== undefined) chownSync(directory, owner, owner);
  const data = join(directory, "data");
  const command = async (program: string, args: readonly string[]): Promise<void> => {
    const path = join(binaries() ?? "", program);
    const options = { cwd: directory, ...(owner === undefined ? {} : { uid: owner }) };
    await run(path, args, options);
  };
  // Nothing that is kept here must outlive the tests: no synchronous writes.
  const settings = `-c fsync=off -c listen_addresses= -c max_connections=100 -c unix_socket_directories=${directory} ${more.map((each) => `-c ${each}`).join(" ")}`;
  const restart = () =>
    command("pg_ctl", ["start", "-w", "-s", "-D", data, "-l", join(directory, "log"), "-o", settings]);
  const end = (how: "fast" | "immediate") => command("pg_ctl", ["stop", "-w", "-s", "-D", data, "-m", how]);
  const port = more.find((each) => each.startsWith("port="))?.slice("port=".length) ?? "5432";
  await command("initdb", ["-D", data, "-U", "latchkey", "-A", "trust", "-E", "UTF8", "--no-sync"]);
  await restart();
  let count = 0;
  return {
    async database() {
      count += 1;
      const name = `latchkey_${count}`;
      const client = new pg.Client({ connectionString: urlOf(directory, { port, name: "postgres" }) });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return urlOf(directory, { port, name });
    },
    crash: () => end("immediate"),
    restart,
    async stop() {
      await end("immediate").catch(() => undefined);
      rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

function urlOf(directory: string, { port, name }: { readonly port: string; readonly name: string }): string {
  return `postgres://latchkey@${encodeURIComponent(directory)}:${port}/${name}`;
}
