// Which slow questions a check must ask before it can be decided. Found by trying the tokens with nothing answered:
// whatever is asked for on the way is a question.

import { type OutsideAnswer, outsideKey } from "../outside.ts";
import type { State } from "../store.ts";
import type { Token } from "../token.ts";
import { isHashed, type TokenTypes } from "../token-type.ts";
import { allowedHere } from "./authorization.ts";
import { forward, forwardsFirst, serverFor } from "./forwarding.ts";
import type { Answers, CheckGiven, CheckRequest, Question } from "./request.ts";
import { type Situation, situationOf } from "./situation.ts";
import { tryToken } from "./trial.ts";

export type Answered = ReadonlyMap<string, boolean | OutsideAnswer>;

/**
 * The questions that are still open, given what is answered so far; call again with the new answers until none is left.
 * At most one of them is about a password: a wrong pass must cost a directory one bind, not one per token.
 */
export function questionsFor(
  state: State,
  request: CheckRequest,
  known: { given: CheckGiven; answered: Answered },
): readonly Question[] {
  const situation = situationOf(state, request);
  if (request.pass === undefined || !mayNeedAnswers(situation, request, known.given.types)) return [];
  // Nobody is asked about somebody who may not come in from here.
  if (!allowedHere(situation)) return [];
  const asked: Question[] = [];
  const recording = recorder(known.answered, asked);
  const { vault } = known.given;
  if (serverFor(situation, request) !== undefined && forwardsFirst(situation)) {
    forward(situation, request, { vault, answers: recording });
  } else if (situation.owned.length === 0) {
    if (request.user !== undefined && request.fallbacks && passesThrough(situation))
      recording.password(request.pass);
    else forward(situation, request, { vault, answers: recording });
  } else {
    const given = { ...known.given, answers: recording };
    for (const token of situation.candidates) tryToken(token, situation, { request, given });
  }
  return onePassword(asked, known.answered);
}

export function passesThrough({ ruling }: Situation): boolean {
  return ruling.authentication.passthru;
}

/** Looked at before anything costly: most checks need no answer. */
function mayNeedAnswers(situation: Situation, request: CheckRequest, types: TokenTypes): boolean {
  if (serverFor(situation, request) !== undefined) return true;
  if (situation.owned.length === 0 && situation.candidates.length === 0) return request.user !== undefined;
  const needsAnswers = (token: Token): boolean =>
    isHashed(token.secret) || types.get(token.type)?.asksOutside === true;
  return situation.pinMode === "password" || situation.candidates.some(needsAnswers);
}

function recorder(answered: Answered, asked: Question[]): Answers {
  const answerTo = (question: Question): boolean | OutsideAnswer | undefined => {
    const answer = answered.get(keyOf(question));
    if (answer === undefined) asked.push(question);
    return answer;
  };
  return {
    password: (given) => answerTo({ about: "password", given }) === true,
    hash: ({ serial, secret }, given) =>
      isHashed(secret) && answerTo({ about: "hash", serial, hash: secret.text, given }) === true,
    outside(question) {
      const answer = answerTo({ about: "outside", question });
      return typeof answer === "object" ? answer : undefined;
    },
  };
}

/**
 * The password waits until all else is answered, and of several readings of the pass the shortest counts: what is left of
 * it before a right OTP says more than the whole.
 */
function onePassword(asked: readonly Question[], answered: Answered): readonly Question[] {
  const others = asked.filter(({ about }) => about !== "password");
  if (others.length > 0) return [...new Map(others.map((question) => [keyOf(question), question])).values()];
  if ([...answered.keys()].some((key) => key.startsWith("password "))) return [];
  const [shortest] = asked
    .flatMap((question) => (question.about === "password" ? [question] : []))
    .toSorted((one, other) => one.given.length - other.given.length);
  return shortest === undefined ? [] : [shortest];
}

/** The hash is part of the key: a token that got a new secret in between is not opened by the answer about the old one. */
export function keyOf(question: Question): string {
  switch (question.about) {
    case "password":
      return `password ${question.given}`;
    case "hash":
      return `hash ${question.serial} ${question.hash} ${question.given}`;
    case "outside":
      return outsideKey(question.question);
  }
}

export function answersFrom(answered: Answered): Answers {
  return {
    password: (given) => answered.get(keyOf({ about: "password", given })) === true,
    hash: (token, given) =>
      isHashed(token.secret) &&
      answered.get(keyOf({ about: "hash", serial: token.serial, hash: token.secret.text, given })) === true,
    outside(question) {
      const answer = answered.get(outsideKey(question));
      return typeof answer === "object" ? answer : undefined;
    },
  };
}
