// A FreeRADIUS of our own for the tests: configured in a temporary directory, thrown away afterwards.

import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";

export interface ThrowawayRadius {
  /** `127.0.0.1:port`. */
  readonly server: string;
  /** The same by IPv6; undefined on a machine without it. */
  readonly server6: string | undefined;
  readonly secret: string;
  stop(): Promise<void>;
}

export interface RadiusUsers {
  /** User to password. The user `carol` is asked for her `next` code once her password was right. */
  readonly passwords: Readonly<Record<string, string>>;
  /** Servers from before 2024 do not send it; false makes this one such. */
  readonly messageAuthenticator?: boolean;
}

const program = "/usr/sbin/freeradius";
const modules = "/usr/lib/freeradius";
const secret = "s3cret between us";

/** Why there is none on this machine, or undefined. */
export function freeradiusMissing(): string | undefined {
  const unwanted = (process.env["LATCHKEY_TEST_SKIP"] ?? "").split(",").includes("freeradius");
  if (unwanted || !existsSync(program)) return "FreeRADIUS is not installed (Debian package freeradius)";
  return undefined;
}

export async function startFreeradius(users: RadiusUsers): Promise<ThrowawayRadius> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-radius-"));
  const port = await freePort();
  const lines = Object.entries(users.passwords).map(
    ([user, password]) => `"${user}" Cleartext-Password := "${password}"\n`,
  );
  writeFileSync(join(directory, "users"), lines.join("\n"), { mode: 0o600 });
  writeFileSync(join(directory, "radiusd.conf"), configuration(directory, port, users), { mode: 0o600 });
  const stop = await runFreeradius(directory);
  return {
    server: `127.0.0.1:${port}`,
    server6: hasIpv6() ? `[::1]:${port}` : undefined,
    secret,
    stop,
  };
}

export interface Running {
  /** Otherwise one request after the other. */
  readonly threads?: boolean;
  /** The words after which it is started, if it has to run somewhere else. */
  readonly within?: readonly string[];
}

/** Runs what the directory configures. Answers how to end it, which removes the directory. */
export async function runFreeradius(
  directory: string,
  { threads = false, within = [] }: Running = {},
): Promise<() => Promise<void>> {
  const mode = threads ? ["-f", "-l", "stdout"] : ["-X"];
  const [command = program, ...args] = [...within, program, ...mode, "-d", directory, "-n", "radiusd"];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  try {
    await readiness(child);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  return async () => {
    const ended = new Promise((done) => child.once("close", done));
    child.kill("SIGKILL");
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"));
}

export async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((ready) => socket.bind(0, "127.0.0.1", ready));
  const { port } = socket.address();
  await new Promise<void>((closed) => socket.close(closed));
  return port;
}

async function readiness(child: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((ready, fail) => {
    child.once("close", () => fail(new Error(`FreeRADIUS ended: ${said.slice(-2000)}`)));
    child.stderr?.resume();
    child.stdout?.on("data", (part: Buffer) => {
      // Goes on being read afterwards, so that the server never waits for us.
      if (said.length < 1_000_000) said += part.toString();
      if (said.includes("Ready to process requests")) ready();
    });
  });
}

function configuration(
  directory: string,
  port: number,
  { messageAuthenticator = true }: RadiusUsers,
): string {
  const proof = messageAuthenticator ? "update reply {\n Message-Authenticator := 0x00\n }" : "noop";
  const client = `secret = "${secret}"\n require_message_authenticator = yes`;
  return `
logdir = ${directory}
raddbdir = ${directory}
run_dir = ${directory}
libdir = ${modules}
pidfile = ${directory}/radiusd.pid
security {
  reject_delay = 0
}
client four {
  ipaddr = 127.0.0.1
  ${client}
}
client six {
  ipv6addr = ::1
  ${client}
}
modules {
  pap {
  }
  files {
    usersfile = ${directory}/users
  }
  always noop {
    rcode = noop
  }
  always handled {
    rcode = handled
  }
  always reject {
    rcode = reject
  }
}
server default {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${port}
  }
  ${hasIpv6() ? `listen {\n type = auth\n ipv6addr = ::1\n port = ${port}\n }` : ""}
  authorize {
    if (&State) {
      if (&State == 0x6b6579 && &User-Password == "next") {
        update control {
          Auth-Type := Accept
        }
      } else {
        reject
      }
    } else {
      files
      pap
    }
  }
  authenticate {
    Auth-Type PAP {
      pap
      if (ok && &User-Name == "carol") {
        update reply {
          State := 0x6b6579
          Reply-Message := "Your next code, please"
        }
        update control {
          Response-Packet-Type := Access-Challenge
        }
        ${proof}
        handled
      }
    }
  }
  post-auth {
    ${proof}
    Post-Auth-Type REJECT {
      ${proof}
    }
  }
}
`;
}
