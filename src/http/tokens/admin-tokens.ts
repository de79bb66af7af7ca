// /admin/*: the life of a token in an administrator's hands (contract 05 section 3).

import { type Fields, list, missing, oneOf, optional, required, text } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Administrator } from "../../operations/rights.ts";
import { assignTokens, unassignTokens } from "../../operations/tokens/assign.ts";
import { checkSerial } from "../../operations/tokens/check-serial.ts";
import { copyPin, copyUser } from "../../operations/tokens/copy.ts";
import { enrollForUser, userNamed } from "../../operations/tokens/enroll.ts";
import { replaceLost } from "../../operations/tokens/lost-token.ts";
import type { Target } from "../../operations/tokens/manage.ts";
import { disableTokens, enableTokens, removeTokens, resetTokens } from "../../operations/tokens/remove.ts";
import { resyncTokens } from "../../operations/tokens/resync.ts";
import { setTokenRealms } from "../../operations/tokens/set-token.ts";
import { readSerials, readTarget } from "../../operations/tokens/target.ts";
import type { World } from "../../operations/world.ts";
import { administrator } from "../admin-call.ts";
import type { Handler, Reply, Route } from "../call.ts";
import { shortDate } from "../dates.ts";
import { succeed } from "../reply.ts";
import { readTwoValues } from "./two-values.ts";
import { enrolledReply } from "./wire-enrolled.ts";

const init: Handler = async (call) =>
  enrolledReply(await enrollForUser(call.world, call.fields, administrator(call)), call);

const remove: Handler = async (call) => {
  const target = await readTarget(call.world, call.fields, "refused");
  if (target === undefined) {
    throw new Refusal({ code: "usage-parameter", message: "missing parameter user or serial!" });
  }
  const count = await removeTokens(call.world, target, administrator(call));
  const nothing = target.kind === "user" && count === 0;
  const detail = nothing ? { message: `No tokens for this user '${target.user.login}'` } : undefined;
  return succeed(count, { detail, audit: "written" });
};

type Deed = (world: World, target: Target, who: Administrator) => Promise<number>;

/** A number of tokens; 0 says why. Without any parameter nothing is meant, and nothing is done. */
function counting(deed: Deed, absent: "refused" | "skipped"): Handler {
  return async (call) => {
    const target = await readTarget(call.world, call.fields, absent);
    if (target === undefined) return nobodyMeant(absent);
    const count = await deed(call.world, target, administrator(call));
    const detail = count === 0 ? { message: nothingFound(target) } : undefined;
    return succeed(count, { detail, audit: "written" });
  };
}

function nobodyMeant(absent: "refused" | "skipped"): Reply {
  // LinOTP's word for a serial that was not sent; its clients know the number.
  if (absent === "refused") throw new Refusal({ code: "unknown-token", serial: "None" });
  return succeed(0);
}

function nothingFound(target: Target): string {
  return target.kind === "user"
    ? "No tokens for this user"
    : `No token with serial ${target.serials.join(",")}`;
}

/** A list may be empty: then there is nothing to do (transcript 17). An empty user takes the tokens back. */
const assign: Handler = async (call) => {
  const { world, fields } = call;
  const serials = readSerials(fields);
  const user = await userNamed(world, fields);
  if (serials.length === 0) return succeed(true, { audit: { success: false, info: "no serial" } });
  const target: Target = { kind: "serials", serials, absent: "refused" };
  const who = administrator(call);
  if (user === undefined) await unassignTokens(world, target, who);
  else await assignTokens(world, target, { user, pin: text(fields, "pin"), who });
  return succeed(true, { audit: "written" });
};

const unassign: Handler = async (call) => {
  await unassignTokens(call.world, oneSerial(call.fields), administrator(call));
  return succeed(true, { audit: "written" });
};

function oneSerial(fields: Fields): Target {
  return { kind: "serials", serials: [required(fields, "serial")], absent: "refused" };
}

/** An unknown serial is not refused: no OTPs fit it (transcript 07). */
const resync: Handler = async (call) => {
  const { world, fields } = call;
  const shown = readTwoValues(fields);
  const target = await readTarget(world, fields, "skipped");
  if (target === undefined) throw new Refusal({ code: "user-or-serial-required" });
  return succeed(await resyncTokens(world, target, { ...shown, who: administrator(call) }), {
    audit: "written",
  });
};

const tokenRealm: Handler = async (call) => {
  const { world, fields } = call;
  const target = oneSerial(fields);
  const names = list(fields, "realms", true);
  if (names === undefined) throw missing("realms");
  const realms = names.map((name) => name.toLowerCase());
  return succeed(await setTokenRealms(world, target, { realms, who: administrator(call) }), {
    audit: "written",
  });
};

function copying(copy: typeof copyPin): Handler {
  return async (call) => {
    const from = required(call.fields, "from");
    const to = required(call.fields, "to");
    await copy(call.world, { from, to, who: administrator(call) });
    return succeed(true, { audit: "written" });
  };
}

const lostToken: Handler = async (call) => {
  const { world, fields } = call;
  const type = oneOf(fields, "type", ["password", "email", "sms"]) ?? "password";
  const address = optional(fields, type === "sms" ? "mobile" : "email");
  const replacement = await replaceLost(world, {
    serial: required(fields, "serial"),
    type,
    address,
    who: administrator(call),
  });
  const { serial, password, pinCopied, validUntil } = replacement;
  const hint = replacement.type === "email" ? "Please check your emails" : "Please check your phone";
  return succeed(
    {
      serial,
      init: true,
      user: 1,
      ...(pinCopied ? { pin: 1 } : {}),
      // The text itself is LinOTP's.
      valid_to: "xxxx",
      password: password ?? hint,
      end_date: shortDate(validUntil),
      token_typ: replacement.type,
      disable: 1,
    },
    { audit: "written" },
  );
};

/** No right is needed; whoever may ask at all may know whether a serial is taken. */
const checkSerialHandler: Handler = async ({ world, fields }) => {
  const { unique, serial } = await checkSerial(world, required(fields, "serial"));
  return succeed({ unique, new_serial: serial }, { audit: { success: true, serial } });
};

function post(path: string, handler: Handler, about: string): Route {
  return { methods: ["POST"], path: `/admin/${path}`, who: "administrator", handler, about };
}

export const adminTokenRoutes: readonly Route[] = [
  post("init", init, "Enroll a token, or a known serial with a new secret."),
  post("remove", remove, "Delete tokens by serial or owner."),
  post("enable", counting(enableTokens, "refused"), "Enable tokens by serial or owner."),
  post("disable", counting(disableTokens, "skipped"), "Disable tokens by serial or owner."),
  post("reset", counting(resetTokens, "skipped"), "Reset the fail counter of tokens by serial or owner."),
  post("assign", assign, "Give tokens to a user."),
  post("unassign", unassign, "Take a token from its user."),
  post("resync", resync, "Bring the counter of a token back in step with two consecutive OTPs."),
  post("tokenrealm", tokenRealm, "Set the realms of a token."),
  post("copyTokenPin", copying(copyPin), "Copy the PIN of one token to another."),
  post("copyTokenUser", copying(copyUser), "Copy the user of one token to another."),
  post("losttoken", lostToken, "Replace a lost token by a temporary one, and disable it."),
  {
    methods: ["GET", "POST"],
    path: "/admin/check_serial",
    who: "administrator",
    handler: checkSerialHandler,
    about: "Is this serial free, and if not, which similar one is?",
  },
];
