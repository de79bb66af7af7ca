// Policies: contract 08 section 4.

import {
  decideDeletePolicies,
  decideImportPolicies,
  decideSetPolicy,
} from "../core/administration/policies.ts";
import { withSealedSecrets } from "../core/check/forwarding.ts";
import { policyUser } from "../core/check/situation.ts";
import { importPolicies as readPolicyFile } from "../core/policy/export.ts";
import type { PolicyUser } from "../core/policy/fields/user.ts";
import { type Explanation, explain } from "../core/policy/match.ts";
import type { PolicyText } from "../core/policy/policy.ts";
import type { Administrator } from "./rights.ts";
import { changeSettings } from "./settings.ts";
import { userAt } from "./users.ts";
import type { World } from "./world.ts";

export interface PolicyChange<What> {
  readonly what: What;
  readonly enforce: boolean;
}

export async function setPolicy(
  world: World,
  who: Administrator,
  change: PolicyChange<PolicyText>,
): Promise<PolicyText> {
  const order = { enforce: change.enforce, origin: who.origin };
  const what = sealed(world, change.what);
  return changeSettings(world, who, { decide: (state) => decideSetPolicy(state, what, order) });
}

/** No secret of a server stands in a policy, where every administrator may read it. */
function sealed<Text extends { readonly action: string }>({ vault }: World, policy: Text): Text {
  return { ...policy, action: withSealedSecrets(policy.action, vault) };
}

/** Those that existed. */
export async function deletePolicies(
  world: World,
  who: Administrator,
  change: PolicyChange<readonly string[]>,
): Promise<readonly PolicyText[]> {
  const order = { enforce: change.enforce, origin: who.origin };
  return changeSettings(world, who, { decide: (state) => decideDeletePolicies(state, change.what, order) });
}

/** How many there were in the file. */
export async function importPolicies(world: World, who: Administrator, file: string): Promise<number> {
  const texts = readPolicyFile(file).map((policy) => sealed(world, policy));
  return changeSettings(world, who, { decide: (state) => decideImportPolicies(state, texts, who.origin) });
}

export interface PolicyQuestion {
  readonly user: string;
  readonly realm: string;
  readonly scope: string;
  readonly action: string;
  readonly client: string;
}

/** What the policies say about a person, at this moment. */
export async function askPolicies(world: World, question: PolicyQuestion): Promise<Explanation> {
  const { scope, action, client } = question;
  const realm = question.realm.toLowerCase();
  const user = await askedAbout(world, { login: question.user, realm });
  return explain(
    world.store.settings().policies,
    { scope, action },
    { user, realm, client, at: world.now() },
  );
}

/** A person whom no directory knows can still be named in a policy. */
async function askedAbout(
  world: World,
  at: { readonly login: string; readonly realm: string },
): Promise<PolicyUser> {
  const user = await userAt(world, { ...at, resolver: undefined });
  return user === undefined ? { ...at, resolver: undefined, info: {} } : policyUser(user);
}
