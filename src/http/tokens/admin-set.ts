// /admin/set, setValidity and setPin: changing what is kept about a token (contract 05 section 3).

import {
  type Fields,
  invalid,
  list,
  missing,
  optional,
  required,
  text,
  wholeNumber,
} from "../../core/fields.ts";
import type { Property, PropertyReader } from "../../core/lifecycle/token-properties.ts";
import * as property from "../../core/lifecycle/token-properties.ts";
import { readEpoch } from "../../core/lifecycle/validity.ts";
import { longestUserPin } from "../../core/pin.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import type { Target } from "../../operations/tokens/manage.ts";
import { setDevicePins, setTokens } from "../../operations/tokens/set-token.ts";
import { readTarget } from "../../operations/tokens/target.ts";
import { administrator } from "../admin-call.ts";
import type { Handler, Route } from "../call.ts";
import { succeed } from "../reply.ts";

interface Settable {
  readonly name: string;
  readonly read: PropertyReader;
  /** Counted per token: LinOTP leaves these out of the answer when no token was found. */
  readonly perToken?: true;
}

const pinName = "pin";

/** In the order in which LinOTP answers. */
const settables: readonly Settable[] = [
  { name: "MaxFailCount", read: property.setFailLimit },
  { name: "SyncWindow", read: property.setSyncWindow },
  { name: "description", read: property.setDescription },
  { name: "CounterWindow", read: property.setWindow },
  { name: "OtpLen", read: property.setOtpLength },
  { name: "hashlib", read: property.setHash },
  { name: "timeWindow", read: property.setTimeWindow },
  { name: "timeStep", read: property.setTimeStep },
  { name: "timeShift", read: property.setTimeShift },
  { name: "countAuth", read: property.setAttempts, perToken: true },
  { name: "countAuthMax", read: property.setAttemptLimit, perToken: true },
  { name: "countAuthSuccess", read: property.setSuccesses, perToken: true },
  { name: "countAuthSuccessMax", read: property.setSuccessLimit, perToken: true },
  { name: "validityPeriodStart", read: property.setValidFrom, perToken: true },
  { name: "validityPeriodEnd", read: property.setValidUntil, perToken: true },
  { name: "phone", read: property.setPhone },
];

interface Given extends Settable {
  readonly value: string;
  readonly property: Property;
}

const set: Handler = async (call) => {
  const { world, fields } = call;
  const given = readGiven(fields);
  const pin = text(fields, pinName);
  const target: Target = (await readTarget(world, fields, "skipped")) ?? {
    kind: "serials",
    serials: [],
    absent: "skipped",
  };
  const names = [...(pin === undefined ? [] : [pinName]), ...given.map(({ name }) => name)];
  if (names.length === 0) throw usage();
  const actionDetail = [
    ...(pin === undefined ? [] : [`${pinName}, `]),
    ...given.map(({ name, value }) => `${name}=${value}, `),
  ].join("");
  const settings = { properties: given.map((each) => each.property), pin, about: { actionDetail } };
  const count = await setTokens(world, target, { settings, who: administrator(call) });
  const told =
    count > 0 ? names : names.filter((name) => !given.some((each) => each.name === name && each.perToken));
  if (told.length === 0) throw usage();
  return succeed(Object.fromEntries(told.map((name) => [`set ${name}`, count])), { audit: "written" });
};

/** Parameter names arrive in lower case. */
function readGiven(fields: Fields): readonly Given[] {
  return settables.flatMap((settable) => {
    const value = text(fields, settable.name.toLowerCase());
    if (value === undefined) return [];
    const fault = (reason: string): Refusal => refuse(`[set] setting ${settable.name} failed: ${reason}`);
    return [{ ...settable, value, property: settable.read(value, fault) }];
  });
}

function usage(): Refusal {
  const names = [pinName, ...settables.map(({ name }) => name)];
  return new Refusal({ code: "usage", usage: `set: parameters are ${names.join(", ")}` });
}

/** Moments in seconds since 1970; `unlimited` takes a limit away. */
const setValidity: Handler = async (call) => {
  const { world, fields } = call;
  const serials = list(fields, "tokens") ?? list(fields, "tokens[]");
  if (serials === undefined || serials.length === 0) throw missing("tokens[]");
  const target: Target = { kind: "serials", serials: [...new Set(serials)], absent: "refused" };
  const settings = {
    properties: readValidity(fields),
    pin: undefined,
    about: { info: "set token validity" },
  };
  await setTokens(world, target, { settings, who: administrator(call) });
  return succeed(serials, { audit: "written" });
};

function readValidity(fields: Fields): readonly Property[] {
  const attempts = readLimit(fields, "countauthmax");
  const successes = readLimit(fields, "countauthsuccessmax");
  const from = readSeconds(fields, "validityperiodstart");
  const until = readSeconds(fields, "validityperiodend");
  return [
    ...attempts.map((attemptLimit) => property.withLimits({ attemptLimit })),
    ...successes.map((successLimit) => property.withLimits({ successLimit })),
    ...from.map((validFrom) => () => ({ validFrom })),
    ...until.map((validUntil) => () => ({ validUntil })),
  ];
}

/** Nothing when it is not sent; `undefined` in a list means unlimited. */
function readLimit(fields: Fields, name: string): readonly (number | undefined)[] {
  const value = optional(fields, name);
  if (value === undefined) return [];
  return [
    value.trim().toLowerCase() === "unlimited"
      ? undefined
      : wholeNumber(value, name, { min: -1, max: 1_000_000_000 }),
  ];
}

function readSeconds(fields: Fields, name: string): readonly (number | undefined)[] {
  const value = optional(fields, name);
  if (value === undefined) return [];
  const moment = readEpoch(value, name);
  return [moment === "unlimited" ? undefined : moment];
}

const setPin: Handler = async (call) => {
  const { world, fields } = call;
  const serial = required(fields, "serial");
  const userPin = readUserPin(fields, "userpin");
  const soPin = text(fields, "sopin") !== undefined;
  if (userPin === undefined && !soPin)
    throw new Refusal({ code: "usage", usage: "setPin: parameters are serial, userpin, sopin" });
  const target: Target = { kind: "serials", serials: [serial], absent: "refused" };
  await setDevicePins(world, target, { userPin, soPin, who: administrator(call) });
  const value = {
    ...(userPin === undefined ? {} : { "set userpin": 1 }),
    ...(soPin ? { "set sopin": 1 } : {}),
  };
  return succeed(value, { audit: "written" });
};

/** Undefined when it is not sent. */
export function readUserPin(fields: Fields, name: string): string | undefined {
  const pin = text(fields, name);
  if (pin !== undefined && pin.length > longestUserPin)
    throw invalid(name, `at most ${longestUserPin} characters long`);
  return pin;
}

function post(path: string, handler: Handler, about: string): Route {
  return { methods: ["POST"], path: `/admin/${path}`, who: "administrator", lowerCase: true, handler, about };
}

export const adminSetRoutes: readonly Route[] = [
  post("set", set, "Set PIN, limits, windows, validity and other properties of tokens."),
  post("setValidity", setValidity, "Set from when until when, and how often, tokens may be used."),
  post("setPin", setPin, "Set the second PIN of smartcards and mOTP tokens."),
];
