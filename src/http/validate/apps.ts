// What apps on phones call by themselves: to introduce themselves, to say yes, to say no (contract 06).

import type { CheckOutcome } from "../../core/check/request.ts";
import { optional, required } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { answerTransaction } from "../../operations/authentication/answer-transaction.ts";
import { pairPhone } from "../../operations/tokens/pair.ts";
import type { Call, Handler, Reply, Route } from "../call.ts";
import { toWire } from "../problems.ts";
import { failWithout, succeed } from "../reply.ts";
import { withOutage } from "../wire-resolver.ts";
import { policyDetail } from "./detail.ts";

/** LinOTP's oddity: a phone that was taken is told `value` false, and that `status` is true. */
const pair: Handler = async (call) => {
  await pairPhone(call.world, required(call.fields, "pairing_response"), call.origin);
  return succeed(false, { id: 1, audit: "written" });
};

const accept: Handler = (call) => verdict(call, true);
const reject: Handler = (call) => verdict(call, false);

/** True when the signature was right, under a no as well. */
async function verdict(call: Call, accepts: boolean): Promise<Reply> {
  const { world, fields, origin } = call;
  const transactionId = optional(fields, "transactionid") ?? required(fields, "state");
  const signature = { accept: accepts, text: required(fields, "signature") };
  const outcome = await answerTransaction(world, origin, { transactionId, signature, pass: "" });
  if (outcome === undefined) {
    return succeed(false, {
      audit: { success: false, info: `no transaction ${transactionId.slice(0, 40)}` },
    });
  }
  if (isDeclined(outcome)) return succeed(true, { audit: "written" });
  return succeed(outcome.kind === "accepted", { detail: policyDetail(outcome, call), audit: "written" });
}

function isDeclined(outcome: CheckOutcome): boolean {
  return outcome.kind === "rejected" && outcome.because === "declined";
}

/** What was wrong with a phone's message is for the audit entry alone. */
function discreet(handler: Handler, no: (info: string) => Reply): Handler {
  return async (call) => {
    try {
      return await handler(call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return withOutage(no(toWire(error.problem).message), error, call.world.store.settings());
    }
  };
}

const refused = (info: string): Reply => succeed(false, { id: 0, audit: { success: false, info } });

function notPaired(info: string): Reply {
  return failWithout({ id: 0, audit: { success: false, info } });
}

const both = ["GET", "POST"] as const;
const signed = {
  transactionid: { about: "The transaction that is answered.", required: true },
  signature: { about: "The app's signature, base64url.", required: true },
} as const;

export const appRoutes: readonly Route[] = [
  {
    methods: both,
    path: "/validate/pair",
    who: "anyone",
    handler: discreet(pair, notPaired),
    about: "Let an app introduce itself to the token that it scanned.",
    parameters: {
      pairing_response: { about: "What the app made of the address, base64url.", required: true },
    },
  },
  {
    methods: both,
    path: "/validate/accept_transaction",
    who: "anyone",
    handler: discreet(accept, refused),
    about: "Say yes to a transaction, signed by the app.",
    parameters: signed,
  },
  {
    methods: both,
    path: "/validate/reject_transaction",
    who: "anyone",
    handler: discreet(reject, refused),
    about: "Say no to a transaction, signed by the app.",
    parameters: signed,
  },
];
