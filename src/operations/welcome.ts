// What a fresh installation brings beyond LinOTP's defaults, so that the first rollout token works in five minutes:
// a directory of its own, a realm for it, and the policies that make rollout tokens safe.

import { auditEntry } from "../core/audit.ts";
import type { Change } from "../core/change.ts";
import { policyText } from "../core/policy/policy.ts";
import { builtInDirectory } from "./first-start.ts";
import type { World } from "./world.ts";

export const firstDirectory = "people";
export const firstRealm = "users";

const policies = [
  policyText({ name: "portal_login", scope: "selfservice", action: "mfa_login" }),
  policyText({
    name: "portal_rights",
    scope: "selfservice",
    action:
      "enrollHMAC, enrollTOTP, delete, disable, enable, setOTPPIN, setDescription, resync, reset, verify, history",
  }),
  policyText({ name: "token_issuer", scope: "enrollment", action: "tokenissuer=Latchkey" }),
  policyText({ name: "rollout_purge", scope: "enrollment", action: "purge_rollout_token" }),
];

export async function welcome(world: World): Promise<void> {
  const directory = builtInDirectory(firstDirectory, { admin: false, immutable: false });
  const realm = { name: firstRealm, resolvers: [firstDirectory], admin: false };
  const changes: readonly Change[] = [
    { kind: "setting.put", family: "resolver", name: firstDirectory, value: { ...directory } },
    { kind: "setting.put", family: "realm", name: firstRealm, value: realm },
    {
      kind: "setting.put",
      family: "config",
      name: "DefaultRealm",
      value: { value: firstRealm, type: "", description: "" },
    },
    ...policies.map(
      (policy): Change => ({
        kind: "setting.put",
        family: "policy",
        name: policy.name,
        value: { ...policy },
      }),
    ),
  ];
  const origin = { at: world.now(), action: "start/welcome", client: "", administrator: "" };
  await world.store.decide({ settings: true }, () => ({
    outcome: undefined,
    changes,
    audit: auditEntry(origin, { success: true, info: "first directory, realm and policies" }),
  }));
}
