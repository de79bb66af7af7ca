// The programs that some tests play against. As root on Debian they are installed; elsewhere their suites skip
// themselves. LATCHKEY_TEST_SKIP (a list like "chromium,postgres") names the ones that are absent, or not wanted.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import process from "node:process";
import { quietly } from "./child.mjs";
import { say } from "./say.mjs";

const postgresHome = "/usr/lib/postgresql";

/**
 * `answers`: what Debian asks while it installs, so that it sets up and starts nothing.
 * @typedef {{ name: string, package: string, there: () => boolean, answers?: string }} Peer
 */

/** @type {readonly Peer[]} */
const peers = [
  { name: "oathtool", package: "oathtool", there: () => onPath("oathtool") },
  { name: "openssl", package: "openssl", there: () => onPath("openssl") },
  { name: "curl", package: "curl", there: () => onPath("curl") },
  { name: "postgres", package: "postgresql", there: postgresServer },
  { name: "freeradius", package: "freeradius", there: () => existsSync("/usr/sbin/freeradius") },
  {
    name: "slapd",
    package: "slapd",
    there: () => existsSync("/usr/sbin/slapd"),
    answers: "slapd slapd/no_configuration boolean true",
  },
  { name: "ldap-utils", package: "ldap-utils", there: () => onPath("ldapmodify") },
  {
    name: "freeradius-rest",
    package: "freeradius-rest",
    there: () => existsSync("/usr/lib/freeradius/rlm_rest.so"),
  },
  { name: "radclient", package: "freeradius-utils", there: () => onPath("radclient") },
  { name: "pamtester", package: "pamtester", there: () => onPath("pamtester") },
  {
    name: "pam-radius",
    package: "libpam-radius-auth",
    there: () => existsSync("/etc/pam_radius_auth.conf"),
  },
  { name: "ip", package: "iproute2", there: () => onPath("ip") },
  { name: "openvpn", package: "openvpn", there: () => existsSync("/usr/sbin/openvpn") },
  {
    name: "openvpn-radius",
    package: "openvpn-auth-radius",
    there: () => existsSync("/usr/lib/openvpn/radiusplugin.so"),
  },
  { name: "nginx", package: "nginx-light", there: () => existsSync("/usr/sbin/nginx") },
  { name: "mariadb", package: "mariadb-server-core", there: () => existsSync("/usr/sbin/mariadbd") },
  // Without it MariaDB cannot make its first database.
  { name: "mariadb-client", package: "mariadb-client-core", there: () => onPath("my_print_defaults") },
  { name: "apache", package: "apache2-bin", there: () => existsSync("/usr/sbin/apache2") },
  {
    name: "python3-yaml",
    package: "python3-yaml",
    there: () => existsSync("/usr/lib/python3/dist-packages/yaml"),
  },
  { name: "strace", package: "strace", there: () => onPath("strace") },
  { name: "systemd-analyze", package: "systemd", there: () => onPath("systemd-analyze") },
  { name: "chromium", package: "chromium", there: () => onPath("chromium") },
  {
    name: "fonts",
    package: "fonts-dejavu-core",
    there: () => existsSync("/usr/share/fonts/truetype/dejavu"),
  },
];

/** @returns {Promise<readonly string[]>} the names of the peers that tests have to do without */
export async function installPeers() {
  const unwanted = (process.env.LATCHKEY_TEST_SKIP ?? "").split(",").filter((name) => name !== "");
  const missing = peers.filter((peer) => !unwanted.includes(peer.name) && !peer.there());
  if (missing.length > 0) await install(missing);
  const absent = missing.filter((peer) => !peer.there()).map((peer) => peer.name);
  if (absent.length > 0) say(`the tests that need ${absent.join(", ")} will be skipped`);
  return [...unwanted, ...absent];
}

/** @param {readonly Peer[]} wanted */
async function install(wanted) {
  const names = wanted.map((peer) => peer.name).join(", ");
  if (!onDebian() || process.getuid?.() !== 0) {
    say(`${names} missing here; as root on Debian they would be installed by themselves`);
    return;
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await quietly("asking Debian for its list of packages", "apt-get", { args: ["update"], env });
  const lift = forbidServices();
  try {
    // One by one: what cannot be installed must not keep the others away.
    for (const peer of wanted) {
      if (peer.answers !== undefined) spawnSync("debconf-set-selections", { input: `${peer.answers}\n` });
      const args = ["install", "--yes", "--no-install-recommends", peer.package];
      await quietly(`installing Debian's ${peer.package} for the tests`, "apt-get", { args, env });
    }
  } finally {
    lift();
  }
}

const servicePolicy = "/usr/sbin/policy-rc.d";
const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Tests start their own databases and proxies; that of the package shall not take a port meanwhile. The file is what
 * Debian asks before it starts a service, see invoke-rc.d(8); 101: forbidden.
 * @returns {() => void} allows services again
 */
function forbidServices() {
  const own = !existsSync(servicePolicy);
  if (own) writeFileSync(servicePolicy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const end = () => {
    lift();
    process.exit(1);
  };
  function lift() {
    if (own) rmSync(servicePolicy, { force: true });
    for (const signal of signals) process.off(signal, end);
  }
  for (const signal of signals) process.on(signal, end);
  return lift;
}

function onDebian() {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function postgresServer() {
  if (!existsSync(postgresHome)) return false;
  return readdirSync(postgresHome).some((version) => existsSync(`${postgresHome}/${version}/bin/initdb`));
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(`${folder}/${program}`));
}
