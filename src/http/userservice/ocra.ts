// /userservice/activateocratoken and finishocra2token: a person finishes the roll-out of an app that scans questions
// (contract 07 section 1).

import { missing, oneOf, optional, required } from "../../core/fields.ts";
import { activateOwn, finishOwn } from "../../operations/tokens/portal/activate.ts";
import type { Handler, Route } from "../call.ts";
import { qrImg } from "../qr-image.ts";
import { succeed } from "../reply.ts";
import { personCalling } from "../tokens/userservice-tokens.ts";

const activate: Handler = async (call) => {
  if (oneOf(call.fields, "type", ["ocra2"]) === undefined) throw missing("type");
  const person = await personCalling(call);
  const { serial, shown } = await activateOwn(call.world, call.fields, person);
  const url = String(shown.detail?.["app_import"] ?? "");
  const ocratoken = {
    ...{ url, img: qrImg(url, { width: "400" }), label: `${person.user.login}@${person.user.realm}`, serial },
    transaction: shown.detail?.["transactionid"] ?? "",
  };
  return succeed({ activate: true, ocratoken }, { audit: "written" });
};

const finish: Handler = async (call) => {
  const { fields, world } = call;
  oneOf(fields, "type", ["ocra2"]);
  const transactionId = optional(fields, "transactionid") ?? optional(fields, "state");
  if (transactionId === undefined) throw missing("transactionid");
  const answer = { transactionId, pass: required(fields, "pass") };
  const { value, failCount } = await finishOwn(world, answer, await personCalling(call));
  return succeed({ value, failcount: failCount }, { audit: "written" });
};

export const ocraRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/userservice/activateocratoken",
    who: "portal",
    handler: activate,
    about: "Make the key of an own OCRA2 token with the activation code.",
  },
  {
    methods: ["POST"],
    path: "/userservice/finishocra2token",
    who: "portal",
    handler: finish,
    about: "Answer the first question of an own OCRA2 token.",
  },
];
