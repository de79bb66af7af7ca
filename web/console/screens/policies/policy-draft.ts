// A policy that is being written: what is missing or cannot be right in it, before the server is asked.

import { entriesOf, signOf } from "../../access-points/access-points.ts";
import type { ActionDefinition, Policy } from "../../api/read-policy.ts";
import { type SetAction, writeActions } from "../../parts/policy-actions.ts";

export type PolicyDraft = {
  readonly name: string;
  readonly scope: string;
  readonly realm: string;
  readonly user: string;
  readonly client: string;
  readonly time: string;
  readonly active: boolean;
  readonly actions: readonly SetAction[];
};

export type PolicyDraftEvent =
  | { readonly type: "set"; readonly set: Partial<Omit<PolicyDraft, "actions" | "scope">> }
  /** Actions belong to a scope, so they go with it. */
  | { readonly type: "scope"; readonly scope: string }
  | { readonly type: "add"; readonly action: SetAction }
  | { readonly type: "change"; readonly action: SetAction }
  | { readonly type: "drop"; readonly name: string };

export const anyTime = "* * * * * *;";

export const emptyPolicy: PolicyDraft = {
  name: "",
  scope: "selfservice",
  realm: "*",
  user: "*",
  client: "*",
  time: anyTime,
  active: true,
  actions: [],
};

export function stepPolicy(draft: PolicyDraft, event: PolicyDraftEvent): PolicyDraft {
  switch (event.type) {
    case "set":
      return { ...draft, ...event.set };
    case "scope":
      return event.scope === draft.scope ? draft : { ...draft, scope: event.scope, actions: [] };
    case "add":
      return draft.actions.some(({ name }) => name === event.action.name)
        ? draft
        : { ...draft, actions: [...draft.actions, event.action] };
    case "change":
      return {
        ...draft,
        actions: draft.actions.map((each) => (each.name === event.action.name ? event.action : each)),
      };
    case "drop":
      return { ...draft, actions: draft.actions.filter(({ name }) => name !== event.name) };
  }
}

export function policyOf({ actions, ...rest }: PolicyDraft): Policy {
  return { ...rest, name: rest.name.trim(), action: writeActions(actions) };
}

export type PolicyFault = "name" | "actions" | "realm" | "user" | "client" | "time";

/** `accessPoints`: names that clients may have. Empty: it can be sent. `clean` names the actions whose value cannot be right. */
export function faultsOf(draft: PolicyDraft, accessPoints: readonly string[] = []): readonly PolicyFault[] {
  const faults: PolicyFault[] = [];
  if (!/^[a-zA-Z0-9_.]+$/.test(draft.name.trim())) faults.push("name");
  if (draft.actions.length === 0) faults.push("actions");
  if (draft.realm.trim() === "") faults.push("realm");
  if (draft.user.trim() === "") faults.push("user");
  const isClient = (entry: string) => isNetwork(entry) || accessPoints.includes(signOf(entry).body);
  if (!entriesOf(draft.client).every(isClient)) faults.push("client");
  if (!isTimes(draft.time)) faults.push("time");
  return faults;
}

/** An address or a network, or everything; each may be excepted by a leading `!` or `-`. */
function isNetwork(written: string): boolean {
  const network = written.replace(/^[!-]/, "");
  if (network === "*") return true;
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(network);
  if (v4 !== null) {
    return v4.slice(1, 5).every((part) => Number(part) <= 255) && Number(v4[5] ?? 32) <= 32;
  }
  return /^[0-9a-f:]*:[0-9a-f:.]*(?:\/\d{1,3})?$/i.test(network);
}

/** Six parts each: minute, hour, day, month, day of the week, year. */
function isTimes(written: string): boolean {
  const times = written.split(";").map((each) => each.trim());
  return times
    .filter((each) => each !== "" && each !== "*")
    .every((each) => each.replace(/^[!-]\s*/, "").split(/\s+/).length === 6);
}

/** Whether a value can be right for an action; what the catalogue does not know is left to the server. */
export function isValueRight({ value }: SetAction, definition: ActionDefinition | undefined): boolean {
  switch (definition?.kind) {
    case "flag":
      return /^(true|false|-?\d+)$/i.test(value);
    case "number":
      return /^-?\d{1,9}$/.test(value);
    case "choice":
      return definition.values.includes(value);
    case "words":
      return value.split(/\s+/).every((word) => word === "" || definition.values.includes(word));
    default:
      return value.trim() !== "";
  }
}

/** With what an action begins when it is added. */
export function startValue(definition: ActionDefinition): string {
  if (definition.kind === "flag") return "true";
  if (definition.kind === "choice") return definition.values.find((each) => !/^\d+$/.test(each)) ?? "";
  return "";
}
