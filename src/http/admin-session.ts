// An administrator's session: a signed cookie, and a second value that only our own pages can read (contract 01 section 5).

import { timingSafeEqual } from "node:crypto";
import { compactVerify, SignJWT } from "jose";
import type { AdminIdentity } from "../core/policy/rights.ts";
import type { World } from "../operations/world.ts";
import type { Cookie } from "./call.ts";

export const sessionCookie = "access_token_cookie";
export const csrfCookie = "csrf_access_token";
export const legacyCookie = "admin_session";

const lifetimeSeconds = 30 * 60;
const refreshBelowSeconds = 300;
/** The cookie outlives the signature inside it, so that an expired session is told from none. */
const cookieLifetimeMs = 365 * 86_400_000;

export interface AdminSession {
  readonly identity: AdminIdentity;
  /** Stays the same when the session is refreshed, so that a logout withdraws every signature of it. */
  readonly id: string;
  readonly csrf: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

export interface IssuedSession extends AdminSession {
  /** The signed value: the content of `access_token_cookie`. */
  readonly token: string;
  readonly cookies: readonly Cookie[];
}

type SessionWorld = Pick<World, "vault" | "random" | "now">;

/** `continues`: the session that this one goes on from. */
export async function issueSession(
  world: SessionWorld,
  identity: AdminIdentity,
  continues?: AdminSession,
): Promise<IssuedSession> {
  const now = world.now();
  const at = Math.floor(now / 1000);
  const id = continues?.id ?? uuid(world.random(16));
  const csrf = continues?.csrf ?? uuid(world.random(16));
  const expiresAt = at + lifetimeSeconds;
  const token = await new SignJWT(claims(identity, { id, csrf, at, expiresAt }))
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(signingKey(world));
  return { identity, id, csrf, expiresAt, token, cookies: cookiesOf(token, csrf, now + cookieLifetimeMs) };
}

/** Undefined when the value is not ours, or too old. Whether it was withdrawn is the store's to know. */
export async function readSession(world: SessionWorld, token: string): Promise<AdminSession | undefined> {
  try {
    const { payload } = await compactVerify(token, signingKey(world), { algorithms: ["HS256"] });
    const session = sessionOf(JSON.parse(new TextDecoder().decode(payload)));
    return session === undefined || session.expiresAt * 1000 <= world.now() ? undefined : session;
  } catch {
    return undefined;
  }
}

export function wantsRefresh(session: AdminSession, now: number): boolean {
  return session.expiresAt - now / 1000 < refreshBelowSeconds;
}

/** No signature of this session can be valid for longer than that. Milliseconds since 1970. */
export function lastsUntil(now: number): number {
  return now + lifetimeSeconds * 1000;
}

export function clearedCookies(): readonly Cookie[] {
  return cookiesOf("", "", 0);
}

export function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

export function spelledIdentity(identity: AdminIdentity): string {
  return `${identity.login}@${identity.realm} (${identity.resolver})`;
}

function signingKey(world: SessionWorld): Uint8Array {
  return world.vault.mac("session", new TextEncoder().encode("administrator's session, HS256"));
}

/** The shape of LinOTP's token. `sub` is an object there, which RFC 7519 does not foresee; nobody but us reads it. */
function claims(
  identity: AdminIdentity,
  at: { readonly id: string; readonly csrf: string; readonly at: number; readonly expiresAt: number },
): { [claim: string]: unknown } {
  const { login: username, realm, resolver } = identity;
  const sub = { username, realm, resolver } as unknown as string;
  return {
    fresh: false,
    iat: at.at,
    jti: at.id,
    type: "access",
    sub,
    nbf: at.at,
    csrf: at.csrf,
    exp: at.expiresAt,
  };
}

/** `nbf` is not compared: it always equals `iat`, and a node whose clock is slow should not refuse its neighbour's session. */
function sessionOf(payload: unknown): AdminSession | undefined {
  const { sub, jti, csrf, exp, type } = payload as { readonly [claim: string]: unknown };
  const { username, realm, resolver } = (sub ?? {}) as { readonly [claim: string]: unknown };
  const texts = [jti, csrf, username, realm, resolver];
  if (type !== "access" || typeof exp !== "number" || !texts.every((text) => typeof text === "string"))
    return undefined;
  const identity = { login: username, realm, resolver } as AdminIdentity;
  return { identity, id: jti as string, csrf: csrf as string, expiresAt: exp };
}

function cookiesOf(token: string, csrf: string, expiresAt: number): readonly Cookie[] {
  return [
    { name: sessionCookie, value: token, expiresAt, httpOnly: true },
    { name: csrfCookie, value: csrf, expiresAt, httpOnly: false },
  ];
}

/** RFC 9562 version 4 from 16 random bytes. */
function uuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return [...groups, hex.slice(20)].join("-");
}
