// An administrator logs in: every directory of the administrators' realm is asked, in order (contract 01 section 5).

import { decideAdminLogin, throttleKeys } from "../core/administration/login.ts";
import type { Origin } from "../core/audit.ts";
import type { AdminIdentity } from "../core/policy/rights.ts";
import { Refusal } from "../core/problem.ts";
import type { ResolverSettings } from "../core/settings.ts";
import type { World } from "./world.ts";

export const adminRealm = "linotp_admins";

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
  if (person === undefined) {
    await world.passwords.verify(await nobodysHash(world), password);
    return undefined;
  }
  const right = await resolver.verifyPassword(person.uid, password);
  return right ? { login: person.login, realm: adminRealm, resolver: settings.name } : undefined;
}

function unavailable(error: unknown, name: string): string {
  if (error instanceof Refusal) return `directory '${name}' could not be asked`;
  throw error;
}

const hashes = new WeakMap<World["passwords"], Promise<string>>();

/** A hash like everybody's, of a password that nobody has. */
function nobodysHash({ passwords, random }: World): Promise<string> {
  const known = hashes.get(passwords);
  if (known !== undefined) return known;
  const made = passwords.hash(Buffer.from(random(32)).toString("base64"));
  hashes.set(passwords, made);
  return made;
}
