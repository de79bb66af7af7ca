// What people do with their own tokens in the portal (contract 07). Somebody else's token, and one's own rollout token,
// which people do not see, are nothing to act on: that is an answer, not an error.

import type { Origin } from "../../core/audit.ts";
import { remove, resetFailCount, type Step, update } from "../../core/lifecycle/manage-token.ts";
import { checkPin } from "../../core/lifecycle/pin-policy.ts";
import type { Ruling } from "../../core/policy/rule.ts";
import { Refusal } from "../../core/problem.ts";
import { isRollout } from "../../core/rollout.ts";
import type { Session } from "../../core/session.ts";
import type { Settings } from "../../core/settings.ts";
import type { State } from "../../core/store.ts";
import { sameOwner, type Token } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import { notifyOwners } from "../notify.ts";
import { requirePortalRight, rulingFor } from "../rights.ts";
import { userOf } from "../users.ts";
import type { World } from "../world.ts";
import { pinRules } from "./enroll.ts";
import { manage, type Order } from "./manage.ts";
import { tagOf } from "./random-pin.ts";
import { disable, enabling } from "./remove.ts";
import { resyncing, type TwoValues } from "./resync.ts";
import { sealedUserPin } from "./set-token.ts";

/** Somebody in the portal. */
export interface Person {
  readonly user: User;
  readonly origin: Origin;
}

/** A person whom his directory no longer knows has no session. */
export async function personOf(world: World, session: Session, origin: Origin): Promise<Person> {
  const user = await userOf(world, session.owner, session.realm);
  if (user === undefined) throw new Refusal({ code: "no-session" });
  return { user, origin };
}

export type OwnRight =
  | "enable"
  | "disable"
  | "delete"
  | "reset"
  | "resync"
  | "setOTPPIN"
  | "setDescription"
  | "history"
  | "assign"
  | "unassign"
  | "setMOTPPIN";

export function requireOwnRight(settings: Settings, person: Person, right: OwnRight): Ruling {
  const ruling = rulingFor(settings, person);
  requirePortalRight(ruling.selfservice[right]);
  return ruling;
}

/** Rollout tokens are invisible to those who hold them (deviation 2). */
export async function ownTokens(world: World, { user }: Person): Promise<readonly Token[]> {
  const tokens = await world.store.tokensOf(user.owner);
  return tokens.filter((token) => !isRollout(token));
}

export function isOwn(token: Token, { user }: Person): boolean {
  return sameOwner(token.owner, user.owner) && !isRollout(token);
}

interface Own<Outcome> extends Pick<Order<Outcome>, "step" | "realms" | "note"> {
  readonly serial: string;
  readonly right: OwnRight;
  readonly counted?: true;
}

/** Undefined: not his. */
export async function manageOwn<Outcome>(
  world: World,
  person: Person,
  own: Own<Outcome>,
): Promise<Outcome | undefined> {
  const { serial, right, step, note, realms = [], counted } = own;
  requireOwnRight(world.store.settings(), person, right);
  const { login, realm } = person.user;
  return await manage<Outcome | undefined>(world, {
    origin: person.origin,
    target: { kind: "serials", serials: [serial], absent: "refused" },
    realms,
    ...(counted === undefined ? {} : { counted }),
    authorize: (_, { settings }) => {
      requireOwnRight(settings, person, right);
    },
    step: (tokens, state): Step<Outcome | undefined> =>
      tokens.every((token) => isOwn(token, person))
        ? step(tokens, state)
        : { outcome: undefined, changes: [] },
    note: (outcome, tokens) => ({
      success: outcome !== undefined,
      ...(outcome === undefined ? { info: "not the owner of this token" } : note?.(outcome, tokens)),
      user: login,
      realm,
    }),
  });
}

export async function enableOwn(world: World, person: Person, serial: string): Promise<number | undefined> {
  return await manageOwn(world, person, {
    serial,
    right: "enable",
    counted: true,
    ...enabling(world, person),
  });
}

export async function disableOwn(world: World, person: Person, serial: string): Promise<number | undefined> {
  return await manageOwn(world, person, { serial, right: "disable", counted: true, step: disable });
}

export async function deleteOwn(world: World, person: Person, serial: string): Promise<number | undefined> {
  return await manageOwn(world, person, { serial, right: "delete", counted: true, step: remove });
}

export async function resetOwn(world: World, person: Person, serial: string): Promise<number | undefined> {
  return await manageOwn(world, person, { serial, right: "reset", step: resetFailCount });
}

/** Whether the OTPs fitted. */
export async function resyncOwn(
  world: World,
  person: Person,
  { serial, ...shown }: TwoValues & { readonly serial: string },
): Promise<boolean | undefined> {
  return await manageOwn(world, person, { serial, right: "resync", ...resyncing(world, shown) });
}

export async function describeOwn(
  world: World,
  person: Person,
  { serial, description }: { readonly serial: string; readonly description: string },
): Promise<number | undefined> {
  const step = (tokens: readonly Token[]): Step<number> => update(tokens, { description });
  return await manageOwn(world, person, { serial, right: "setDescription", step });
}

/** The PIN must be one that the policies of the moment allow. */
export async function setOwnPin(
  world: World,
  person: Person,
  { serial, pin }: { readonly serial: string; readonly pin: string },
): Promise<number | undefined> {
  const tag = tagOf(world, pin);
  const step = (tokens: readonly Token[], { settings }: State): Step<number> => {
    checkPin(pin, pinRules(rulingFor(settings, person)));
    return update(tokens, { pin: tag });
  };
  const count = await manageOwn(world, person, { serial, right: "setOTPPIN", step });
  if (count !== undefined) {
    const own = async (): Promise<readonly Token[]> =>
      [await world.store.token(serial)].flatMap((token) => token ?? []);
    await notifyOwners(world, "setPin", { tokens: own, origin: person.origin });
  }
  return count;
}

/** The second secret, which some devices compute with. It is kept for any type, as in LinOTP. */
export async function setOwnUserPin(
  world: World,
  person: Person,
  { serial, pin }: { readonly serial: string; readonly pin: string },
): Promise<number | undefined> {
  const userPin = sealedUserPin(world, serial, pin);
  const step = (tokens: readonly Token[]): Step<number> => update(tokens, { userPin });
  return await manageOwn(world, person, { serial, right: "setMOTPPIN", step });
}
