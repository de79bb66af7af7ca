// Logging in to the self-service portal: password, then a second factor when policy asks for it (contract 07 section 2).

import { mustWait } from "../../core/administration/throttle.ts";
import { auditEntry, type Origin } from "../../core/audit.ts";
import { baseOf, type Challenge } from "../../core/challenge.ts";
import type { Change, Decision } from "../../core/change.ts";
import type { CheckOutcome, CheckRequest } from "../../core/check/request.ts";
import { policyUser } from "../../core/check/situation.ts";
import type { Fields } from "../../core/fields.ts";
import { type Ruling, rule } from "../../core/policy/rule.ts";
import type { Session } from "../../core/session.ts";
import type { State } from "../../core/store.ts";
import { type Serial, sameOwner, type Token } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import { compareForNobody, passwordIsRight, userOf } from "../users.ts";
import type { World } from "../world.ts";
import { check, plainRequest } from "./check.ts";
import { accountKey, counted, forgiven, waits } from "./password-throttle.ts";
import { newTicket, type Ticket } from "./portal-session.ts";

export type LoginOutcome =
  | { readonly kind: "authenticated"; readonly ticket: Ticket }
  | { readonly kind: "second-factor"; readonly ticket: Ticket; readonly tokens: readonly Token[] }
  | {
      readonly kind: "challenged";
      readonly ticket: Ticket | undefined;
      readonly outcome: Extract<CheckOutcome, { kind: "challenged" }>;
    }
  /** The token takes its OTP at once: nothing was triggered. */
  | { readonly kind: "enter-otp" }
  /** `ticket`: the answer has arrived by another way, and it was yes. */
  | {
      readonly kind: "pending";
      readonly challenge: Challenge | undefined;
      readonly ticket: Ticket | undefined;
    }
  | { readonly kind: "refused" };

export interface Credentials {
  readonly addressed: { readonly login: string; readonly realm: string };
  readonly user: User | undefined;
  readonly password: string;
  /** Undefined or empty: the second factor comes in a second step. */
  readonly otp: string | undefined;
}

const refused: LoginOutcome = { kind: "refused" };

export async function logIn(world: World, credentials: Credentials, origin: Origin): Promise<LoginOutcome> {
  const proof = await provePassword(world, credentials, origin);
  if (proof === undefined) return refused;
  const { user, account, ruling } = proof;
  if (!ruling.selfservice.mfa_login)
    return await enter(world, user, { origin, account, mayEnter: () => true });
  if (credentials.otp !== undefined && credentials.otp !== "")
    return await withOtp(world, user, { otp: credentials.otp, origin });
  return await enter(world, user, {
    origin,
    account,
    mayEnter: (owned) => ruling.selfservice.mfa_passOnNoToken && owned.length === 0,
  });
}

/** Somebody whose password was right. */
export interface Proof {
  readonly user: User;
  /** Under which his wrong passwords are counted. */
  readonly account: string;
  readonly ruling: Ruling;
}

/** Undefined: refused, and the audit entry is written. */
export async function provePassword(
  world: World,
  credentials: Credentials,
  origin: Origin,
): Promise<Proof | undefined> {
  const { user, password } = credentials;
  const account = accountKey(world, user, credentials.addressed);
  // Only the account makes a person wait here: many people share one address behind a company's gateway.
  const waits = mustWait(await world.store.throttle(account), origin.at);
  const right = user !== undefined && (await passwordIsRight(world, user, password));
  if (user === undefined) await compareForNobody(world, credentials.addressed.realm, password);
  if (user !== undefined && right && !waits) return { user, account, ruling: rulingOf(world, user, origin) };
  await refuse(world, credentials, { origin, account, waits });
  return undefined;
}

interface Entrance {
  readonly origin: Origin;
  readonly account: string;
  /** Decided under the lock: a token that was enrolled a moment ago counts, and a rollout token is a token (deviation 9). */
  readonly mayEnter: (owned: readonly Token[]) => boolean;
}

export async function enter(
  world: World,
  user: User,
  { origin, account, mayEnter }: Entrance,
): Promise<LoginOutcome> {
  const inside = newTicket(world, { user, client: origin.client, state: "authenticated" });
  const waiting = newTicket(world, { user, client: origin.client, state: "credentials_verified" });
  return await world.store.decide({ owners: [user.owner], throttles: [account] }, (state) => {
    // Of many guesses at once the right one counts for nothing either, when the others have used up the tries.
    if (waits(account, state, origin)) return mustWaitDecision(user, origin);
    const owned = ownedBy(state, user);
    const isIn = mayEnter(owned);
    const tokens = owned.filter(({ active }) => active);
    const outcome: LoginOutcome = isIn
      ? { kind: "authenticated", ticket: inside }
      : { kind: "second-factor", ticket: waiting, tokens };
    const session = isIn ? inside.session : waiting.session;
    return {
      outcome,
      changes: [{ kind: "session.put", session }, ...forgiven(account, state, origin)],
      audit: auditEntry(origin, {
        success: isIn,
        user: user.login,
        realm: user.realm,
        info: isIn ? "logged in" : "password verified, second factor required",
      }),
    };
  });
}

