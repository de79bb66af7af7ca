// Policies.

import type { Api } from "../../shared/api/client.ts";
import { readText } from "../../shared/api/read.ts";
import {
  type Catalogue,
  type Policy,
  readCatalogue,
  readPolicies,
  readVerdict,
  type Verdict,
} from "./read-policy.ts";

export type PolicyQuestion = Readonly<Record<"user" | "realm" | "client" | "scope" | "action", string>>;

export const policyExport = "/system/getPolicy/policy.cfg?export=true&display_inactive=true";

export function policyCalls(api: Api) {
  return {
    policies: async (): Promise<readonly Policy[]> =>
      readPolicies((await api.get("/system/getPolicy", { display_inactive: true })).value),
    catalogue: async (): Promise<Catalogue> => readCatalogue((await api.get("/system/getPolicyDef")).value),
    /** `enforce`: also when nobody could change policies afterwards. */
    savePolicy: (policy: Policy, enforce: boolean) =>
      api.post("/system/setPolicy", {
        ...policy,
        active: policy.active ? "True" : "False",
        ...enforced(enforce),
      }),
    removePolicy: (name: string, enforce: boolean) =>
      api.post("/system/delPolicy", { name, ...enforced(enforce) }),
    checkPolicy: async (question: PolicyQuestion): Promise<Verdict> =>
      readVerdict((await api.get("/system/checkPolicy", question)).value),
    /** How many policies there were in the file. */
    async importPolicies(file: Blob): Promise<string> {
      const form = new FormData();
      form.set("file", file, "policy.cfg");
      return readText((await api.upload("/system/importPolicy", form)).value);
    },
  };
}

function enforced(enforce: boolean) {
  return enforce ? { enforce: "true" } : {};
}
