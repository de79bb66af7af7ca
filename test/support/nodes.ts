// Real server processes on one database: what two nodes of an installation are.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Node {
  readonly address: string;
  /** Ends it as a power cut would: nothing is finished. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Calls are taken and not answered, until `thaw`. */
  readonly freeze: () => void;
  readonly thaw: () => void;
}

export interface NodeOptions {
  readonly database: string;
  /** Hexadecimal; nodes on one database share it. */
  readonly key: string;
  /** Leaves the database as it is. The first node makes it pristine. */
  readonly join?: boolean;
}

export function newKey(): string {
  return randomBytes(32).toString("hex");
}

export function temporaryDatabase(): { url: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-nodes-"));
  return {
    url: `sqlite:${join(folder, "nodes.sqlite")}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function startNode({ database, key, join: joins = false }: NodeOptions): Promise<Node> {
  const file = join(import.meta.dirname, "wire-server.ts");
  const args = [file, "--port", "0", "--database", database, "--key", key, ...(joins ? ["--join"] : [])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  return {
    address: await ready(child),
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
  };
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    child.stdout?.on("data", (chunk) => {
      printed += String(chunk);
      const address = /ready (\S+)/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`the node ended with ${code}: ${printed}`)));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}
