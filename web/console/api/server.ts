// Everything the console asks the server, by name.

import type { Api } from "../../shared/api/client.ts";
import { accessPointCalls } from "./access-point-calls.ts";
import { directoryCalls } from "./directory-calls.ts";
import { figureCalls } from "./figure-calls.ts";
import { policyCalls } from "./policy-calls.ts";
import { providerCalls } from "./provider-calls.ts";
import { readAuditPage } from "./read-audit.ts";
import { readRights } from "./read-rights.ts";
import { tokenCalls } from "./token-calls.ts";

export type Server = ReturnType<typeof makeServer>;

export function makeServer(api: Api) {
  return {
    ...tokenCalls(api),
    ...directoryCalls(api),
    ...policyCalls(api),
    ...providerCalls(api),
    ...figureCalls(api),
    ...accessPointCalls(api),
    /** False: username or password is wrong. */
    login: async (username: string, password: string): Promise<boolean> =>
      (await api.post("/admin/login", { username, password })).value === true,
    rights: async () => readRights((await api.get("/manage/context")).detail),
    logout: () => api.post("/admin/logout"),
    audit: async (parameters: Readonly<Record<string, string>>) =>
      readAuditPage(await api.getRaw("/audit/search", parameters)),
  };
}
