// Which slow questions a check must ask before it can be decided. Found by trying the tokens with nothing answered:
// whatever is asked for on the way is a question.

import type { State } from "../store.ts";
import { isHashed } from "../token-type.ts";
import type { Answers, CheckGiven, CheckRequest, Question } from "./request.ts";
import { type Situation, situationOf } from "./situation.ts";
import { tryToken } from "./trial.ts";

export type Answered = ReadonlyMap<string, boolean>;

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
  if (request.pass === undefined || !mayNeedAnswers(situation, request)) return [];
  const asked: Question[] = [];
  const recording = recorder(known.answered, asked);
  if (situation.owned.length === 0) {
    if (request.user !== undefined && request.fallbacks && passesThrough(situation))
      recording.password(request.pass);
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
function mayNeedAnswers(situation: Situation, request: CheckRequest): boolean {
  if (situation.owned.length === 0 && situation.candidates.length === 0) return request.user !== undefined;
  return situation.pinMode === "password" || situation.candidates.some((token) => isHashed(token.secret));
}

function recorder(answered: Answered, asked: Question[]): Answers {
  return {
    password(given) {
      const question = { about: "password", given } as const;
      const answer = answered.get(keyOf(question));
      if (answer === undefined) asked.push(question);
      return answer ?? false;
    },
    hash(token, given) {
      if (!isHashed(token.secret)) return false;
      const question = { about: "hash", serial: token.serial, hash: token.secret.text, given } as const;
      const answer = answered.get(keyOf(question));
      if (answer === undefined) asked.push(question);
      return answer ?? false;
    },
  };
}

function onePassword(asked: readonly Question[], answered: Answered): readonly Question[] {
  const spent = [...answered.keys()].some((key) => key.startsWith("password "));
  const password = spent ? undefined : asked.find((question) => question.about === "password");
  return [
    ...asked.filter((question) => question.about === "hash"),
    ...(password === undefined ? [] : [password]),
  ];
}

/** The hash is part of the key: a token that got a new secret in between is not opened by the answer about the old one. */
export function keyOf(question: Question): string {
  return question.about === "password"
    ? `password ${question.given}`
    : `hash ${question.serial} ${question.hash} ${question.given}`;
}

export function answersFrom(answered: Answered): Answers {
  return {
    password: (given) => answered.get(keyOf({ about: "password", given })) === true,
    hash: (token, given) =>
      isHashed(token.secret) &&
      answered.get(keyOf({ about: "hash", serial: token.serial, hash: token.secret.text, given })) === true,
  };
}
