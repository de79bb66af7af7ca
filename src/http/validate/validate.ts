// /validate/*: the doors that VPNs, RADIUS servers and login pages knock on (contract 06). Nobody is logged in here.

import type { Challenge } from "../../core/challenge.ts";
import type { CheckOutcome, CheckRequest } from "../../core/check/request.ts";
import type { TransactionStatus } from "../../core/check/status.ts";
import { optional, required, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Serial, Token } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import { answerTransaction } from "../../operations/authentication/answer-transaction.ts";
import { checkAndProvide } from "../../operations/authentication/automation.ts";
import { check, holderOf, plainRequest } from "../../operations/authentication/check.ts";
import { checkStatus } from "../../operations/authentication/check-status.ts";
import { identify } from "../../operations/authentication/identify.ts";
import { userOf } from "../../operations/users.ts";
import type { Call, Handler, Reply, Route } from "../call.ts";
import { toWire } from "../problems.ts";
import { failWithout, plain, succeed } from "../reply.ts";
import { withOutage } from "../wire-resolver.ts";
import {
  asPicture,
  type Detail,
  detailOf,
  failureDetail,
  mergeDetail,
  offlineInfo,
  policyDetail,
} from "./detail.ts";
import { modhexDigits } from "./yubikey-name.ts";

type Answered = (outcome: CheckOutcome, call: Call) => Reply;

export const validateCheck: Handler = (call) => checked(call, asJson);

export const validateCheckS: Handler = async (call) => {
  const request = await requestBySerial(call);
  if (request === undefined) return failed(call, "neither serial nor exactly one token");
  const outcome = await check(call.world, request);
  if (outcome.kind !== "rejected" || outcome.because !== "missing-pass") return asJson(outcome, call);
  const detail = mergeDetail(outcome.detail, policyDetail(outcome, call));
  return failWithout({ id: 0, detail, audit: "written" });
};

/** One challenge after the other, newest first, until one is answered (contract 06, check_t). */
export const validateCheckT: Handler = async (call) => {
  const { world, fields, origin } = call;
  const transactionId = transactionOf(call);
  const pass = text(fields, "pass");
  if (transactionId === undefined || pass === undefined)
    return quiet(call, "Missing parameter: pass or transactionid");
  const answer = { transactionId, pass, parameters: fields, ...typeOf(call) };
  const outcome = await answerTransaction(world, origin, answer);
  return outcome === undefined ? unknownTransaction(transactionId, call) : transactionReply(outcome, call);
};

function transactionReply(outcome: CheckOutcome, call: Call): Reply {
  const token =
    outcome.kind === "accepted" ? outcome.token : outcome.kind === "rejected" ? outcome.tried[0] : undefined;
  const value = {
    value: outcome.kind === "accepted",
    failcount: outcome.kind === "accepted" ? 0 : (token?.failCount ?? 0),
  };
  const named = token === undefined ? {} : { token_type: spelling(call, token.type), serial: token.serial };
  const detail = mergeDetail({ ...detailOf(outcome, call), ...value, ...named }, policyDetail(outcome, call));
  return asPicture(detail, call) ?? succeed(value, { detail, id: 1, audit: "written" });
}

function unknownTransaction(transactionId: string, call: Call): Reply {
  const value = { value: false, failcount: 0 };
  const failure = `No challenge for transaction '${transactionId}' found`;
  return succeed(value, {
    detail: mergeDetail({ value: false, failure }, failureDetail(call, "")),
    id: 1,
    audit: { success: false, info: failure },
  });
}

