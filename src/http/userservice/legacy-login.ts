// POST /userservice/auth: the login of the portals before LinOTP 3 (contract 07 section 2).

import { type Fields, required } from "../../core/fields.ts";
import { fromBase32 } from "../../core/otp/base32.ts";
import { refuse } from "../../core/problem.ts";
import { logInAtOnce } from "../../operations/authentication/legacy-login.ts";
import { legacyCookie } from "../../operations/authentication/portal-session.ts";
import { portalUser } from "../../operations/authentication/portal-user.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";

export const legacyLogin: Route = {
  methods: ["POST"],
  path: "/userservice/auth",
  who: "anyone",
  handler: auth,
  about: "Log in to the portal with password and OTP at once, as clients of LinOTP 2 do.",
};

async function auth({ world, fields, origin }: Call): Promise<Reply> {
  required(fields, "login");
  const { otp, password } = readSecrets(fields);
  const named = await portalUser(world, fields);
  if (named === undefined) return succeed(false, { id: 0 });
  const ticket = await logInAtOnce(world, { ...named, password, otp }, origin);
  if (ticket === undefined) return succeed(false, { id: 0, audit: "written" });
  const { value, session } = ticket;
  const cookie = { name: legacyCookie, value, expiresAt: session.expiresAt, httpOnly: false };
  return succeed(true, { id: 0, cookies: [cookie], audit: "written" });
}

/** `base32(otp):base32(password)`. */
function readSecrets(fields: Fields): { readonly otp: string; readonly password: string } {
  const [otp, password, ...more] = required(fields, "password").split(":").map(decoded);
  if (otp === undefined || password === undefined || more.length > 0)
    throw refuse("password must be base32(otp):base32(password)");
  return { otp, password };
}

function decoded(part: string): string | undefined {
  const bytes = fromBase32(part);
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString("utf8");
  return text.includes("\u0000") ? undefined : text;
}
