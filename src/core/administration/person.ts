// One person of a built-in directory: creating, changing and removing him. Whole lists are imported in people.ts.

import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision, DirectoryPerson } from "../change.ts";
import { invalid, missing } from "../fields.ts";
import { unassign } from "../lifecycle/manage-token.ts";
import { Refusal, refuse } from "../problem.ts";
import type { ResolverSettings, Settings } from "../settings.ts";
import type { State } from "../store.ts";
import { sameOwner } from "../token.ts";

/** What is absent stays as it is; of somebody new it is empty. `password` is a hash. */
export type PersonFields = { readonly [Field in keyof Omit<DirectoryPerson, "uid">]?: string | undefined };

/** The directory as it was read before the lock was taken, and the version of the settings at that time. */
export interface Reading {
  readonly people: readonly DirectoryPerson[];
  readonly version: number;
}

export interface SetPersonCommand {
  readonly directory: string;
  /** Of the person to be changed; undefined: whoever has the login, or somebody new. */
  readonly uid: string | undefined;
  readonly fields: PersonFields & { readonly login: string };
  /** For somebody new. Random, so that he never inherits the tokens of somebody who is gone. */
  readonly freshUid: string;
  readonly reading: Reading;
  readonly origin: Origin;
}

export interface PersonSet {
  readonly uid: string;
  readonly created: boolean;
}

export function decideSetPerson({ settings }: State, command: SetPersonCommand): Decision<PersonSet> {
  const { directory, uid, fields, freshUid, reading, origin } = command;
  editableDirectory(settings, directory);
  checkFresh(settings, reading);
  const login = readLogin(fields.login);
  const namesake = reading.people.find((person) => person.login === login);
  const before = uid === undefined ? namesake : knownPerson(reading.people, uid);
  if (namesake !== undefined && namesake.uid !== before?.uid) {
    throw refuse(`There is already somebody named '${login.slice(0, 80)}' in ${directory}.`);
  }
  const person = { ...(before ?? { ...nobody, uid: freshUid }), ...given(fields), login };
  const created = before === undefined;
  return {
    outcome: { uid: person.uid, created },
    changes: [{ kind: "person.put", group: directory, person }, stamp(origin)],
    audit: auditEntry(origin, {
      success: true,
      user: login,
      info: `${created ? "created in" : "changed in"} ${directory}`,
    }),
  };
}

export interface RemovePersonCommand {
  readonly directory: string;
  readonly login: string;
  /** Also while he owns tokens: they are taken from him. */
  readonly force: boolean;
  readonly reading: Reading;
  readonly origin: Origin;
}

/** How many tokens were taken from him. `state.tokens` holds everything he owns. */
export function decideRemovePerson(state: State, command: RemovePersonCommand): Decision<number> {
  const { directory, login, force, reading, origin } = command;
  editableDirectory(state.settings, directory);
  checkFresh(state.settings, reading);
  const person = reading.people.find((each) => each.login === login);
  if (person === undefined) throw new Refusal({ code: "unknown-user", login, realm: "" });
  const owner = { resolver: directory, uid: person.uid };
  const owned = state.tokens.filter((token) => sameOwner(token.owner, owner));
  if (owned.length > 0 && !force) {
    const serials = owned.map(({ serial }) => serial).join(", ");
    throw refuse(`${login} still owns tokens: ${serials}. Remove them first, or say force=true.`);
  }
  const { outcome, changes } = unassign(owned);
  return {
    outcome,
    changes: [...changes, { kind: "person.delete", group: directory, uid: person.uid }, stamp(origin)],
    audit: auditEntry(origin, {
      success: true,
      user: login,
      serial: owned.map(({ serial }) => serial).join(","),
      info: `removed from ${directory}, ${outcome} tokens unassigned`,
    }),
  };
}

/** Directories that others fill are not ours to change, nor is that of the administrators. */
export function editableDirectory(settings: Settings, name: string): ResolverSettings {
  const found = settings.resolvers.get(name);
  if (found === undefined) throw refuse(`There is no directory '${name.slice(0, 80)}'.`);
  if (found.builtIn && !found.immutable) return found;
  throw refuse(
    `'${name.slice(0, 80)}' is not a built-in directory: its people are changed where it is kept.`,
  );
}

/** Two who add the same person at once must not both succeed. Every change of a person makes a new version. */
export function checkFresh(settings: Settings, { version }: Pick<Reading, "version">): void {
  if (settings.version === version) return;
  throw refuse("Somebody else changed the directory or the settings at the same moment. Try again.");
}

const nobody = { login: "", password: "", phone: "", mobile: "", email: "", surname: "", givenname: "" };
const optional = ["password", "phone", "mobile", "email", "surname", "givenname"] as const;

function given(fields: PersonFields): Partial<DirectoryPerson> {
  const present = optional.flatMap((name) => {
    const value = fields[name];
    return value === undefined ? [] : [[name, name === "password" ? value : readShort(name, value)] as const];
  });
  return Object.fromEntries(present);
}

function readLogin(written: string): string {
  const login = readShort("username", written);
  if (login === "") throw missing("username");
  return login;
}

function readShort(name: string, written: string): string {
  const value = written.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (value.length > 255 || /[\u0000-\u001f\u007f]/.test(value)) {
    throw invalid(name, "one line of at most 255 characters");
  }
  return value;
}

function knownPerson(people: readonly DirectoryPerson[], uid: string): DirectoryPerson {
  const found = people.find((person) => person.uid === uid);
  if (found === undefined) throw refuse(`There is nobody with the id '${uid.slice(0, 80)}'.`);
  return found;
}

/** LinOTP's key `Config` says when anything was changed last. */
export function stamp({ at }: Origin): Change {
  const value = new Date(at).toISOString().replace("T", " ").replace("Z", "000");
  return {
    kind: "setting.put",
    family: "config",
    name: "Config",
    value: { value, type: "", description: "" },
  };
}
