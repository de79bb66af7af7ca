// An OpenLDAP of our own for the tests: configured in a temporary directory, thrown away afterwards. No service of the
// machine is touched: it runs as whoever runs the tests, on free ports of the loopback interface.

import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface ThrowawaySlapd {
  /** `ldap://127.0.0.1:port`, with StartTLS. */
  readonly url: string;
  readonly secureUrl: string;
  /** Which signed its certificate, for 127.0.0.1 alone; PEM. */
  readonly authority: string;
  /** Applies changes in the form of LDIF. */
  change(ldif: string): Promise<void>;
  /** How often somebody has tried to log in, by name. */
  binds(): Promise<readonly string[]>;
  /** How many searches it was asked for. */
  searches(): Promise<number>;
  /** Ends it at once; what it knows stays. */
  kill(): Promise<void>;
  /** Makes it deaf without ending it: connections are accepted, and nothing is answered. */
  freeze(): Promise<void>;
  thaw(): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const base = "dc=example,dc=org";
/** The account that looks people up. It may read everything but passwords. */
export const reader = { dn: `cn=reader,${base}`, password: "read, only" };
/** The same, but the server gives it only `serverLimit` people at once. */
export const limitedReader = { dn: `cn=limited,${base}`, password: "read little" };
export const serverLimit = 1000;
const admin = { dn: `cn=admin,${base}`, password: "admin" };

const program = "/usr/sbin/slapd";
const run = promisify(execFile);

/** Why there is none on this machine, or undefined. */
export function slapdMissing(): string | undefined {
  const unwanted = (process.env["LATCHKEY_TEST_SKIP"] ?? "").split(",").includes("slapd");
  if (unwanted || !existsSync(program)) return "OpenLDAP is not installed (Debian package slapd)";
  if (!existsSync("/usr/bin/ldapmodify"))
    return "OpenLDAP's clients are not installed (Debian package ldap-utils)";
  return undefined;
}

export interface LdapPerson {
  readonly uid: string;
  readonly number: string;
  readonly givenname?: string;
  readonly surname: string;
  readonly password?: string;
  readonly mail?: string;
  readonly mobile?: readonly string[];
  /** Hex; as Active Directory's. */
  readonly objectGuid?: string;
  /** Makes an account of Active Directory of it: 512 enabled, 514 disabled. */
  readonly accountControl?: number;
  /** Below the tree; `ou=people` unless said otherwise. */
  readonly unit?: string;
  /** What the entry is called there; `uid=…` unless said otherwise. */
  readonly rdn?: string;
}

export function ldifOf(person: LdapPerson): string {
  const { uid, number, givenname, surname, password, mail, mobile = [], objectGuid, accountControl } = person;
  const inWindows = (value: string) => (accountControl === undefined ? undefined : value);
  const lines: readonly (readonly [string, string | Buffer | undefined])[] = [
    ["dn", `${person.rdn ?? `uid=${uid}`},${person.unit ?? "ou=people"},${base}`],
    ["objectClass", "inetOrgPerson"],
    ["objectClass", "latchkeyPerson"],
    ["objectClass", inWindows("user")],
    ["sAMAccountName", inWindows(uid)],
    ["objectCategory", inWindows("person")],
    ["userAccountControl", inWindows(String(accountControl))],
    ["uid", uid],
    ["cn", `${givenname ?? ""} ${surname}`.trim()],
    ["sn", surname],
    ["givenName", givenname],
    ["uidNumber", number],
    ["userPassword", password === "" ? undefined : password],
    ["mail", mail],
    ...mobile.map((each) => ["mobile", each] as const),
    // As Active Directory calls it, and as eDirectory does.
    ["objectGUID", objectGuid === undefined ? undefined : Buffer.from(objectGuid, "hex")],
    ["GUID", objectGuid === undefined ? undefined : Buffer.from(objectGuid, "hex")],
  ];
  const written = lines.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:: ${Buffer.from(value).toString("base64")}`],
  );
  return `${written.join("\n")}\n\n`;
}

/** With these people. Entries of other kinds can be added as LDIF. */
export async function startSlapd(people: readonly LdapPerson[], more = ""): Promise<ThrowawaySlapd> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-slapd-"));
  mkdirSync(join(directory, "data"));
  const [port, securePort] = [await freePort(), await freePort()];
  const authority = certify(directory);
  const configuration = join(directory, "slapd.conf");
  writeFileSync(configuration, configurationIn(directory), { mode: 0o600 });
  const content = join(directory, "content.ldif");
  writeFileSync(content, `${tree}${people.map(ldifOf).join("")}${more}`, { mode: 0o600 });
  await run("/usr/sbin/slapadd", ["-q", "-f", configuration, "-l", content]);
  const listen = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${securePort}`;
  let said = "";
  let child: ChildProcess | undefined;
  const restart = async () => {
    // Level 256: one line for each connection, bind and search.
    child = spawn(program, ["-d", "256", "-h", listen, "-f", configuration], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr?.on("data", (part: Buffer) => {
      said += part.toString();
    });
    await answering(child, port, () => said.slice(-2000));
  };
  const kill = async () => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const ended = new Promise((done) => ending.once("close", done));
    ending.kill("SIGKILL");
    await ended;
  };
  await restart();
  // It writes a line before it answers, so whatever was answered can be read by now.
  const all = async () => {
    for (let round = 0; round < 3; round++) await new Promise((later) => setImmediate(later));
    return said;
  };
  return {
    url: `ldap://127.0.0.1:${port}`,
    secureUrl: `ldaps://127.0.0.1:${securePort}`,
    authority,
    async change(ldif) {
      const file = join(directory, "change.ldif");
      writeFileSync(file, ldif, { mode: 0o600 });
      const who = ["-x", "-D", admin.dn, "-w", admin.password];
      await run("ldapmodify", [...who, "-H", `ldap://127.0.0.1:${port}`, "-f", file]);
    },
    binds: async () => [...(await all()).matchAll(/ BIND dn="(.*)" method=128/g)].map(([, dn = ""]) => dn),
    searches: async () => [...(await all()).matchAll(/ SRCH base=/g)].length,
    kill,
    async freeze() {
      child?.kill("SIGSTOP");
      // The signal takes its time to reach every thread.
      const state = () => readFileSync(`/proc/${child?.pid}/stat`, "utf8").replace(/.*\) /s, "")[0];
      while (state() !== "T") await new Promise((later) => setTimeout(later, 5));
    },
    thaw: () => void child?.kill("SIGCONT"),
    restart,
    async stop() {
      await kill();
      rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function answering(child: ChildProcess, port: number, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`slapd ended: ${said()}`);
    if (await accepts(port)) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error(`slapd does not answer: ${said()}`);
}

async function accepts(port: number): Promise<boolean> {
  return await new Promise<boolean>((answer) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      answer(true);
    });
    socket.once("error", () => answer(false));
  });
}

