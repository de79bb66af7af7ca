// Completing the pairing of an app in the portal: ask it whether it is the one, and wait for its answer.
// Contract 07; what a portal reads of it is in clients/selfservice-needs.

import { optional, required } from "../../core/fields.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import { sameOwner, type Token } from "../../core/token.ts";
import { check } from "../../operations/authentication/check.ts";
import { portalRequest } from "../../operations/authentication/login.ts";
import { requirePortalRight, rulingFor } from "../../operations/rights.ts";
import { ownTokens, type Person } from "../../operations/tokens/own-tokens.ts";
import type { Call, Handler, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";
import { personCalling } from "../tokens/userservice-tokens.ts";
import { challengeDetail } from "../validate/detail.ts";
import { progressOf } from "./reply-mode.ts";

const rights = { qr: "activate_QRToken", push: "activate_PushToken" } as const;

/** Asks the phone; the answer is `value` false with the question, like every question. */
const init: Handler = async (call) => {
  const person = await personCalling(call);
  const token = await pairedToken(call, person);
  const { user, origin } = person;
  const asked = portalRequest(user, origin, {
    serials: [token.serial],
    pass: "",
    pinMode: "verified",
    alwaysChallenge: true,
    text: token.serial,
    parameters: new Map([["content_type", "1"]]),
  });
  const outcome = await check(call.world, asked);
  if (outcome.kind !== "challenged") throw refuse("failed to trigger challenge");
  return succeed(false, { detail: challengeDetail(outcome, call), audit: "written" });
};

async function pairedToken(call: Call, person: Person): Promise<Token> {
  const serial = required(call.fields, "serial");
  const token = (await ownTokens(call.world, person)).find((each) => each.serial === serial);
  if (token === undefined) throw new Refusal({ code: "not-token-owner" });
  const type = token.type === "qr" || token.type === "push" ? token.type : undefined;
  if (type === undefined) throw refuse(`token ${serial} is not paired with an app`);
  const ruling = rulingFor(call.world.store.settings(), person);
  requirePortalRight(ruling.selfservice[rights[type]]);
  if (call.world.types.get(type)?.countsAsActive?.(token) !== true) {
    throw refuse(`token ${serial} does not wait for its activation`);
  }
  return token;
}

const status: Handler = async (call) => {
  const { world, origin } = call;
  const person = await personCalling(call);
  const { selfservice } = rulingFor(world.store.settings(), person);
  requirePortalRight(selfservice.activate_QRToken || selfservice.activate_PushToken);
  const transactionId = optional(call.fields, "transactionid") ?? required(call.fields, "state");
  const owned = await world.store.tokensOf(person.user.owner);
  const challenges = (await world.store.challenges(transactionId)).filter(
    (each) => origin.at < each.expiresAt,
  );
  const transactions = challenges.flatMap((challenge) => {
    const token = owned.find(({ serial }) => serial === challenge.serial);
    if (token === undefined || !sameOwner(token.owner, person.user.owner)) return [];
    const type = world.types.get(token.type)?.spelling ?? token.type;
    return [[challenge.transactionId, { ...progressOf(challenge), token: { serial: token.serial, type } }]];
  });
  return told(transactions, person);
};

function told(transactions: readonly unknown[][], { user }: Person): Reply {
  const audit = { success: transactions.length > 0, user: user.login, realm: user.realm };
  const detail = { transactions: Object.fromEntries(transactions) };
  return succeed(transactions.length > 0, { audit, ...(transactions.length === 0 ? {} : { detail }) });
}

export const activationRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/userservice/activate_init",
    who: "portal",
    handler: init,
    about: "Ask the app of an own token whether it is the one.",
    parameters: {
      serial: { about: "Serial of an own token whose app has introduced itself.", required: true },
    },
  },
  {
    methods: ["GET", "POST"],
    path: "/userservice/activate_check_status",
    who: "portal",
    handler: status,
    about: "Tell whether the app has answered.",
    parameters: { transactionid: { about: "What activate_init gave.", required: true } },
  },
];
