// Trying a token out in the portal: the proof that an enrollment worked (contract 07 section 4).

import { baseOf } from "../../core/challenge.ts";
import type { CheckOutcome, CheckRequest } from "../../core/check/request.ts";
import { optional, text } from "../../core/fields.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import type { Session } from "../../core/session.ts";
import { sameOwner, type Token } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import { check } from "../../operations/authentication/check.ts";
import { portalRequest } from "../../operations/authentication/login.ts";
import { userOf } from "../../operations/users.ts";
import type { Call, Reply } from "../call.ts";
import { succeed } from "../reply.ts";
import type { Detail } from "../validate/detail.ts";
import { progressOf, shownInPortal } from "./reply-mode.ts";

const known = ["serial", "transactionid", "otp", "session"];

export async function verifyToken(call: Call, session: Session): Promise<Reply> {
  const { fields, world } = call;
  const unknown = [...fields.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `'${name}'`).join(", ");
    throw new Refusal({ code: "usage-parameter", message: `unsupported parameters: [${names}]` });
  }
  const user = await userOf(world, session.owner, session.realm);
  if (user === undefined) throw new Refusal({ code: "not-token-owner" });
  const transactionId = optional(fields, "transactionid");
  return transactionId === undefined
    ? await bySerial(call, user, session)
    : await byTransaction(call, user, { session, transactionId });
}

async function bySerial(call: Call, user: User, session: Session): Promise<Reply> {
  const serial = optional(call.fields, "serial");
  if (serial === undefined) {
    throw new Refusal({ code: "usage-parameter", message: "Missing parameter: serial or transactionid" });
  }
  const token = await ownToken(call, serial, session);
  const otp = optional(call.fields, "otp");
  if (otp === undefined) return await trigger(call, user, token);
  const pinMode = call.world.types.get(token.type)?.otp === "none" ? "ignore_pin" : "only_otp";
  return verdict(await check(call.world, requestFor(call, user, { token, pass: otp, pinMode })));
}

async function ownToken({ world }: Call, serial: string, session: Session): Promise<Token> {
  const token = await world.store.token(serial);
  if (token === undefined) throw refuse("no token found!");
  if (!sameOwner(token.owner, session.owner)) throw new Refusal({ code: "not-token-owner" });
  return token;
}

interface Trying {
  readonly token: Token;
  readonly pass: string;
  readonly pinMode: CheckRequest["pinMode"];
}

function requestFor({ origin }: Call, user: User, { token, pass, pinMode }: Trying): CheckRequest {
  return portalRequest(user, origin, { serials: [token.serial], pass, pinMode });
}

/** A type that takes its OTP at once has nothing to send; the others send it now. */
async function trigger(call: Call, user: User, token: Token): Promise<Reply> {
  const type = call.world.types.get(token.type);
  if (type === undefined || type.modes.authenticate) {
    return succeed(false, { detail: { message: "Please enter your otp", replyMode: ["offline"] } });
  }
  const asked = { token, pass: "", pinMode: "verified" } as const;
  const text = `SelfService token test\n\nToken: ${token.serial}\nSerial: ${token.serial}\nUser: ${user.login}`;
  const outcome = await check(call.world, { ...requestFor(call, user, asked), alwaysChallenge: true, text });
  if (outcome.kind !== "challenged") throw refuse("failed to trigger challenge");
  const [question] = outcome.questions;
  const asks = { ...whatIsTold(question?.detail), message: question?.challenge.message };
  const detail = { ...shownInPortal(asks, token.type), transactionId: outcome.transactionId };
  return succeed(false, { detail, audit: "written" });
}

/** What a passkey has to sign, and which token answers in place of a forward token. */
function whatIsTold(detail: Detail = {}): Detail {
  const told = Object.entries(detail).filter(
    ([name]) => name === "signrequest" || name.startsWith("linotp_forward_"),
  );
  return Object.fromEntries(told);
}

interface OfTransaction {
  readonly session: Session;
  readonly transactionId: string;
}

async function byTransaction(
  call: Call,
  user: User,
  { session, transactionId }: OfTransaction,
): Promise<Reply> {
  const { world, fields, origin } = call;
  const challenges = await world.store.challenges(transactionId);
  const alive = challenges.filter(
    (each) => origin.at < each.expiresAt && baseOf(each.transactionId) === baseOf(transactionId),
  );
  const [challenge, ...more] = alive;
  if (challenges.length > 0 && challenge === undefined) throw new Refusal({ code: "challenge-expired" });
  if (challenge === undefined || more.length > 0) throw new Refusal({ code: "no-challenge" });
  const token = await ownToken(call, challenge.serial, session);
  const otp = text(fields, "otp");
  if (otp === undefined || otp === "") {
    return succeed(challenge.valid, { detail: progressOf(challenge) });
  }
  const request = requestFor(call, user, { token, pass: otp, pinMode: "verified" });
  return verdict(await check(world, { ...request, alwaysChallenge: true, transactionId }));
}

/** No `detail`: the portal takes its presence for a question that is still open. */
function verdict(outcome: CheckOutcome): Reply {
  return succeed(outcome.kind === "accepted", { audit: "written" });
}
