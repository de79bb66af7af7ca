// Entries of a directory as people, and what administrators look for as filters.

import type { Person, PersonFilter } from "../../core/user.ts";
import type { SearchFields } from "../search.ts";
import type { Entry } from "./client.ts";
import type { Filter } from "./filter.ts";
import type { LdapParameters } from "./parameters.ts";

export interface Attributes {
  readonly wanted: readonly string[];
  readonly binary: readonly string[];
}

/** Nothing but what is shown is asked for. */
export function attributesFor({ fields, loginAttribute, uid }: LdapParameters): Attributes {
  const identity = uid.kind === "dn" ? [] : [uid.attribute];
  const binary = uid.kind === "attribute" && uid.isBinary ? [uid.attribute] : [];
  return { wanted: [...new Set([loginAttribute, ...identity, ...fields.values()])], binary };
}

/** Undefined: the entry has no login or no uid that we could read. */
export function personFrom(entry: Entry, parameters: LdapParameters): Person | undefined {
  const uid = uidOf(entry, parameters);
  const login = textOf(entry, parameters.loginAttribute);
  if (uid === undefined || login === undefined) return undefined;
  const shown = [...parameters.fields].flatMap(([field, attribute]) => {
    const value = textOf(entry, attribute);
    return value === undefined ? [] : [[field, value] as const];
  });
  return { uid, login, info: Object.fromEntries([...shown, ["username", login], ["userid", uid]]) };
}

export function uidOf({ dn, values }: Entry, { uid }: LdapParameters): string | undefined {
  if (uid.kind === "dn") return dn;
  const value = values.get(uid.attribute.toLowerCase());
  if (value === undefined) return undefined;
  if (uid.isBinary) return Buffer.from(value as Uint8Array).toString("hex");
  return typeof value === "string" ? value : undefined;
}

function textOf({ values }: Entry, attribute: string): string | undefined {
  const value = values.get(attribute.toLowerCase());
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Undefined: nobody can have this uid. */
export function uidFilter(uid: string, { uid: type }: LdapParameters): Filter | undefined {
  if (uid === "") return undefined;
  if (type.kind === "dn") return { kind: "present", attribute: "objectClass" };
  if (!type.isBinary) return { kind: "equal", attribute: type.attribute, value: uid };
  if (!/^(?:[\da-f]{2})+$/i.test(uid)) return undefined;
  return { kind: "equal", attribute: type.attribute, value: Buffer.from(uid, "hex") };
}

/** Only what a directory can look for: it has no patterns for names in the tree, nor for bytes. */
export function searchFieldsOf({ fields, uid }: LdapParameters): SearchFields {
  const named = [...fields.keys()].map((field) => [field, "text"] as const);
  return Object.fromEntries([
    ...named,
    ["username", "text"],
    ["userid", uid.kind === "dn" ? "text" : "numeric"],
  ]);
}

export function searchFilter(wanted: PersonFilter, parameters: LdapParameters): Filter {
  const attributes = searchableAttributes(parameters);
  const each = Object.entries(wanted).flatMap(([field, pattern]) => {
    const attribute = attributes.get(field);
    return attribute === undefined ? [] : [patternFilter(attribute, pattern, field === "userid")];
  });
  const term = wanted["searchTerm"];
  const anywhere =
    term === undefined || /^\*+$/.test(term)
      ? []
      : [...attributes].map(([field, attribute]) => patternFilter(attribute, term, field === "userid"));
  const any: readonly Filter[] = anywhere.length === 0 ? [] : [{ kind: "or", parts: anywhere }];
  return { kind: "and", parts: [parameters.listFilter, ...any, ...each] };
}

function searchableAttributes({ fields, loginAttribute, uid }: LdapParameters): ReadonlyMap<string, string> {
  const all = new Map([...fields, ["username", loginAttribute]]);
  if (uid.kind === "attribute" && !uid.isBinary) all.set("userid", uid.attribute);
  else all.delete("userid");
  return all;
}

function patternFilter(attribute: string, pattern: string, isNumber: boolean): Filter {
  const comparison = isNumber ? comparisonFilter(attribute, pattern) : undefined;
  if (comparison !== undefined) return comparison;
  if (/^\*+$/.test(pattern)) return { kind: "present", attribute };
  if (!pattern.includes("*")) return { kind: "equal", attribute, value: pattern };
  return { kind: "substring", attribute, pieces: pattern.split("*") };
}

/** `=7`, `>7`, `>=7`, `<7`; as in the other directories, `<=` leaves out the bound. */
function comparisonFilter(attribute: string, pattern: string): Filter | undefined {
  const [, operator, digits = ""] = /^\s*(=|>=?|<=?)\s*(-?\d{1,30})\s*$/.exec(pattern) ?? [];
  if (operator === undefined) return undefined;
  const bound = BigInt(digits);
  if (operator === "=") return { kind: "equal", attribute, value: String(bound) };
  if (operator.startsWith("<")) return { kind: "most", attribute, value: String(bound - 1n) };
  return { kind: "least", attribute, value: String(operator === ">" ? bound + 1n : bound) };
}
