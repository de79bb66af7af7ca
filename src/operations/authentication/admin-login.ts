// An administrator logs in: every directory of the administrators' realm is asked, in order (contract 01 section 5).

import { decideAdminLogin, throttleKeys } from "../../core/administration/login.ts";
import { adminRealm } from "../../core/administration/realms.ts";
import type { Origin } from "../../core/audit.ts";
import type { AdminIdentity } from "../../core/policy/rights.ts";
import { Refusal } from "../../core/problem.ts";
import type { ResolverSettings } from "../../core/settings.ts";
import type { World } from "../world.ts";

export interface Credentials {
  /** Taken literally: an `@` in it does not separate anything. */
  readonly username: string;
  readonly password: string;
}

interface Asked {
  readonly proven: AdminIdentity | undefined;
  readonly trouble: string;
}

/** Undefined: refused, whatever the reason. The audit entry is written in either case. */
export async function adminLogin(
  world: World,
  sent: Credentials,
  origin: Origin,
): Promise<AdminIdentity | undefined> {
  const asked = await askDirectories(world, sent);
  const attempt = { ...asked, username: sent.username, realm: adminRealm, origin };
  const throttles = throttleKeys(attempt);
  return world.store.decide({ throttles }, (state) => decideAdminLogin(state, attempt));
}

/** Whether he is still there. While his directory does not answer nobody knows, so his session is not prolonged. */
export async function isStillAdministrator(world: World, identity: AdminIdentity): Promise<boolean> {
  const { realms, resolvers } = world.store.settings();
  const settings = resolvers.get(identity.resolver);
  const belongs = realms.get(adminRealm)?.resolvers.includes(identity.resolver) === true;
  if (settings === undefined || !belongs) return false;
  const found = await world
    .resolver(settings)
    .byLogin(identity.login)
    .catch((error: unknown) => unavailable(error, settings.name));
  return typeof found === "object";
}

/** Each directory costs one password comparison, so that the time taken does not tell whether a name exists. */
async function askDirectories(world: World, sent: Credentials): Promise<Asked> {
  const { realms, resolvers } = world.store.settings();
  let trouble = "";
  for (const name of realms.get(adminRealm)?.resolvers ?? []) {
    const settings = resolvers.get(name);
    if (settings === undefined) continue;
    const found = await askDirectory(world, settings, sent).catch((error: unknown) =>
      unavailable(error, name),
    );
    if (typeof found === "string") trouble = found;
    else if (found !== undefined) return { proven: found, trouble: "" };
  }
  return { proven: undefined, trouble };
}

async function askDirectory(
  world: World,
  settings: ResolverSettings,
  { username, password }: Credentials,
): Promise<AdminIdentity | undefined> {
  const resolver = world.resolver(settings);
  const person = await resolver.byLogin(username);
  // For nobody's uid the directory takes as long as for anybody's.
  const right = await resolver.verifyPassword(person?.uid ?? "", password);
  return right && person !== undefined
    ? { login: person.login, realm: adminRealm, resolver: settings.name }
    : undefined;
}

function unavailable(error: unknown, name: string): string {
  if (error instanceof Refusal) return `directory '${name}' could not be asked`;
  throw error;
}
