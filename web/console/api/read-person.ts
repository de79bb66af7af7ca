// People as directories describe them: rows of /admin/userlist.

import { readList, readRecord, readText } from "../../shared/api/read.ts";
import { resolverName } from "./read-directory.ts";

export type Person = {
  readonly login: string;
  readonly uid: string;
  readonly givenname: string;
  readonly surname: string;
  readonly email: string;
  readonly phone: string;
  readonly mobile: string;
  /** Name of the directory he is in. */
  readonly directory: string;
};

export function readPeople(value: unknown): readonly Person[] {
  return readList(value)
    .map(readPerson)
    .filter(({ login }) => login !== "");
}

function readPerson(value: unknown): Person {
  const row = readRecord(value);
  return {
    login: readText(row.username),
    uid: readText(row.userid),
    givenname: readText(row.givenname),
    surname: readText(row.surname),
    email: readText(row.email),
    phone: readText(row.phone),
    mobile: readText(row.mobile),
    directory: resolverName(readText(row.resolver)),
  };
}

/** As people are called; the login when the directory knows nothing else. */
export function personName({ givenname, surname, login }: Person): string {
  return `${givenname} ${surname}`.trim() || login;
}

/** What an import did, or would do: logins. */
export type ImportCounts = {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
};

/** On the wire those who stay as they are are called `updated`. */
export function readImport(value: unknown): ImportCounts {
  const { created, updated, modified, deleted } = readRecord(value);
  const logins = (group: unknown) => Object.values(readRecord(group)).map(readText);
  return {
    created: logins(created),
    changed: logins(modified),
    unchanged: logins(updated),
    removed: logins(deleted),
  };
}
