// What the process is told when it starts: flat text from the environment, read once. The table below is also what the
// reference documentation is made from.

import { readFileSync } from "node:fs";
import { isIP, isIPv4 } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Fields, fieldsOf, integer, invalid, oneOf, optional } from "./core/fields.ts";

export interface Config {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Absolute. */
  readonly data: string;
  /** `sqlite:<absolute file>`, `sqlite::memory:` or `postgres://…`. */
  readonly database: string;
  /** Absolute. */
  readonly keyFile: string;
  readonly adminPassword: string | undefined;
  /** Addresses and networks (CIDR) whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly legacySession: boolean;
  readonly logLevel: LogLevel;
  /** The built web apps, one folder each. Not a setting. */
  readonly web: string;
  /** Variables that look like ours and are none: most likely misspelled. */
  readonly unknown: readonly string[];
}

export type LogLevel = (typeof logLevels)[number];

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export interface ConfigSetting {
  readonly name: string;
  /** As written; empty: none. */
  readonly default: string;
  readonly meaning: string;
  readonly example: string;
}

export const configTable = [
  {
    name: "LATCHKEY_HOST",
    default: "127.0.0.1",
    meaning: "Address to listen on. Anything but the loopback belongs behind a proxy that speaks TLS.",
    example: "0.0.0.0",
  },
  {
    name: "LATCHKEY_PORT",
    default: "7460",
    meaning: "TCP port to listen on; 0 takes any free one and prints it.",
    example: "8080",
  },
  {
    name: "LATCHKEY_DATA",
    default: "./var",
    meaning: "Folder for everything that is kept: database, key file, mail templates. Made when missing.",
    example: "/var/lib/latchkey",
  },
  {
    name: "LATCHKEY_DATABASE",
    default: "sqlite:latchkey.sqlite in LATCHKEY_DATA",
    meaning: "`sqlite:` and a file (relative to LATCHKEY_DATA), or the address of a PostgreSQL database.",
    example: "postgres://latchkey@db.example.com/latchkey",
  },
  {
    name: "LATCHKEY_DATABASE_FILE",
    default: "",
    meaning: "File that holds LATCHKEY_DATABASE, when a password in it must not be in the environment.",
    example: "/run/secrets/latchkey_database",
  },
  {
    name: "LATCHKEY_KEY_FILE",
    default: "latchkey.keys in LATCHKEY_DATA",
    meaning:
      "File with the master keys, readable by the server alone. Keep a copy apart from the database's backups.",
    example: "/run/secrets/latchkey.keys",
  },
  {
    name: "LATCHKEY_ADMIN_PASSWORD",
    default: "",
    meaning:
      "Password of the first administrator, `admin`. Only the first start looks at it; without it one is made and shown.",
    example: "correct horse battery staple",
  },
  {
    name: "LATCHKEY_ADMIN_PASSWORD_FILE",
    default: "",
    meaning: "File that holds LATCHKEY_ADMIN_PASSWORD.",
    example: "/run/secrets/latchkey_admin",
  },
  {
    name: "LATCHKEY_TRUSTED_PROXIES",
    default: "",
    meaning:
      "Addresses or networks of proxies, with commas between; the client address that they report is believed.",
    example: "10.0.0.7, 192.168.1.0/24",
  },
  {
    name: "LATCHKEY_LEGACY_SESSION",
    default: "on",
    meaning:
      "`on` lets LinOTP 2 clients use GET and the `session` parameter for management; `off` refuses both.",
    example: "off",
  },
  {
    name: "LATCHKEY_LOG",
    default: "info",
    meaning: `How much is logged: ${logLevels.join(", ")}. Secrets are left out at every level.`,
    example: "warn",
  },
] as const satisfies readonly ConfigSetting[];

export type Environment = Readonly<Record<string, string | undefined>>;

export type ConfigName = (typeof configTable)[number]["name"];

/** All that is wrong with the configuration, one sentence each. Values are not repeated: some are secrets. */
export class ConfigFault extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "ConfigFault";
    this.faults = faults;
  }
}

