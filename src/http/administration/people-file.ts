// Lists of people as they are uploaded: CSV, or the lines of a passwd file (contract 11 section 5).

import { parse } from "csv-parse/sync";
import type { DirectoryPerson } from "../../core/change.ts";
import { type Fields, flag, invalid, oneOf, optional, text } from "../../core/fields.ts";
import { refuse } from "../../core/problem.ts";

const personFields = [
  "username",
  "userid",
  "surname",
  "givenname",
  "email",
  "phone",
  "mobile",
  "password",
] as const;

type Columns = { readonly [Field in (typeof personFields)[number]]?: number };

const csvColumns: Columns = Object.fromEntries(personFields.map((field, index) => [field, index]));

/** `login:password:uid:gid:gecos:home:shell`, the gecos field taken apart in place. */
const passwdColumns: Columns = {
  username: 0,
  password: 1,
  userid: 2,
  givenname: 4,
  surname: 5,
  mobile: 7,
  phone: 8,
  email: 9,
};

/** Rows without login or uid are passed over. Throws a Refusal for a file that cannot be read. */
export function readPeople(content: Uint8Array, fields: Fields): readonly DirectoryPerson[] {
  const format = oneOf(fields, "format", ["csv", "password", "passwd"]) ?? "csv";
  const decoded = decode(content);
  const rows = format === "csv" ? csvRows(decoded, fields) : passwdRows(decoded);
  const columns = readColumns(fields) ?? (format === "csv" ? csvColumns : passwdColumns);
  const people = (flag(fields, "skip_header") === true ? rows.slice(1) : rows).map((row) =>
    personFrom(row, columns),
  );
  return people.filter(({ uid, login }) => uid !== "" && login !== "");
}

function decode(content: Uint8Array): string {
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true }).decode(content);
    if (!decoded.includes("\u0000")) return decoded;
  } catch {
    // Told below: to whoever sent the file, NUL and wrong bytes are the same mistake.
  }
  throw refuse("The file must be text in UTF-8.");
}

function csvRows(content: string, fields: Fields): readonly (readonly string[])[] {
  const delimiter = optional(fields, "delimiter")?.replace("\\t", "\t") ?? ",";
  const quote = optional(fields, "quotechar") ?? '"';
  if (delimiter.length !== 1) throw invalid("delimiter", "one character");
  if (quote.length !== 1 || quote === delimiter)
    throw invalid("quotechar", "one character, and not the delimiter");
  try {
    return parse(content, { delimiter, quote, relax_column_count: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw refuse(
      `The file cannot be read as CSV: ${error instanceof Error ? error.message.slice(0, 200) : ""}`,
    );
  }
}

function passwdRows(content: string): readonly (readonly string[])[] {
  const lines = content.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [login = "", password = "", uid = "", gid = "", gecos = "", ...rest] = line.split(":");
    const [name = "", ...more] = gecos.split(",");
    const [given = "", ...family] = name.split(" ");
    return [login, password, uid, gid, given, family.join(" "), ...more, ...rest];
  });
}

/** `{"username": 0, "userid": 3}`. */
function readColumns(fields: Fields): Columns | undefined {
  const written = text(fields, "column_mapping");
  if (written === undefined || written === "") return undefined;
  const expected = `a JSON object from ${personFields.join(", ")} to column numbers`;
  const value = jsonOf(written);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("column_mapping", expected);
  const isColumn = ([field, column]: readonly [string, unknown]): boolean =>
    personFields.some((each) => each === field) && Number.isInteger(column) && Number(column) >= 0;
  if (!Object.entries(value).every(isColumn)) throw invalid("column_mapping", expected);
  return value;
}

function jsonOf(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

function personFrom(row: readonly string[], columns: Columns): DirectoryPerson {
  const at = (field: keyof Columns): string => {
    const column = columns[field];
    return (column === undefined ? "" : (row[column] ?? "")).trim().slice(0, 255);
  };
  return {
    uid: at("userid"),
    login: at("username"),
    password: at("password"),
    phone: at("phone"),
    mobile: at("mobile"),
    email: at("email"),
    surname: at("surname"),
    givenname: at("givenname"),
  };
}