export const validateCheckStatus: Handler = async (call) => {
  const { world, fields, origin } = call;
  const transactionId = transactionOf(call);
  const pass = text(fields, "pass");
  if (transactionId === undefined || pass === undefined)
    return quiet(call, "Missing parameter: pass or transactionid");
  const { user, unknownUser } = await identify(world, fields, origin);
  const serial = optional(fields, "serial");
  if (unknownUser) return quiet(call, "User not found");
  const found = await checkStatus(world, { transactionId, pass, user, serial, origin });
  const transactions = Object.fromEntries(
    found.map(({ challenge, token }) => [
      challenge.transactionId,
      {
        received_count: challenge.received,
        received_tan: challenge.answered,
        valid_tan: challenge.valid,
        message: challenge.message,
        status: challenge.status,
        ...appAnswer(challenge),
        token: {
          serial: token.serial,
          type: spelling(call, token.type),
          ...offlineOf(challenge, token, call),
        },
      },
    ]),
  );
  const detail = found.length === 0 ? undefined : { transactions };
  return succeed(found.length > 0, {
    id: 0,
    audit: "written",
    detail: mergeDetail(detail, statusDetail(found, user, call)),
  });
};

/** Somebody is in as soon as one of the questions was answered rightly (contract 06 section 5). */
function statusDetail(
  found: readonly TransactionStatus[],
  user: User | undefined,
  call: Call,
): Detail | undefined {
  const answered = found.find(({ challenge }) => challenge.status === "closed" && challenge.valid);
  if (answered === undefined) return failureDetail(call, "");
  return policyDetail({ kind: "accepted", token: answered.token, user, pinLength: 0, otpLength: 0 }, call);
}

/** Only apps say yes or no. */
export function appAnswer({ data }: Challenge): { readonly accept?: boolean; readonly reject?: boolean } {
  const { accept, reject } = data;
  return {
    ...(typeof accept === "boolean" ? { accept } : {}),
    ...(typeof reject === "boolean" ? { reject } : {}),
  };
}

/** For clients that shall verify by themselves from now on: only to whom the answer has just proved himself. */
function offlineOf(challenge: Challenge, token: Token, call: Call): { readonly offline_info?: Detail } {
  if (!call.fields.has("use_offline") || challenge.status !== "closed" || !challenge.valid) return {};
  const info = offlineInfo(token, call);
  return info === undefined ? {} : { offline_info: info };
}

/** Text, compared by its clients as a whole: no line end, ever (clients/client-needs). */
export const validateSimplecheck: Handler = (call) =>
  checked(call, (outcome) => plain(simpleText(outcome), simpleType, "written"));

const simpleType = "text/html; charset=utf-8";

function simpleText(outcome: CheckOutcome): string {
  if (outcome.kind === "accepted") return ":-)";
  if (outcome.kind === "rejected") return elsewhereText(outcome.detail);
  const message =
    outcome.questions.length === 1
      ? outcome.questions[0]?.challenge.message
      : "Multiple challenges submitted.";
  return `:-( ${outcome.transactionId} ${message ?? ""}`.trimEnd();
}

/** Another server's question is passed on under its own names (contract 06, simplecheck). */
function elsewhereText(detail: Detail = {}): string {
  const word = (name: string) => (typeof detail[name] === "string" ? detail[name] : undefined);
  const id = word("transactionid") ?? word("state");
  const message = word("message") ?? word("data") ?? "";
  return id === undefined ? ":-(" : `:-( ${id} ${message}`.trimEnd();
}

export const validateSamlcheck: Handler = (call) =>
  checked(call, (outcome) => {
    const auth = outcome.kind === "accepted";
    const value = { auth, attributes: auth ? samlAttributes(outcome, call) : {} };
    // The value is an object, so the policies see a failure whatever it says.
    const detail = mergeDetail(detailOf(outcome, call), failureDetail(call, sentenceOf(outcome)));
    return succeed(value, { id: 0, detail, audit: "written" });
  });

function sentenceOf(outcome: CheckOutcome): string {
  if (outcome.kind === "rejected") return outcome.sentence;
  if (outcome.kind === "challenged") return "challenge created";
  return outcome.user === undefined
    ? ""
    : `user '${outcome.user.login}'@'${outcome.user.realm}' successfully authenticated.`;
}

const samlFields = ["username", "surname", "mobile", "phone", "givenname", "email"] as const;

