// People without a token who are given one while they log in: policies autoassignment and autoenrollment (contract 06
// section 6). Whoever has a token, be it a rollout token, is given nothing.

import type { CheckOutcome, CheckRequest } from "../../core/check/request.ts";
import { namesAction, type Ruling } from "../../core/policy/rule.ts";
import type { User } from "../../core/user.ts";
import { rulingFor } from "../rights.ts";
import { requirePresent } from "../users.ts";
import type { World } from "../world.ts";
import { autoAssign, autoAssignByOtp, type Given } from "./auto-assign.ts";
import { autoEnroll } from "./auto-enroll.ts";
import { type Consequence, check } from "./check.ts";
import { counted } from "./password-throttle.ts";

/** A check at /validate, with everything that policies do for people who have no token yet. */
export async function checkAndProvide(world: World, request: CheckRequest): Promise<CheckOutcome> {
  const { user } = request;
  if (user === undefined || !providesAnything(world)) return await check(world, request);
  const ruling = rulingFor(world.store.settings(), { user, origin: request.origin });
  const provided = isForwarded(ruling) ? undefined : await provide(world, request, { user, ruling });
  switch (provided?.kind) {
    case undefined:
      return await check(world, request);
    case "done":
      return provided.outcome;
    case "missed":
      return await checkAndCount(world, request, provided.key);
    case "failed": {
      const outcome = await check(world, request);
      return outcome.kind === "rejected" ? { ...outcome, detail: { error: provided.why } } : outcome;
    }
  }
}

export type Provided =
  | { readonly kind: "done"; readonly outcome: CheckOutcome }
  | { readonly kind: "failed"; readonly why: string }
  /** An OTP that is nobody's was shown; under `key` such guesses are counted. */
  | { readonly kind: "missed"; readonly key: string }
  | undefined;

type Way = (world: World, given: Given) => Promise<Provided>;

/** Undefined: no policy does anything for this person, or he has a token. */
async function provide(
  world: World,
  request: CheckRequest,
  person: { readonly user: User; readonly ruling: Ruling },
): Promise<Provided> {
  const { pass, transactionId, serials } = request;
  if (pass === undefined || pass === "" || transactionId !== undefined || serials !== undefined)
    return undefined;
  if (!(await isEligible(world, person))) return undefined;
  await requirePresent(world, person.user);
  const given = { request, pass, ...person };
  let missed: Provided;
  for (const way of [autoAssignByOtp, autoAssign, autoEnroll] satisfies readonly Way[]) {
    const provided = await way(world, given);
    if (provided?.kind === "missed") missed = provided;
    else if (provided !== undefined) return provided;
  }
  return missed;
}

/** For the portal's login before LinOTP 3, whose policies say whether it does this at all (contract 07 section 2). */
export async function provideAtLogin(
  world: World,
  request: CheckRequest,
  login: {
    readonly user: User;
    readonly ruling: Ruling;
    readonly password: string;
    readonly otp: string;
    readonly consequence: Consequence;
  },
): Promise<CheckOutcome | undefined> {
  const { user, ruling, password, otp, consequence } = login;
  const { autoassignment, autoenrollment } = ruling.selfservice;
  const way = otp === "" ? autoEnroll : autoAssign;
  if (!(otp === "" ? autoenrollment : autoassignment)) return undefined;
  if (!(await isEligible(world, { user, ruling }))) return undefined;
  const provided = await way(world, { request, pass: `${password}${otp}`, user, ruling, consequence });
  return provided?.kind === "done" ? provided.outcome : undefined;
}

async function isEligible(
  world: World,
  { user, ruling }: { readonly user: User; readonly ruling: Ruling },
): Promise<boolean> {
  return mayComeIn(world, ruling) && (await world.store.tokensOf(user.owner)).length === 0;
}

/** Another server decides about this person, before anything here is looked at (contract 06 section 2). */
function isForwarded({ authentication }: Ruling): boolean {
  return Boolean(authentication.forward_server?.trim()) && !authentication.forward_on_no_token;
}

/** A guess that let nobody in makes the next ones wait. */
async function checkAndCount(world: World, request: CheckRequest, key: string): Promise<CheckOutcome> {
  return await check(world, request, {
    throttles: [key],
    changes: (outcome, state) => (outcome.kind === "accepted" ? [] : counted(key, state, request.origin)),
  });
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
