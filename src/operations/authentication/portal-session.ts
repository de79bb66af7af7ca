// Sessions of the self-service portal: double submit of the cookie, bound to the client's address (contract 01 section 6).

import { createHash } from "node:crypto";
import { readDuration } from "../../core/fields.ts";
import type { Session, SessionState } from "../../core/session.ts";
import type { Settings } from "../../core/settings.ts";
import type { Json } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import type { World } from "../world.ts";

export const portalCookie = "user_selfservice";

/** From /userservice/auth, the login before LinOTP 3. */
export const legacyCookie = "userauthcookie";

export interface Ticket {
  /** What the cookie carries: 64 hexadecimal digits. */
  readonly value: string;
  readonly session: Session;
}

/** The session that cookie and parameter both name, if it is alive and used from where it was opened. */
export async function findSession(
  world: World,
  shown: {
    readonly cookie: string | undefined;
    readonly parameter: string | undefined;
    readonly client: string;
  },
): Promise<Session | undefined> {
  const { cookie, parameter, client } = shown;
  if (cookie === undefined || cookie === "" || cookie !== parameter) return undefined;
  const session = await world.store.session(sessionId(cookie));
  if (session === undefined || world.now() >= session.expiresAt || session.client !== client)
    return undefined;
  return session;
}

/** Sessions are looked up by the hash of a value that cannot be guessed, so a stolen table opens nothing. */
export function sessionId(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

export interface NewSession {
  readonly user: User;
  readonly client: string;
  readonly state: SessionState;
  readonly data?: { readonly [key: string]: Json };
}

export function newTicket(world: World, { user, client, state, data = {} }: NewSession): Ticket {
  const value = Buffer.from(world.random(32)).toString("hex");
  const now = world.now();
  const session: Session = {
    id: sessionId(value),
    login: user.login,
    realm: user.realm,
    owner: user.owner,
    client,
    state,
    data,
    createdAt: now,
    expiresAt: now + 1000 * lifetimeSeconds(world.store.settings()),
  };
  return { value, session };
}

function lifetimeSeconds(settings: Settings): number {
  const set = readDuration(settings.config.get("selfservice.auth_expiry")?.value ?? "");
  return set !== undefined && set > 0 ? set : 3600;
}