function mustWaitDecision({ login, realm }: User, origin: Origin): Decision<LoginOutcome> {
  const audit = auditEntry(origin, {
    user: login,
    realm,
    actionDetail: "too many wrong passwords, must wait",
  });
  return { outcome: refused, changes: [], audit };
}

/** Password and OTP in one request: the OTP stands alone, and nothing is triggered on the way. */
async function withOtp(
  world: World,
  user: User,
  { otp, origin }: { otp: string; origin: Origin },
): Promise<LoginOutcome> {
  const ticket = newTicket(world, { user, client: origin.client, state: "authenticated" });
  const request = portalRequest(user, origin, { pass: otp, pinMode: "only_otp" });
  const outcome = await check(world, request, sessionOnSuccess(ticket.session));
  if (outcome.kind === "accepted") return { kind: "authenticated", ticket };
  return outcome.kind === "challenged" ? { kind: "challenged", ticket: undefined, outcome } : refused;
}

export interface SecondStep {
  readonly session: Session;
  readonly otp: string | undefined;
  readonly serial: string | undefined;
  readonly text: string | undefined;
  readonly parameters: Fields;
  readonly origin: Origin;
}

/** The session has seen the password; now the second factor, or a request to be asked for it. */
export async function showSecondFactor(world: World, step: SecondStep): Promise<LoginOutcome> {
  const { session, origin, serial } = step;
  const user = await userOf(world, session.owner, session.realm);
  if (user === undefined) return await refuseStep(world, session, origin);
  const pass = step.otp ?? "";
  if (pass === "" && (await nothingToTrigger(world, session, serial))) return { kind: "enter-otp" };
  const inside = newTicket(world, { user, client: origin.client, state: "authenticated" });
  const waiting = newTicket(world, { user, client: origin.client, state: "challenge_triggered" });
  const request = portalRequest(user, origin, {
    pass,
    pinMode: "verified",
    alwaysChallenge: true,
    text: step.text ?? `Selfservice Login Request\nUser: ${user.login}`,
    parameters: step.parameters,
    serials: serial === undefined ? undefined : [serial as Serial],
  });
  const outcome = await check(world, request, (result) => {
    if (result.kind === "rejected") return [];
    const next =
      result.kind === "accepted"
        ? inside.session
        : { ...waiting.session, data: { transactionId: result.transactionId } };
    return [
      { kind: "session.delete", id: session.id },
      { kind: "session.put", session: next },
    ];
  });
  if (outcome.kind === "accepted") return { kind: "authenticated", ticket: inside };
  return outcome.kind === "challenged" ? { kind: "challenged", ticket: waiting, outcome } : refused;
}

/** Answers the question that the previous step triggered; without an OTP it only asks how far that has come. */
export async function answerChallenge(world: World, step: SecondStep): Promise<LoginOutcome> {
  const { session, origin, otp } = step;
  const transactionId = session.data["transactionId"];
  const user = await userOf(world, session.owner, session.realm);
  if (user === undefined || typeof transactionId !== "string")
    return await refuseStep(world, session, origin);
  if (otp === undefined || otp === "") return await poll(world, { session, user, transactionId, origin });
  const ticket = newTicket(world, { user, client: origin.client, state: "authenticated" });
  const request = portalRequest(user, origin, {
    pass: otp,
    pinMode: "verified",
    alwaysChallenge: true,
    transactionId,
  });
  const outcome = await check(world, request, (result) =>
    result.kind === "accepted"
      ? [
          { kind: "session.delete", id: session.id },
          { kind: "session.put", session: ticket.session },
        ]
      : [],
  );
  return outcome.kind === "accepted" ? { kind: "authenticated", ticket } : refused;
}

interface Poll {
  readonly session: Session;
  readonly user: User;
  readonly transactionId: string;
  readonly origin: Origin;
}

/**
 * Typed answers let in the session in which they were typed, and are only told here: such a question can be shared by two
 * sessions (what was sent a moment ago is not sent again), and one of them may be a password thief's. What an app answers
 * lets in the one session that asked, once.
 */
