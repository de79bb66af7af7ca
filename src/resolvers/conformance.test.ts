// What every directory promises, whatever it keeps its people in.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { ldapSettings, plainVault } from "../../test/support/ldap/settings.ts";
import { reader, slapdMissing, startSlapd, type ThrowawaySlapd } from "../../test/support/ldap/slapd.ts";
import { engines, type PeopleTable, sqlSettings } from "../../test/support/sql/engines.ts";
import type { DirectoryPerson } from "../core/change.ts";
import { Refusal } from "../core/problem.ts";
import type { ResolverSettings } from "../core/settings.ts";
import type { Resolver } from "../core/user.ts";
import { masterKey } from "../vault/key-file.ts";
import { openPasswords } from "../vault/password.ts";
import type { ResolverDeps } from "./deps.ts";
import { openResolver } from "./index.ts";

const folder = await mkdtemp(join(tmpdir(), "latchkey-people-"));
after(() => rm(folder, { recursive: true }));
const passwords = openPasswords([masterKey(randomBytes(32))], randomBytes);
after(() => passwords.close());

interface Sample {
  readonly login: string;
  readonly uid: string;
  readonly password: string;
  readonly givenname: string;
  readonly surname: string;
}

const samples: readonly Sample[] = [
  { login: "alice", uid: "1001", password: "Alice's password", givenname: "Alice", surname: "Liddell" },
  { login: "bob", uid: "1002", password: "pässwörd", givenname: "Bob", surname: "van der Berg" },
  { login: "Carol", uid: "1003", password: "", givenname: "Carol", surname: "Müller" },
];

/** Counts comparisons, so that an unknown person can be seen to cost as much as a known one. */
function counted() {
  const count = { comparisons: 0 };
  const compared = <Answer>(answer: Promise<Answer>) => {
    count.comparisons++;
    return answer;
  };
  const counting: ResolverDeps["passwords"] = {
    verify: (hash, password) => compared(passwords.verify(hash, password)),
    verifyNobody: (password) => compared(passwords.verifyNobody(password)),
  };
  return { count, counting };
}

const outage = () => Promise.reject(new Refusal({ code: "unavailable", what: "the directory" }));
const noStore: ResolverDeps["store"] = { people: outage, personByLogin: outage, personByUid: outage };
const rest = {
  here: folder,
  vault: plainVault,
  now: Date.now,
  random: randomBytes,
};
const settings: ResolverSettings = {
  name: "people",
  type: "passwdresolver",
  builtIn: false,
  readonly: false,
  admin: false,
  immutable: false,
  parameters: {},
};

interface Implementation {
  readonly name: string;
  readonly open: (passwords: ResolverDeps["passwords"]) => Promise<Resolver>;
  readonly outOfOrder: () => Resolver;
  /** Why it cannot be tried here. */
  readonly missing?: string | undefined;
  /** How many passwords it compared itself. */
  readonly comparisons?: () => Promise<number>;
  /** Its directory does not tell `ALICE` from `alice`; she is called what the directory calls her. */
  readonly ignoresCase?: true;
}

const passwdFile: Implementation = {
  name: "passwd file",
  open: async (counting) => {
    const fileName = join(folder, "passwd");
    const lines = samples.map(async ({ login, uid, password, givenname, surname }) => {
      const hash = password === "" ? "*" : await passwords.hash(password);
      return `${login}:${hash}:${uid}:100:${givenname} ${surname},,,,:/home:/bin/sh\n`;
    });
    await writeFile(fileName, (await Promise.all(lines)).join(""));
    return openResolver(
      { ...settings, parameters: { fileName } },
      { ...rest, store: noStore, passwords: counting },
    );
  },
  outOfOrder: () =>
    openResolver(
      { ...settings, parameters: { fileName: "nowhere" } },
      { ...rest, store: noStore, passwords },
    ),
};

