// How far a transaction has come. Tells it only to whoever knows the PIN of its token.

import type { Origin } from "../../core/audit.ts";
import type { Challenge } from "../../core/challenge.ts";
import { pinModeOf, policyUser } from "../../core/check/situation.ts";
import { pinMatches } from "../../core/pin.ts";
import { rule } from "../../core/policy/rule.ts";
import { sameOwner, type Token } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import { passwordIsRight } from "../users.ts";
import type { World } from "../world.ts";

export interface StatusRequest {
  readonly transactionId: string;
  readonly pass: string;
  readonly user: User | undefined;
  readonly serial: string | undefined;
  readonly origin: Origin;
}

export interface TransactionStatus {
  readonly challenge: Challenge;
  readonly token: Token;
}

export async function checkStatus(
  world: World,
  request: StatusRequest,
): Promise<readonly TransactionStatus[]> {
  const now = request.origin.at;
  const challenges = (await world.store.challenges(request.transactionId)).filter(
    (each) => now < each.expiresAt,
  );
  const found = await Promise.all(
    challenges.map(async (challenge) => await statusOf(world, challenge, request)),
  );
  return found.flatMap((each) => each ?? []);
}

async function statusOf(
  world: World,
  challenge: Challenge,
  request: StatusRequest,
): Promise<TransactionStatus | undefined> {
  const token = await world.store.token(challenge.serial);
  if (token === undefined) return undefined;
  if (request.serial !== undefined && token.serial !== request.serial) return undefined;
  if (request.user !== undefined && !sameOwner(token.owner, request.user.owner)) return undefined;
  return (await pinFits(world, token, request)) ? { challenge, token } : undefined;
}

async function pinFits(world: World, token: Token, { user, pass, origin }: StatusRequest): Promise<boolean> {
  if (user === undefined) return pinMatches(world.vault, token.pin, pass);
  const at = { user: policyUser(user), realm: user.realm, client: origin.client, at: origin.at };
  switch (pinModeOf(rule(world.store.settings().policies, at))) {
    case "password":
      return await passwordIsRight(world, user, pass);
    case "only_otp":
      return pass === "";
    case "ignore_pin":
      return true;
    default:
      return pinMatches(world.vault, token.pin, pass);
  }
}
