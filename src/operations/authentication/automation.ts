// People without a token who are given one while they log in: policies autoassignment and autoenrollment (contract 06
// section 6). Whoever has a token, be it a rollout token, is given nothing.

import type { CheckOutcome, CheckRequest } from "../../core/check/request.ts";
import { namesAction, type Ruling } from "../../core/policy/rule.ts";
import type { User } from "../../core/user.ts";
import { rulingFor } from "../rights.ts";
import type { World } from "../world.ts";
import { autoAssign, autoAssignByOtp } from "./auto-assign.ts";
import { autoEnroll } from "./auto-enroll.ts";
import { check } from "./check.ts";

/** A check at /validate, with everything that policies do for people who have no token yet. */
export async function checkAndProvide(world: World, request: CheckRequest): Promise<CheckOutcome> {
  const { user } = request;
  if (user === undefined || !providesAnything(world)) return await check(world, request);
  const ruling = rulingFor(world.store.settings(), { user, origin: request.origin });
  const provided = await provide(world, request, { user, ruling });
  if (provided === undefined) return await check(world, request);
  if (provided.kind !== "failed") return provided.outcome;
  const outcome = await check(world, request);
  return outcome.kind === "rejected" ? { ...outcome, detail: { error: provided.why } } : outcome;
}

export type Provided =
  | { readonly kind: "done"; readonly outcome: CheckOutcome }
  | { readonly kind: "failed"; readonly why: string }
  | undefined;

/** Undefined: no policy does anything for this person, or he has a token. */
export async function provide(
  world: World,
  request: CheckRequest,
  person: { readonly user: User; readonly ruling: Ruling },
): Promise<Provided> {
  const { pass, transactionId } = request;
  if (pass === undefined || pass === "" || transactionId !== undefined) return undefined;
  if ((await world.store.tokensOf(person.user.owner)).length > 0) return undefined;
  if (!mayComeIn(world, person.ruling)) return undefined;
  const given = { request, pass, ...person };
  return (
    (await autoAssignByOtp(world, given)) ??
    (await autoAssign(world, given)) ??
    (await autoEnroll(world, given))
  );
}

/** What everybody pays for is one look at the names of all policies. */
function providesAnything(world: World): boolean {
  const { policies } = world.store.settings();
  const actions = ["autoassignment", "autoassignment_without_password", "autoenrollment"] as const;
  return actions.some((action) => namesAction(policies, "enrollment", action));
}

/** Policy `authorize` comes first (contract 06 section 1): who may not come in is given nothing either. */
function mayComeIn({ store }: World, { authorization }: Ruling): boolean {
  return authorization.authorize || !namesAction(store.settings().policies, "authorization", "authorize");
}
