// One person of a built-in directory, as administrators change him in the console.

import {
  decideRemovePerson,
  decideSetPerson,
  editableDirectory,
  type PersonFields,
  type PersonSet,
  type Reading,
} from "../core/administration/person.ts";
import { maySystem } from "../core/policy/rights.ts";
import type { Settings } from "../core/settings.ts";
import { type Administrator, denied } from "./rights.ts";
import type { World } from "./world.ts";

export interface WrittenPerson {
  readonly directory: string;
  readonly uid: string | undefined;
  /** The password in clear text; undefined: it stays, or there is none yet. */
  readonly fields: PersonFields & { readonly login: string };
}

export async function setPerson(
  world: World,
  who: Administrator,
  { directory, uid, fields }: WrittenPerson,
): Promise<PersonSet> {
  mayChangePeople(world.store.settings(), who);
  const reading = await read(world, directory);
  const password = fields.password === undefined ? undefined : await world.passwords.hash(fields.password);
  const freshUid = freshNumber(world);
  return world.store.decide({ settings: true }, (state) => {
    mayChangePeople(state.settings, who);
    const command = { directory, uid, fields: { ...fields, password }, freshUid, reading };
    return decideSetPerson(state, { ...command, origin: who.origin });
  });
}

export interface PersonToRemove {
  readonly directory: string;
  readonly login: string;
  readonly force: boolean;
}

/** How many tokens were taken from him. */
export async function removePerson(
  world: World,
  who: Administrator,
  person: PersonToRemove,
): Promise<number> {
  mayChangePeople(world.store.settings(), who);
  const reading = await read(world, person.directory);
  const uid = reading.people.find(({ login }) => login === person.login)?.uid;
  const owners = uid === undefined ? [] : [{ resolver: person.directory, uid }];
  return world.store.decide({ settings: true, owners }, (state) => {
    mayChangePeople(state.settings, who);
    return decideRemovePerson(state, { ...person, reading, origin: who.origin });
  });
}

/** The version is read first: whatever changes after that is noticed. */
async function read(world: World, directory: string): Promise<Reading> {
  const settings = world.store.settings();
  editableDirectory(settings, directory);
  return { version: settings.version, people: await world.store.people(directory) };
}

function mayChangePeople(settings: Settings, { admin }: Administrator): void {
  if (maySystem(settings.policies, admin, "tools", "import_users")) return;
  throw denied(
    "You do not have the administrative right to change people. You are missing a policy scope=tools, action=import_users",
  );
}

/** 15 digits: the ids of people are searched as numbers. */
function freshNumber({ random }: World): string {
  const bits = Buffer.from(random(6)).readUIntBE(0, 6);
  return String(100_000_000_000_000 + (bits % 900_000_000_000_000));
}
