// Opening questions: the PIN was right and the OTP is still to come (contract 06 section 4, "Challenge detail").

import { auditEntry } from "../audit.ts";
import { baseOf, type Challenge, isAskedAt, isOpen } from "../challenge.ts";
import type { Change, Decision, Message } from "../change.ts";
import type { Settings } from "../settings.ts";
import type { Token } from "../token.ts";
import type { ChallengeContext, OpenedChallenge, TokenType } from "../token-type.ts";
import type { CheckGiven, CheckOutcome, CheckRequest, OpenQuestion } from "./request.ts";
import type { Situation } from "./situation.ts";
import { givenFor, type Trial } from "./trial.ts";

type Asking = Extract<Trial, { kind: "asks" }>;

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
  asking: readonly Asking[],
  situation: Situation,
  asked: Asked,
): Decision<CheckOutcome> {
  const { request, given } = asked;
  const tokens = asking.map(({ token }) => token);
  const base = tokens.length === 1 ? given.transactionId : given.transactionId.slice(0, -3);
  const opened = asking.flatMap((each, index) => {
    const suffix = tokens.length === 1 ? "" : `.${String(index + 1).padStart(2, "0")}`;
    const one = openOne(each, `${base}${suffix}`, { situation, asked });
    return one === undefined ? [] : [one];
  });
  const questions = opened.map(({ question }) => question);
  const only = questions.length === 1 ? questions[0] : undefined;
  return {
    outcome: {
      kind: "challenged",
      transactionId: only?.challenge.transactionId ?? transactionOf(questions) ?? base,
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

/** The next question, asked before anybody wants in: the OTP is sent, and nobody is told of the transaction. */
export function askAhead(
  { token, device, spend }: Extract<Trial, { kind: "valid" }>,
  situation: Situation,
  { request, given }: Pick<Asked, "request" | "given">,
): { readonly changes: readonly Change[]; readonly messages: readonly Message[] } {
  const type = given.types.get(device.type);
  if (type?.challenge?.sendsAhead?.(situation.ruling) !== true) return { changes: [], messages: [] };
  const around = { situation, asked: { request, given, skipped: [] }, transactionId: given.transactionId };
  const spent = { ...device, ...spend };
  const opened = openNew({ kind: "asks", token, device: spent, asked: undefined }, type, around);
  const { changes = [], message } = opened ?? {};
  return { changes, messages: message === undefined ? [] : [message] };
}

/** Questions that were all asked a moment ago are still those of that moment's transaction. */
function transactionOf(questions: readonly OpenQuestion[]): string | undefined {
  const [base, ...others] = new Set(questions.map(({ challenge }) => baseOf(challenge.transactionId)));
  return others.length === 0 ? base : undefined;
}

interface Surroundings {
  readonly situation: Situation;
  readonly asked: Asked;
}

function openOne(asking: Asking, transactionId: string, around: Surroundings): Opened | undefined {
  const type = around.asked.given.types.get(asking.device.type);
  if (type?.challenge === undefined) return undefined;
  const opened = repeatOf(asking, type, around) ?? openNew(asking, type, { transactionId, ...around });
  return opened === undefined ? undefined : { ...opened, question: forwarded(opened.question, asking, type) };
}

/** A question that was asked a moment ago is not asked again: whoever triggers SMS in a loop gets one SMS. */
function repeatOf(
  { token, device, asked: outside }: Asking,
  type: TokenType,
  around: Surroundings,
): Opened | undefined {
  const { situation, asked } = around;
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
  if (still === undefined || type.challenge === undefined || outside !== undefined) return undefined;
  const { message, detail } = type.challenge.repeat(device, still);
  return { question: { token, challenge: { ...still, message }, detail }, changes: [], message: undefined };
}

function openNew(
  asking: Asking,
  type: TokenType,
  around: Surroundings & { transactionId: string },
): Opened | undefined {
  const { transactionId } = around;
  const { token, device } = asking;
  const opened =
    asking.asked === undefined
      ? type.challenge?.open(device, contextFor(device, around))
      : { ...asking.asked, spend: {}, send: undefined };
  if (opened === undefined) return undefined;
  const challenge = challengeOf(opened, { token, type, ...around });
  const message =
    opened.send === undefined ? undefined : { ...opened.send, transactionId, serial: token.serial };
  const { serial } = device;
  const spent: readonly Change[] =
    Object.keys(opened.spend).length === 0 ? [] : [{ kind: "token.update", serial, set: opened.spend }];
  return {
    question: { token, challenge, detail: opened.detail },
    changes: [{ kind: "challenge.open", challenge }, ...spent],
    message,
  };
}

function challengeOf(
  opened: Pick<OpenedChallenge, "message" | "data">,
  {
    token,
    type,
    situation,
    asked,
    transactionId,
  }: Surroundings & { token: Token; type: TokenType; transactionId: string },
): Challenge {
  const now = asked.request.origin.at;
  return {
    transactionId,
    serial: token.serial,
    message: opened.message,
    data: { ...opened.data, path: asked.request.path },
    openedAt: now,
    expiresAt: now + 1000 * validitySeconds(token, type, situation.state.settings),
    status: "open",
    received: 0,
    answered: false,
    valid: false,
  };
}

function contextFor(
  device: Token,
  { situation, asked, transactionId }: Surroundings & { transactionId: string },
): ChallengeContext {
  const { request, given } = asked;
  return {
    ...givenFor(device, situation, asked),
    ruling: situation.ruling,
    user: request.user ?? request.holder,
    transactionId,
    text: request.text,
    parameters: request.parameters,
    random: given.random,
  };
}

/** Whoever is asked through a forward token is told which one he has to look at (contract 03, forward). */
function forwarded(question: OpenQuestion, { token, device }: Asking, type: TokenType): OpenQuestion {
  if (device === token) return question;
  const target = {
    linotp_forward_tokenserial: device.serial,
    linotp_forward_tokendescription: device.description,
    linotp_forward_tokentype: type.spelling,
  };
  return { ...question, detail: { ...question.detail, ...target } };
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
