// Deciding a check: what follows from the trials of all tokens. Contract 06 sections 2 to 5, deviations 1, 7, 13, 18.

import type { AuditEntry } from "../audit.ts";
import { baseOf } from "../challenge.ts";
import type { Change, Decision } from "../change.ts";
import type { State } from "../store.ts";
import type { TokenTypes } from "../token-type.ts";
import { accept } from "./accept.ts";
import { openQuestions } from "./ask.ts";
import { allowedHere } from "./authorization.ts";
import { withoutToken } from "./fallback.ts";
import { forward, forwardsFirst } from "./forwarding.ts";
import { consequencesOfSkipping, payForWrongAnswers } from "./pay.ts";
import { reject, whyOf } from "./reject.ts";
import type { CheckGiven, CheckOutcome, CheckRequest } from "./request.ts";
import { type Situation, situationOf } from "./situation.ts";
import { type Trial, tryToken, tryWithoutPass } from "./trial.ts";
import { sentences } from "./usable.ts";

export function decideCheck(state: State, request: CheckRequest, given: CheckGiven): Decision<CheckOutcome> {
  const decision = decide(state, request, given);
  return { ...decision, audit: spelled(decision.audit, given.types) };
}

/** The trail names types as LinOTP does. */
function spelled(entry: AuditEntry, types: TokenTypes): AuditEntry {
  const names = entry.tokenType.split(" ").map((type) => types.get(type)?.spelling ?? type);
  return { ...entry, tokenType: names.join(" ") };
}

function decide(state: State, request: CheckRequest, given: CheckGiven): Decision<CheckOutcome> {
  const situation = situationOf(state, request);
  if (!allowedHere(situation)) {
    const sentence = `Authorization on client ${request.origin.client} failed due to authorization policy`;
    return reject(request, { because: "not-authorized", sentence });
  }
  const forwarded =
    request.unknownUser || !forwardsFirst(situation) ? undefined : forward(situation, request, given);
  const early = forwarded ?? withoutToken(situation, request, given);
  if (early !== undefined) return early;
  if (request.pass === undefined) return withoutPass(situation, { request, given });
  const trials = situation.candidates.map((token) => tryToken(token, situation, { request, given }));
  return settle(trials, situation, { request, given });
}

/** Only a question about exactly one token can be opened without saying anything. */
function withoutPass(situation: Situation, asked: Asked): Decision<CheckOutcome> {
  const [token, ...others] = situation.candidates;
  const trial =
    token === undefined || others.length > 0 ? undefined : tryWithoutPass(token, situation, asked);
  if (trial?.kind === "asks") return openQuestions([trial], situation, { ...asked, skipped: [] });
  return reject(asked.request, { because: "missing-pass", sentence: "Missing parameter:pass" });
}

interface Asked {
  readonly request: CheckRequest;
  readonly given: CheckGiven;
}

type Of<Kind extends Trial["kind"]> = Extract<Trial, { kind: Kind }>;

function settle(trials: readonly Trial[], situation: Situation, asked: Asked): Decision<CheckOutcome> {
  const of = <Kind extends Trial["kind"]>(kind: Kind) =>
    trials.filter((trial): trial is Of<Kind> => trial.kind === kind);
  const skipped = consequencesOfSkipping(of("skipped"), situation);
  const [winner, ...others] = of("valid");
  if (winner !== undefined && others.length > 0) return severalMatches([winner, ...others], asked.request);
  if (winner !== undefined) return accept(winner, { trials, situation, ...asked, skipped });
  const [refusal] = of("declined");
  if (refusal !== undefined) return declined(refusal, situation, { request: asked.request, skipped });
  const asks = of("asks");
  if (asks.length > 0) {
    const paid = payForGuesses(of("invalid"), situation, asked.request);
    // Where only other servers ask back, the pass was an OTP for whoever has the PIN before it, and not a PIN alone.
    const tried = asks.every((trial) => trial.asked !== undefined) ? of("pin-matching") : [];
    const wrong = payForWrongAnswers(tried, situation, { request: asked.request, pinWasRight: true });
    return openQuestions(asks, situation, { ...asked, skipped: [...skipped, ...paid, ...wrong] });
  }
  const wrongOtp = of("pin-matching");
  if (wrongOtp.length > 0) {
    // The portal's login in one step takes no PIN, so none was right, and all pay.
    const pinWasRight = asked.request.pinMode !== "only_otp";
    // A copied key is found out whatever other tokens made of the pass.
    const others = of("invalid").filter(({ alarm }) => !pinWasRight || alarm !== undefined);
    const paying = [...wrongOtp, ...others];
    const changes = [
      ...skipped,
      ...payForWrongAnswers(paying, situation, { request: asked.request, pinWasRight }),
    ];
    return reject(asked.request, {
      because: "wrong-otp",
      sentence: "wrong otp value",
      trials: [...paying, ...of("failed")],
      changes,
    });
  }
  const wrongPin = of("invalid");
  const failures = of("failed");
  if (wrongPin.length > 0 && !meantForFailed(failures, wrongPin))
    return rejectWrongPin([...wrongPin, ...failures], situation, { request: asked.request, skipped });
  if (failures.length > 0) return rejectFailed(failures, asked.request, skipped);
  return rejectUntried(of("skipped"), asked.request, skipped);
}

