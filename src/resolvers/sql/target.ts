// What a connection needs to know: the engine, the place, and how far TLS is trusted.

import { isIP } from "node:net";
import { resolve } from "node:path";
import { invalid, missing } from "../../core/fields.ts";
import type { Address, Engine } from "./address.ts";

/** Milliseconds. */
export interface Limits {
  readonly connectMs: number;
  readonly responseMs: number;
}

export interface SqliteTarget extends Limits {
  readonly engine: "sqlite";
  /** An absolute path. */
  readonly file: string;
}

export interface ServerTarget extends Limits {
  readonly engine: Exclude<Engine, "sqlite">;
  readonly host: string;
  readonly port: number;
  /** PostgreSQL: the folder of its socket; MariaDB: the socket. Undefined: TCP. */
  readonly socket: string | undefined;
  readonly database: string;
  readonly user: string;
  readonly tls: Tls;
}

export type Target = SqliteTarget | ServerTarget;

/**
 * `prefer`: encrypted if the server can, by whatever certificate; who listens in sees nothing, who stands between sees all.
 * `require`: not without encryption. `authority`: the certificate is from it. `full`: and made for this host.
 */
export interface Tls {
  readonly mode: "disable" | "prefer" | "require" | "authority" | "full";
  /** A file of PEM certificates; undefined: the authorities that Node knows. */
  readonly authorityFile: string | undefined;
}

/** `from`: the parameter that named the parts, for complaints. */
export function targetOf(
  engine: Engine,
  address: Address,
  { from, here }: { readonly from: string; readonly here: string },
): Target {
  const { parameters, user, database } = address;
  checkNames(engine, parameters, from);
  const limits = limitsOf(parameters, from);
  if (engine === "sqlite") return { engine, ...limits, file: sqliteFile(address, { from, here }) };
  if (database === "")
    throw from === "Connect" ? invalid(from, "an address with a database") : missing("Database");
  const named = parameters.get("host") ?? address.host;
  const host = named === "" ? "localhost" : named;
  const socket = socketOf(engine, parameters, named);
  const tls = tlsOf(parameters, from, socket !== undefined);
  // Its driver compares certificates with names only, after which an address would fail for no visible reason.
  if (engine === "mariadb" && tls.mode === "full" && isIP(host) > 0)
    throw invalid(
      from === "Connect" ? from : "Server",
      "a host by its name, for its certificate to be compared with",
    );
  return { engine, ...limits, host, port: portOf(address.port, engine), socket, database, user, tls };
}

/** Seconds, as libpq and PyMySQL call them. Without an end a silent server would hold on to everybody who wants to log in. */
function limitsOf(parameters: ReadonlyMap<string, string>, from: string): Limits {
  const ms = (name: string, otherwise: number) => {
    const written = parameters.get(name);
    if (written === undefined) return otherwise;
    const seconds = /^\d{1,3}(\.\d+)?$/.test(written) ? Number(written) : 0;
    const place = from === "Connect" ? from : "conParams";
    if (seconds < 0.1 || seconds > 60) throw invalid(place, `${name} from 0.1 to 60 seconds, if any`);
    return Math.round(seconds * 1000);
  };
  return { connectMs: ms("connect_timeout", 5000), responseMs: ms("read_timeout", 10_000) };
}

function portOf(written: string, engine: ServerTarget["engine"]): number {
  if (written.trim() === "") return engine === "postgres" ? 5432 : 3306;
  const port = /^\s*\d{1,5}\s*$/.test(written) ? Number(written) : 0;
  if (port < 1 || port > 65_535) throw invalid("Port", "a number from 1 to 65535");
  return port;
}

/** libpq takes a host that is a path for the folder of the socket, and looks in Debian's when there is none. */
function socketOf(
  engine: ServerTarget["engine"],
  parameters: ReadonlyMap<string, string>,
  host: string,
): string | undefined {
  if (engine === "mariadb") return parameters.get("unix_socket");
  if (host === "") return "/var/run/postgresql";
  return host.startsWith("/") ? host : undefined;
}

function sqliteFile(
  { database, host }: Address,
  { from, here }: { readonly from: string; readonly here: string },
): string {
  const expected = "a file: sqlite:///relative/to/the/data/folder or sqlite:////an/absolute/path";
  const isFile = host === "" && database !== "" && !database.startsWith(":") && !/[\0\n]/.test(database);
  if (!isFile) throw invalid(from, expected);
  return resolve(here, database);
}

/** What drivers are told of encryption, in the words of libpq, PyMySQL and mysqlclient. */
const tlsNames = [
  ...["sslmode", "ssl_mode", "ssl", "ssl_disabled", "sslrootcert", "ssl_ca"],
  ...["ssl_verify_cert", "ssl_verify_identity"],
];
/** Said to drivers that need it; here text is Unicode in any case. */
const ignored = [
  "charset",
  "use_unicode",
  "client_encoding",
  "application_name",
  "fallback_application_name",
];
const timeouts = ["connect_timeout", "read_timeout"];
const known: Readonly<Record<Engine, readonly string[]>> = {
  postgres: [...timeouts, ...tlsNames, "host", ...ignored],
  mariadb: [...timeouts, ...tlsNames, "unix_socket", ...ignored],
  sqlite: [...timeouts, "mode", "check_same_thread", "timeout"],
};

/** A mistyped `sslmode` that is ignored would be a connection in clear text. */
function checkNames(engine: Engine, parameters: ReadonlyMap<string, string>, from: string): void {
  const unknown = [...parameters.keys()].find((name) => !known[engine].includes(name));
  if (unknown === undefined) return;
  const place = from === "Connect" ? from : "conParams";
  throw invalid(place, `without ${unknown.slice(0, 40)}; known are ${known[engine].join(", ")}`);
}

const modes: Readonly<Record<string, Tls["mode"]>> = {
  disable: "disable",
  disabled: "disable",
  allow: "prefer",
  prefer: "prefer",
  preferred: "prefer",
  require: "require",
  required: "require",
  "verify-ca": "authority",
  verify_ca: "authority",
  "verify-full": "full",
  verify_identity: "full",
};

function tlsOf(parameters: ReadonlyMap<string, string>, from: string, isLocal: boolean): Tls {
  const authority = parameters.get("sslrootcert") ?? parameters.get("ssl_ca") ?? "";
  const authorityFile = authority === "system" || authority === "" ? undefined : authority;
  const written = parameters.get("sslmode") ?? parameters.get("ssl_mode");
  if (written === undefined) return { mode: flaggedMode(parameters, authority, isLocal), authorityFile };
  const mode = modes[written.toLowerCase()];
  const place = from === "Connect" ? from : "conParams";
  if (mode === undefined)
    throw invalid(place, "sslmode=disable, prefer, require, verify-ca or verify-full, if any");
  return { mode, authorityFile };
}

/** PyMySQL has a flag for each. */
function flaggedMode(
  parameters: ReadonlyMap<string, string>,
  authority: string,
  isLocal: boolean,
): Tls["mode"] {
  const isOn = (name: string) => /^(1|true|yes|on)$/i.test(parameters.get(name) ?? "");
  if (isOn("ssl_verify_identity")) return "full";
  // Whoever names an authority wants it to be asked.
  if (isOn("ssl_verify_cert") || authority !== "") return "authority";
  if (isOn("ssl")) return "require";
  return isOn("ssl_disabled") || isLocal ? "disable" : "prefer";
}