function samlAttributes(
  outcome: Extract<CheckOutcome, { kind: "accepted" }>,
  call: Call,
): { [name: string]: string } {
  const allowed = call.world.store.settings().config.get("allowSamlAttributes")?.value === "True";
  const info = outcome.user?.info;
  return allowed && info !== undefined
    ? Object.fromEntries(samlFields.map((name) => [name, info[name] ?? ""]))
    : {};
}

async function checked(call: Call, answered: Answered): Promise<Reply> {
  return answered(await checkAndProvide(call.world, await requestByUser(call)), call);
}

function asJson(outcome: CheckOutcome, call: Call): Reply {
  const detail = mergeDetail(detailOf(outcome, call), policyDetail(outcome, call));
  return asPicture(detail, call) ?? succeed(outcome.kind === "accepted", { id: 0, detail, audit: "written" });
}

async function requestByUser(call: Call): Promise<CheckRequest> {
  const { world, fields, origin } = call;
  const identified = await identify(world, fields, origin);
  const serial = optional(fields, "serial");
  const holder =
    serial === undefined || identified.user !== undefined ? undefined : await holderBySerial(call, serial);
  return plainRequest(origin, {
    ...identified,
    holder,
    serials: serial === undefined ? undefined : [serial as Serial],
    pass: text(fields, "pass"),
    fallbacks: true,
    parameters: fields,
    ...typeOf(call),
    ...questionOf(call),
  });
}

/** A Yubikey names itself in what it types; whoever owns it is told (contract 06, check_yubikey). */
export const validateCheckYubikey: Handler = async (call) => {
  const { world, fields, origin } = call;
  const pass = required(fields, "pass");
  const digits = modhexDigits(pass);
  if (digits === undefined) return quiet(call, "no serial in the pass");
  const names = ["", "_0", "_1", "_2"].map((slot) => `UBAM${digits}${slot}` as Serial);
  const tokens = await Promise.all(names.map((serial) => world.store.token(serial)));
  const first = tokens.find((token) => token !== undefined);
  if (first === undefined) return quiet(call, `No token with serial UBAM${digits} found`);
  const holder = await holderOf(world, first);
  const asked = { holder, serials: names, pass, parameters: fields };
  const outcome = await check(world, plainRequest(origin, asked));
  if (outcome.kind !== "accepted") return asJson(outcome, call);
  // Slots of one key may belong to different people: it is the one who pressed that is told.
  const presser = await holderOf(world, outcome.token);
  const owner = { user: presser?.login ?? "", realm: presser?.realm ?? "" };
  return succeed(true, {
    id: 0,
    detail: mergeDetail(owner, policyDetail(outcome, call)),
    audit: "written",
  });
};

const smsWasSent = ["sms with otp already submitted", "sms submitted"];

/** Whether an SMS is on its way, by the words of the challenge, as LinOTP tells it (contract 06, smspin). */
export const validateSmspin: Handler = (call) =>
  checked(call, (outcome) => {
    const detail = mergeDetail(detailOf(outcome, call), policyDetail(outcome, call));
    const [question] = outcome.kind === "challenged" ? outcome.questions : [];
    const wasSent = smsWasSent.includes(question?.challenge.message ?? "");
    const tried = outcome.kind === "rejected" && outcome.sentence === "sending sms failed";
    return succeed(wasSent || tried, { id: 0, detail, audit: "written" });
  });

/** LinOTP lets `challenge` displace all other options, a transaction id among them. */
function questionOf(call: Call): Pick<CheckRequest, "text" | "transactionId"> {
  const challenge = text(call.fields, "challenge");
  if (challenge !== undefined) return { text: challenge, transactionId: undefined };
  return {
    text: text(call.fields, "data") ?? text(call.fields, "message"),
    transactionId: transactionOf(call),
  };
}

async function holderBySerial(call: Call, serial: string): Promise<CheckRequest["holder"]> {
  return await holderOf(call.world, await call.world.store.token(serial));
}

