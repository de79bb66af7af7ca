// Whom a person means by what he types into the portal's login form (contract 07 section 2).

import { type Fields, optional, text } from "../../core/fields.ts";
import { defaultRealm, type Settings } from "../../core/settings.ts";
import type { User } from "../../core/user.ts";
import { userAt } from "../users.ts";
import type { World } from "../world.ts";

interface Reading {
  readonly login: string;
  readonly realm: string;
}

export interface PortalUser {
  readonly user: User | undefined;
  /** How he was addressed, for the audit entry. */
  readonly addressed: Reading;
}

/** The readings are tried in order, and the first that names somebody counts. Undefined: nobody was named. */
export async function portalUser(world: World, fields: Fields): Promise<PortalUser | undefined> {
  const login = text(fields, "login") ?? text(fields, "username") ?? "";
  if (login === "") return undefined;
  const readings = readingsOf(login, optional(fields, "realm")?.trim().toLowerCase(), world.store.settings());
  for (const reading of readings) {
    const user = await userAt(world, { ...reading, resolver: undefined });
    if (user !== undefined) return { user, addressed: reading };
  }
  return { user: undefined, addressed: readings[0] ?? { login, realm: "" } };
}

function readingsOf(login: string, realm: string | undefined, settings: Settings): readonly Reading[] {
  const realmBox = settings.config.get("selfservice.realmbox")?.value === "True";
  if (realm !== undefined && (realmBox || settings.realms.has(realm))) return [{ login, realm }];
  const fallback = defaultRealm(settings);
  const plain = fallback === undefined ? [] : [{ login, realm: fallback }];
  return [...plain, ...splitReadings(login)].filter((reading) => settings.realms.has(reading.realm));
}

function splitReadings(login: string): readonly Reading[] {
  const at = login.lastIndexOf("@");
  const backslash = login.indexOf("\\");
  if (at >= 0) return [{ login: login.slice(0, at), realm: login.slice(at + 1).toLowerCase() }];
  if (backslash >= 0)
    return [{ login: login.slice(backslash + 1), realm: login.slice(0, backslash).toLowerCase() }];
  return [];
}
