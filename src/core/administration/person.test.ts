import assert from "node:assert/strict";
import { test } from "node:test";
import { anOrigin, aState, aToken } from "../../../test/support/build.ts";
import type { DirectoryPerson } from "../change.ts";
import { Refusal } from "../problem.ts";
import { snapshotOf } from "../snapshot.ts";
import type { State } from "../store.ts";
import type { Token } from "../token.ts";
import {
  decideRemovePerson,
  decideSetPerson,
  type RemovePersonCommand,
  type SetPersonCommand,
} from "./person.ts";

const version = 7;
const eve: DirectoryPerson = {
  uid: "2",
  login: "eve",
  password: "hash",
  phone: "1",
  mobile: "2",
  email: "eve@example.com",
  surname: "Moneypenny",
  givenname: "Eve",
};

function state(tokens: readonly Token[] = []): State {
  const directory = { type: "sqlresolver", readonly: true, admin: false, parameters: {} };
  const settings = snapshotOf(
    version,
    [
      { name: "people", builtIn: true, immutable: false },
      { name: "admins", builtIn: true, immutable: true },
      { name: "elsewhere", builtIn: false, immutable: false },
    ].map((own) => ({ family: "resolver", name: own.name, value: { ...directory, ...own } })),
  );
  return { ...aState(tokens), settings };
}

function set(command: Partial<SetPersonCommand> = {}) {
  const { outcome, changes, audit } = decideSetPerson(state(), {
    directory: "people",
    uid: undefined,
    fields: { login: "ada" },
    freshUid: "900",
    reading: { people: [eve], version },
    origin: anOrigin(),
    ...command,
  });
  const put = changes.find((change) => change.kind === "person.put");
  return { outcome, person: put?.person, kinds: changes.map(({ kind }) => kind), audit };
}

function remove(command: Partial<RemovePersonCommand> = {}, tokens: readonly Token[] = []) {
  return decideRemovePerson(state(tokens), {
    directory: "people",
    login: "eve",
    force: false,
    reading: { people: [eve], version },
    origin: anOrigin(),
    ...command,
  });
}

const owned = aToken({ owner: { resolver: "people", uid: "2" } });

test("somebody new gets the fresh id, and what was not said is empty", () => {
  const { outcome, person, audit } = set({ fields: { login: " ada ", surname: "Lovelace" } });
  assert.deepEqual(outcome, { uid: "900", created: true });
  const empty = { password: "", phone: "", mobile: "", email: "", givenname: "" };
  assert.deepEqual(person, { uid: "900", login: "ada", surname: "Lovelace", ...empty });
  assert.equal(audit.user, "ada");
});

test("whoever has the login is changed, and what was not said stays", () => {
  const { outcome, person } = set({ fields: { login: "eve", email: "" } });
  assert.deepEqual(outcome, { uid: "2", created: false });
  assert.deepEqual(person, { ...eve, email: "" });
});

test("with an id the login can be changed, unless somebody else has it", () => {
  assert.equal(set({ uid: "2", fields: { login: "eva" } }).person?.login, "eva");
  const people = [eve, { ...eve, uid: "3", login: "bob" }];
  const command = { uid: "2", fields: { login: "bob" }, reading: { people, version } };
  assert.throws(() => set(command), Refusal);
});

test("an id that nobody has is refused instead of creating somebody", () => {
  assert.throws(() => set({ uid: "17", fields: { login: "ada" } }), Refusal);
});

test("of two who add the same person at once one is refused", () => {
  assert.throws(() => set({ reading: { people: [], version: version - 1 } }), Refusal);
  assert.ok(set().kinds.includes("setting.put"), "every change makes a new version");
});

test("only built-in directories are changed, and never that of the administrators", () => {
  for (const directory of ["admins", "elsewhere", "nowhere"]) {
    assert.throws(() => set({ directory }), Refusal);
    assert.throws(() => remove({ directory }), Refusal);
  }
});

test("a login of several lines, an empty one and a very long one are refused", () => {
  for (const login of ["a\nb", "  ", "a".repeat(256)]) {
    assert.throws(() => set({ fields: { login } }), Refusal);
  }
});

test("somebody without tokens is removed", () => {
  const { outcome, changes } = remove();
  assert.equal(outcome, 0);
  assert.deepEqual(changes[0], { kind: "person.delete", group: "people", uid: "2" });
});

test("somebody with tokens is removed only by force, and the tokens are taken from him", () => {
  assert.throws(() => remove({}, [owned]), Refusal);
  const { outcome, changes } = remove({ force: true }, [owned]);
  assert.equal(outcome, 1);
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ["token.update", "person.delete", "setting.put"],
  );
});

test("a namesake in another directory keeps his tokens", () => {
  const foreign = aToken({ owner: { resolver: "elsewhere", uid: "2" } });
  assert.equal(remove({}, [foreign]).outcome, 0);
});

test("removing somebody who is not there is refused", () => {
  assert.throws(() => remove({ login: "nobody" }), Refusal);
});
