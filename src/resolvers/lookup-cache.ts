// People who were looked up lately, so that logins do not wait for a distant directory (contract 11 section 1). Only who
// somebody is: whether a password is right, and who is not there, is asked each time.

import type { Person, Resolver } from "../core/user.ts";

/** So many people are remembered for each resolver; whoever was looked up longest ago goes first. */
const most = 20_000;

interface Known {
  readonly person: Person;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** The resolver with a memory of people. `maxAgeMs` 0 forgets them all. */
export function lookupCache(resolver: Resolver, now: () => number): (maxAgeMs: number) => Resolver {
  const byLogin = new Map<string, Known>();
  const byUid = new Map<string, Known>();

  const lookUp = async (
    memory: Map<string, Known>,
    { key, maxAgeMs }: { readonly key: string; readonly maxAgeMs: number },
    ask: (key: string) => Promise<Person | undefined>,
  ): Promise<Person | undefined> => {
    const known = memory.get(key);
    const age = known === undefined ? -1 : now() - known.since;
    if (known !== undefined && age >= 0 && age < maxAgeMs) return known.person;
    const person = await ask(key);
    if (person === undefined) {
      memory.delete(key);
      return undefined;
    }
    const fresh = { person, since: now() };
    remember(memory, key, fresh);
    remember(byUid, person.uid, fresh);
    return person;
  };

  return (maxAgeMs) => {
    if (maxAgeMs <= 0) {
      byLogin.clear();
      byUid.clear();
      return resolver;
    }
    return {
      ...resolver,
      byLogin: (key) => lookUp(byLogin, { key, maxAgeMs }, resolver.byLogin),
      byUid: (key) => lookUp(byUid, { key, maxAgeMs }, resolver.byUid),
    };
  };
}

function remember(memory: Map<string, Known>, key: string, known: Known): void {
  memory.delete(key);
  memory.set(key, known);
  const [oldest] = memory.keys();
  if (memory.size > most && oldest !== undefined) memory.delete(oldest);
}
