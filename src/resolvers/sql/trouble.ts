// What can go wrong between us and a database, in words that an administrator can do something with.

import { Trouble, wordsFor } from "../ldap/trouble.ts";
import { unfit } from "./connection.ts";

type Meaning =
  /** The server refuses our account; asking again soon could lock it. */
  | "refused"
  /** It works, and not at the moment. */
  | "lost"
  | "late"
  | "answer"
  | typeof unfit;

interface Known {
  readonly words: string;
  readonly means: Meaning;
}

const loginWrong: Known = { words: "cannot log in: User or Password is wrong", means: "refused" };
const notAllowed: Known = { words: "the server does not let User log in from here", means: "refused" };
const noDatabase: Known = { words: "there is no such database", means: "answer" };
const noTable: Known = { words: "there is no such table", means: "answer" };
const noColumn: Known = { words: "there is no such column", means: "answer" };
const notReadable: Known = { words: "User may not read it", means: "answer" };
const noSql: Known = { words: "the database does not understand the SQL", means: "answer" };
const readOnly: Known = { words: "the database was to be changed, which is never done", means: "answer" };
const tooLate: Known = { words: "the database took too long", means: "late" };
const tooMany: Known = { words: "the database has too many connections", means: "lost" };
const restarting: Known = { words: "the database is starting or stopping", means: "lost" };
const noSocket: Known = { words: "there is no socket of a server", means: "lost" };
const noFit: Known = { words: "a value does not fit its column", means: unfit };

/** SQLSTATEs of PostgreSQL (appendix A of its manual), error numbers of MariaDB and MySQL, result codes of SQLite. */
const known: Readonly<Record<string, Known>> = {
  ENOENT: noSocket,
  "28P01": loginWrong,
  "28000": notAllowed,
  "3D000": noDatabase,
  "3F000": noTable,
  "42P01": noTable,
  "42703": noColumn,
  "42501": notReadable,
  "42601": noSql,
  "42883": noSql,
  "0A000": noSql,
  "25006": readOnly,
  "25001": readOnly,
  "57014": tooLate,
  "53300": tooMany,
  "57P01": restarting,
  "57P02": restarting,
  "57P03": restarting,
  "22P02": noFit,
  "22003": noFit,
  "22007": noFit,
  "22008": noFit,
  1045: loginWrong,
  1698: loginWrong,
  1130: notAllowed,
  1129: notAllowed,
  1044: { words: "there is no such database, or User may not use it", means: "answer" },
  1049: noDatabase,
  1146: noTable,
  1054: noColumn,
  1142: { words: "User may not read it, or the condition wants to change it", means: "answer" },
  1143: notReadable,
  1370: notReadable,
  1064: noSql,
  1305: noSql,
  1792: readOnly,
  1290: readOnly,
  1969: tooLate,
  3024: tooLate,
  1317: tooLate,
  1040: tooMany,
  1203: tooMany,
  1053: restarting,
  1267: noFit,
  1292: noFit,
  1525: noFit,
};

/** SQLite tells these apart by its sentences only. */
const sentences: readonly (readonly [RegExp, Known])[] = [
  [/^no such table/, noTable],
  [/^no such column/, noColumn],
  [/^(not authorized|access to .* is prohibited|attempt to write)/, readOnly],
  [/^(near |unrecognized token|incomplete input|no such function|wrong number of arguments)/, noSql],
  [/^unable to open database file/, { words: "the file is not there, or may not be read", means: "answer" }],
  [/^file is not a database/, { words: "the file is no SQLite database", means: "answer" }],
  [/^database is locked/, { words: "the file is locked by another program", means: "lost" }],
  [
    /does not support SSL|does not support secure connection/i,
    { words: "the server has no TLS", means: "answer" },
  ],
  [/client password must be|no password supplied/i, loginWrong],
  [/terminated|closed|ended by|ended unexpectedly/i, { words: "the connection was cut off", means: "lost" }],
];

/** What a driver threw; `unfit` is no trouble. */
export function troubleOf(error: unknown): Trouble | typeof unfit {
  if (error instanceof Trouble) return error;
  const { message = "" } = error as { message?: string };
  const what = knownOf(error);
  if (what === undefined)
    return new Trouble(unknownWords(error), { isLost: isOfConnection(error), cause: error });
  if (what.means === unfit) return unfit;
  const detail = message === "" || what === loginWrong ? "" : ` (${message.slice(0, 200)})`;
  return new Trouble(`${what.words}${detail}`, {
    refusedUs: what.means === "refused",
    isLate: what.means === "late",
    isLost: what.means === "lost",
    cause: error,
  });
}

/** The same for a connection that does not come about, where nothing can be unfit. */
export function connectTrouble(error: unknown): Trouble {
  const trouble = troubleOf(error);
  return trouble === unfit ? new Trouble("the connection failed", { cause: error }) : trouble;
}

function knownOf(error: unknown): Known | undefined {
  const { code, errno, message = "" } = error as { code?: unknown; errno?: unknown; message?: string };
  const named = [code, errno].flatMap((key) => known[String(key)] ?? []);
  return named[0] ?? sentences.find(([pattern]) => pattern.test(message))?.[1];
}

/** Without a number of the database itself, it is the network that speaks. */
function isOfConnection(error: unknown): boolean {
  const { code, fatal } = error as { code?: unknown; fatal?: unknown };
  const isState = typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
  return fatal === true || (!isState && !/^ER_|^ERR_SQLITE/.test(String(code)));
}

function unknownWords(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (isOfConnection(error)) return wordsFor(error);
  return `the database answered ${String(code).slice(0, 40)} (${String(message).slice(0, 200)})`;
}
