// What can be asked about numbers: of tokens and people now, and of what policies had counted before.

import type { Api, Parameters } from "../../shared/api/client.ts";
import { readFlag, readNumber, readRecord } from "../../shared/api/read.ts";
import { type RealmFigures, readRealmFigures, readReportPage, sumsByRealm } from "./read-figures.ts";

export type ServerFigures = {
  readonly policies: number;
  readonly realms: number;
  readonly resolvers: number;
};

export function figureCalls(api: Api) {
  return {
    /** By realm; the first is the sum of all. */
    tokenFigures: async (): Promise<readonly RealmFigures[]> =>
      readRealmFigures(
        (await api.get("/monitoring/tokens", { status: "active,inactive,assigned,unassigned" })).value,
      ),
    /** Realm to number of people with an enabled token; "" for the sum. */
    activeUsers: async () => sumsByRealm((await api.get("/monitoring/activeUsers")).value),
    async serverFigures(): Promise<ServerFigures> {
      const counts = readRecord((await api.get("/monitoring/config")).value);
      const of = (name: string) => readNumber(counts[name]) ?? 0;
      const resolvers = of("ldapresolver") + of("sqlresolver") + of("passwdresolver");
      return { policies: of("policies"), realms: of("realms"), resolvers };
    },
    isSealing: async (): Promise<boolean> =>
      readFlag(readRecord((await api.get("/monitoring/storageEncryption")).value).encryption),
    reports: async (parameters: Parameters) => readReportPage(await api.get("/reporting/show", parameters)),
  };
}
