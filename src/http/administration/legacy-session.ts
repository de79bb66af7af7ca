// What LinOTP 2 clients send instead of a CSRF header: the parameter `session`, with the value of the cookie that
// /admin/getsession set (deviation 6). LATCHKEY_LEGACY_SESSION=off closes both.

import type { Fields } from "../../core/fields.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import { adminLogin } from "../../operations/authentication/admin-login.ts";
import { type AdminSession, issueSession, legacyCookie, sameText } from "../admin-session.ts";
import type { Call, Cookie, Reply, Route } from "../call.ts";
import { toWire } from "../problems.ts";
import { failWith, succeed } from "../reply.ts";

export function isLegacyMatch(fields: Fields, session: AdminSession): boolean {
  const sent = fields.get("session");
  return typeof sent === "string" && sameText(sent, session.csrf);
}

/** Logs in with the Authorization header and sets the usual cookies, and `admin_session` beside them. */
export const getsession: Route = {
  methods: ["GET", "POST"],
  path: "/admin/getsession",
  who: "anyone",
  handler: openLegacySession,
  about: "Log an administrator in with Basic authentication, for LinOTP 2 clients.",
};

async function openLegacySession(call: Call): Promise<Reply> {
  if (!call.secure && !isLoopback(call.origin.client)) {
    throw refuse("Basic authentication needs an encrypted connection.");
  }
  const sent = basicCredentials(call.headers["authorization"]);
  if (sent === undefined) return challenge("none");
  const identity = await adminLogin(call.world, sent, call.origin);
  if (identity === undefined) return challenge("written");
  const issued = await issueSession(call.world, identity);
  const expiresAt = issued.cookies[0]?.expiresAt ?? 0;
  const legacy: Cookie = { name: legacyCookie, value: issued.csrf, expiresAt, httpOnly: false };
  return succeed(true, { cookies: [...issued.cookies, legacy], audit: "written" });
}

function challenge(audit: Reply["audit"]): Reply {
  const reply = failWith(toWire(new Refusal({ code: "not-authenticated" }).problem), { audit });
  return {
    ...reply,
    headers: { "www-authenticate": 'Basic realm="Latchkey administration", charset="UTF-8"' },
  };
}

/** RFC 7617. */
function basicCredentials(header: string | undefined): { username: string; password: string } | undefined {
  const coded = /^basic\s+([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? "")?.[1];
  if (coded === undefined) return undefined;
  const text = Buffer.from(coded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
