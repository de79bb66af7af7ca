// How far a transaction has come: asks a directory when the password is what precedes the OTP, then decides.

import { isNamed } from "../../core/challenge.ts";
import {
  decideStatus,
  type StatusRequest,
  serialsOf,
  statusMode,
  type TransactionStatus,
} from "../../core/check/status.ts";
import { passwordIsRight } from "../users.ts";
import type { World } from "../world.ts";

/** The audit entry is written in either case. */
export async function checkStatus(
  world: World,
  request: StatusRequest,
): Promise<readonly TransactionStatus[]> {
  const challenges = (await world.store.challenges(request.transactionId)).filter(
    (each) => isNamed(each, request.transactionId) && request.origin.at < each.expiresAt,
  );
  const { user, pass } = request;
  const mode = statusMode(request, { settings: world.store.settings() });
  const isPassword =
    challenges.length > 0 &&
    user !== undefined &&
    mode === "password" &&
    (await passwordIsRight(world, user, pass));
  const given = { vault: world.vault, challenges, isPassword };
  return await world.store.decide({ serials: serialsOf(challenges) }, (state) =>
    decideStatus(state, request, given),
  );
}
