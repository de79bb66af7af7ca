// An office whose portal is not on the internet: Latchkey behind nginx on an address of the office's own network. The
// product itself runs beside the tests, which look into it; nginx reaches it through a socket in the file system.

import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Served } from "../../../src/serve.ts";
import { adminPassword, startProduct } from "../apps.ts";
import { type Certificate, makeCertificate } from "../certificate.ts";
import { commandsOf, edit, follow, root, unwanted } from "./guide.ts";
import { type Net, type Prefix, places } from "./net.ts";
import { anAuthority } from "./tls.ts";

export interface Office {
  readonly product: Served;
  /** `https://…`, for those who are in the office's network. */
  readonly address: string;
  /** Whoever signed the portal's certificate, and the file with his own. */
  readonly issuer: Certificate;
  readonly authority: string;
  /** While it is false, nobody reaches a node: nginx answers 502. */
  readonly reachable: (is: boolean) => void;
  readonly close: () => Promise<void>;
}

const program = "/usr/sbin/nginx";

/** Why there can be none on this machine, or undefined. */
export function officeMissing(): string | undefined {
  const skipped = unwanted("nginx", "curl");
  if (skipped !== undefined) return `${skipped} is not wanted`;
  return existsSync(program) ? undefined : "nginx is not installed (Debian package nginx-light)";
}

export async function openOffice(net: Net): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-office-"));
  // Its workers are somebody else when root starts it.
  chmodSync(folder, 0o755);
  const product = await startProduct({ LATCHKEY_TRUSTED_PROXIES: "127.0.0.1" });
  const hatch = openHatch(join(folder, "latchkey.sock"), Number(new URL(product.address).port));
  const issuer = anAuthority();
  const nginx = await startNginx(folder, { issuer, within: net.office });
  return {
    product,
    address: `https://${places.portal}`,
    issuer,
    authority: join(folder, "tls/authority.pem"),
    reachable: hatch.reachable,
    async close() {
      const ended = new Promise((done) => nginx.once("close", done));
      nginx.kill("SIGTERM");
      await ended;
      await hatch.close();
      await product.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openHatch(path: string, port: number) {
  let isReachable = true;
  const open = new Set<Socket>();
  const server: Server = createServer((inside) => {
    if (!isReachable) return void inside.destroy();
    const onward = connect(port, "127.0.0.1");
    for (const socket of [inside, onward]) {
      open.add(socket);
      socket.on("error", () => {
        inside.destroy();
        onward.destroy();
      });
      socket.once("close", () => open.delete(socket));
    }
    inside.pipe(onward).pipe(inside);
  }).listen(path, () => chmodSync(path, 0o777));
  return {
    reachable(is: boolean) {
      isReachable = is;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

interface NginxSettings {
  readonly issuer: Certificate;
  readonly within: Prefix;
}

/** The configuration that we ship, as its guide installs it. */
async function startNginx(folder: string, { issuer, within }: NginxSettings): Promise<ChildProcess> {
  for (const name of ["conf.d", "log", "tls"]) mkdirSync(join(folder, name));
  follow(commandsOf("nginx", "operating"), { NGINX: folder });
  edit(join(folder, "conf.d/latchkey.conf"), [
    ["server 127.0.0.1:7460", `server unix:${folder}/latchkey.sock`],
    ["server 10.0.0.2:7460 max_fails=1 fail_timeout=5s;", ""],
    ["max_fails=1", "max_fails=0"],
    ["listen 80;", `listen ${places.portal}:80;`],
    ["listen [::]:80;", ""],
    ["listen 443 ssl", `listen ${places.portal}:443 ssl`],
    ["listen [::]:443 ssl http2;", ""],
    ["/etc/ssl/latchkey", join(folder, "tls")],
    ["/var/log/nginx", join(folder, "log")],
  ]);
  const { pem, key } = makeCertificate({ commonName: places.portal, issuer });
  writeFileSync(join(folder, "tls/authority.pem"), issuer.pem);
  writeFileSync(join(folder, "tls/certificate.pem"), pem);
  writeFileSync(join(folder, "tls/key.pem"), key.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  writeFileSync(join(folder, "nginx.conf"), surrounding(folder));
  const [command, ...args] = within;
  const log = join(folder, "log/start");
  const child = spawn(
    command,
    [...args, program, "-p", folder, "-c", join(folder, "nginx.conf"), "-e", log],
    {
      stdio: "ignore",
    },
  );
  while (!existsSync(join(folder, "nginx.pid"))) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${readFileSync(log, "utf8")}`);
    await pause(20);
  }
  return child;
}

function surrounding(folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    "daemon off;",
    "worker_processes 1;",
    `pid ${folder}/nginx.pid;`,
    "events {}",
    "http {",
    ...temporary.map((name) => `${name}_temp_path ${folder}/${name};`),
    `include ${folder}/conf.d/*.conf;`,
    "}",
  ].join("\n");
}

/**
 * The OpenVPN guide's commands, after those with which the guide about rollout logs in. Not at once: the product that
 * they ask runs in this very process.
 */
export async function administrate(office: Office, step: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-admin-"));
  const rollout = readFileSync(join(root, "docs/guides/rollout.md"), "utf8");
  const login = /```sh\n([^`]*admin\(\) \{[^`]*)```/.exec(rollout)?.[1] ?? "false";
  const env = { ...process.env, LATCHKEY: office.product.address, ADMIN_PASSWORD: adminPassword };
  const child = spawn("sh", ["-ec", `${login}\n${commandsOf(step, "openvpn")}`], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise((done) => child.once("close", done));
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0 || said.includes('"status": false')) throw new Error(`${step}: ${said}`);
}
