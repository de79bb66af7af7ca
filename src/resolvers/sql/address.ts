// Where a database is, as SQLAlchemy spells it: `driver://user:password@host:port/database?parameters` (contract 11
// section 4, Connect). Read by our own pattern, because user names and file names may hold what URLs may not.

import { invalid } from "../../core/fields.ts";

export type Engine = "postgres" | "mariadb" | "sqlite";

/** The parts of an address, decoded; empty when absent. */
export interface Address {
  readonly driver: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const shape =
  /^([\w+]+):\/\/(?:([^:/@]*)(?::([^@]*))?@)?(?:\[([^\]/?]+)\]|([^:/?[\]]*))?(?::(\d*))?(?:\/([^?]*))?(?:\?(.*))?$/s;

/** Throws a Refusal that says what Connect must be. */
export function readAddress(connect: string): Address {
  const [, driver = "", user = "", password = "", ipv6, host = "", port = "", database = "", query = ""] =
    shape.exec(connect) ?? [];
  if (driver === "") throw invalid("Connect", "an address like postgresql://user@host:5432/database");
  const plain = (text: string) => decoded(text, "Connect");
  return {
    driver: driver.toLowerCase(),
    user: plain(user),
    password: plain(password),
    host: plain(ipv6 ?? host),
    port,
    database: plain(database),
    parameters: readParameters(query, "Connect"),
  };
}

/** `a=b&c=d`, as Connect has them behind its question mark. */
export function readParameters(query: string, from: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.replace(/^\?/, "").split("&")) {
    if (pair.trim() === "") continue;
    const [name = "", ...value] = pair.split("=");
    parameters.set(decoded(name.trim(), from).toLowerCase(), decoded(value.join("=").trim(), from));
  }
  return parameters;
}

function decoded(text: string, from: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", "%2B"));
  } catch {
    throw invalid(from, "text in which every % is followed by two hexadecimal digits");
  }
}

const engines: Readonly<Record<string, Engine>> = {
  postgresql: "postgres",
  postgres: "postgres",
  mysql: "mariadb",
  mariadb: "mariadb",
  sqlite: "sqlite",
};

/** `mysql+pymysql` is MariaDB's protocol, whatever the driver. `from`: the parameter that says so. */
export function engineOf(driver: string, from: string): Engine {
  const [name = "", variant = ""] = driver.toLowerCase().split("+");
  const engine = engines[name];
  if (/odbc/.test(`${name}${variant}`) || engine === undefined)
    throw invalid(from, "for postgresql, mysql, mariadb or sqlite (there is no ODBC here)");
  return engine;
}
