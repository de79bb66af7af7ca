// People from an LDAP directory (LinOTP's `ldapresolver`, contract 11 section 3).

import { Refusal } from "../../core/problem.ts";
import type { ResolverSettings } from "../../core/settings.ts";
import type { FoundPeople, Person, PersonFilter, Resolver } from "../../core/user.ts";
import type { ResolverDeps } from "../deps.ts";
import { compilePattern } from "../search.ts";
import type { Entry, Query } from "./client.ts";
import { type Directory, openDirectory } from "./directory.ts";
import { isBelow } from "./dn.ts";
import { filled } from "./filter.ts";
import { type LdapParameters, readLdapParameters } from "./parameters.ts";
import { attributesFor, personFrom, searchFieldsOf, searchFilter, uidFilter } from "./people.ts";
import { testResult } from "./test-result.ts";
import { Trouble } from "./trouble.ts";

/** Throws a Refusal that names the parameter which cannot be used. Nothing is asked yet. */
export function openLdapResolver(settings: ResolverSettings, deps: ResolverDeps): Resolver {
  const { name } = settings;
  const parameters = readLdapParameters(settings);
  const directory = openDirectory(parameters, {
    password: () => bindPassword(settings, deps),
    now: deps.now,
  });
  const asked = createQuestions(parameters, directory, deps);
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
    searchFields: searchFieldsOf(parameters),
    byLogin: orOutage(asked.byLogin),
    byUid: orOutage(asked.byUid),
    search: orOutage(async (filter: PersonFilter) => (await asked.find(filter)).people),
    find: orOutage(asked.find),
    verifyPassword: orOutage(asked.verifyPassword),
    test: async () => {
      const tried = await directory.tryAll(asked.everybody());
      return await testResult(tried, parameters, asked.byLogin);
    },
    outage: directory.outage,
    close: directory.close,
  };
}

function outage(name: string, cause: Trouble): Refusal {
  const problem = { code: "unavailable", what: `resolver ${name}`, resolver: name } as const;
  return Object.assign(new Refusal(problem), { cause });
}

function bindPassword({ name, parameters }: ResolverSettings, { vault }: ResolverDeps): string {
  try {
    const sealed = Buffer.from(parameters["BINDPW"] ?? "", "base64");
    return new TextDecoder().decode(vault.open(sealed, `setting/resolver/${name}/BINDPW`));
  } catch (cause) {
    throw new Trouble("BINDPW cannot be opened: it is missing, or sealed with another key", { cause });
  }
}

/** What a resolver is asked, as questions to the directory. They throw a Trouble. */
function createQuestions(parameters: LdapParameters, directory: Directory, deps: ResolverDeps) {
  const { wanted, binary } = attributesFor(parameters);
  const { base, uid: uidType, sizeLimit } = parameters;
  const common = { base, scope: "sub", attributes: wanted, binary } as const;
  const macros = (login: string) => ({ login, now: deps.now() });
  const listing = (filter: Query["filter"]): Query => {
    // Servers give at most 1000 at once (Active Directory's MaxPageSize).
    const pageSize = sizeLimit === 0 ? 1000 : Math.min(Math.ceil(sizeLimit / 4), 1000);
    return { ...common, filter: filled(filter, macros("*")), limit: sizeLimit, pageSize };
  };

  const entryByUid = async (uid: string): Promise<Entry | undefined> => {
    const filter = uidFilter(uid, parameters);
    if (filter === undefined || (uidType.kind === "dn" && !isBelow(uid, base))) return undefined;
    const place = uidType.kind === "dn" ? ({ base: uid, scope: "base" } as const) : {};
    const { entries } = await directory.search({ ...common, ...place, filter, limit: 2 });
    if (entries.length > 1) throw new Trouble(`several people have the same ${shownUid(parameters)}`);
    return entries[0];
  };
  return {
    /** The first hit counts, as in LinOTP. */
    byLogin: async (login: string): Promise<Person | undefined> => {
      if (login === "") return undefined;
      const filter = filled(parameters.loginFilter, macros(login));
      const { entries } = await directory.search({ ...common, filter, limit: 1 });
      return readable(entries[0], parameters);
    },
    byUid: async (uid: string): Promise<Person | undefined> => readable(await entryByUid(uid), parameters),
    find: async (filter: PersonFilter): Promise<FoundPeople> => {
      const { entries, hasMore } = await directory.search(listing(searchFilter(filter, parameters)));
      const people = entries.flatMap((entry) => personFrom(entry, parameters) ?? []);
      const uid = filter["userid"];
      // Names in the tree and bytes cannot be searched by pattern there, so they are compared here.
      if (uid === undefined || isSearchable(parameters)) return { people, hasMore };
      const fits = compilePattern(uid);
      return { people: people.filter((person) => fits(person.uid)), hasMore };
    },
    /** One search, and one attempt to log in: as somebody who is not there when nobody is meant. */
    verifyPassword: async (uid: string, password: string): Promise<boolean> => {
      const entry = await entryByUid(uid);
      if (entry !== undefined && password !== "") return await directory.isPassword(entry.dn, password);
      const nonce = Buffer.from(deps.random(16)).toString("hex");
      await directory.isPassword(`cn=${nonce},${base}`, nonce);
      return false;
    },
    everybody: () => listing(parameters.listFilter),
  };
}

function isSearchable({ uid }: LdapParameters): boolean {
  return uid.kind === "attribute" && !uid.isBinary;
}

function shownUid({ uid }: LdapParameters): string {
  return uid.kind === "dn" ? "DN" : uid.attribute;
}

/** Somebody is there, but not what he is called: no reason to say that he is gone. */
function readable(entry: Entry | undefined, parameters: LdapParameters): Person | undefined {
  if (entry === undefined) return undefined;
  const person = personFrom(entry, parameters);
  if (person !== undefined) return person;
  const names = `${parameters.loginAttribute} or ${shownUid(parameters)}`;
  throw new Trouble(`an entry has no ${names}, or they may not be read`);
}
