// Importing people from a file into the built-in directory (contract 11 section 5).

import {
  type Comparison,
  checkDirectory,
  comparePeople,
  decideImportPeople,
} from "../core/administration/people.ts";
import { checkResolverName } from "../core/administration/resolvers.ts";
import type { DirectoryPerson } from "../core/change.ts";
import { maySystem } from "../core/policy/rights.ts";
import { Refusal } from "../core/problem.ts";
import { builtInDirectory } from "./first-start.ts";
import type { Administrator } from "./rights.ts";
import { changeSettings, requireSystemRight } from "./settings.ts";
import type { World } from "./world.ts";

export interface PeopleFile {
  readonly directory: string;
  readonly people: readonly DirectoryPerson[];
  /** Passwords are hashed here; otherwise they are hashes already. */
  readonly plainPasswords: boolean;
  /** Nothing is stored; the answer says what would be. */
  readonly dryRun: boolean;
}

export function requireImportRight(world: World, who: Administrator): void {
  const { policies } = world.store.settings();
  if (!maySystem(policies, who.admin, "tools", "import_users")) {
    throw new Refusal({
      code: "forbidden",
      message:
        "You do not have the administrative right to manage tools. You are missing a policy scope=tools, action=import_users",
    });
  }
  requireSystemRight(world.store.settings(), who, "write");
}

/** Before anything is read: may this directory be imported into? */
export function checkImport(world: World, directory: string): void {
  checkDirectory(world.store.settings(), directory);
  checkResolverName(directory);
}

export async function importPeople(world: World, who: Administrator, file: PeopleFile): Promise<Comparison> {
  const before = await world.store.people(file.directory);
  const people = file.plainPasswords ? await hashed(world, file, before) : file.people;
  const comparison = comparePeople(before, people);
  if (file.dryRun) return comparison;
  const directory = builtInDirectory(file.directory, { admin: false, immutable: false });
  return changeSettings(world, who, {
    decide: (state) => decideImportPeople(state, { directory, comparison, origin: who.origin }),
  });
}

/** Hashing is slow on purpose, so it happens outside of any lock, and a few at a time. */
const atOnce = 4;

async function hashed(
  world: World,
  { people, dryRun }: PeopleFile,
  before: readonly DirectoryPerson[],
): Promise<readonly DirectoryPerson[]> {
  const known = new Map(before.map((person) => [person.uid, person.password]));
  const done: DirectoryPerson[] = [];
  for (let start = 0; start < people.length; start += atOnce) {
    const slice = people.slice(start, start + atOnce).map(async (person) => {
      const old = known.get(person.uid) ?? "";
      return { ...person, password: await hashOf(world, { password: person.password, old, dryRun }) };
    });
    done.push(...(await Promise.all(slice)));
  }
  return done;
}

/** A password that has not changed keeps its hash, so that its owner counts as unchanged. */
async function hashOf(
  { passwords }: World,
  { password, old, dryRun }: { readonly password: string; readonly old: string; readonly dryRun: boolean },
): Promise<string> {
  if (password === "") return "";
  if (old !== "" && (await passwords.verify(old, password))) return old;
  return dryRun ? "new" : passwords.hash(password);
}
