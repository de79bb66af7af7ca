// FreeRADIUS between access points and Latchkey: Debian's own configuration with our files, on a free port of the
// loopback. `radclient` is the access point; its address is one of 127.0.0.0/8.

import { spawn } from "node:child_process";
import {
  accessSync,
  appendFileSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { freePort, freeradiusMissing, runFreeradius } from "../freeradius.ts";
import { commandsOf, edit, follow, unwanted } from "./guide.ts";
import type { Prefix } from "./net.ts";

export interface Front {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export interface RadiusQuestion {
  readonly user: string;
  readonly pass: string;
  /** As the Access-Challenge gave it, `0x…`. */
  readonly state?: string;
  /** The person's address, which only the entry `caller` is believed. */
  readonly caller?: string;
  readonly from?: AccessPoint;
  /** Whether it sends Message-Authenticator, as it must. */
  readonly signed?: boolean;
  /** Seconds after which no answer counts as silence. */
  readonly patience?: number;
  /** How often the same request is sent, `patience` apart. */
  readonly tries?: number;
  /** As CHAP instead of PAP. */
  readonly chap?: boolean;
}

export interface RadiusReply {
  readonly code: "Access-Accept" | "Access-Reject" | "Access-Challenge" | "silence";
  /** In the order of the packet. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

export const accessPoints = {
  /** The entry that `deploy/freeradius/clients.conf` has. */
  berlin: { address: "127.0.0.2", secret: "change-me-vpn-berlin" },
  /** The same with `latchkey_client = "caller"`. */
  caller: { address: "127.0.0.3", secret: "change-me-vpn-caller" },
} as const;
export type AccessPoint = keyof typeof accessPoints;

const debian = "/etc/freeradius/3.0";

/** Why there is none on this machine, or undefined. */
export function frontMissing(): string | undefined {
  const skipped = unwanted("freeradius-rest", "radclient");
  if (skipped !== undefined) return `${skipped} is not wanted`;
  if (!existsSync("/usr/lib/freeradius/rlm_rest.so"))
    return "rlm_rest is not installed (Debian package freeradius-rest)";
  if (!existsSync("/usr/bin/radclient")) return "radclient is not installed (package freeradius-utils)";
  try {
    accessSync(join(debian, "radiusd.conf"), constants.R_OK);
  } catch {
    return `${debian} cannot be read; only root can`;
  }
  return freeradiusMissing();
}

export interface FrontSettings {
  readonly nodes: readonly [string, string];
  /** Who signed their certificates, PEM. Nobody unless said otherwise, as nodes without TLS need. */
  readonly authority?: string;
  /** As a service, with all its threads, instead of one request after the other. */
  readonly threads?: boolean;
  /** `example` unless said otherwise. */
  readonly realm?: string;
  /** Where OpenVPN asks it, if it runs there and not beside the tests; then on RADIUS' own ports. */
  readonly within?: Prefix;
}

/** As the guide sets it up, then edited for people of one realm. */
export async function startFront({ realm = "example", ...settings }: FrontSettings): Promise<Front> {
  const { nodes, authority = "", threads = false, within } = settings;
  const directory = mkdtempSync(join(tmpdir(), "latchkey-front-"));
  // It gives root up for the user freerad, who has to get in.
  chmodSync(directory, 0o755);
  cpSync(debian, directory, { recursive: true, verbatimSymlinks: true, filter: isPristine });
  follow(commandsOf("freeradius"), { RADDB: directory });
  if (within !== undefined) follow(commandsOf("accounting", "openvpn"), { RADDB: directory });
  const port = within === undefined ? await freePort() : 1812;
  edit(join(directory, "mods-available/latchkey"), [
    ["https://otp1.example.com", nodes[0]],
    ["https://otp2.example.com", nodes[1]],
    ["/etc/ssl/certs/ca-certificates.crt", join(directory, "authority.pem")],
  ]);
  writeFileSync(join(directory, "authority.pem"), authority);
  edit(join(directory, "sites-available/latchkey"), [
    ["ipaddr = *", "ipaddr = 127.0.0.1"],
    ["port = 1812", `port = ${port}`],
  ]);
  editClients(join(directory, "clients.conf"), realm);
  // Against guessing, and too slow for us.
  edit(join(directory, "radiusd.conf"), [
    ["reject_delay = 1", "reject_delay = 0"],
    [debian, directory],
  ]);
  follow('chown -R freerad:freerad "$RADDB"', { RADDB: directory });
  return {
    port,
    stop: await runFreeradius(directory, { threads, ...(within === undefined ? {} : { within }) }),
  };
}

/** A developer's own sites are not ours to run. */
function isPristine(path: string): boolean {
  return basename(dirname(path)) !== "sites-enabled" || ["default", "inner-tunnel"].includes(basename(path));
}

function editClients(file: string, realm: string): void {
  edit(file, [
    ["10.8.0.1", accessPoints.berlin.address],
    ['"users"', `"${realm}"`],
  ]);
  const { address, secret } = accessPoints.caller;
  appendFileSync(
    file,
    `client caller {\n ipaddr = ${address}\n secret = "${secret}"\n require_message_authenticator = yes\n latchkey_realm = "${realm}"\n latchkey_client = "caller"\n}\n`,
  );
}

export async function askRadius(front: Front, question: RadiusQuestion): Promise<RadiusReply> {
  const { address, secret } = accessPoints[question.from ?? "berlin"];
  const args = [
    "-x",
    "-t",
    String(question.patience ?? 10),
    "-r",
    String(question.tries ?? 1),
    `127.0.0.1:${front.port}`,
    "auth",
    secret,
  ];
  const child = spawn("radclient", args, { stdio: ["pipe", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  child.stdin.end(request(question, address));
  await new Promise((ended) => child.once("close", ended));
  return readReply(printed);
}

function request({ user, pass, state, caller, signed, chap }: RadiusQuestion, from: string): string {
  return [
    `User-Name = ${quoted(user)}`,
    `${chap === true ? "CHAP" : "User"}-Password = ${quoted(pass.replaceAll("\\", "\\\\"))}`,
    ...(state === undefined ? [] : [`State = ${state}`]),
    ...(caller === undefined ? [] : [`Calling-Station-Id = ${quoted(caller)}`]),
    ...(signed === false ? [] : ["Message-Authenticator = 0x00"]),
    `Packet-Src-IP-Address = ${from}`,
    "",
  ].join("\n");
}

/** radclient reads escapes in passwords once more than in other attributes. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function readReply(printed: string): RadiusReply {
  const received = /^Received (Access-\w+) .*\n((?:\t.*\n)*)/m.exec(printed);
  if (received === null) {
    if (!printed.includes("No reply from server")) throw new Error(printed);
    return { code: "silence", attributes: [] };
  }
  const [, code, lines = ""] = received;
  const attributes = [...lines.matchAll(/^\t([\w-]+) = "?(.*?)"?$/gm)].map(
    ([, name = "", value = ""]) => [name, value] as const,
  );
  return { code: code as RadiusReply["code"], attributes };
}

export function attribute(reply: RadiusReply, name: string): string | undefined {
  return reply.attributes.find(([each]) => each === name)?.[1];
}