async function poll(world: World, { session, user, transactionId, origin }: Poll): Promise<LoginOutcome> {
  const asked = await world.store.challenges(transactionId);
  const ticket = newTicket(world, { user, client: origin.client, state: "authenticated" });
  const subject = {
    owners: [session.owner],
    sessions: [session.id],
    serials: asked.map(({ serial }) => serial),
  };
  return await world.store.decide(subject, (state): Decision<LoginOutcome> => {
    const current = state.challenges.filter((each) => baseOf(each.transactionId) === baseOf(transactionId));
    const isThere = state.sessions.get(session.id)?.data["transactionId"] === transactionId;
    const yes = isThere ? current.find((each) => isYes(world, each, { state, session, origin })) : undefined;
    const told = auditEntry(origin, { user: session.login, realm: session.realm });
    if (yes === undefined) {
      return {
        outcome: { kind: "pending", challenge: current[0], ticket: undefined },
        changes: [],
        audit: told,
      };
    }
    return {
      outcome: { kind: "pending", challenge: yes, ticket },
      changes: [
        { kind: "session.delete", id: session.id },
        { kind: "session.put", session: ticket.session },
      ],
      audit: { ...told, success: true, serial: yes.serial, info: "logged in" },
    };
  });
}

/** Answered by the app of a token that is still his and in use. */
function isYes(
  world: World,
  { valid, expiresAt, serial }: Challenge,
  { state, session, origin }: { state: State; session: Session; origin: Origin },
): boolean {
  const token = state.tokens.find((each) => each.serial === serial);
  if (!valid || origin.at >= expiresAt || token?.active !== true) return false;
  const type = world.types.get(token.type);
  const target = state.tokens.find((each) => each.serial === type?.target?.(token));
  const answering = target === undefined ? type : world.types.get(target.type);
  return sameOwner(token.owner, session.owner) && answering?.challenge?.answeredBy === "app";
}

export async function logOut(world: World, session: Session | undefined, origin: Origin): Promise<void> {
  if (session === undefined) return await world.store.record(auditEntry(origin, { success: true }));
  await world.store.decide({ sessions: [session.id] }, () => ({
    outcome: undefined,
    changes: [{ kind: "session.delete", id: session.id }],
    audit: auditEntry(origin, { success: true, user: session.login, realm: session.realm }),
  }));
}

export function portalRequest(user: User, origin: Origin, set: Partial<CheckRequest>): CheckRequest {
  return plainRequest(origin, {
    path: "userservice",
    user,
    addressed: { login: user.login, realm: user.realm },
    ...set,
  });
}

export function sessionOnSuccess(session: Session): (outcome: CheckOutcome) => readonly Change[] {
  return (outcome) => (outcome.kind === "accepted" ? [{ kind: "session.put", session }] : []);
}

/** A token that only takes its OTP at once has nothing to send; trying it with nothing would cost an attempt. */
async function nothingToTrigger(
  world: World,
  session: Session,
  serial: string | undefined,
): Promise<boolean> {
  const owned = await world.store.tokensOf(session.owner);
  const meant = serial === undefined ? owned : owned.filter((token) => token.serial === serial);
  return meant.length > 0 && meant.every((token) => world.types.get(token.type)?.challenge === undefined);
}

async function refuseStep(world: World, session: Session, origin: Origin): Promise<LoginOutcome> {
  await world.store.record(
    auditEntry(origin, { user: session.login, realm: session.realm, actionDetail: "User not found" }),
  );
  return refused;
}

async function refuse(
  world: World,
  { user, addressed }: Credentials,
  { origin, account, waits }: { origin: Origin; account: string; waits: boolean },
): Promise<void> {
  const who = user === undefined ? addressed : { login: user.login, realm: user.realm };
  await world.store.decide({ throttles: [account] }, (state) => ({
    outcome: undefined,
    changes: waits ? [] : counted(account, state, origin),
    audit: auditEntry(origin, {
      user: who.login,
      realm: who.realm,
      actionDetail:
        user === undefined
          ? "User not found"
          : waits
            ? "too many wrong passwords, must wait"
            : "wrong password",
    }),
  }));
}

function rulingOf(world: World, user: User, origin: Origin): Ruling {
  const at = { user: policyUser(user), realm: user.realm, client: origin.client, at: origin.at };
  return rule(world.store.settings().policies, at);
}

function ownedBy(state: State, user: User): readonly Token[] {
  return state.tokens.filter((token) => sameOwner(token.owner, user.owner));
}