/** By serial, or by a user who has exactly one token; undefined when it is neither. */
async function requestBySerial(call: Call): Promise<CheckRequest | undefined> {
  const { world, fields, origin } = call;
  const pass = text(fields, "pass");
  const serial = optional(fields, "serial") ?? (await onlySerialOf(call));
  if (serial === undefined) return undefined;
  const token = await world.store.token(serial);
  const holder = token?.owner === undefined ? undefined : await userOf(world, token.owner, token.realms[0]);
  return plainRequest(origin, {
    holder,
    serials: [serial as Serial],
    pass: token === undefined ? (pass ?? "") : pass,
    parameters: fields,
    bySerial: true,
    ...typeOf(call),
    ...questionOf(call),
  });
}

async function onlySerialOf(call: Call): Promise<string | undefined> {
  const { user } = await identify(call.world, call.fields, call.origin);
  const tokens = user === undefined ? [] : await call.world.store.tokensOf(user.owner);
  return tokens.length === 1 ? tokens[0]?.serial : undefined;
}

function transactionOf(call: Call): string | undefined {
  return optional(call.fields, "transactionid") ?? optional(call.fields, "state");
}

function typeOf(call: Call): Pick<CheckRequest, "tokenType"> {
  return { tokenType: optional(call.fields, "token_type") };
}

function spelling(call: Call, type: string): string {
  return call.world.types.get(type)?.spelling ?? type;
}

/** check_s has a failure of its own: `status` false without an error (contract 01 section 1). */
function failed(call: Call, info: string): Reply {
  const detail = failureDetail(call, "");
  return failWithout({ id: 0, detail, audit: { success: false, info, ...whoOf(call) } });
}

function quiet(call: Call, info: string): Reply {
  return saysNo(false)(call, info);
}

function whoOf({ fields }: Call): { user: string; realm: string } {
  const word = (name: string) =>
    typeof fields.get(name) === "string" ? String(fields.get(name)).slice(0, 255) : "";
  return { user: word("user"), realm: word("realm") };
}

/** Whatever is wrong with a request, its sender learns no more than "no"; the audit entry holds the reason. */
function discreet(handler: Handler, no: (call: Call, info: string) => Reply): Handler {
  return async (call) => {
    try {
      return await handler(call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const reply = no(call, toWire(error.problem).message);
      return withOutage(reply, error, call.world.store.settings());
    }
  };
}

const saysNo = (value: unknown) => (call: Call, info: string) =>
  succeed(value, {
    id: 0,
    detail: failureDetail(call, ""),
    audit: { success: false, info, ...whoOf(call) },
  });

function route(path: string, handler: Handler, about: string): Route {
  return { methods: ["GET", "POST"], path: `/validate/${path}`, who: "anyone", handler, about };
}

export const validateRoutes: readonly Route[] = [
  route("check", discreet(validateCheck, quiet), "Check a user's pass, open or answer a challenge."),
  route("check_s", discreet(validateCheckS, quiet), "Check a pass against one token, named by its serial."),
  route("check_t", discreet(validateCheckT, quiet), "Answer a challenge by its transaction alone."),
  route("check_status", discreet(validateCheckStatus, quiet), "Tell how far a transaction has come."),
  route(
    "check_yubikey",
    discreet(validateCheckYubikey, quiet),
    "Check what a Yubikey typed, and tell whose it is.",
  ),
  route("smspin", discreet(validateSmspin, quiet), "Send an SMS to whoever shows the PIN."),
  route(
    "simplecheck",
    discreet(validateSimplecheck, (call, info) =>
      plain(":-(", simpleType, { success: false, info, ...whoOf(call) }),
    ),
    "Check, answered in plain text.",
  ),
  route(
    "samlcheck",
    discreet(validateSamlcheck, saysNo({ auth: false, attributes: {} })),
    "Check, answered with attributes.",
  ),
  route("ok", async () => succeed(true, { id: 0 }), "Always true."),
  route("fail", async () => succeed(false, { id: 0 }), "Always false."),
];
