// Policies, and the catalogue of what they can say.

import { readFlag, readList, readRecord, readText } from "../../shared/api/read.ts";

export type Policy = {
  readonly name: string;
  readonly scope: string;
  /** `name`, `name=value`, separated by commas. */
  readonly action: string;
  readonly realm: string;
  readonly user: string;
  readonly client: string;
  readonly time: string;
  readonly active: boolean;
};

export type ActionDefinition = {
  readonly name: string;
  readonly kind: "flag" | "number" | "text" | "choice" | "words";
  readonly help: string;
  /** Of a choice and of a number: the only values. Of words: what the list may consist of. */
  readonly values: readonly string[];
};

/** Scope to its actions. */
export type Catalogue = Readonly<Record<string, readonly ActionDefinition[]>>;

export type Verdict = {
  readonly allowed: boolean;
  readonly policies: readonly Policy[];
  readonly remark: string;
};

export function readPolicies(value: unknown): readonly Policy[] {
  return Object.entries(readRecord(value))
    .map(([name, policy]) => readPolicy(name, policy))
    .toSorted((left, right) => left.scope.localeCompare(right.scope) || left.name.localeCompare(right.name));
}

function readPolicy(name: string, value: unknown): Policy {
  const row = readRecord(value);
  return {
    name,
    scope: readText(row.scope),
    action: readText(row.action),
    realm: readText(row.realm),
    user: readText(row.user),
    client: readText(row.client),
    time: readText(row.time),
    active: readFlag(row.active),
  };
}

export function readCatalogue(value: unknown): Catalogue {
  const scopes = Object.entries(readRecord(value)).map(([scope, actions]) => {
    const lines = Object.entries(readRecord(actions)).map(([name, line]) => readDefinition(name, line));
    return [scope, lines.toSorted((left, right) => left.name.localeCompare(right.name))] as const;
  });
  return Object.fromEntries(scopes);
}

function readDefinition(name: string, value: unknown): ActionDefinition {
  const { type, desc, value: allowed, range } = readRecord(value);
  const values = readList(allowed ?? range).map(readText);
  return { name, kind: kindOf(type, { allowed, range }), help: readText(desc), values };
}

function kindOf(
  type: unknown,
  { allowed, range }: { readonly allowed: unknown; readonly range: unknown },
): ActionDefinition["kind"] {
  if (type === "bool") return "flag";
  if (type === "int") return "number";
  if (range !== undefined) return "words";
  return allowed === undefined ? "text" : "choice";
}

/** `policy` is a sentence where no policy is needed. */
export function readVerdict(value: unknown): Verdict {
  const { allowed, policy } = readRecord(value);
  return { allowed: readFlag(allowed), policies: readPolicies(policy), remark: readText(policy) };
}
