// Taking over a list of people into the built-in directory: who is new, who has changed, who is gone (contract 11 section 5).

import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision, DirectoryPerson } from "../change.ts";
import { refuse } from "../problem.ts";
import type { ResolverSettings, Settings } from "../settings.ts";
import type { State } from "../store.ts";

export interface Comparison {
  readonly created: readonly DirectoryPerson[];
  readonly modified: readonly DirectoryPerson[];
  readonly unchanged: readonly DirectoryPerson[];
  readonly deleted: readonly DirectoryPerson[];
}

/** People are the same when their uid is. Throws a Refusal when the list names somebody twice. */
export function comparePeople(
  before: readonly DirectoryPerson[],
  after: readonly DirectoryPerson[],
): Comparison {
  refuseTwins(after);
  const known = new Map(before.map((person) => [person.uid, person]));
  const wanted = new Set(after.map(({ uid }) => uid));
  const isSame = (person: DirectoryPerson): boolean => samePerson(known.get(person.uid), person);
  return {
    created: after.filter(({ uid }) => !known.has(uid)),
    modified: after.filter((person) => known.has(person.uid) && !isSame(person)),
    unchanged: after.filter(isSame),
    deleted: before.filter(({ uid }) => !wanted.has(uid)),
  };
}

export interface ImportCommand {
  /** Of a built-in directory; created when it is not there. */
  readonly directory: ResolverSettings;
  readonly comparison: Comparison;
  readonly origin: Origin;
}

export function decideImportPeople({ settings }: State, command: ImportCommand): Decision<Comparison> {
  const { directory, comparison, origin } = command;
  const { created, modified, unchanged, deleted } = comparison;
  const group = directory.name;
  checkDirectory(settings, group);
  refuseEmptying(comparison);
  const changes: Change[] = [...created, ...modified].map((person) => ({
    kind: "person.put",
    group,
    person,
  }));
  for (const { uid } of deleted) changes.push({ kind: "person.delete", group, uid });
  if (!settings.resolvers.has(group)) {
    changes.push({ kind: "setting.put", family: "resolver", name: group, value: { ...directory } });
  }
  const counts = `created ${created.length}, modified ${modified.length}, unchanged ${unchanged.length}, deleted ${deleted.length}`;
  return {
    outcome: comparison,
    changes,
    audit: auditEntry(origin, { success: true, info: `${group}: ${counts}` }),
  };
}

/** Only a directory that is filled by imports may be overwritten by one. */
export function checkDirectory(settings: Settings, name: string): void {
  const before = settings.resolvers.get(name);
  if (before === undefined) return;
  if (before.immutable) throw refuse(`default admin resolver ${name} is not allowed to be overwritten!`);
  if (!before.builtIn) throw refuse(`Unmanged resolver with same name: '${name}' already exists!`);
}

/** An export that went wrong is an empty file. It must not take a whole directory with it. */
function refuseEmptying({ created, modified, unchanged, deleted }: Comparison): void {
  const named = created.length + modified.length + unchanged.length;
  if (named > 0 || deleted.length === 0) return;
  throw refuse(
    "The file names nobody, and an import removes whoever is not in the file. Nothing was changed.",
  );
}

function refuseTwins(people: readonly DirectoryPerson[]): void {
  for (const field of ["uid", "login"] as const) {
    const seen = new Set<string>();
    for (const person of people) {
      if (seen.has(person[field])) throw refuse(`The list names '${person[field].slice(0, 80)}' twice.`);
      seen.add(person[field]);
    }
  }
}

const fields = ["login", "password", "phone", "mobile", "email", "surname", "givenname"] as const;

function samePerson(left: DirectoryPerson | undefined, right: DirectoryPerson): boolean {
  return left !== undefined && fields.every((field) => left[field] === right[field]);
}
