// Opening questions: the PIN was right and the OTP is still to come (contract 06 section 4, "Challenge detail").

import { auditEntry } from "../audit.ts";
import { type Challenge, isAskedAt, isOpen } from "../challenge.ts";
import type { Change, Decision, Message } from "../change.ts";
import type { Settings } from "../settings.ts";
import type { Token } from "../token.ts";
import type { ChallengeContext, TokenType } from "../token-type.ts";
import type { CheckGiven, CheckOutcome, CheckRequest, OpenQuestion } from "./request.ts";
import type { Situation } from "./situation.ts";
import { givenFor } from "./trial.ts";

interface Asked {
  readonly request: CheckRequest;
  readonly given: CheckGiven;
  readonly skipped: readonly Change[];
}

interface Opened {
  readonly question: OpenQuestion;
  readonly changes: readonly Change[];
  readonly message: Message | undefined;
}

export function openQuestions(
  tokens: readonly Token[],
  situation: Situation,
  asked: Asked,
): Decision<CheckOutcome> {
  const { request, given } = asked;
  const base = tokens.length === 1 ? given.transactionId : given.transactionId.slice(0, -3);
  const opened = tokens.flatMap((token, index) => {
    const suffix = tokens.length === 1 ? "" : `.${String(index + 1).padStart(2, "0")}`;
    const one = openOne(token, `${base}${suffix}`, { situation, asked });
    return one === undefined ? [] : [one];
  });
  const questions = opened.map(({ question }) => question);
  const only = questions.length === 1 ? questions[0] : undefined;
  return {
    outcome: {
      kind: "challenged",
      transactionId: only?.challenge.transactionId ?? base,
      questions,
      messages: opened.flatMap(({ message }) => (message === undefined ? [] : [message])),
    },
    changes: [...asked.skipped, ...opened.flatMap(({ changes }) => changes)],
    audit: auditEntry(request.origin, {
      success: false,
      serial: tokens.map(({ serial }) => serial).join(" "),
      tokenType: [...new Set(tokens.map(({ type }) => type))].join(" "),
      user: request.user?.login ?? request.holder?.login ?? "",
      realm: request.user?.realm ?? request.holder?.realm ?? "",
      actionDetail: "challenge created",
    }),
  };
}

interface Surroundings {
  readonly situation: Situation;
  readonly asked: Asked;
}

function openOne(token: Token, transactionId: string, around: Surroundings): Opened | undefined {
  const type = around.asked.given.types.get(token.type);
  if (type?.challenge === undefined) return undefined;
  return repeatOf(token, type, around) ?? openNew(token, type, { transactionId, ...around });
}

/** A question that was asked a moment ago is not asked again: whoever triggers SMS in a loop gets one SMS. */
function repeatOf(token: Token, type: TokenType, { situation, asked }: Surroundings): Opened | undefined {
  const { path } = asked.request;
  const now = asked.request.origin.at;
  const blockingMs = type.challenge?.blockingMs(situation.state.settings) ?? 0;
  const still = situation.state.challenges.findLast(
    (each) =>
      each.serial === token.serial &&
      isOpen(each, now) &&
      isAskedAt(path, each) &&
      now - each.openedAt < blockingMs,
  );
  if (still === undefined || type.challenge === undefined) return undefined;
  const { message, detail } = type.challenge.repeat(token, still);
  return { question: { token, challenge: { ...still, message }, detail }, changes: [], message: undefined };
}

function openNew(
  token: Token,
  type: TokenType,
  around: Surroundings & { transactionId: string },
): Opened | undefined {
  const { situation, asked, transactionId } = around;
  const { request } = asked;
  const context: ChallengeContext = {
    ...givenFor(token, situation, asked),
    ruling: situation.ruling,
    user: request.user ?? request.holder,
    transactionId,
    text: request.text,
  };
  const opened = type.challenge?.open(token, context);
  if (opened === undefined) return undefined;
  const now = request.origin.at;
  const challenge: Challenge = {
    transactionId,
    serial: token.serial,
    message: opened.message,
    data: { ...opened.data, path: request.path },
    openedAt: now,
    expiresAt: now + 1000 * validitySeconds(token, type, situation.state.settings),
    status: "open",
    received: 0,
    answered: false,
    valid: false,
  };
  return {
    question: { token, challenge, detail: opened.detail },
    changes: [
      { kind: "challenge.open", challenge },
      { kind: "token.update", serial: token.serial, set: opened.spend },
    ],
    message: opened.send === undefined ? undefined : { ...opened.send, transactionId, serial: token.serial },
  };
}

/** The token's own value, its type's setting, the general setting, two minutes: the first that is there. */
function validitySeconds(token: Token, type: TokenType, settings: Settings): number {
  const own = Number(token.info["challenge_validity_time"]);
  if (Number.isInteger(own) && own > 0) return own;
  const general = Number(settings.config.get("DefaultChallengeValidityTime")?.value);
  return (
    type.challenge?.validitySeconds(settings) ?? (Number.isInteger(general) && general > 0 ? general : 120)
  );
}
