// Reports: after an event, how many tokens the realms concerned have, as far as policies in scope reporting ask for it
// (contract 10 section 6, contract 05 section 6). Without such a policy nothing is counted.

import type { Origin } from "../audit.ts";
import type { Change, Decision, ReportOrder } from "../change.ts";
import type { Written } from "../policy/fields/parse.ts";
import { matching, sightOf } from "../policy/match.ts";
import { candidates, type PolicySet } from "../policy/policy.ts";
import { hasPolicies } from "../policy/rule.ts";
import type { State, TokenNumbers } from "../store.ts";

/** What stands for "in no realm", on the wire and in reports. */
export const noRealm = "/:no realm:/";

const counts = {
  total: ({ total }) => total,
  "total users": ({ users }) => users,
  active: ({ active }) => active,
  inactive: ({ total, active }) => total - active,
  assigned: ({ assigned }) => assigned,
  unassigned: ({ total, assigned }) => total - assigned,
  "active&assigned": ({ activeAssigned }) => activeAssigned,
  "active&unassigned": ({ active, activeAssigned }) => active - activeAssigned,
  "inactive&assigned": ({ assigned, activeAssigned }) => assigned - activeAssigned,
  "inactive&unassigned": ({ total, active, assigned, activeAssigned }) =>
    total - active - assigned + activeAssigned,
} as const satisfies { readonly [status: string]: (numbers: TokenNumbers) => number };

export type TokenStatus = keyof typeof counts;

export const tokenStatuses = Object.keys(counts) as readonly TokenStatus[];

/** `assigned & active` means `active&assigned`. Undefined: there is no such status. */
export function readStatus(written: string): TokenStatus | undefined {
  const parts = written.split("&").map((part) => part.trim());
  return [parts, parts.toReversed()]
    .map((each) => each.join("&"))
    .find((name): name is TokenStatus => Object.hasOwn(counts, name));
}

export function countOf(numbers: TokenNumbers, status: TokenStatus): number {
  return counts[status](numbers);
}

/** What policies want counted in a realm: all of them together. `at` is in milliseconds since 1970. */
export function reportedStatuses(policies: PolicySet, realm: string, at: number): readonly TokenStatus[] {
  if (!hasPolicies(policies, "reporting")) return [];
  const sight = sightOf({ user: undefined, realm, client: "", at });
  const wanted = matching(candidates(policies, "reporting"), sight, "simple").flatMap(({ policy }) =>
    [...policy.actions].flatMap(([action, value]) => statusesOf(action, value)),
  );
  return [...new Set(wanted)];
}

function statusesOf(action: string, value: Written): readonly TokenStatus[] {
  if (action === "*") return tokenStatuses;
  if (action === "token_total") return ["total"];
  if (action === "token_user_total") return ["total users"];
  if (action !== "token_status" || typeof value !== "string") return [];
  return value.split(",").flatMap((each) => readStatus(each) ?? []);
}

/** The decision together with the reports that are due because of it. Once for a whole decision, not for its parts. */
export function reported<Outcome>(
  decision: Decision<Outcome>,
  { settings, tokens }: Pick<State, "settings" | "tokens">,
  { at, action }: Origin,
): Decision<Outcome> {
  if (!hasPolicies(settings.policies, "reporting")) return decision;
  const event = `token_${action.slice(action.lastIndexOf("/") + 1)}`;
  const orders = realmsOf(decision.changes, tokens).flatMap((realm): readonly ReportOrder[] => {
    const statuses = reportedStatuses(settings.policies, realm, at);
    return statuses.length === 0 ? [] : [{ at, event, realm, statuses }];
  });
  const reports = orders.map((report): Change => ({ kind: "report.add", report }));
  return { ...decision, changes: [...decision.changes, ...reports] };
}

/** In which the changed tokens were, or are now. */
function realmsOf(changes: readonly Change[], before: State["tokens"]): readonly string[] {
  const concerned = new Set<string>();
  const add = (realms: readonly string[]): void => {
    for (const realm of realms.length === 0 ? [noRealm] : realms) concerned.add(realm);
  };
  for (const change of changes) {
    if (change.kind === "token.create") add(change.token.realms);
    if (change.kind !== "token.update" && change.kind !== "token.delete") continue;
    const known = before.find(({ serial }) => serial === change.serial);
    if (known !== undefined) add(known.realms);
    if (change.kind === "token.update" && change.set.realms !== undefined) add(change.set.realms);
  }
  return [...concerned];
}
