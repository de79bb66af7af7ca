// Who may do what to tokens: administrators by policies in scope admin, people in the portal by scope selfservice
// (contract 09 section 7 and 8). Asked under the lock, with the policies as they are then.

import type { Origin } from "../core/audit.ts";
import { policyUser } from "../core/check/situation.ts";
import type { Limit, OwnerLimits } from "../core/lifecycle/limits.ts";
import { type AdminIdentity, adminRealms, mayAdmin, maySystem, type Target } from "../core/policy/rights.ts";
import { type Ruling, rule } from "../core/policy/rule.ts";
import { Refusal } from "../core/problem.ts";
import { defaultRealm, type Settings } from "../core/settings.ts";
import type { State } from "../core/store.ts";
import type { Token } from "../core/token.ts";
import type { User } from "../core/user.ts";

/** An administrator at work: who, from where, when. */
export interface Administrator {
  readonly admin: AdminIdentity;
  readonly origin: Origin;
}

export type Authorize = (tokens: readonly Token[], state: Pick<State, "settings">) => void;

export function mayAdministrate(
  settings: Settings,
  { admin, origin }: Administrator,
  { action, target }: { readonly action: string; readonly target: Target },
): boolean {
  return mayAdmin(settings.policies, admin, action, target, origin.at);
}

/** `deed` completes LinOTP's sentence: `disable token AD61`. */
export function requireRight(
  settings: Settings,
  who: Administrator,
  claim: { readonly action: string; readonly target: Target; readonly deed: string },
): void {
  if (mayAdministrate(settings, who, claim)) return;
  throw denied(`You do not have the administrative right to ${claim.deed}. Check the policies.`);
}

export interface TokenDeed {
  readonly action: string;
  /** The deed on one token. */
  readonly deed: (serial: string) => string;
  /** When the tokens were named by their owner. */
  readonly user?: User | undefined;
}

/** May he do this to every one of these tokens, and to the tokens of that user? */
export function onTokens(who: Administrator, { action, deed, user }: TokenDeed): Authorize {
  return (tokens, { settings }) => {
    if (user !== undefined) {
      const target = { userRealm: user.realm };
      requireRight(settings, who, {
        action,
        target,
        deed: `${action} tokens of user ${user.login}@${user.realm}`,
      });
    }
    for (const { serial, realms } of tokens) {
      // Whoever may act for the owner may do so on tokens without a realm, but not on those of realms that are not his.
      if (user !== undefined && realms.length === 0) continue;
      requireRight(settings, who, { action, target: { tokenRealms: realms }, deed: deed(serial) });
    }
  };
}

/** Scope tools: the name of the endpoint is the right. */
export function requireToolsRight(settings: Settings, { admin }: Administrator, action: string): void {
  if (maySystem(settings.policies, admin, "tools", action)) return;
  throw denied(
    `You do not have the administrative right to manage tools. You are missing a policy scope=tools, action=${action}`,
  );
}

/** A call that names neither token nor user is about the default realm. */
export function nobodyNamed(settings: Settings): Target {
  return { defaultRealm: defaultRealm(settings) };
}

/** The realms whose tokens he may see. Any right at all is enough (contract 05, show). */
export function visibleRealms(
  settings: Settings,
  { admin, origin }: Administrator,
): readonly string[] | "any" {
  const realms = adminRealms(settings.policies, admin, undefined, origin.at);
  if (realms !== "any" && realms.length === 0)
    throw denied("You do not have any rights in any realm! Check the policies.");
  return realms;
}

export function denied(message: string): Refusal {
  return new Refusal({ code: "forbidden", message });
}

/** The values that hold for a person, or for a token without owner in `realm`. */
export function rulingFor(
  settings: Settings,
  {
    user,
    realm,
    origin,
  }: { readonly user: User | undefined; readonly realm?: string | undefined; readonly origin: Origin },
): Ruling {
  return rule(settings.policies, {
    user: user === undefined ? undefined : policyUser(user),
    realm: user?.realm ?? realm,
    client: origin.client,
    at: origin.at,
  });
}

/** What `maxtoken` and `maxtoken<TYPE>` allow. */
export function ownerLimits({ enrollment, perType }: Ruling, type: string): OwnerLimits {
  return { all: enrollment.maxtoken, ofType: perType("enrollment", "maxtoken", type) };
}

/** What `tokencount` allows in a realm. */
export function realmLimit(settings: Settings, origin: Origin): (realm: string) => Limit {
  return (realm) => rulingFor(settings, { user: undefined, realm, origin }).enrollment.tokencount;
}

/** The realms that must be counted, because a policy limits them. */
export function limitedRealms(settings: Settings, origin: Origin): readonly string[] {
  const limitOf = realmLimit(settings, origin);
  return [...settings.realms.keys()].filter((realm) => limitOf(realm) !== undefined);
}

const portalDenial = "The policy settings do not allow you to issue this request!";

/** A person's own right in the portal. */
export function requirePortalRight(granted: boolean, message = portalDenial): void {
  if (!granted) throw denied(message);
}

/** A rollout token opens the portal: who could hand himself one would need no second factor of his own. */
export function isHimself({ admin }: Administrator, user: User | undefined): boolean {
  return user !== undefined && user.owner.resolver === admin.resolver && user.login === admin.login;
}
