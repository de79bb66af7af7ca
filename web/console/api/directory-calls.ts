// People, realms and the directories they are in.

import type { Api } from "../../shared/api/client.ts";
import { readFlag, readRecord, readText } from "../../shared/api/read.ts";
import { type Realm, type Resolver, readRealms, readResolvers } from "./read-directory.ts";
import { type ImportCounts, type Person, readImport, readPeople } from "./read-person.ts";

export type PersonFields = Readonly<
  Record<"username" | "givenname" | "surname" | "email" | "phone" | "mobile", string>
>;

export type PeoplePage = { readonly people: readonly Person[]; readonly hasMore: boolean };

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
      const { value } = await api.get("/admin/userlist", { realm, searchTerm, page: 0, rp });
      const found = readPeople(value).slice((page - 1) * peoplePerPage);
      return { people: found.slice(0, peoplePerPage), hasMore: found.length > peoplePerPage };
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
    passwdFileName: async (resolver: string): Promise<string> => {
      const { value } = await api.get("/system/getResolver", { resolver });
      return readText(readRecord(readRecord(value).data).fileName);
    },
    /** `previous_name` is "" for a new one. */
    savePasswdFile: (written: {
      readonly name: string;
      readonly previous_name: string;
      readonly fileName: string;
    }) => api.post("/system/setResolver", { type: "passwdresolver", ...written }),
    /** False: there was no such resolver. */
    removeResolver: async (resolver: string): Promise<boolean> =>
      readFlag((await api.post("/system/delResolver", { resolver })).value),
  };
}
