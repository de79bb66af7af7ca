// Apache in front of a node: the configuration that we ship, in a folder of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandsOf, edit, follow, unwanted } from "../access/guide.ts";
import { type FrontDoor, freePort, host, untilItAnswers, writeCertificate } from "./nginx.ts";

const program = "/usr/sbin/apache2";
const modules = "/usr/lib/apache2/modules";
/** What Debian always loads, and what the file asks for. */
const needed = [
  ...["mpm_event", "authz_core", "mime", "log_config"],
  ...["ssl", "http2", "headers", "proxy", "proxy_http", "alias"],
];

/** Why there is none on this machine, or undefined. */
export function apacheMissing(): string | undefined {
  const skipped = unwanted("apache", "curl");
  if (skipped !== undefined) return `${skipped} is not wanted`;
  if (!existsSync(program)) return "Apache is not installed (Debian package apache2-bin)";
  return existsSync("/usr/bin/curl") ? undefined : "curl is not installed";
}

/** `from`: the address that the node sees. */
export async function startApache({ node, from }: { node: string; from: string }): Promise<FrontDoor> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-apache-"));
  // Its workers are somebody else when root starts it.
  chmodSync(folder, 0o755);
  for (const name of ["sites-available", "log", "tls"]) mkdirSync(join(folder, name));
  const [port, plainPort] = [await freePort(), await freePort()];
  follow(commandsOf("apache", "operating"), { APACHE: folder });
  edit(join(folder, "sites-available/latchkey.conf"), [
    ["*:80", `127.0.0.1:${plainPort}`],
    ["*:443", `127.0.0.1:${port}`],
    ["/etc/ssl/latchkey", join(folder, "tls")],
    ["http://127.0.0.1:7460", node],
    ["ProxyRequests Off", `ProxyRequests Off\nProxySourceAddress ${from}`],
  ]);
  writeFileSync(join(folder, "apache2.conf"), surrounding(folder, [port, plainPort]));
  writeCertificate(folder);
  const args = ["-d", folder, "-f", join(folder, "apache2.conf"), "-D", "FOREGROUND"];
  const env = { PATH: process.env["PATH"] ?? "", APACHE_LOG_DIR: join(folder, "log") };
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  const logs = () =>
    ["error.log", "latchkey-access.log", "latchkey-error.log"].map((name) => read(folder, name)).join("");
  return { host, port, plainPort, authority: join(folder, "tls/authority.pem"), logs, stop };
}

/** What Debian's own apache2.conf says, as far as it matters, and nothing outside of the folder. */
function surrounding(folder: string, ports: readonly number[]): string {
  const user = process.getuid?.() === 0 ? ["User www-data", "Group www-data"] : [];
  return [
    ...needed
      .filter((name) => existsSync(`${modules}/mod_${name}.so`))
      .map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`),
    ...user,
    "ServerName localhost",
    `DefaultRuntimeDir ${folder}`,
    `PidFile ${folder}/apache2.pid`,
    `ErrorLog ${folder}/log/error.log`,
    `Mutex file:${folder} default`,
    "TypesConfig /dev/null",
    ...ports.map((port) => `Listen 127.0.0.1:${port}`),
    `Include ${folder}/sites-available/*.conf`,
    "",
  ].join("\n");
}

function read(folder: string, name: string): string {
  const file = join(folder, "log", name);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("close", done));
  child.kill("SIGTERM");
  await ended;
}