const builtIn: Implementation = {
  name: "built-in directory",
  open: async (counting) => {
    const empty = { phone: "", mobile: "", email: "" };
    const hashed = samples.map(async (sample): Promise<DirectoryPerson> => {
      return {
        ...empty,
        ...sample,
        password: sample.password === "" ? "" : await passwords.hash(sample.password),
      };
    });
    const people = await Promise.all(hashed);
    const group = (name: string) => (name === "people" ? people : []);
    const store: ResolverDeps["store"] = {
      people: async (name) => group(name),
      personByLogin: async (name, login) => group(name).find((person) => person.login === login),
      personByUid: async (name, uid) => group(name).find((person) => person.uid === uid),
    };
    return openResolver(
      { ...settings, type: "sqlresolver", builtIn: true },
      { ...rest, store, passwords: counting },
    );
  },
  outOfOrder: () =>
    openResolver({ ...settings, type: "sqlresolver", builtIn: true }, { ...rest, store: noStore, passwords }),
};

let slapd: ThrowawaySlapd | undefined;
after(() => slapd?.stop());

const ldap: Implementation = {
  name: "LDAP directory",
  missing: slapdMissing(),
  ignoresCase: true,
  open: async () => {
    slapd = await startSlapd(
      samples.map(({ uid: number, login: uid, ...person }) => ({ ...person, uid, number })),
    );
    return openResolver(ldapSettings(slapd, { UIDTYPE: "uidNumber" }), {
      ...rest,
      store: noStore,
      passwords,
    });
  },
  outOfOrder: () => {
    const LDAPURI = "ldap://127.0.0.1:1";
    return openResolver(ldapSettings({ url: LDAPURI, authority: "" }, {}), {
      ...rest,
      store: noStore,
      passwords,
    });
  },
  comparisons: async () => (await slapd?.binds())?.filter((dn) => dn !== reader.dn).length ?? 0,
};

const databases = engines.map((engine): Implementation => {
  let table: PeopleTable | undefined;
  after(() => table?.stop());
  return {
    name: `SQL directory in ${engine.name}`,
    missing: engine.missing,
    open: async (counting) => {
      const hashed = samples.map(async ({ uid, password, ...rest }) => ({
        ...rest,
        uid: Number(uid),
        password: password === "" ? null : await passwords.hash(password),
      }));
      table = await engine.start(await Promise.all(hashed));
      return openResolver(sqlSettings(table), { ...rest, store: noStore, passwords: counting });
    },
    outOfOrder: () => {
      const nowhere = {
        SQLite: "sqlite:///nowhere",
        MariaDB: "mysql://127.0.0.1:1/x",
        PostgreSQL: "postgresql://127.0.0.1:1/x",
      };
      const Connect = nowhere[engine.name];
      const parameters = { Connect, Table: "people", Map: '{"userid": "id", "username": "login"}' };
      return openResolver(sqlSettings({ parameters }), { ...rest, store: noStore, passwords });
    },
  };
});

function unavailable(error: unknown): boolean {
  return error instanceof Refusal && error.problem.code === "unavailable";
}

