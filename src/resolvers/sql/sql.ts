// People from an SQL database (LinOTP's `sqlresolver`, contract 11 section 4).

import { Refusal } from "../../core/problem.ts";
import type { ResolverSettings } from "../../core/settings.ts";
import type { FoundPeople, Person, PersonFilter, Resolver, ResolverTest } from "../../core/user.ts";
import type { ResolverDeps } from "../deps.ts";
import { Trouble } from "../ldap/trouble.ts";
import { type Connection, type Row, unfit } from "./connection.ts";
import { type Database, openDatabase } from "./database.ts";
import { readSqlParameters, type SqlParameters } from "./parameters.ts";
import { createQuestionTexts, mostAlike, type ReadRow, readRow, type Trial } from "./questions.ts";
import { withSalt } from "./salt.ts";

/** Throws a Refusal that names the parameter which cannot be used. Nothing is asked yet. */
export function openSqlResolver(settings: ResolverSettings, deps: ResolverDeps): Resolver {
  const { name } = settings;
  const parameters = readSqlParameters(settings, deps.here);
  const database = openDatabase(parameters.target, {
    password: () => passwordOf(settings, deps),
    ownFile: deps.ownFile,
    now: deps.now,
  });
  const asked = createAnswers(parameters, database, deps);
  const orOutage = <Arguments extends readonly unknown[], Answer>(
    ask: (...given: Arguments) => Promise<Answer>,
  ) => {
    return async (...given: Arguments): Promise<Answer> => {
      try {
        return await ask(...given);
      } catch (cause) {
        throw cause instanceof Trouble ? outage(name, cause) : cause;
      }
    };
  };
  return {
    name,
    searchFields: Object.fromEntries([
      ...[...parameters.columns.shown.keys()].map((field) => [field, "text"] as const),
      ["username", "text"],
      ["userid", "numeric"],
    ]),
    byLogin: orOutage(asked.byLogin),
    byUid: orOutage(asked.byUid),
    search: orOutage(async (filter: PersonFilter) => (await asked.find(filter)).people),
    find: orOutage(asked.find),
    verifyPassword: orOutage(asked.verifyPassword),
    test: () => tryOut(parameters, database),
    outage: database.outage,
    close: database.close,
  };
}

function outage(name: string, cause: Trouble): Refusal {
  const problem = { code: "unavailable", what: `resolver ${name}`, resolver: name } as const;
  return Object.assign(new Refusal(problem), { cause });
}

function passwordOf({ name, parameters }: ResolverSettings, { vault }: ResolverDeps): string {
  try {
    const sealed = Buffer.from(parameters["Password"] ?? "", "base64");
    return new TextDecoder().decode(vault.open(sealed, `setting/resolver/${name}/Password`));
  } catch (cause) {
    throw new Trouble("Password cannot be opened: it is missing, or sealed with another key", { cause });
  }
}

/** What a resolver is asked, as questions to the database. They throw a Trouble. */
function createAnswers(parameters: SqlParameters, database: Database, { passwords }: ResolverDeps) {
  const { columns } = parameters;
  const texts = createQuestionTexts(parameters);

  /**
   * Databases compare more kindly than we may: without regard to case, accents or trailing blanks, `7x` like 7. So what
   * they find is compared once more, exactly.
   */
  const exactly = async (
    field: "uid" | "login",
    value: string,
    withSecrets = false,
  ): Promise<readonly ReadRow[]> => {
    // No database has an empty name, nor one with a zero byte.
    if (value === "" || value.includes("\0")) return [];
    const rows = await database.ask(texts.alike(columns[field], value, withSecrets));
    if (rows.length >= mostAlike) throw new Trouble(`too many rows have the same ${columns[field]}`);
    return rows.map((row) => readRow(row, columns)).filter((row) => row[field] === value);
  };
  const oneByUid = async (uid: string, withSecrets = false): Promise<ReadRow | undefined> => {
    const rows = await exactly("uid", uid, withSecrets);
    if (new Set(rows.map(({ login }) => login)).size > 1)
      throw new Trouble(`several people have the same ${columns.uid}`);
    return rows.at(-1);
  };
  return {
    /** The last row counts, as in LinOTP. */
    byLogin: async (login: string): Promise<Person | undefined> =>
      readable((await exactly("login", login)).at(-1), parameters),
    byUid: async (uid: string): Promise<Person | undefined> => readable(await oneByUid(uid), parameters),
    find: async (filter: PersonFilter): Promise<FoundPeople> => {
      const rows = await database.ask(texts.search(withoutZeros(filter)));
      const shown = rows.slice(0, parameters.limit);
      const people = shown.flatMap((row) => personFrom(readRow(row, columns)) ?? []);
      return { people, hasMore: rows.length > shown.length };
    },
    verifyPassword: async (uid: string, password: string): Promise<boolean> => {
      const row = await oneByUid(uid, true);
      const hash = row?.hash ?? "";
      if (hash === "" || password === "") return await passwords.verifyNobody(password);
      return await passwords.verify(withSalt(hash, row?.salt ?? ""), password);
    },
  };
}

/** A zero byte is in no text of a database, and PostgreSQL breaks off when it is asked for one. */
function withoutZeros(filter: PersonFilter): PersonFilter {
  return Object.fromEntries(
    Object.entries(filter).map(([field, text]) => [field, text.replaceAll("\0", "\uFFFD")]),
  );
}

function personFrom({ uid = "", login = "", fields }: ReadRow): Person | undefined {
  if (uid === "" || login === "") return undefined;
  const shown = fields.flatMap(([field, value = ""]) => (value === "" ? [] : [[field, value] as const]));
  return { uid, login, info: Object.fromEntries([...shown, ["username", login], ["userid", uid]]) };
}

/** Somebody is there, but not who he is: no reason to say that he is gone. */
function readable(row: ReadRow | undefined, { columns }: SqlParameters): Person | undefined {
  if (row === undefined) return undefined;
  const person = personFrom(row);
  if (person === undefined) throw new Trouble(`a row has no ${columns.uid} or no ${columns.login}`);
  return person;
}

/** Step by step, so that the first thing that is wrong is named. */
async function tryOut(parameters: SqlParameters, database: Database): Promise<ResolverTest> {
  const texts = createQuestionTexts(parameters);
  try {
    return await database.alone(async (connection) => {
      for (const trial of texts.trials()) await tried(connection, trial);
      const [count] = await tried(connection, { about: "Where", statement: texts.count() });
      const few = await tried(connection, { about: "Where", statement: texts.few() });
      const sample = few.flatMap((row) => readRow(row, parameters.columns).login ?? []);
      return { result: true, desc: { rows: Number(count?.[0] ?? 0), err_string: "" }, sample };
    });
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return { result: false, desc: { rows: 0, err_string: error.message } };
  }
}

async function tried(connection: Connection, { about, statement }: Trial): Promise<readonly Row[]> {
  try {
    const rows = await connection.run(statement);
    if (rows !== unfit) return rows;
  } catch (error) {
    throw error instanceof Trouble ? new Trouble(`${about}: ${error.message}`, { cause: error }) : error;
  }
  throw new Trouble(`${about}: a value does not fit the column that it is compared with`);
}
