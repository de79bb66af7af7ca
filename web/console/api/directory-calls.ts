// People, realms and the directories they are in.

import type { Api } from "../../shared/api/client.ts";
import { readFlag, readNumber, readRecord } from "../../shared/api/read.ts";
import {
  type DirectoryType,
  type Realm,
  type Resolver,
  readParameters,
  readRealms,
  readResolvers,
  type Values,
} from "./read-directory.ts";
import { type Finding, readFinding } from "./read-finding.ts";
import { type ImportCounts, type Person, readImport, readPeople } from "./read-person.ts";

export type PersonFields = Readonly<
  Record<"username" | "givenname" | "surname" | "email" | "phone" | "mobile", string>
>;

export type PeoplePage = {
  readonly people: readonly Person[];
  readonly hasMore: boolean;
  /** So many were found, and a directory kept back others. Undefined: these are all. */
  readonly limitedTo: number | undefined;
};

/** `previous_name` is "" for a new one. A password that is not sent stays as it is. */
export type WrittenDirectory = {
  readonly type: DirectoryType;
  readonly name: string;
  readonly previous_name: string;
  readonly parameters: Values;
};

export const peoplePerPage = 25;

export type ImportFile = {
  readonly directory: string;
  readonly file: Blob;
  readonly skipHeader: boolean;
  readonly plainPasswords: boolean;
  readonly dryRun: boolean;
};

export function directoryCalls(api: Api) {
  return {
    /** `page` from 1. The server does not count people, so one more is fetched to know whether there are more. */
    async people(realm: string, search: string, page: number): Promise<PeoplePage> {
      const searchTerm = search.trim() === "" ? "*" : `*${search.trim()}*`;
      const rp = page * peoplePerPage + 1;
      const { value, detail } = await api.get("/admin/userlist", { realm, searchTerm, page: 0, rp });
      const found = readPeople(value).slice((page - 1) * peoplePerPage);
      const limitedTo = readNumber(readRecord(detail).limited_to);
      return { people: found.slice(0, peoplePerPage), hasMore: found.length > peoplePerPage, limitedTo };
    },
    async person(realm: string, username: string): Promise<Person | undefined> {
      const { value } = await api.get("/admin/userlist", { realm, username });
      return readPeople(value).find(({ login }) => login === username);
    },
    /** `userid` names the person who is changed; without it somebody new is created. An empty password stays. */
    savePerson: (
      resolver: string,
      person: PersonFields & { readonly userid?: string; readonly password?: string },
    ) => api.post("/api/v2/people", { resolver, ...person }),
    removePerson: (resolver: string, username: string, force: boolean) =>
      api.post("/api/v2/people/remove", { resolver, username, force }),
    async importPeople({
      directory,
      file,
      skipHeader,
      plainPasswords,
      dryRun,
    }: ImportFile): Promise<ImportCounts> {
      const form = new FormData();
      const fields = { resolver: directory, dryrun: dryRun, skip_header: skipHeader };
      for (const [name, value] of Object.entries({ ...fields, passwords_in_plaintext: plainPasswords })) {
        form.set(name, String(value));
      }
      form.set("file", file, "people.csv");
      return readImport((await api.upload("/tools/import_users", form)).value);
    },
    realms: async (): Promise<readonly Realm[]> => readRealms((await api.get("/system/getRealms")).value),
    saveRealm: (realm: string, specs: readonly string[]) =>
      api.post("/system/setRealm", { realm, resolvers: specs.join(",") }),
    removeRealm: (realm: string) => api.post("/system/delRealm", { realm }),
    setDefaultRealm: (realm: string) => api.post("/system/setDefaultRealm", { realm }),
    resolvers: async (): Promise<readonly Resolver[]> =>
      readResolvers((await api.get("/system/getResolvers")).value),
    /** Without its password, which the server shows to nobody in a form that could be used. */
    directoryParameters: async (resolver: string): Promise<Values> => {
      const { value } = await api.get("/system/getResolver", { resolver });
      return readParameters(readRecord(value).data);
    },
    saveDirectory: ({ parameters, ...written }: WrittenDirectory) =>
      api.post("/system/setResolver", { ...parameters, ...written }),
    testDirectory: async (name: string): Promise<Finding> =>
      readFinding((await api.post("/admin/testresolver", { name })).value),
    /** Settings that are not saved, and will not be by this. */
    testWritten: async ({ parameters, ...written }: WrittenDirectory): Promise<Finding> =>
      readFinding((await api.post("/admin/testresolver", { ...parameters, ...written })).value),
    /** False: there was no such resolver. */
    removeResolver: async (resolver: string): Promise<boolean> =>
      readFlag((await api.post("/system/delResolver", { resolver })).value),
  };
}
