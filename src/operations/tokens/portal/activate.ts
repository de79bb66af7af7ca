// The second step of enrolling an OCRA2 token, and the answer that proves it (contract 03 "ocra2", 07 section 1).

import { type Fields, fieldsOf, required } from "../../../core/fields.ts";
import type { Enrolled } from "../../../core/lifecycle/enroll.ts";
import type { Ruling } from "../../../core/policy/rule.ts";
import type { Serial } from "../../../core/token.ts";
import { check, plainRequest } from "../../authentication/check.ts";
import { requirePortalRight, rulingFor } from "../../rights.ts";
import type { World } from "../../world.ts";
import { enrollForOneself } from "../enroll.ts";
import type { Person } from "../own-tokens.ts";

/** The code that came by post makes the key, together with what the app has scanned. */
export async function activateOwn(world: World, fields: Fields, person: Person): Promise<Enrolled> {
  const wanted = fieldsOf({
    ...Object.fromEntries(fields),
    type: "ocra2",
    serial: required(fields, "serial"),
    activationcode: required(fields, "activationcode"),
    // Only the code makes the key.
    otpkey: undefined,
    genkey: undefined,
  });
  return await enrollForOneself(world, wanted, { ...person, granted: mayActivate });
}

/** `activateQR2` is the older name. */
function mayActivate({ selfservice, granted }: Ruling): boolean {
  return selfservice.activate_OCRA2 || granted("selfservice").includes("activateQR2");
}

export interface FirstAnswer {
  readonly transactionId: string;
  /** With or without the PIN before it. */
  readonly pass: string;
}

export interface Finished {
  readonly value: boolean;
  readonly failCount: number;
}

/** Somebody else's challenge is as unknown as none. */
export async function finishOwn(
  world: World,
  { transactionId, pass }: FirstAnswer,
  { user, origin }: Person,
): Promise<Finished> {
  requirePortalRight(
    rulingFor(world.store.settings(), { user, origin }).perType("selfservice", "enroll", "ocra2"),
  );
  const challenges = await world.store.challenges(transactionId);
  const serials: readonly Serial[] = challenges.map(({ serial }) => serial);
  const request = plainRequest(origin, {
    ...{ path: "userservice", user, serials, tokenType: "ocra2", pass, transactionId },
    addressed: { login: user.login, realm: user.realm },
  });
  const outcome = await check(world, request);
  const tried = outcome.kind === "rejected" ? outcome.tried[0] : undefined;
  return { value: outcome.kind === "accepted", failCount: tried?.failCount ?? 0 };
}
