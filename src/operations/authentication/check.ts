// Checking a pass: load, ask, decide, deliver. No rule lives here; every rule it needs is in core/check.

import { auditEntry, type Origin } from "../../core/audit.ts";
import { baseOf, type Challenge } from "../../core/challenge.ts";
import type { Change, Message } from "../../core/change.ts";
import { decideCheck } from "../../core/check/decide.ts";
import { answersFrom, keyOf, questionsFor } from "../../core/check/questions.ts";
import type { CheckGiven, CheckOutcome, CheckRequest, Question } from "../../core/check/request.ts";
import { situationOf } from "../../core/check/situation.ts";
import type { Fields } from "../../core/fields.ts";
import type { OutsideAnswer } from "../../core/outside.ts";
import type { Decider, State, Subject } from "../../core/store.ts";
import type { Serial, Token } from "../../core/token.ts";
import type { TokenTypes } from "../../core/token-type.ts";
import type { User } from "../../core/user.ts";
import { passwordIsRight, requirePresent, userOf } from "../users.ts";
import type { World } from "../world.ts";
import { accountKey, counted, forgiven, waits } from "./password-throttle.ts";

/** What else shall become true with the check, for example a portal session after a success. Pure. */
export type Consequence = (outcome: CheckOutcome, state: State) => readonly Change[];

/** With counters of failures that it looks at or sets. */
export interface CountedConsequence {
  readonly throttles: readonly string[];
  readonly changes: Consequence;
}

/** Answers of slow questions lead to at most this many rounds: a hash, then a password that depends on it. */
const rounds = 3;

export async function check(
  world: World,
  request: CheckRequest,
  wanted?: Consequence | CountedConsequence,
): Promise<CheckOutcome> {
  const { given, password, targets } = await prepare(world, request);
  const consequence = typeof wanted === "object" ? wanted.changes : wanted;
  const decider: Decider<CheckOutcome> = (state) => {
    const isLate = password !== undefined && waits(password.account, state, request.origin);
    const decision = decideCheck(state, request, isLate ? withoutPassword(given) : given);
    const changes = [
      ...decision.changes,
      ...(password === undefined || isLate ? [] : afterPassword(password, state, request.origin)),
      ...(consequence?.(decision.outcome, state) ?? []),
    ];
    return { ...decision, changes };
  };
  const subject = withTargets(subjectOf(request), targets);
  const throttles = [
    ...(password === undefined ? [] : [password.account]),
    ...(typeof wanted === "object" ? wanted.throttles : []),
  ];
  const throttled = throttles.length === 0 ? subject : { ...subject, throttles };
  const outcome = await world.store.decide(throttled, decider);
  if (outcome.kind === "challenged") return await deliver(world, request, outcome);
  // Whoever is in stays in, also when what was sent ahead does not arrive.
  if (outcome.kind === "accepted" && outcome.messages !== undefined)
    await Promise.all(outcome.messages.map((message) => sendOne(world, request, message)));
  return outcome;
}

/** Everybody whose tokens the request can touch is locked; an unknown user locks nothing and costs the same. */
export function subjectOf(request: CheckRequest): Subject {
  const owner = request.user?.owner ?? request.holder?.owner;
  return {
    ...(owner === undefined ? {} : { owners: [owner] }),
    ...(request.user !== undefined || request.serials === undefined ? {} : { serials: request.serials }),
  };
}

/** Forward tokens use up OTPs of others, so those are locked as well. */
function withTargets(subject: Subject, targets: readonly Serial[]): Subject {
  return targets.length === 0 ? subject : { ...subject, serials: [...(subject.serials ?? []), ...targets] };
}

/** The comparison that a directory made for this check, if one was needed. */
interface Compared {
  readonly account: string;
  readonly right: boolean;
}

interface Prepared {
  readonly given: CheckGiven;
  readonly password: Compared | undefined;
  readonly targets: readonly Serial[];
}

/** After a row of wrong passwords the right one counts for nothing for a while, too. */
function withoutPassword(given: CheckGiven): CheckGiven {
  return { ...given, answers: { ...given.answers, password: () => false } };
}

function afterPassword({ account, right }: Compared, state: State, origin: Origin): readonly Change[] {
  return right ? forgiven(account, state, origin) : counted(account, state, origin);
}

async function prepare(world: World, request: CheckRequest): Promise<Prepared> {
  const { vault, types } = world;
  const transactionId = transactionIdFrom(world);
  const answered = new Map<string, boolean | OutsideAnswer>();
  const given = { vault, types, transactionId, random: world.random(64), answers: answersFrom(answered) };
  const state = await stateBeforehand(world, request);
  if (state.tokens.length === 0 && request.fallbacks && request.user !== undefined)
    await requirePresent(world, request.user);
  const targets = targetsOf(state.tokens, types);
  let password: Compared | undefined;
  for (let round = 0; round < rounds; round++) {
    const questions = questionsFor(state, request, { given, answered });
    if (questions.length === 0) break;
    const answers = await Promise.all(
      questions.map(async (question) => await ask(world, request.user, question)),
    );
    for (const { key, about, answer } of answers) {
      answered.set(key, answer);
      if (about === "password")
        password = { account: accountKey(world, request.user, request.addressed), right: answer === true };
    }
  }
  return { given, password, targets };
}

function targetsOf(tokens: readonly Token[], types: TokenTypes): readonly Serial[] {
  return tokens.flatMap((token) => (types.get(token.type)?.target?.(token) as Serial | undefined) ?? []);
}

