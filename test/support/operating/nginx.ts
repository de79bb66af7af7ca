// nginx in front of nodes: the configuration that we ship, edited as an administrator does, in a folder of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { commandsOf, edit, follow, unwanted } from "../access/guide.ts";
import { type Certificate, makeCertificate } from "../certificate.ts";

/** What ends TLS in front of nodes. */
export interface FrontDoor {
  /** Its name, which no DNS knows. */
  readonly host: string;
  readonly port: number;
  /** The one without TLS. */
  readonly plainPort: number;
  /** File with the certificate of its authority. */
  readonly authority: string;
  /** All that it wrote into its logs. */
  readonly logs: () => string;
  readonly stop: () => Promise<void>;
}

export type Nginx = FrontDoor;

export interface NginxSettings {
  /** `http://127.0.0.1:port`. */
  readonly nodes: readonly [string, string];
  /** The address that nodes see. */
  readonly from: string;
  readonly edits?: readonly (readonly [from: string, to: string])[];
}

const program = "/usr/sbin/nginx";
export const host = "otp.example.com";

/** Why there is none on this machine, or undefined. */
export function nginxMissing(): string | undefined {
  const skipped = unwanted("nginx", "curl");
  if (skipped !== undefined) return `${skipped} is not wanted`;
  if (!existsSync(program)) return "nginx is not installed (Debian package nginx-light)";
  return existsSync("/usr/bin/curl") ? undefined : "curl is not installed";
}

export async function startNginx(settings: NginxSettings): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-nginx-"));
  // Its workers are somebody else when root starts it.
  chmodSync(folder, 0o755);
  for (const name of ["conf.d", "log", "tls"]) mkdirSync(join(folder, name));
  const [port, plainPort] = [await freePort(), await freePort()];
  follow(commandsOf("nginx", "operating"), { NGINX: folder });
  edit(join(folder, "conf.d/latchkey.conf"), [
    ...editsFor(folder, settings),
    ["listen 80;", `listen 127.0.0.1:${plainPort};`],
    ["listen 443 ssl", `listen 127.0.0.1:${port} ssl`],
    ...(settings.edits ?? []),
  ]);
  writeFileSync(join(folder, "nginx.conf"), surrounding(folder));
  writeCertificate(folder);
  const child = spawn(
    program,
    ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "log/start")],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
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
    ["start", "latchkey-access.log", "latchkey-error.log"].map((name) => read(folder, name)).join("");
  return { host, port, plainPort, authority: join(folder, "tls/authority.pem"), logs, stop };
}

function editsFor(folder: string, { nodes, from }: NginxSettings): NonNullable<NginxSettings["edits"]> {
  return [
    ["server 127.0.0.1:7460", `server ${nodes[0].slice("http://".length)}`],
    ["server 10.0.0.2:7460", `server ${nodes[1].slice("http://".length)}`],
    ["listen [::]:80;", ""],
    ["listen [::]:443 ssl http2;", ""],
    ["/etc/ssl/latchkey", join(folder, "tls")],
    ["/var/log/nginx", join(folder, "log")],
    ["proxy_http_version 1.1;", `proxy_http_version 1.1; proxy_bind ${from};`],
  ];
}

/** What Debian's own nginx.conf says, as far as it matters, and nothing outside of the folder. */
function surrounding(folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    "daemon off;",
    "worker_processes 1;",
    `pid ${folder}/nginx.pid;`,
    "events {}",
    "http {",
    ...temporary.map((name) => `${name}_temp_path ${folder}/${name};`),
    "gzip on;",
    `include ${folder}/conf.d/*.conf;`,
    "}",
  ].join("\n");
}

/** Into `tls/`: its own, and that of who signed it. */
export function writeCertificate(folder: string): void {
  const authority: Certificate = makeCertificate({ commonName: "Authority", ca: true });
  const { pem, key } = makeCertificate({ commonName: host, issuer: authority });
  writeFileSync(join(folder, "tls/authority.pem"), authority.pem);
  writeFileSync(join(folder, "tls/certificate.pem"), pem);
  writeFileSync(join(folder, "tls/key.pem"), key.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
}

function read(folder: string, name: string): string {
  const file = join(folder, "log", name);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const bound = server.address();
  await new Promise((closed) => server.close(closed));
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return bound.port;
}

export async function untilItAnswers(child: ChildProcess, port: number): Promise<void> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`it ended: ${said}`);
    await pause(20);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((tell) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => tell(true));
    socket.once("error", () => tell(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("close", done));
  // Its own word for a fast end, at which it ends its workers, too.
  child.kill("SIGTERM");
  await ended;
}