/** An authority, and a certificate of it for 127.0.0.1. The authority's, as PEM. */
function certify(directory: string): string {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority");
  const names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"];
  const issuer = ["-CA", "ca.pem", "-CAkey", "ca.key"];
  const out = ["-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=directory"];
  openssl("req", "-x509", ...key, ...issuer, ...out, ...names);
  return readFileSync(join(directory, "ca.pem"), "utf8");
}

const tree = `dn: ${base}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,${base}
objectClass: organizationalUnit
ou: people

dn: ou=sales,${base}
objectClass: organizationalUnit
ou: sales

dn: ${reader.dn}
objectClass: applicationProcess
objectClass: simpleSecurityObject
cn: reader
userPassword: ${reader.password}

dn: ${limitedReader.dn}
objectClass: applicationProcess
objectClass: simpleSecurityObject
cn: limited
userPassword: ${limitedReader.password}

`;

function configurationIn(directory: string): string {
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
attributetype ( 1.3.6.1.4.1.4203.666.1.2 NAME 'objectGUID' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.4203.666.1.3 NAME 'GUID' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch
  SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.782 NAME 'objectCategory' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' AUXILIARY
  MAY ( sAMAccountName $ objectCategory $ userAccountControl ) )
objectclass ( 1.3.6.1.4.1.4203.666.2.1 NAME 'latchkeyPerson' AUXILIARY MAY ( uidNumber $ objectGUID $ GUID ) )
pidfile ${directory}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${directory}/server.pem
TLSCertificateKeyFile ${directory}/server.key
sizelimit ${serverLimit}
database mdb
suffix "${base}"
rootdn "${admin.dn}"
rootpw ${admin.password}
directory ${directory}/data
dbnosync
maxsize 1073741824
index objectClass,uid,uidNumber,entryUUID,objectGUID eq
index cn,sn,givenName,mail eq,sub
limits dn.exact="${reader.dn}" size=unlimited
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${reader.dn}" read by dn.exact="${limitedReader.dn}" read by anonymous auth by * none
`;
}