/** In an answer to a transaction, one server's next question does not make a guess at another token's answer free. */
function payForGuesses(
  trials: readonly Of<"invalid">[],
  situation: Situation,
  request: CheckRequest,
): readonly Change[] {
  const guesses = trials.filter(({ guessed }) => guessed === true && request.transactionId !== undefined);
  return payForWrongAnswers(guesses, situation, { request, pinWasRight: false });
}

/**
 * Whose PIN it was is known: the others need not pay for an outage. A copied key is found out all the same, and a guess at
 * another token's answer is one.
 */
function meantForFailed(failures: readonly Of<"failed">[], others: readonly Of<"invalid">[]): boolean {
  const isBystander = ({ alarm, guessed }: Of<"invalid">) => alarm === undefined && guessed !== true;
  return failures.some(({ pinWasRight }) => pinWasRight) && others.every(isBystander);
}

/** An outage elsewhere: nobody is let in, and nobody pays. */
function rejectFailed(
  trials: readonly Of<"failed">[],
  request: CheckRequest,
  changes: readonly Change[],
): Decision<CheckOutcome> {
  const sentence = trials.map(whyOf).join(", ");
  return reject(request, { because: "no-usable-token", sentence, trials, changes });
}

/** A provable no: the whole transaction is over, nobody is let in, and nothing is counted against the token. */
function declined(
  { token, answered, data, ...rest }: Of<"declined">,
  { state }: Situation,
  { request, skipped }: { request: CheckRequest; skipped: readonly Change[] },
): Decision<CheckOutcome> {
  const closed = state.challenges
    .filter((each) => each.status === "open")
    .filter((each) => baseOf(each.transactionId) === baseOf(answered.transactionId))
    .map((each): Change => {
      const isAnswered = each.serial === token.serial && each.transactionId === answered.transactionId;
      const result = {
        received: each.received + 1,
        answered: true,
        valid: false,
        data: { ...each.data, ...data },
      };
      const set = isAnswered ? { status: "closed" as const, ...result } : { status: "closed" as const };
      return { kind: "challenge.update", transactionId: each.transactionId, serial: each.serial, set };
    });
  return reject(request, {
    because: "declined",
    sentence: "challenge rejected",
    trials: [{ token, answered, data, ...rest }],
    changes: [...skipped, ...closed],
  });
}

/** Two tokens say yes to one pass. Nobody is let in, and what was shown is spent: it could be replayed otherwise. */
function severalMatches(winners: readonly Of<"valid">[], request: CheckRequest): Decision<CheckOutcome> {
  const changes = winners.map(
    ({ device, spend }): Change => ({ kind: "token.update", serial: device.serial, set: spend }),
  );
  return reject(request, {
    because: "several-matches",
    sentence: "multiple token match error",
    trials: winners,
    changes,
  });
}

function rejectWrongPin(
  trials: readonly (Of<"invalid"> | Of<"failed">)[],
  situation: Situation,
  { request, skipped }: { request: CheckRequest; skipped: readonly Change[] },
): Decision<CheckOutcome> {
  const paying = trials.filter((trial) => trial.kind === "invalid");
  const changes = [...skipped, ...payForWrongAnswers(paying, situation, { request, pinWasRight: false })];
  const password = situation.pinMode === "password";
  const sentence = password ? "wrong user password -1" : "wrong otp pin -1";
  return reject(request, { because: password ? "wrong-password" : "wrong-pin", sentence, trials, changes });
}

/** No token could even be tried. A rollout secret at a door that it does not open is the best theft alarm there is. */
function rejectUntried(
  trials: readonly Of<"skipped">[],
  request: CheckRequest,
  changes: readonly Change[],
): Decision<CheckOutcome> {
  const outside = trials.filter(({ because }) => because === "outside-scope");
  const last = outside.at(-1) ?? trials.at(-1);
  if (last === undefined) return reject(request, { because: "no-token", sentence: "no token found!" });
  const counted = outside.map(({ token }): Change => {
    const seen = token.info["outside_scope_count"];
    const info = { ...token.info, outside_scope_count: (typeof seen === "number" ? seen : 0) + 1 };
    return { kind: "token.update", serial: token.serial, set: { info } };
  });
  const because = outside.length > 0 ? "outside-scope" : "no-usable-token";
  return reject(request, {
    because,
    sentence: sentences[last.because],
    trials,
    changes: [...changes, ...counted],
  });
}
