// Policies that contradict each other where none is more exact than the other: then the first name decides.

import type { Policy } from "../../api/read-policy.ts";
import { parseActions, type SetAction } from "../../parts/policy-actions.ts";

export type Conflict = {
  readonly scope: string;
  readonly action: string;
  /** In the order of their names: the first one holds. */
  readonly policies: readonly { readonly name: string; readonly value: string }[];
};

/** Rights of administrators add up; they cannot contradict each other. */
const additive: ReadonlySet<string> = new Set([
  "admin",
  "system",
  "audit",
  "tools",
  "monitoring",
  "reporting.access",
]);

/**
 * Only what can be told from the texts: equal or both general users, realms and clients. Patterns that happen to meet in
 * one person are found by checking that person.
 */
export function conflictsIn(policies: readonly Policy[]): readonly Conflict[] {
  const said = policies
    .filter(({ active, scope }) => active && !additive.has(scope))
    .flatMap((policy) => (parseActions(policy.action) ?? []).map((action) => ({ policy, action })));
  const groups = Map.groupBy(said, placeOf);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const values = new Set(group.map(({ action }) => action.value));
    if (first === undefined || values.size < 2) return [];
    const named = group.map(({ policy, action }) => ({ name: policy.name, value: action.value }));
    const inOrder = named.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    return [{ scope: first.policy.scope, action: first.action.name, policies: inOrder }];
  });
}

function placeOf({ policy, action }: { readonly policy: Policy; readonly action: SetAction }): string {
  const who = [policy.user, policy.realm, policy.client, policy.time].map(normal);
  return [policy.scope, action.name, ...who].join("\n");
}

/** Lists in any order say the same; empty means everybody. */
function normal(list: string): string {
  const entries = list
    .toLowerCase()
    .split(/[,;]/)
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .toSorted();
  if (entries.length === 0 || entries.includes("*") || entries.includes("* * * * * *")) return "*";
  return entries.join(",");
}
