// /userservice/*: tokens that people find, take, give back, and have set up for an app (contract 07).

import { missing, optional, required, text } from "../../core/fields.ts";
import { readDescription } from "../../operations/tokens/enroll.ts";
import { listOwnValues } from "../../operations/tokens/lookup/coming-values.ts";
import { findOwnByOtp } from "../../operations/tokens/lookup/find-by-otp.ts";
import { setOwnUserPin } from "../../operations/tokens/own-tokens.ts";
import { assignOwn, unassignOwn } from "../../operations/tokens/portal/assign.ts";
import { type Provisioned, provision } from "../../operations/tokens/portal/provision.ts";
import type { Handler, Route } from "../call.ts";
import { qrImg } from "../qr-image.ts";
import { succeed } from "../reply.ts";
import type { Row } from "../wire.ts";
import { readUserPin } from "./admin-set.ts";
import { listed, readWanted } from "./gettoken.ts";
import { answer, personCalling } from "./userservice-tokens.ts";

const assign: Handler = async (call) => {
  const { world, fields } = call;
  const order = {
    serial: required(fields, "serial"),
    pin: text(fields, "pin"),
    description: readDescription(fields),
  };
  return answer("assign token", await assignOwn(world, await personCalling(call), order));
};

const unassign: Handler = async (call) => {
  const serial = required(call.fields, "serial");
  return answer("unassign token", await unassignOwn(call.world, await personCalling(call), serial));
};

const setUserPin: Handler = async (call) => {
  const serial = required(call.fields, "serial");
  const pin = readUserPin(call.fields, "pin");
  if (pin === undefined) throw missing("pin");
  return answer("set userpin", await setOwnUserPin(call.world, await personCalling(call), { serial, pin }));
};

const getSerialByOtp: Handler = async (call) => {
  const { world, fields } = call;
  const search = {
    otp: required(fields, "otp"),
    type: optional(fields, "type")?.trim().toLowerCase(),
  };
  const found = await findOwnByOtp(world, search, await personCalling(call));
  return succeed({ serial: found?.token.serial ?? "" }, { audit: "written" });
};

const getMultiOtp: Handler = async (call) => {
  const values = await listOwnValues(call.world, readWanted(call), await personCalling(call));
  return succeed(listed(values, call), { audit: "written" });
};

const webprovision: Handler = async (call) => {
  const made = await provision(call.world, call.fields, await personCalling(call));
  const value = {
    init: true,
    setpin: false,
    oathtoken: made.app === "oathtoken" ? oath(made) : google(made),
  };
  return succeed(value, { audit: "written" });
};

/** The address that the OATH token app opens. */
function oath({ serial, key }: Provisioned): Row {
  const url = `oathtoken:///addToken?name=${encodeURIComponent(serial)}&lockdown=true&key=${key}`;
  const fixed = { timeBased: false, counter: 0, numDigits: 6, lockdown: true };
  return { url, img: qrImg(url, { width: "250" }), key, name: serial, serial, ...fixed };
}

function google({ serial, key, url }: Provisioned): Row {
  const label = decodeURIComponent(new URL(url).pathname.slice(1));
  return { url, img: qrImg(url, { width: "250" }), key, label, serial, counter: 0, digits: 6 };
}

function route(
  path: string,
  handler: Handler,
  about: string,
): Pick<Route, "path" | "who" | "handler" | "about"> {
  return { path: `/userservice/${path}`, who: "portal", handler, about };
}

const post = { methods: ["POST"] } as const;
const both = { methods: ["GET", "POST"] } as const;

export const userserviceClaimRoutes: readonly Route[] = [
  { ...post, ...route("assign", assign, "Take a token that belongs to nobody.") },
  { ...post, ...route("unassign", unassign, "Give an own token back.") },
  { ...post, ...route("setmpin", setUserPin, "Set the PIN that an own device computes with.") },
  { ...both, ...route("getSerialByOtp", getSerialByOtp, "Which token that nobody has shows this OTP?") },
  {
    ...post,
    ...route("webprovision", webprovision, "Enroll a token for an app, by an address or a QR code."),
  },
  {
    ...both,
    ...route("getmultiotp", getMultiOtp, "List the next OTPs of an own token, where the settings allow it."),
  },
];
