// The directory inside our own database, for those who have no other. On LinOTP's wire it is a readonly `sqlresolver`.

import type { DirectoryPerson } from "../core/change.ts";
import type { ResolverSettings } from "../core/settings.ts";
import type { Person, Resolver } from "../core/user.ts";
import type { ResolverDeps } from "./deps.ts";
import { compileFilter, type SearchFields } from "./search.ts";

const searchFields: SearchFields = {
  username: "text",
  userid: "numeric",
  surname: "text",
  givenname: "text",
  email: "text",
  phone: "text",
  mobile: "text",
};

export function openBuiltInResolver(
  { name }: ResolverSettings,
  { store, passwords }: ResolverDeps,
): Resolver {
  return {
    name,
    searchFields,
    byLogin: async (login) => optionalPerson(await store.personByLogin(name, login)),
    byUid: async (uid) => optionalPerson(await store.personByUid(name, uid)),
    search: async (filter) => {
      const fits = compileFilter(filter, searchFields, fieldOf);
      return (await store.people(name)).filter(fits).map(personOf);
    },
    verifyPassword: async (uid, password) => {
      const hash = (await store.personByUid(name, uid))?.password;
      // `*` is LinOTP's mark for an account without login (contract 11 section 6).
      const known = hash !== undefined && hash !== "" && hash !== "*" && password !== "";
      return known ? passwords.verify(hash, password) : passwords.verifyNobody(password);
    },
    test: async () => ({ result: true, desc: { rows: (await store.people(name)).length, err_string: "" } }),
  };
}

function optionalPerson(person: DirectoryPerson | undefined): Person | undefined {
  return person === undefined ? undefined : personOf(person);
}

function personOf(person: DirectoryPerson): Person {
  const fields = Object.keys(searchFields).map((field) => [field, fieldOf(person, field)] as const);
  return {
    uid: person.uid,
    login: person.login,
    info: Object.fromEntries(fields.filter(([, value]) => value !== "")),
  };
}

function fieldOf(person: DirectoryPerson, field: string): string {
  const { uid, login, surname, givenname, email, phone, mobile } = person;
  const values: Readonly<Record<string, string>> = {
    username: login,
    userid: uid,
    surname,
    givenname,
    email,
    phone,
    mobile,
  };
  return values[field] ?? "";
}
