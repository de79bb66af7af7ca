// The unit that we ship, and its command run within what can be had of its sandbox without a systemd.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, unwanted } from "../access/guide.ts";
import { type Product, untilReady } from "./product.ts";

export const unitFile = join(root, "deploy/systemd/latchkey.service");

/** All values of a setting, in their order. */
export function settingsOf(name: string): readonly string[] {
  const lines = readFileSync(unitFile, "utf8").split("\n");
  return lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));
}

/** Why systemd cannot judge it here, or undefined. */
export function systemdMissing(): string | undefined {
  if (unwanted("systemd-analyze") !== undefined) return "systemd-analyze is not wanted";
  const { status } = spawnSync("systemd-analyze", ["--version"]);
  return status === 0 ? undefined : "systemd-analyze is not installed (Debian package systemd)";
}

/** Why there is no sandbox here, or undefined. */
export function sandboxMissing(): string | undefined {
  const probe =
    "mount -t tmpfs tmpfs /opt && mount -t proc -o subset=pid proc /proc && setpriv --reuid 65534 true";
  const { status } = spawnSync("unshare", ["--mount", "sh", "-c", probe]);
  return status === 0 ? undefined : "no mount namespace can be made; only root can";
}

/** Whoever is no one else. */
export const serviceUser = 65_534;

export interface Sandboxed {
  /** Shown as `/var/lib` and `/var/cache`. */
  readonly folder: string;
  /** What `/etc/latchkey/latchkey.env` would say. */
  readonly settings: readonly string[];
  /** What runs the command, if not it itself. */
  readonly by?: string;
}

/**
 * A read-only system without homes, the clone at its place, the two directories of the unit, its umask and its
 * environment, a user without capabilities. Not there: its filters of system calls, devices, namespaces and addresses.
 */
export function startSandboxed({ folder, settings, by = "" }: Sandboxed): Promise<Product> {
  for (const name of ["lib/latchkey", "cache/latchkey"]) mkdirSync(join(folder, name), { recursive: true });
  const environment = [...settingsOf("Environment"), ...settings].map((line) => `'${line}'`).join(" ");
  const script = [
    "set -e",
    ...["/opt", "/home", "/root"].map((path) => `mount -t tmpfs tmpfs ${path}`),
    `mkdir /opt/latchkey`,
    `mount --bind '${root}' /opt/latchkey`,
    ...["lib", "cache"].map((name) => `chown -R ${serviceUser}:${serviceUser} '${folder}/${name}/latchkey'`),
    ...["lib", "cache"].map((name) => `mount --bind '${folder}/${name}' /var/${name}`),
    "mount -t tmpfs tmpfs /tmp",
    "chmod 1777 /tmp",
    ...["/", "/opt/latchkey"].map((path) => `mount -o remount,bind,ro ${path}`),
    "mount -t proc -o subset=pid,hidepid=invisible proc /proc",
    `umask ${settingsOf("UMask")[0]}`,
    `cd '${settingsOf("WorkingDirectory")[0]}'`,
    `exec setpriv --reuid ${serviceUser} --regid ${serviceUser} --clear-groups --no-new-privs \\`,
    `  --inh-caps=-all --bounding-set=-all env -i ${environment} ${by} ${settingsOf("ExecStart")[0]}`,
  ].join("\n");
  return untilReady(spawn("unshare", ["--mount", "sh", "-c", script], { stdio: ["ignore", "pipe", "pipe"] }));
}

/** Names of system calls that the unit's filter lets through. */
export function allowedCalls(): ReadonlySet<string> {
  const sets = readSets();
  const allowed = new Set<string>();
  for (const filter of settingsOf("SystemCallFilter")) {
    const denies = filter.startsWith("~");
    for (const name of filter
      .replace("~", "")
      .split(" ")
      .flatMap((each) => callsOf(each, sets))) {
      if (denies) allowed.delete(name);
      else allowed.add(name);
    }
  }
  return allowed;
}

type Sets = ReadonlyMap<string, readonly string[]>;

function readSets(): Sets {
  const { stdout } = spawnSync("systemd-analyze", ["syscall-filter", "--no-pager"], { encoding: "utf8" });
  const sets = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of stdout.split("\n")) {
    const [word = ""] = line.trim().split(" ");
    if (line.startsWith("@")) {
      current = [];
      sets.set(word, current);
    } else if (line.startsWith(" ") && word !== "#") current.push(word);
  }
  return sets;
}

function callsOf(name: string, sets: Sets): readonly string[] {
  return name.startsWith("@") ? (sets.get(name) ?? []).flatMap((each) => callsOf(each, sets)) : [name];
}

export function straceMissing(): string | undefined {
  return existsSync("/usr/bin/strace") ? undefined : "strace is not installed";
}
