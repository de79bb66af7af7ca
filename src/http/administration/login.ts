// /admin/login and /admin/logout (contract 01 section 5).

import { adminRealm } from "../../core/administration/realms.ts";
import { optional, required } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { adminLogin } from "../../operations/authentication/admin-login.ts";
import { adminLogout } from "../../operations/authentication/admin-logout.ts";
import {
  clearedCookies,
  issueSession,
  lastsUntil,
  readSession,
  sessionCookie,
  spelledIdentity,
} from "../admin-session.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";

export const adminSessionRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/admin/login",
    who: "anyone",
    handler: login,
    about: "Log an administrator in; sets the session cookies.",
  },
  {
    methods: ["GET", "POST"],
    path: "/admin/logout",
    who: "administrator",
    handler: logout,
    about: "End an administrator's session; the session cannot be used again.",
  },
];

async function login(call: Call): Promise<Reply> {
  const username = optional(call.fields, "username");
  if (username === undefined) return wrong({ success: false, realm: adminRealm });
  const password = required(call.fields, "password");
  const identity = await adminLogin(call.world, { username, password }, call.origin);
  if (identity === undefined) return wrong("written");
  const { cookies } = await issueSession(call.world, identity);
  return succeed(true, {
    detail: { message: `Login successful for ${username}` },
    cookies,
    audit: "written",
  });
}

function wrong(audit: Reply["audit"]): Reply {
  return succeed(false, { status: 401, detail: { message: "Bad username or password" }, audit });
}

async function logout(call: Call): Promise<Reply> {
  const session = await readSession(call.world, call.cookies[sessionCookie] ?? "");
  if (session === undefined) throw new Refusal({ code: "not-authenticated" });
  await adminLogout(call.world, { id: session.id, until: lastsUntil(call.world.now()) }, call.origin);
  const detail = { message: `Logout successful for ${spelledIdentity(session.identity)}` };
  return succeed(true, { detail, cookies: clearedCookies(), audit: "written" });
}
