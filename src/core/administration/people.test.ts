// Who is new in a list, who has changed, who is gone.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { anOrigin, aState } from "../../../test/support/build.ts";
import type { DirectoryPerson } from "../change.ts";
import { comparePeople, decideImportPeople } from "./people.ts";

function person(uid: string, login = uid, email = ""): DirectoryPerson {
  return { uid, login, email, password: "", phone: "", mobile: "", surname: "", givenname: "" };
}

const uids = (people: readonly DirectoryPerson[]): string[] => people.map(({ uid }) => uid);

test("people are told apart by uid and compared by everything else", () => {
  const before = [person("1"), person("2"), person("3")];
  const found = comparePeople(before, [person("1"), person("2", "two"), person("4")]);
  assert.deepEqual(uids(found.created), ["4"]);
  assert.deepEqual(uids(found.modified), ["2"]);
  assert.deepEqual(uids(found.unchanged), ["1"]);
  assert.deepEqual(uids(found.deleted), ["3"]);
});

test("a list that names a uid or a login twice is refused", () => {
  assert.throws(() => comparePeople([], [person("1", "a"), person("1", "b")]));
  assert.throws(() => comparePeople([], [person("1", "a"), person("2", "a")]));
});

test("a file that names nobody does not empty a directory, and may begin one", () => {
  const directory = {
    name: "staff",
    type: "sqlresolver",
    builtIn: true,
    readonly: true,
    admin: false,
    immutable: false,
    parameters: {},
  } as const;
  const decide = (before: readonly DirectoryPerson[]) =>
    decideImportPeople(aState([]), { directory, comparison: comparePeople(before, []), origin: anOrigin() });
  assert.throws(() => decide([person("1")]), /names nobody/);
  assert.equal(decide([]).changes.length, 1);
});

test("carried out, a comparison always makes the list out of what was there", () => {
  const people = fc
    .uniqueArray(fc.tuple(fc.nat(9), fc.constantFrom("", "x@example.com")), { selector: ([uid]) => uid })
    .map((rows) => rows.map(([uid, email]) => person(String(uid), `login${uid}`, email)));
  fc.assert(
    fc.property(people, people, (before, after) => {
      const { created, modified, unchanged, deleted } = comparePeople(before, after);
      const result = new Map(before.map((each) => [each.uid, each]));
      for (const each of [...created, ...modified]) result.set(each.uid, each);
      for (const { uid } of deleted) result.delete(uid);
      const sorted = (list: readonly DirectoryPerson[]) =>
        list.toSorted((a, b) => Number(a.uid) - Number(b.uid));
      assert.deepEqual(sorted([...result.values()]), sorted(after));
      assert.equal(created.length + modified.length + unchanged.length, after.length);
    }),
  );
});
