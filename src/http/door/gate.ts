// Who may call: administrators by signed cookie, people in the portal by their session. The route table says which.

import type { Fields } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import type { Session } from "../../core/session.ts";
import { isStillAdministrator } from "../../operations/authentication/admin-login.ts";
import { findSession, legacyCookie, portalCookie } from "../../operations/authentication/portal-session.ts";
import type { World } from "../../operations/world.ts";
import {
  type AdminSession,
  issueSession,
  readSession,
  sameText,
  sessionCookie,
  wantsRefresh,
} from "../admin-session.ts";
import { isLegacyMatch } from "../administration/legacy-session.ts";
import type { Cookie, Route } from "../call.ts";

const portalCookies = [portalCookie, legacyCookie] as const;

export interface Knock {
  readonly method: string;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly cookies: { readonly [name: string]: string };
  readonly client: string;
}

/** The session behind the cookie. Throws when there is none that is valid now. */
export async function administratorOf(world: World, knock: Pick<Knock, "cookies">): Promise<AdminSession> {
  const token = knock.cookies[sessionCookie];
  const session = token === undefined ? undefined : await readSession(world, token);
  if (session === undefined || (await world.store.revoked(session.id)))
    throw new Refusal({ code: "not-authenticated" });
  return session;
}

/**
 * Another site can make a browser send our cookies, but it cannot read the second value. It must come back in a header
 * or field on every POST, and on a GET whose endpoint is for POST alone (deviation 6).
 */
export function requireCsrf(
  knock: Knock,
  fields: Fields,
  rules: { session: AdminSession; route: Route; legacy: boolean },
): void {
  const { session, route, legacy } = rules;
  if (legacy && route.path.startsWith("/admin/") && isLegacyMatch(fields, session)) return;
  if (knock.method === "GET" && route.methods.includes("GET")) return;
  const sent = knock.headers["x-csrf-token"] ?? fields.get("csrf_token");
  if (knock.method === "POST" && typeof sent === "string" && sameText(sent, session.csrf)) return;
  throw new Refusal({ code: "not-authenticated" });
}

/** New cookies when the session is about to expire, for those who are administrators still. */
export async function refreshed(world: World, session: AdminSession): Promise<readonly Cookie[]> {
  if (!wantsRefresh(session, world.now())) return [];
  if (!(await isStillAdministrator(world, session.identity))) return [];
  return (await issueSession(world, session.identity, session)).cookies;
}

/** Cookie and parameter agree, the address is still the same, and the state suffices (contract 01 section 6). */
export async function portalSessionOf(
  world: World,
  knock: Knock,
  expected: { readonly fields: Fields; readonly who: Route["who"] },
): Promise<Session> {
  const value = expected.fields.get("session");
  const parameter = typeof value === "string" ? value : undefined;
  const cookie = portalCookies.map((name) => knock.cookies[name]).find((each) => each === parameter);
  const session = await findSession(world, { cookie, parameter, client: knock.client });
  const suffices = expected.who === "portal-login" || session?.state === "authenticated";
  if (session === undefined || !suffices) throw new Refusal({ code: "no-session" });
  return session;
}
