// Every policy action the server knows, by scope. A new action is one line in catalogue/; its type, default, parser,
// getPolicyDef entry, editor and reference page follow from it.

import { type Action, type Actions, flag, type Lookup, limit } from "./action.ts";
import { admin } from "./catalogue/admin.ts";
import { authentication } from "./catalogue/authentication.ts";
import { authorization } from "./catalogue/authorization.ts";
import { enrollment } from "./catalogue/enrollment.ts";
import {
  audit,
  gettoken,
  monitoring,
  notification,
  reporting,
  reportingAccess,
  system,
  tools,
} from "./catalogue/operation.ts";
import { selfservice } from "./catalogue/selfservice.ts";

/** Scopes whose actions are values for a person at a door: what a Ruling answers. */
export const valueScopes = {
  selfservice,
  enrollment,
  authentication,
  authorization,
  notification,
  gettoken,
  reporting,
} satisfies Record<string, Actions>;

/** Scopes whose actions are rights of administrators: see rights.ts. */
export const rightScopes = {
  admin,
  system,
  audit,
  tools,
  monitoring,
  "reporting.access": reportingAccess,
} satisfies Record<string, Actions>;

export type ValueScope = keyof typeof valueScopes;
export type RightScope = keyof typeof rightScopes;
export type Scope = ValueScope | RightScope;

export const catalogue: Readonly<Record<Scope, Actions>> = { ...valueScopes, ...rightScopes };

/** Accepted without a look at their actions, as in LinOTP. Nothing here reads them. */
export const legacyScopes: readonly string[] = ["ocra", "ocra2"];

/** Where an empty user or client means everybody (contract 09 section 1). */
export const openScopes: ReadonlySet<string> = new Set([
  "selfservice",
  "admin",
  "enrollment",
  "authorization",
  "authentication",
]);

/** Capital letters of the token types, as they appear in the names of actions. */
export const tokenTypes: readonly string[] = [
  ...[
    "HMAC",
    "TOTP",
    "PW",
    "SPASS",
    "SMS",
    "EMAIL",
    "YUBIKEY",
    "YUBICO",
    "MOTP",
    "DPW",
    "OCRA2",
    "QR",
    "PUSH",
  ],
  ...["VOICE", "RADIUS", "REMOTE", "FORWARD", "U2F", "FIDO2"],
];

/** Types that people can enroll themselves. */
const portalTypes: readonly string[] = [
  ...["HMAC", "TOTP", "PW", "SMS", "EMAIL", "YUBICO", "MOTP", "OCRA2", "QR", "PUSH", "U2F", "FIDO2"],
];

/** Actions of which there is one for each token type: `maxtokenHMAC`. */
export const families = {
  enrollment: { maxtoken: limit("How many tokens of this type one user may own.", { closed: 0 }) },
  selfservice: { enroll: flag("Enroll own tokens of this type.") },
  admin: { init: flag("Enroll tokens of this type.", { lookup: "simple" }) },
} satisfies { readonly [Of in Scope]?: Actions };

export type FamilyScope = keyof typeof families;

/** `getToken` is LinOTP's other spelling of `gettoken`. */
export function scopeOf(written: string): string {
  return written === "getToken" ? "gettoken" : written;
}

/** The catalogue's line for an action, also for those of a token type. Undefined: nobody knows it. */
export function actionOf(scope: string, name: string): Action<unknown> | undefined {
  const actions: Actions = Object.hasOwn(catalogue, scope) ? catalogue[scope as Scope] : {};
  if (Object.hasOwn(actions, name)) return actions[name];
  const kin = Object.hasOwn(families, scope)
    ? Object.entries<Action<unknown>>(families[scope as FamilyScope])
    : [];
  return kin.find(([family]) => isOfFamily(name, family))?.[1];
}

/** The actions of a family, for getPolicyDef. */
export function familyActions(scope: string): readonly (readonly [string, Action<unknown>])[] {
  const kin = Object.hasOwn(families, scope)
    ? Object.entries<Action<unknown>>(families[scope as FamilyScope])
    : [];
  const types = scope === "selfservice" ? portalTypes : tokenTypes;
  return kin.flatMap(([family, action]) => types.map((type) => [`${family}${type}`, action] as const));
}

/** How an action is looked up that the catalogue does not know. */
export function lookupOf(scope: string, name: string): Lookup {
  const known = actionOf(scope, name)?.lookup;
  if (known !== undefined) return known;
  if (scope === "admin" || scope === "gettoken" || scope === "reporting") return "simple";
  return Object.hasOwn(rightScopes, scope) ? "right" : "client";
}

function isOfFamily(name: string, family: string): boolean {
  return name.startsWith(family) && tokenTypes.includes(name.slice(family.length));
}
