// What tokens were asked and have not answered yet, for administrators (contract 05 section 2, checkstatus).

import { auditEntry } from "../../../core/audit.ts";
import type { Challenge } from "../../../core/challenge.ts";
import { isOpen } from "../../../core/challenge.ts";
import type { Decision } from "../../../core/change.ts";
import { adminRealms } from "../../../core/policy/rights.ts";
import type { State, Subject } from "../../../core/store.ts";
import type { Serial, Token } from "../../../core/token.ts";
import type { User } from "../../../core/user.ts";
import { type Administrator, denied, onTokens } from "../../rights.ts";
import type { World } from "../../world.ts";
import { aboutTokens } from "../manage.ts";
import { peopleOf } from "../people.ts";

export type ChallengeQuery =
  | { readonly by: "transaction"; readonly transactionId: string; readonly closedToo: boolean }
  | { readonly by: "serial"; readonly serial: string; readonly closedToo: boolean }
  /** Of a person only open ones are told, as in LinOTP. */
  | { readonly by: "user"; readonly user: User };

export interface TokenChallenges {
  readonly token: Token;
  /** Oldest first; at least one. */
  readonly challenges: readonly Challenge[];
}

/** Tokens that were asked nothing are left out. */
export async function openChallenges(
  world: World,
  query: ChallengeQuery,
  who: Administrator,
): Promise<readonly TokenChallenges[]> {
  const subject = await subjectOf(world, query);
  const before = await Promise.all((subject.serials ?? []).map((serial) => world.store.token(serial)));
  const people = await peopleOf(
    world,
    before.flatMap((token) => token ?? []),
  );
  return await world.store.decide(subject, (state): Decision<readonly TokenChallenges[]> => {
    authorize(state, query, who);
    const outcome = state.tokens
      .map((token) => ({ token, challenges: challengesOf(state, token, { query, now: who.origin.at }) }))
      .filter(({ challenges }) => challenges.length > 0);
    const tokens = outcome.map(({ token }) => token);
    const asked = query.by === "user" ? { user: query.user.login, realm: query.user.realm } : {};
    const about = { success: true, ...aboutTokens(world, tokens, people), ...asked };
    return { outcome, changes: [], audit: auditEntry(who.origin, about) };
  });
}

async function subjectOf(world: World, query: ChallengeQuery): Promise<Subject> {
  switch (query.by) {
    case "transaction": {
      const challenges = await world.store.challenges(query.transactionId);
      return { serials: [...new Set(challenges.map(({ serial }) => serial))] };
    }
    case "serial":
      return { serials: [query.serial as Serial] };
    case "user":
      return { owners: [query.user.owner] };
  }
}

/** Nothing is told about serials and transactions to those who may not ask about any. */
function authorize({ settings, tokens }: State, query: ChallengeQuery, who: Administrator): void {
  if (adminRealms(settings.policies, who.admin, "checkstatus", who.origin.at).length === 0) {
    throw denied(
      "You do not have the administrative right to check the status of tokens. Check the policies.",
    );
  }
  const deed = (serial: string) => `check the status of token ${serial}`;
  const user = query.by === "user" ? query.user : undefined;
  onTokens(who, { action: "checkstatus", deed, user })(tokens, { settings });
}

function challengesOf(
  { challenges }: State,
  { serial }: Token,
  { query, now }: { readonly query: ChallengeQuery; readonly now: number },
): readonly Challenge[] {
  const closedToo = query.by !== "user" && query.closedToo;
  return challenges
    .filter((each) => each.serial === serial && (closedToo || isOpen(each, now)))
    .filter((each) => query.by !== "transaction" || isPartOf(each.transactionId, query.transactionId));
}

/** `123` means all of `123.01`, `123.02`; `123.01` only itself. */
function isPartOf(transactionId: string, wanted: string): boolean {
  return transactionId === wanted || transactionId.startsWith(`${wanted}.`);
}
