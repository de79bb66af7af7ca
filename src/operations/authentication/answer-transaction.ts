// An answer that names nothing but its transaction: each token that was asked gets it, until one takes it (contract 06).

import type { Origin } from "../../core/audit.ts";
import { isNamed } from "../../core/challenge.ts";
import type { CheckOutcome, CheckRequest } from "../../core/check/request.ts";
import type { World } from "../world.ts";
import { check, holderOf, plainRequest } from "./check.ts";

/** The newest question first. Undefined: there is no such transaction. */
export async function answerTransaction(
  world: World,
  origin: Origin,
  answer: Partial<CheckRequest> & { readonly transactionId: string },
): Promise<CheckOutcome | undefined> {
  const challenges = (await world.store.challenges(answer.transactionId))
    .filter((each) => isNamed(each, answer.transactionId))
    .toReversed();
  const serials = [...new Set(challenges.map(({ serial }) => serial))];
  let last: CheckOutcome | undefined;
  for (const serial of serials) {
    const holder = await holderOf(world, await world.store.token(serial));
    const transactionId = challenges.find((each) => each.serial === serial)?.transactionId;
    const request = plainRequest(origin, { ...answer, holder, serials: [serial], transactionId });
    last = await check(world, request);
    if (last.kind === "accepted" || (last.kind === "rejected" && last.because === "declined")) break;
  }
  return last;
}
