// POST /tools/setPassword: an administrator of the built-in directory changes his own password.

import { throttleKeys } from "../../core/administration/login.ts";
import { decidePassword, type PasswordOutcome } from "../../core/administration/password.ts";
import { refuse } from "../../core/problem.ts";
import { type Administrator, requireToolsRight } from "../rights.ts";
import type { World } from "../world.ts";

export interface Passwords {
  readonly old: string;
  readonly next: string;
}

export async function setOwnPassword(
  world: World,
  { old, next }: Passwords,
  who: Administrator,
): Promise<PasswordOutcome> {
  const { admin, origin } = who;
  const settings = world.store.settings();
  requireToolsRight(settings, who, "setPassword");
  const resolver = settings.resolvers.get(admin.resolver);
  const reading = { version: settings.version };
  const builtIn = resolver?.builtIn === true;
  const person = builtIn ? await world.store.personByLogin(admin.resolver, admin.login) : undefined;
  // Whoever comes from another directory changes his password there. The sentence is LinOTP's.
  if (resolver === undefined || person === undefined) throw refuse(`no user '${admin.login}' found!`);
  const oldIsRight = await world.resolver(resolver).verifyPassword(person.uid, old);
  const hash = oldIsRight ? await world.passwords.hash(next) : "";
  const throttles = throttleKeys({ username: person.login, origin });
  return await world.store.decide({ settings: true, throttles }, (state) => {
    requireToolsRight(state.settings, who, "setPassword");
    const change = { directory: resolver.name, person, oldIsRight, hash, reading, origin };
    return decidePassword(state, change);
  });
}
