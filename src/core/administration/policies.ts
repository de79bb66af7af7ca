// Setting, importing and deleting policies (contract 08 section 4).

import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision } from "../change.ts";
import { readFlag } from "../fields.ts";
import { accessPointsOf } from "../policy/access-points.ts";
import { compilePolicy, type Policy, type PolicyText } from "../policy/policy.ts";
import { lockoutProblem } from "../policy/rights.ts";
import { validateActions } from "../policy/validate.ts";
import { refuse } from "../problem.ts";
import type { Settings } from "../settings.ts";
import type { State } from "../store.ts";

export interface PolicyOrder {
  /** The administrator insists, although nobody might be able to change the configuration afterwards. */
  readonly enforce: boolean;
  readonly origin: Origin;
}

/** Outcome: the policy as it is stored. */
export function decideSetPolicy(
  { settings }: State,
  text: PolicyText,
  order: PolicyOrder,
): Decision<PolicyText> {
  const policy = readPolicy(settings, text);
  const before = settings.policies.policies.find((each) => each.text.name === text.name);
  const after = [...settings.policies.policies.filter((each) => each !== before), policy];
  if (concernsSystem([policy, before]) && !order.enforce) preventLockout(after, policy);
  const { user, realm } = policy.text;
  const audit = auditEntry(order.origin, { success: true, user, realm, actionDetail: describe(policy.text) });
  return { outcome: policy.text, changes: [putPolicy(policy)], audit };
}

/** All of them or none. Policies of scope system are taken without a look at who could still change anything. */
export function decideImportPolicies(
  { settings }: State,
  texts: readonly PolicyText[],
  origin: Origin,
): Decision<number> {
  const policies = texts.map((text) => readPolicy(settings, text));
  const info = policies.map(({ text }) => text.name).join(", ");
  return {
    outcome: policies.length,
    changes: policies.map(putPolicy),
    audit: auditEntry(origin, { success: true, info }),
  };
}

/** Outcome: those that existed. */
export function decideDeletePolicies(
  { settings }: State,
  names: readonly string[],
  order: PolicyOrder,
): Decision<readonly PolicyText[]> {
  const all = settings.policies.policies;
  const gone = all.filter(({ text }) => names.includes(text.name));
  if (concernsSystem(gone) && !order.enforce) {
    const after = all.filter((policy) => !gone.includes(policy));
    preventLockout(after, undefined);
  }
  return {
    outcome: gone.map(({ text }) => text),
    changes: gone.map(({ text }) => ({ kind: "setting.delete", family: "policy", name: text.name })),
    audit: auditEntry(order.origin, { success: true, info: names.at(-1) ?? "" }),
  };
}

function readPolicy(settings: Settings, text: PolicyText): Policy {
  const policy = compilePolicy(text, accessPointsOf(settings.config));
  const validates = readFlag(settings.config.get("policy_action_validation")?.value ?? "") === true;
  if (validates) validateActions(policy.text);
  return policy;
}

function preventLockout(after: readonly Policy[], changed: Policy | undefined): void {
  const problem = lockoutProblem(after, changed);
  if (problem !== undefined) throw refuse(problem);
}

function concernsSystem(policies: readonly (Policy | undefined)[]): boolean {
  return policies.some((policy) => policy?.scope === "system");
}

function putPolicy({ text }: Policy): Change {
  return { kind: "setting.put", family: "policy", name: text.name, value: { ...text } };
}

function describe({ name, scope, action, realm, user, client, time, active }: PolicyText): string {
  const said = { name, scope, action, realm, user, client, time, active };
  return Object.entries(said)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}
