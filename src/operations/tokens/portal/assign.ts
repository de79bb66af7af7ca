// People take tokens that lie about, and give them back (contract 07 section 1).

import { assign, type Step, unassign, update } from "../../../core/lifecycle/manage-token.ts";
import { checkPin } from "../../../core/lifecycle/pin-policy.ts";
import { Refusal, refuse } from "../../../core/problem.ts";
import { isRollout } from "../../../core/rollout.ts";
import type { State } from "../../../core/store.ts";
import type { Token } from "../../../core/token.ts";
import { limitedRealms, ownerLimits, realmLimit, rulingFor } from "../../rights.ts";
import { tokenRealmsOf } from "../../users.ts";
import type { World } from "../../world.ts";
import { pinRules } from "../enroll.ts";
import { manage } from "../manage.ts";
import { manageOwn, type Person, requireOwnRight } from "../own-tokens.ts";
import { tagOf } from "../random-pin.ts";

export interface OwnAssignment {
  readonly serial: string;
  /** Undefined or empty: the token keeps its PIN. */
  readonly pin: string | undefined;
  readonly description: string | undefined;
}

/** Decided under the token's lock: of two who want it at once one gets it. */
export async function assignOwn(
  world: World,
  person: Person,
  { serial, pin = "", description }: OwnAssignment,
): Promise<true> {
  const { user, origin } = person;
  requireOwnRight(world.store.settings(), person, "assign");
  const tag = tagOf(world, pin);
  await manage(world, {
    origin,
    target: { kind: "serials", serials: [serial], absent: "refused" },
    owners: [user.owner],
    realms: limitedRealms(world.store.settings(), origin),
    authorize(tokens, { settings }) {
      const ruling = requireOwnRight(settings, person, "assign");
      if (pin !== "") checkPin(pin, pinRules(ruling));
      for (const token of tokens) requireFree(token, person);
    },
    step(tokens, state) {
      const taken = taking(tokens, state, person);
      const set = {
        ...(description === undefined ? {} : { description }),
        ...(pin === "" ? {} : { pin: tag }),
      };
      return { outcome: true, changes: [...taken.changes, ...update(tokens, set).changes] };
    },
    counted: true,
    note: () => ({ user: user.login, realm: user.realm }),
  });
  return true;
}

/** The sentences are LinOTP's; its portal compares them. A rollout token that nobody has is not there at all. */
function requireFree(token: Token, { user }: Person): void {
  if (token.owner !== undefined) throw new Refusal({ code: "token-taken" });
  if (isRollout(token)) throw new Refusal({ code: "unknown-token", serial: token.serial });
  if (token.realms.length > 0 && !token.realms.includes(user.realm))
    // Two blanks: LinOTP's portal compares the sentence word for word (its own spelling).
    throw refuse("The token you want to assign is not contained in your realm!");
}

function taking(tokens: readonly Token[], state: State, { user, origin }: Person): Step<number> {
  const ruling = rulingFor(state.settings, { user, origin });
  return assign(tokens, state, {
    owner: user.owner,
    realms: tokenRealmsOf(state.settings, user),
    pinFor: undefined,
    limitsFor: (type) => ownerLimits(ruling, type),
    limitOf: realmLimit(state.settings, origin),
  });
}

/** Undefined: not his. */
export async function unassignOwn(world: World, person: Person, serial: string): Promise<true | undefined> {
  const step = (tokens: readonly Token[]): Step<true> => ({ ...unassign(tokens), outcome: true });
  return await manageOwn(world, person, { serial, right: "unassign", counted: true, step });
}
