// OpenVPN's two ends, set up with the files and commands that the guide gives. The client is driven through its
// management socket, as graphical clients do.

import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandsOf, edit, follow, root, unwanted } from "./guide.ts";
import { type Net, places } from "./net.ts";

export interface VpnServer {
  readonly folder: string;
  /** What it printed. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

export interface Login {
  readonly user: string;
  readonly password: string;
  /** Typed into a field of its own (static-challenge). */
  readonly code?: string;
}

export interface Tunnel {
  /** Its address in the tunnel. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

const program = "/usr/sbin/openvpn";

/** Why there is none on this machine, or undefined. */
export function vpnMissing(): string | undefined {
  const skipped = unwanted("openvpn", "openvpn-radius", "curl", "openssl");
  if (skipped !== undefined) return `${skipped} is not wanted`;
  if (!existsSync(program)) return "OpenVPN is not installed (Debian package openvpn)";
  if (!existsSync("/usr/lib/openvpn/radiusplugin.so"))
    return "OpenVPN's plugin is not installed (Debian package openvpn-auth-radius)";
  return undefined;
}

export interface VpnSettings {
  readonly ask: "radius" | "script";
  /** Of Latchkey, for the script; and who signed its certificate. */
  readonly node: string;
  readonly authority: string;
}

export async function startVpn(net: Net, { ask, node, authority }: VpnSettings): Promise<VpnServer> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-openvpn-"));
  // Its script runs as nobody.
  chmodSync(folder, 0o755);
  const env = { VPN: folder, VPN_NAME: "vpn.example.com", LIB: folder, RUN: folder };
  for (const step of ["certificates", "openvpn", "script"]) follow(commandsOf(step, "openvpn"), env);
  editServer(folder, ask);
  edit(join(folder, "radiusplugin.cnf"), [
    ["/etc/openvpn/server", folder],
    // Nobody answers in one test, and it waits for that.
    ["wait=12", "wait=3"],
  ]);
  edit(join(folder, "ask-script.conf"), [
    ["/usr/local/lib", folder],
    ["/run/openvpn-latchkey", `${folder}/openvpn-latchkey`],
    ["https://otp1.example.com https://otp2.example.com", node],
  ]);
  const settings = join(folder, "latchkey-openvpn.conf");
  edit(join(folder, "latchkey-openvpn"), [["/etc/latchkey-openvpn.conf", settings]]);
  cpSync(authority, join(folder, "nodes.pem"));
  chmodSync(join(folder, "nodes.pem"), 0o644);
  writeFileSync(settings, `LATCHKEY_REALM=users\nLATCHKEY_CA=${folder}/nodes.pem\n`);
  const [command, ...args] = net.gateway;
  const child = spawn(command, [...args, program, "--cd", folder, "--config", "latchkey.conf"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = await untilSaid(child, "Initialization Sequence Completed");
  return {
    folder,
    log,
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function editServer(folder: string, ask: VpnSettings["ask"]): void {
  edit(join(folder, "latchkey.conf"), [
    ["/run/openvpn-server", folder],
    ...(ask === "radius"
      ? []
      : ([
          ["\nconfig ask-radius.conf", "\n;config ask-radius.conf"],
          ["\n;config ask-script.conf", "\nconfig ask-script.conf"],
        ] as const)),
  ]);
}

/** A tunnel, or `refused`. */
export async function connectVpn(net: Net, server: VpnServer, login: Login): Promise<Tunnel | "refused"> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-client-"));
  for (const name of ["authority.pem", "tls-crypt.key"])
    cpSync(join(server.folder, name), join(folder, name));
  cpSync(join(root, "deploy/openvpn/client.ovpn"), join(folder, "client.ovpn"));
  edit(join(folder, "client.ovpn"), [["remote vpn.example.com", `remote ${places.door}`]]);
  if (login.code !== undefined)
    edit(join(folder, "client.ovpn"), [[";static-challenge", "static-challenge"]]);
  const manager = join(folder, "manager");
  const answers = createServer((socket) => answer(socket, login))
    .listen(manager)
    .unref();
  const [command, ...args] = net.home;
  const management = ["--management", manager, "unix", "--management-client", "--management-query-passwords"];
  // Whoever is refused would be asked again.
  const once = ["--auth-retry", "none", "--connect-retry-max", "1"];
  const child = spawn(
    command,
    [...args, program, "--cd", folder, "--config", "client.ovpn", ...management, ...once],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const close = async () => {
    await end(child);
    answers.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const log = await untilSaid(child, "Initialization Sequence Completed");
    const address = /ifconfig (10\.8\.0\.\d+)/.exec(log())?.[1] ?? "";
    return { address, close };
  } catch (error) {
    await close();
    if (String(error).includes("AUTH_FAILED")) return "refused";
    throw error;
  }
}

/** OpenVPN's management-notes.txt: it asks `>PASSWORD:Need 'Auth' …`, with `SC:1,text` where the code has a field. */
function answer(socket: Socket, { user, password, code }: Login): void {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const typed = code === undefined ? password : `SCRV1:${base64(password)}:${base64(code)}`;
  const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  socket.setEncoding("utf8").on("error", () => socket.destroy());
  socket.on("data", (text: string) => {
    if (!text.includes(">PASSWORD:Need 'Auth'")) return;
    if (code !== undefined && !text.includes(" SC:1,Code")) return void socket.destroy();
    socket.write(`username "Auth" ${quoted(user)}\npassword "Auth" ${quoted(typed)}\n`);
  });
}

/** Answers how to read all that was printed so far; throws it when the program ends before. */
async function untilSaid(child: ChildProcess, words: string): Promise<() => string> {
  let printed = "";
  await new Promise<void>((done, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        if (printed.includes(words)) done();
      });
    }
    child.once("close", () => fail(new Error(printed)));
  });
  return () => printed;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("close", done));
  child.kill("SIGTERM");
  // The plugin keeps a server with somebody in it from ending.
  const impatience = setTimeout(() => child.kill("SIGKILL"), 2000);
  await ended;
  clearTimeout(impatience);
}

/** What a page says, fetched by curl from there; undefined: not reached. */
export async function fetchFrom(
  from: readonly [string, ...string[]],
  url: string,
  options: readonly string[] = [],
): Promise<string | undefined> {
  const [command, ...args] = from;
  const child = spawn(
    command,
    [...args, "curl", "--silent", "--fail", "--connect-timeout", "3", ...options, url],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise((done) => child.once("close", done));
  return code === 0 ? said : undefined;
}
