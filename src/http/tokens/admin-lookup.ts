// /admin/getSerialByOtp, totp_lookup, checkstatus: finding out about tokens; and testresolver, unpair (contract 05).

import { type Fields, flag, invalid, optional, readDuration, required } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { testResolver, testWritten } from "../../operations/resolvers.ts";
import { findByOtp } from "../../operations/tokens/lookup/find-by-otp.ts";
import { type ChallengeQuery, openChallenges } from "../../operations/tokens/lookup/open-challenges.ts";
import { lookUpTotp } from "../../operations/tokens/lookup/totp-lookup.ts";
import { readTarget } from "../../operations/tokens/target.ts";
import { unpairToken } from "../../operations/tokens/unpair.ts";
import { requireUser } from "../../operations/users.ts";
import type { World } from "../../operations/world.ts";
import { administrator } from "../admin-call.ts";
import type { Handler, Route } from "../call.ts";
import { isoSeconds } from "../dates.ts";
import { failWithout, succeed } from "../reply.ts";
import { readResolver } from "../system/resolvers.ts";
import { resolverSpec } from "../wire-resolver.ts";
import { challengesOfToken } from "./wire-challenges.ts";

const getSerialByOtp: Handler = async (call) => {
  const { world, fields } = call;
  const search = {
    otp: required(fields, "otp"),
    type: optional(fields, "type")?.trim().toLowerCase(),
    realm: optional(fields, "realm")?.trim().toLowerCase(),
    assigned: flag(fields, "assigned"),
  };
  const found = await findByOtp(world, search, administrator(call));
  const resolver = world.store.settings().resolvers.get(found?.token.owner?.resolver ?? "");
  const value = {
    success: true,
    serial: found?.token.serial ?? "",
    user_login: found?.user?.login ?? "",
    user_resolver: resolver === undefined ? "" : resolverSpec(resolver),
  };
  return succeed(value, { audit: "written" });
};

/** A month of half minutes: more steps than that are not searched. */
const longestWindow = 30 * 86_400;

const totpLookup: Handler = async (call) => {
  const { world, fields } = call;
  const serial = required(fields, "serial");
  const otp = required(fields, "otp");
  const windowSeconds = readWindow(fields);
  const shown = await lookUpTotp(world, { serial, otp, windowSeconds }, administrator(call));
  const audit = { success: shown !== undefined, serial };
  if (shown === undefined) return succeed(false, { audit });
  const { step, seconds, stepSeconds } = shown;
  const time = isoSeconds(1000 * seconds);
  const detail = { serial, otp, counter: step, time, seconds, span: stepSeconds };
  return succeed(true, { detail, audit });
};

function readWindow(fields: Fields): number {
  const seconds = readDuration(optional(fields, "window") ?? "24h");
  if (seconds !== undefined && seconds <= longestWindow) return seconds;
  throw invalid("window", "a duration of at most 30 days");
}

const checkStatus: Handler = async (call) => {
  const { world, fields } = call;
  const query = await readQuery(world, fields);
  const found = await openChallenges(world, query, administrator(call));
  const spelling = { types: world.types, settings: world.store.settings() };
  const values = Object.fromEntries(
    found.map((each) => [each.token.serial, challengesOfToken(each, spelling)]),
  );
  return succeed({ values }, { audit: "written" });
};

/** `open=true` asks for closed ones as well; the name is LinOTP's. */
async function readQuery(world: World, fields: Fields): Promise<ChallengeQuery> {
  const closedToo = optional(fields, "open")?.toLowerCase() === "true";
  const transactionId = optional(fields, "transactionid") ?? optional(fields, "state");
  if (transactionId !== undefined) return { by: "transaction", transactionId, closedToo };
  if (optional(fields, "user") !== undefined) return { by: "user", user: await requireUser(world, fields) };
  const serial = optional(fields, "serial");
  if (serial !== undefined) return { by: "serial", serial, closedToo };
  throw new Refusal({ code: "usage", usage: "one of transactionid, user, serial" });
}

/** With `previous_name`, as setResolver has it, what is sent is tested and not kept: that is our own. */
const testresolver: Handler = async (call) => {
  const { world, fields } = call;
  const name = required(fields, "name");
  const found = fields.has("previous_name")
    ? await testWritten(world, administrator(call), readResolver(fields))
    : await testResolver(world, name);
  return succeed(found, { audit: { success: true, info: name.slice(0, 255) } });
};

/** Failure has a form of its own: no error, and no success either (contract 01 section 1). */
const unpair: Handler = async (call) => {
  const target = await readTarget(call.world, call.fields, "skipped");
  if (target === undefined)
    throw new Refusal({ code: "usage-parameter", message: "Missing parameter: user or serial" });
  if (await unpairToken(call.world, target, administrator(call))) return succeed(true, { audit: "written" });
  return failWithout({ audit: "written" });
};

function both(path: string, handler: Handler, about: string): Route {
  return { methods: ["GET", "POST"], path: `/admin/${path}`, who: "administrator", handler, about };
}

function post(path: string, handler: Handler, about: string): Route {
  return { methods: ["POST"], path: `/admin/${path}`, who: "administrator", handler, about };
}

export const adminLookupRoutes: readonly Route[] = [
  both("getSerialByOtp", getSerialByOtp, "Which token shows this OTP? It is spent by asking."),
  both("totp_lookup", totpLookup, "When did a TOTP token show this OTP?"),
  both("checkstatus", checkStatus, "What tokens were asked and have not answered yet."),
  post("testresolver", testresolver, "Test the connection to a directory."),
  post("unpair", unpair, "Make a token forget the phone it was paired with."),
];
