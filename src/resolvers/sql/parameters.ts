// LinOTP's parameters of an SQL resolver (contract 11 section 4), read once and checked.

import { type Fields, fieldsOf, integer, invalid, optional, required } from "../../core/fields.ts";
import type { ResolverSettings } from "../../core/settings.ts";
import { type Address, type Engine, engineOf, readAddress, readParameters } from "./address.ts";
import { checkCondition } from "./condition.ts";
import { type Target, targetOf } from "./target.ts";

export interface SqlParameters {
  readonly target: Target;
  /** Its parts: schema and table, or the table alone. */
  readonly table: readonly string[];
  /** The administrator's own condition; empty: none. */
  readonly where: string;
  readonly columns: Columns;
  /** How many people a search gives back. */
  readonly limit: number;
}

export interface Columns {
  readonly uid: string;
  readonly login: string;
  /** Our field to the column, without uid, login and what is secret. */
  readonly shown: ReadonlyMap<string, string>;
  /** Undefined: nobody's password can be compared. */
  readonly password: string | undefined;
  readonly salt: string | undefined;
}

/** Throws a Refusal that names the parameter. Password is not looked at: it is sealed, and an update may leave it out. */
export function readSqlParameters({ parameters }: ResolverSettings, here: string): SqlParameters {
  const fields = fieldsOf(parameters);
  const { engine, target } = readTarget(fields, here);
  checkEncoding(optional(fields, "Encoding") ?? "utf-8");
  return {
    target,
    table: readTable(required(fields, "Table"), engine),
    where: checkCondition(optional(fields, "Where") ?? "", engine),
    columns: readColumns(required(fields, "Map"), engine),
    limit: integer(fields, "Limit", { min: 1, max: 1_000_000 }) ?? 1000,
  };
}

function readTarget(fields: Fields, here: string): { readonly engine: Engine; readonly target: Target } {
  const connect = optional(fields, "Connect");
  const from = connect === undefined ? "Driver" : "Connect";
  const address = connect === undefined ? addressOfParts(fields) : readAddress(connect.trim());
  // Connect is shown to whoever may read settings; Password is sealed, and never shown.
  if (address.password !== "") throw invalid("Connect", "without the password, which belongs into Password");
  const engine = engineOf(address.driver, from);
  return { engine, target: targetOf(engine, address, { from, here }) };
}

function addressOfParts(fields: Fields): Address {
  const text = (name: string) => (optional(fields, name) ?? "").trim();
  return {
    driver: required(fields, "Driver").trim(),
    user: text("User"),
    password: "",
    host: text("Server").replace(/^\[(.*)\]$/, "$1"),
    port: text("Port"),
    database: text("Database"),
    parameters: readParameters(text("conParams"), "conParams"),
  };
}

function checkEncoding(name: string): void {
  try {
    new TextDecoder(name.trim().replace(/^latin-?1$/i, "iso-8859-1"));
  } catch {
    throw invalid("Encoding", "the name of an encoding, like utf-8");
  }
}

function readTable(text: string, engine: Engine): readonly string[] {
  const parts = text.trim().split(".");
  if (parts.length > 2) throw invalid("Table", "table or schema.table");
  return parts.map((part) => identifier(part, { parameter: "Table", engine }));
}

/** What PostgreSQL (63 bytes, longer ones are cut off) and MariaDB (64 characters) can name. */
function identifier(
  name: string,
  { parameter, engine }: { readonly parameter: string; readonly engine: Engine },
): string {
  const most = engine === "postgres" ? 63 : 64;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (name === "" || Buffer.byteLength(name) > most || /[\0-\x1f\x7f]/.test(name))
    throw invalid(
      parameter,
      parameter === "Map" ? "a JSON object of fields and columns" : "the name of a table",
    );
  return name;
}

function readColumns(text: string, engine: Engine): Columns {
  const columns = new Map<string, string>();
  for (const [field, column] of Object.entries(parsed(text))) {
    if (typeof column !== "string") throw invalid("Map", "a JSON object of fields and columns");
    if (column.trim() !== "") columns.set(field, identifier(column.trim(), { parameter: "Map", engine }));
  }
  const { userid: uid, username: login, password, salt, ...others } = Object.fromEntries(columns);
  if (uid === undefined || login === undefined)
    throw invalid("Map", "a JSON object of fields and columns with userid and username");
  const secret = [password, salt].filter((name) => name !== undefined).map((name) => name.toLowerCase());
  const shown = new Map(Object.entries(others));
  // Whoever maps it twice would show hashes to everybody who may list people.
  const isShown = [uid, login, ...shown.values()].some((name) => secret.includes(name.toLowerCase()));
  if (isShown) throw invalid("Map", "a JSON object that shows the password's column as nothing else");
  return { uid, login, shown, password, salt };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, like everything else that is no such object.
  }
  throw invalid("Map", "a JSON object of fields and columns");
}
