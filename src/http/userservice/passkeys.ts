// The second step of enrolling a passkey in the portal, as LinOTP 4 has it: options for the browser, then its answer.

import { type Fields, missing, required } from "../../core/fields.ts";
import { enrollForOneself } from "../../operations/tokens/enroll.ts";
import type { Call, Handler, Reply, Route } from "../call.ts";
import { personCalling } from "../tokens/userservice-tokens.ts";
import { enrolledReply } from "../tokens/wire-enrolled.ts";

/** New options for a token that waits for its key. */
const begin: Handler = async (call) => await step(call, new Map([["phase", "again"]]));

const finish: Handler = async (call) => {
  const response = call.fields.get("attestationResponse");
  if (response === undefined || response === null || response === "") throw missing("attestationResponse");
  return await step(call, new Map([["attestationResponse", response]]));
};

async function step(call: Call, fields: Fields): Promise<Reply> {
  const serial = required(call.fields, "serial");
  const person = await personCalling(call);
  const wanted = new Map([...fields, ["type", "fido2"], ["serial", serial]]);
  return enrolledReply(await enrollForOneself(call.world, wanted, person), call);
}

const serial = { about: "Serial of an own token.", required: true } as const;

export const passkeyRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/userservice/fido2_activate_begin",
    who: "portal",
    handler: begin,
    about: "Ask for what a browser needs to make a passkey for an own token that waits for it.",
    parameters: { serial, type: { about: "`fido2`, or nothing." } },
  },
  {
    methods: ["POST"],
    path: "/userservice/fido2_activate_finish",
    who: "portal",
    handler: finish,
    about: "Hand in the passkey that the browser made.",
    parameters: {
      serial,
      attestationResponse: { about: "The browser's RegistrationResponseJSON.", required: true, type: "json" },
    },
  },
];
