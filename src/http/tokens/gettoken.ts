// /gettoken/getmultiotp and getotp: the next OTPs of a token, for administrators (contract 10 section 3, 07 section 6).

import { type Fields, integer, invalid, optional, required } from "../../core/fields.ts";
import { readStamp } from "../../core/lifecycle/validity.ts";
import {
  type ListedValues,
  type ListWanted,
  listValues,
  type OneValue,
  oneValue,
} from "../../operations/tokens/lookup/coming-values.ts";
import { addressOf, requireUser } from "../../operations/users.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Handler, Route } from "../call.ts";
import { spacedSeconds } from "../dates.ts";
import { succeed } from "../reply.ts";
import type { Row } from "../wire.ts";

const getMultiOtp: Handler = async (call) => {
  const values = await listValues(call.world, readWanted(call), administrator(call));
  return succeed(listed(values, call), { audit: "written" });
};

export function readWanted(call: Call): ListWanted {
  const { fields } = call;
  return {
    serial: required(fields, "serial"),
    count: integer(fields, "count", { max: 1_000_000 }) ?? 0,
    at: readTime(call),
  };
}

/** `curTime`: `YYYY-MM-DD HH:MM:SS`, UTC, fractions allowed; now unless it is sent. */
function readTime({ fields, world }: Call): number {
  const written = optional(fields, "curTime");
  const at = written === undefined ? world.now() : readStamp(written);
  if (at === undefined) throw invalid("curTime", "YYYY-MM-DD HH:MM:SS");
  return at;
}

export function listed({ token, values, detail }: ListedValues, { world }: Call): Row {
  const type = (world.types.get(token.type)?.spelling ?? token.type).toUpperCase();
  const otp = values.map(({ key, otp: otpval, from }) => [
    key,
    from === undefined ? otpval : { otpval, time: spacedSeconds(from) },
  ]);
  const answer = { type, otp: Object.fromEntries(otp), ...detail, serial: token.serial };
  return values.length > 0
    ? { ...answer, result: true }
    : { ...answer, result: false, error: "No count specified" };
}

const getOtp: Handler = async (call) => {
  const { world, fields } = call;
  const target = await readTarget(call, fields);
  const value = await oneValue(world, target, { at: readTime(call), who: administrator(call) });
  return succeed(one(value), { audit: "written" });
};

async function readTarget({ world }: Call, fields: Fields) {
  const serial = optional(fields, "serial");
  if (serial !== undefined) return { serial };
  const named = addressOf(fields, world.store.settings()) !== undefined;
  return named ? { user: await requireUser(world, fields) } : undefined;
}

/** PINs cannot be read here, so `pin` is empty, and `pass` is the OTP alone. */
function one(value: OneValue): Row {
  if (value.kind === "value") return { result: true, otpval: value.otp, pin: "", pass: value.otp };
  const { description, serials } = value;
  return { result: false, description, ...(serials === undefined ? {} : { serials }) };
}

export const gettokenRoutes: readonly Route[] = [
  {
    methods: ["GET", "POST"],
    path: "/gettoken/getmultiotp",
    who: "administrator",
    handler: getMultiOtp,
    about: "List the next OTPs of a token, where the setting linotpGetotp.active allows it.",
  },
  {
    methods: ["GET", "POST"],
    path: "/gettoken/getotp",
    who: "administrator",
    handler: getOtp,
    about: "Tell one OTP of a token, where the setting linotpGetotp.active allows it.",
  },
];
