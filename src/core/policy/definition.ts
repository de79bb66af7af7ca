// The catalogue as LinOTP's getPolicyDef shows it (contract 09 section 11): what can be set in which scope.

import type { Action, WireType } from "./action.ts";
import { catalogue, familyActions, type Scope, scopeOf } from "./catalogue.ts";

export interface ActionDefinition {
  readonly type: WireType;
  readonly desc: string;
  /** The only values there are. */
  readonly value?: readonly (number | string)[];
  /** The words that a list may consist of. */
  readonly range?: readonly string[];
}

export type ScopeDefinition = Readonly<Record<string, ActionDefinition>>;

/** All scopes by name. */
export function policyDefinitions(): Readonly<Record<string, ScopeDefinition>> {
  return Object.fromEntries(Object.keys(catalogue).map((scope) => [scope, definitionsOf(scope as Scope)]));
}

/** The actions of one scope; undefined when there is no such scope. */
export function scopeDefinition(written: string): ScopeDefinition | undefined {
  const scope = scopeOf(written);
  return Object.hasOwn(catalogue, scope) ? definitionsOf(scope as Scope) : undefined;
}

function definitionsOf(scope: Scope): ScopeDefinition {
  const actions = [...Object.entries(catalogue[scope]), ...familyActions(scope)];
  return Object.fromEntries(
    actions.filter(([, { listed }]) => listed).map(([name, action]) => [name, definitionOf(action)]),
  );
}

function definitionOf({ type, about, allowed, range }: Action<unknown>): ActionDefinition {
  return {
    type,
    desc: about,
    ...(allowed === undefined ? {} : { value: allowed }),
    ...(range === undefined || type !== "set" ? {} : { range }),
  };
}