/** A look without lock. What it misses is not asked, and what is not asked counts as no. */
async function stateBeforehand(world: World, request: CheckRequest): Promise<State> {
  const state: State = {
    settings: world.store.settings(),
    tokens: await withTheirTargets(world, await tokensFor(world, request)),
    challenges: [],
    activeTokens: new Map(),
    sessions: new Map(),
    throttles: new Map(),
  };
  return { ...state, challenges: await challengesFor(world, request, state) };
}

/** Without a transaction they only tell whether an OTP is right, on which the question about a password depends. */
async function challengesFor(
  world: World,
  request: CheckRequest,
  state: State,
): Promise<readonly Challenge[]> {
  if (request.transactionId !== undefined) return await world.store.challenges(request.transactionId);
  if (situationOf(state, request).pinMode !== "password") return [];
  return await world.store.challengesOf(state.tokens.map(({ serial }) => serial));
}

async function tokensFor(world: World, request: CheckRequest): Promise<readonly Token[]> {
  const owner = request.user?.owner ?? request.holder?.owner;
  if (owner !== undefined) return await world.store.tokensOf(owner);
  const named = await Promise.all((request.serials ?? []).map((serial) => world.store.token(serial)));
  return named.flatMap((token) => token ?? []);
}

async function withTheirTargets(world: World, tokens: readonly Token[]): Promise<readonly Token[]> {
  const targets = targetsOf(tokens, world.types);
  if (targets.length === 0) return tokens;
  const found = await Promise.all(targets.map((serial) => world.store.token(serial)));
  const others = found.filter((token) => token !== undefined);
  return [...tokens, ...others.filter(({ serial }) => tokens.every((each) => each.serial !== serial))];
}

interface Answer {
  readonly key: string;
  readonly about: Question["about"];
  readonly answer: boolean | OutsideAnswer;
}

async function ask(world: World, user: User | undefined, question: Question): Promise<Answer> {
  const key = keyOf(question);
  const { about } = question;
  switch (question.about) {
    case "hash":
      return { key, about, answer: await world.passwords.verify(question.hash, question.given) };
    case "password":
      return {
        key,
        about,
        answer: user !== undefined && (await passwordIsRight(world, user, question.given)),
      };
    case "outside":
      return { key, about, answer: await world.outside(question.question) };
  }
}

/** LinOTP's form: 17 decimal digits (12 to 17 by setting), the first one not 0. */
export function transactionIdFrom(world: World): string {
  const wanted = Number(world.store.settings().config.get("TransactionIdLength")?.value ?? "17");
  const length = Number.isInteger(wanted) && wanted >= 12 && wanted <= 17 ? wanted : 17;
  const bytes = world.random(16);
  const number = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  const span = 9n * 10n ** BigInt(length - 1);
  return String(10n ** BigInt(length - 1) + (number % span));
}

/** A failed delivery does not undo the decision: it closes the question that nobody received, and is written down. */
async function deliver(
  world: World,
  request: CheckRequest,
  outcome: Extract<CheckOutcome, { kind: "challenged" }>,
): Promise<CheckOutcome> {
  const failures = await Promise.all(outcome.messages.map((message) => sendOne(world, request, message)));
  const why = failures.find((failure) => failure !== undefined);
  if (why === undefined) return outcome;
  return {
    kind: "rejected",
    because: "wrong-otp",
    sentence: why,
    tried: outcome.questions.map(({ token }) => token),
  };
}

const failureOf = {
  sms: "sending sms failed",
  email: "sending e-mail failed",
  push: "sending push notification failed",
  voice: "voice call failed",
} as const;

async function sendOne(world: World, request: CheckRequest, message: Message): Promise<string | undefined> {
  const delivery = await world.send(message, world.store.settings());
  if (delivery.delivered) return undefined;
  const sentence = failureOf[message.channel];
  const { transactionId, serial } = message;
  await world.store.decide({ serials: [serial] }, (state) => ({
    outcome: undefined,
    changes: state.challenges
      .filter((each) => each.serial === serial && baseOf(each.transactionId) === baseOf(transactionId))
      .map((each) => ({
        kind: "challenge.update",
        transactionId: each.transactionId,
        serial,
        set: { status: "closed" },
      })),
    audit: auditEntry(request.origin, {
      serial,
      user: request.user?.login ?? request.holder?.login ?? "",
      realm: request.user?.realm ?? request.holder?.realm ?? "",
      actionDetail: sentence,
      info: delivery.why,
    }),
  }));
  return sentence;
}

/** The owner of a token that was named by its serial, as the policies need to know him. */
export async function holderOf(world: World, token: Token | undefined): Promise<User | undefined> {
  return token?.owner === undefined ? undefined : await userOf(world, token.owner, token.realms[0]);
}

const noFields: Fields = new Map();

/** A request about one door with nothing special: what most callers start from. */
export function plainRequest(origin: Origin, set: Partial<CheckRequest>): CheckRequest {
  return {
    origin,
    path: "validate",
    user: undefined,
    addressed: { login: "", realm: "" },
    unknownUser: false,
    holder: undefined,
    pass: undefined,
    serials: undefined,
    tokenType: undefined,
    transactionId: undefined,
    text: undefined,
    parameters: noFields,
    signature: undefined,
    bySerial: false,
    pinMode: undefined,
    alwaysChallenge: false,
    fallbacks: false,
    ...set,
  };
}