/** Relative names start from the current folder. Throws a ConfigFault with every fault at once. */
export function readConfig(env: Environment = process.env): Config {
  const { values, faults } = withFiles(env);
  const fields = fieldsOf(values);
  const read = <Value>(
    name: ConfigName,
    reader: (fields: Fields, name: ConfigName) => Value,
    otherwise: Value,
  ): Value => {
    try {
      return reader(fields, name);
    } catch (error) {
      faults.push(sentenceFor(name, error));
      return otherwise;
    }
  };
  const data = resolve(read("LATCHKEY_DATA", optional, undefined) ?? "var");
  const config: Config = {
    host: read("LATCHKEY_HOST", readHost, "") ?? "127.0.0.1",
    port: read("LATCHKEY_PORT", (from, name) => integer(from, name, { max: 65_535 }), 0) ?? 7460,
    data,
    database: read("LATCHKEY_DATABASE", (from, name) => readDatabase(from, name, data), ""),
    keyFile: resolve(data, read("LATCHKEY_KEY_FILE", readKeyFile, undefined) ?? "latchkey.keys"),
    adminPassword: read("LATCHKEY_ADMIN_PASSWORD", readPassword, undefined),
    trustedProxies: Object.freeze(read("LATCHKEY_TRUSTED_PROXIES", readNetworks, [])),
    legacySession:
      read("LATCHKEY_LEGACY_SESSION", (from, name) => oneOf(from, name, ["on", "off"]), "on") !== "off",
    logLevel: read("LATCHKEY_LOG", (from, name) => oneOf(from, name, logLevels), "info") ?? "info",
    web: fileURLToPath(new URL("../build/web", import.meta.url)),
    unknown: Object.freeze(unknownNames(env)),
  };
  if (faults.length > 0) throw new ConfigFault(faults);
  return Object.freeze(config);
}

/** Secrets that may be in files, as service managers and containers hand them over. */
const mayBeInFiles = [
  "LATCHKEY_DATABASE",
  "LATCHKEY_ADMIN_PASSWORD",
] as const satisfies readonly ConfigName[];

/** The environment as if it held what its files hold, and what is wrong with them. */
function withFiles(env: Environment): { readonly values: Environment; readonly faults: string[] } {
  const faults: string[] = [];
  const values = { ...env };
  for (const name of mayBeInFiles) {
    const path = env[`${name}_FILE`] ?? "";
    if (path === "") continue;
    const text = textOf(path);
    if ((env[name] ?? "") !== "")
      faults.push(`${name} and ${name}_FILE are both set; take one of them away.`);
    else if (text === "")
      faults.push(`${name}_FILE must be the name of a file that can be read and is not empty.`);
    else values[name] = text;
  }
  return { values, faults };
}

/** Without the line's end; empty when it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch {
    return "";
  }
}

function sentenceFor(name: ConfigName, error: unknown): string {
  const { expected } = (error as { problem?: { expected?: string } }).problem ?? {};
  if (expected === undefined) throw error;
  const example = configTable.find((setting) => setting.name === name)?.example;
  return `${name} must be ${expected}. Example: ${name}=${example}`;
}

function readHost(fields: Fields, name: string): string | undefined {
  const host = optional(fields, name);
  if (host !== undefined && isIP(host) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) {
    throw invalid(name, "an IP address or a host name, without a port");
  }
  return host;
}

function readDatabase(fields: Fields, name: string, data: string): string {
  const value = optional(fields, name) ?? "sqlite:latchkey.sqlite";
  if (value === "sqlite::memory:") return value;
  if (value.startsWith("sqlite:") && value.length > "sqlite:".length) {
    return `sqlite:${resolve(data, value.slice("sqlite:".length))}`;
  }
  if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return value;
  throw invalid(name, "sqlite: and a file name, or an address that begins with postgres://");
}

/** Relative to the current folder, unlike its default. */
function readKeyFile(fields: Fields, name: string): string | undefined {
  const path = optional(fields, name);
  return path === undefined ? undefined : resolve(path);
}

function readPassword(fields: Fields, name: string): string | undefined {
  const password = optional(fields, name);
  if (password !== undefined && password.length < 8) throw invalid(name, "at least 8 characters long");
  return password;
}

function readNetworks(fields: Fields, name: string): readonly string[] {
  const entries = (optional(fields, name) ?? "").split(",").map((entry) => entry.trim());
  const networks = entries.filter((entry) => entry !== "");
  if (!networks.every(isNetwork)) throw invalid(name, "IP addresses or networks with commas between");
  return networks;
}

function isNetwork(entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

function unknownNames(env: Environment): readonly string[] {
  const known = new Set<string>(configTable.map(({ name }) => name));
  return Object.keys(env).filter(
    (name) => name.startsWith("LATCHKEY_") && !known.has(name) && !name.startsWith("LATCHKEY_TEST_"),
  );
}
