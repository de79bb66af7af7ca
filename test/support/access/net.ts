// Three network namespaces with cables between them: somebody's home, the gateway of an office, and the office behind it.
// The machine's own network is not touched.

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { unwanted } from "./guide.ts";

export interface Net {
  readonly office: Prefix;
  readonly gateway: Prefix;
  readonly home: Prefix;
  /** Ends what still runs in them. */
  readonly close: () => void;
}

/** Before the program: runs it in there. */
export type Prefix = readonly [program: string, ...args: string[]];

export const places = {
  /** The gateway, as the internet sees it. */
  door: "198.51.100.1",
  home: "198.51.100.2",
  /** The gateway, as the office sees it. */
  gateway: "192.0.2.1",
  /** Where Latchkey is: not on the internet. */
  portal: "192.0.2.10",
  /** Some other machine of the office. */
  desk: "192.0.2.77",
} as const;

/** Why there can be none on this machine, or undefined. */
export function netMissing(): string | undefined {
  const skipped = unwanted("ip");
  if (skipped !== undefined) return `${skipped} is not wanted`;
  if (process.getuid?.() !== 0) return "network namespaces need root";
  if (!existsSync("/dev/net/tun")) return "there is no /dev/net/tun";
  const name = aName("trial");
  const made = spawnSync("ip", ["netns", "add", name]);
  if (made.status !== 0) return "this machine allows no network namespaces";
  const tunnel = ip(["-n", name, "tuntap", "add", "dev", "tun0", "mode", "tun"]);
  spawnSync("ip", ["netns", "delete", name]);
  return tunnel === 0 ? undefined : "this machine allows no tunnels";
}

function aName(place: string): string {
  return `latchkey-${place}-${randomBytes(4).toString("hex")}`;
}

function ip(args: readonly string[]): number | null {
  return spawnSync("ip", args, { stdio: "ignore" }).status;
}

function must(args: readonly string[]): void {
  const { status, stderr } = spawnSync("ip", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
}

export function openNet(): Net {
  const names = { home: aName("home"), gateway: aName("gateway"), office: aName("office") };
  const close = () => {
    for (const name of Object.values(names)) remove(name);
  };
  // Also when a test run is broken off.
  process.once("exit", close);
  try {
    build(names);
  } catch (error) {
    close();
    throw error;
  }
  const within = (name: string): Prefix => ["ip", "netns", "exec", name];
  return {
    office: within(names.office),
    gateway: within(names.gateway),
    home: within(names.home),
    close: () => {
      process.off("exit", close);
      close();
    },
  };
}

interface Names {
  readonly home: string;
  readonly gateway: string;
  readonly office: string;
}

function build({ home, gateway, office }: Names): void {
  for (const name of [home, gateway, office]) {
    must(["netns", "add", name]);
    must(["-n", name, "link", "set", "lo", "up"]);
  }
  plug("internet", [home, places.home], [gateway, places.door]);
  plug("inside", [gateway, places.gateway], [office, places.portal]);
  must(["-n", office, "addr", "add", `${places.desk}/32`, "dev", "lo"]);
  // The way back to people in the tunnel. Nobody at home has a way here, unless the tunnel gives him one.
  must(["-n", office, "route", "add", "10.8.0.0/24", "via", places.gateway]);
  must(["netns", "exec", gateway, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);
}

type End = readonly [name: string, address: string];

function plug(cable: string, ...ends: readonly [End, End]): void {
  const [[one], [other]] = ends;
  must(["link", "add", cable, "netns", one, "type", "veth", "peer", "name", cable, "netns", other]);
  for (const [name, address] of ends) {
    must(["-n", name, "addr", "add", `${address}/24`, "dev", cable]);
    must(["-n", name, "link", "set", cable, "up"]);
  }
}

function remove(name: string): void {
  const { stdout = "" } = spawnSync("ip", ["netns", "pids", name], { encoding: "utf8" });
  for (const pid of stdout.split("\n").filter((line) => line !== "")) {
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
  spawnSync("ip", ["netns", "delete", name], { stdio: "ignore" });
}