for (const implementation of [passwdFile, builtIn, ldap, ...databases]) {
  const { name, open, outOfOrder, missing = false, ignoresCase = false } = implementation;
  describe(name, { skip: missing }, async () => {
    if (missing !== false) return;
    const { count, counting } = counted();
    const resolver = await open(counting);
    after(() => resolver.close?.());
    const { comparisons = async () => count.comparisons } = implementation;
    const logins = async (filter: Record<string, string>) =>
      (await resolver.search(filter)).map(({ login }) => login);

    test("a person is found by login and by uid, and is the same", async () => {
      const alice = await resolver.byLogin("alice");
      assert.equal(alice?.uid, "1001");
      assert.deepEqual(await resolver.byUid("1001"), alice);
    });

    test("a person's fields include username and userid and have no empty ones", async () => {
      for (const person of await resolver.search({ username: "*" })) {
        assert.equal(person.info["username"], person.login);
        assert.equal(person.info["userid"], person.uid);
        assert.equal(Object.values(person.info).includes(""), false);
      }
    });

    test("no answer contains a password or its hash", async () => {
      const answer = JSON.stringify([
        await resolver.search({ username: "*" }),
        await resolver.byLogin("alice"),
      ]);
      assert.equal(/argon2|password/i.test(answer), false);
    });

    test("names with umlauts and several words stay whole", async () => {
      assert.equal((await resolver.byLogin("Carol"))?.info["surname"], "Müller");
      assert.equal((await resolver.byLogin("bob"))?.info["surname"], "van der Berg");
    });

    test("who is not there is undefined", async () => {
      for (const nobody of [
        "mallory",
        "",
        ...(ignoresCase ? [] : ["ALICE"]),
        "*",
        "alic",
        "__proto__",
        "constructor",
      ]) {
        assert.equal(await resolver.byLogin(nobody), undefined, nobody);
        assert.equal(await resolver.byUid(nobody), undefined, nobody);
      }
    });

    test("a search takes patterns and ignores case", async () => {
      assert.deepEqual(await logins({ username: "*" }), ["alice", "bob", "Carol"]);
      assert.deepEqual(await logins({ username: "A*" }), ["alice"]);
      assert.deepEqual(await logins({ username: "*o*" }), ["bob", "Carol"]);
      assert.deepEqual(await logins({ username: "CAROL" }), ["Carol"]);
      assert.deepEqual(await logins({ username: "caro" }), []);
    });

    test("several fields must all fit, unknown fields do not count", async () => {
      assert.deepEqual(await logins({ username: "*o*", userid: "1003" }), ["Carol"]);
      assert.deepEqual(await logins({ username: "bob", shoesize: "44" }), ["bob"]);
    });

    test("searchTerm fits any field and is combined with the others", async () => {
      assert.deepEqual(await logins({ searchTerm: "1002" }), ["bob"]);
      assert.deepEqual(await logins({ searchTerm: "*müll*" }), ["Carol"]);
      assert.deepEqual(await logins({ searchTerm: "*l*", userid: "<1003" }), ["alice"]);
    });

    test("every searchable field says whether it is text or a number", () => {
      assert.equal(resolver.searchFields["username"], "text");
      assert.equal(resolver.searchFields["userid"], "numeric");
    });

    test("only the right password of the right person is right", async () => {
      assert.equal(await resolver.verifyPassword("1001", "Alice's password"), true);
      assert.equal(await resolver.verifyPassword("1002", "pässwörd"), true);
      assert.equal(await resolver.verifyPassword("1001", "pässwörd"), false);
      assert.equal(await resolver.verifyPassword("alice", "Alice's password"), false);
    });

    test("an empty password is never right, and without a hash nobody gets in", async () => {
      assert.equal(await resolver.verifyPassword("1001", ""), false);
      for (const guess of ["", "*", "x"]) assert.equal(await resolver.verifyPassword("1003", guess), false);
    });

    test("an unknown person costs one comparison, like a known one", async () => {
      for (const [uid, password] of [
        ["1001", "wrong"],
        ["1001", ""],
        ["9999", "wrong"],
        ["1003", "wrong"],
        ["", ""],
      ] as const) {
        const before = await comparisons();
        assert.equal(await resolver.verifyPassword(uid, password), false);
        assert.equal((await comparisons()) - before, 1, `${uid} ${password}`);
      }
    });

    test("a directory that does not answer says so, and never that nobody is there", async () => {
      const broken = outOfOrder();
      await assert.rejects(broken.byLogin("alice"), unavailable);
      await assert.rejects(broken.byUid("1001"), unavailable);
      await assert.rejects(broken.search({ username: "*" }), unavailable);
      await assert.rejects(broken.verifyPassword("1001", "Alice's password"), unavailable);
    });
  });
}
