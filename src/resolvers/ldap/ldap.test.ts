// People of a real OpenLDAP: finding them whatever they are called, and nobody by tricks.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { ldapSettings, plainVault } from "../../../test/support/ldap/settings.ts";
import {
  base,
  type LdapPerson,
  ldifOf,
  limitedReader,
  reader,
  serverLimit,
  slapdMissing,
  startSlapd,
  type ThrowawaySlapd,
} from "../../../test/support/ldap/slapd.ts";
import { Refusal } from "../../core/problem.ts";
import type { Resolver } from "../../core/user.ts";
import { openResolver } from "../index.ts";

const absent = async () => undefined;
const deps = {
  store: { people: async () => [], personByLogin: absent, personByUid: absent },
  passwords: { verify: async () => false, verifyNobody: async () => false as const },
  here: "/",
  vault: plainVault,
  now: Date.now,
  random: randomBytes,
};
const opened: Resolver[] = [];
after(() => {
  for (const resolver of opened) resolver.close?.();
});

type Directory = Pick<ThrowawaySlapd, "url" | "authority">;

function resolverOn(directory: Directory, changed: Readonly<Record<string, string>> = {}): Resolver {
  const resolver = openResolver(ldapSettings(directory, changed), deps);
  opened.push(resolver);
  return resolver;
}

const strange = ["a,b", 'say "hi"', "a+b=c", "#hash", "back\\slash", "star*", "(bracket)", "ümlaut", "<x>;y"];

const people: readonly LdapPerson[] = [
  { uid: "alice", number: "1", givenname: "Alice", surname: "Liddell", password: "wonder" },
  {
    uid: "bob",
    number: "2",
    surname: "Müller",
    password: "pässwörd",
    mobile: ["+49 151 1", "+49 151 2"],
    mail: "bob@example.org",
    objectGuid: "efbbbf00ff2a28295c5c000102030405",
  },
  ...strange.map((uid, index) => ({
    uid,
    number: String(100 + index),
    surname: "Strange",
    password: `pw-${index}`,
    rdn: `cn=${uid.replaceAll(/[\\,+"<>;=]/g, (sign) => `\\${sign}`).replace(/^#/, "\\#")}`,
  })),
];

describe("an LDAP directory", { skip: slapdMissing() ?? false }, () => {
  let slapd: ThrowawaySlapd;
  before(async () => {
    slapd = await startSlapd(people);
  });
  after(() => slapd.stop());

  test("whoever has signs in his name that mean something elsewhere is found, and his password compared", async () => {
    for (const UIDTYPE of ["DN", "entryUUID", "uidNumber"]) {
      const resolver = resolverOn(slapd, { UIDTYPE });
      for (const [index, login] of strange.entries()) {
        const person = await resolver.byLogin(login);
        assert.equal(person?.login, login, UIDTYPE);
        assert.deepEqual(await resolver.byUid(person.uid), person);
        assert.equal(await resolver.verifyPassword(person.uid, `pw-${index}`), true, `${UIDTYPE} ${login}`);
        assert.equal(await resolver.verifyPassword(person.uid, "pw-none"), false);
      }
    }
  });

  test("no login opens a filter, and no uid finds more than its person", async () => {
    const tricks = [
      "*",
      "a*",
      "*)(uid=*",
      ")(uid=*",
      "alice)(|(uid=*",
      "\\2a",
      "alice\u0000",
      "x)(objectClass=*))(|(a=b",
    ];
    for (const UIDTYPE of ["DN", "entryUUID", "uidNumber", "objectGUID"]) {
      const resolver = resolverOn(slapd, { UIDTYPE });
      for (const trick of tricks) {
        assert.equal(await resolver.byLogin(trick), undefined, trick);
        assert.equal(await resolver.byUid(trick), undefined, trick);
        assert.equal(await resolver.verifyPassword(trick, "wonder"), false, trick);
        assert.deepEqual(await resolver.search({ username: trick.replaceAll("*", "+") }), []);
      }
    }
  });

  test("any login finds him who is called so, or nobody", async () => {
    const resolver = resolverOn(slapd);
    const signs = fc.string({ unit: fc.constantFrom(...'()*\\&|!=%sab\u0000ü," '), maxLength: 12 });
    const known = new Set(people.map(({ uid }) => uid));
    await fc.assert(
      fc.asyncProperty(fc.oneof(signs, fc.string()), async (login) => {
        const person = await resolver.byLogin(login);
        // The directory compares without case, and without blanks that say nothing.
        const plain = login.trim().replaceAll(/ +/g, " ").normalize("NFKC").toLowerCase();
        assert.equal(person !== undefined, known.has(plain), login);
      }),
      { numRuns: 150 },
    );
  });

  test("a name in the tree counts only below LDAPBASE", async () => {
    const resolver = resolverOn(slapd, { UIDTYPE: "DN", LDAPBASE: `ou=people,${base}` });
    assert.equal((await resolver.byLogin("alice"))?.uid, `uid=alice,ou=people,${base}`);
    for (const uid of [reader.dn, base, `ou=people,${base}`, "", "nonsense"]) {
      const known = await resolver.byUid(uid).catch((error: unknown) => error);
      assert.equal(known instanceof Refusal || known === undefined, true, uid);
      assert.equal(await resolver.verifyPassword(reader.dn, reader.password), false);
    }
  });

  test("bytes identify people as hex, and several values of an attribute give the first", async () => {
    const resolver = resolverOn(slapd, { UIDTYPE: "objectGUID" });
    const bob = await resolver.byLogin("bob");
    assert.equal(bob?.uid, "efbbbf00ff2a28295c5c000102030405");
    assert.equal(bob.info["mobile"], "+49 151 1");
    assert.equal(bob.info["surname"], "Müller");
    assert.deepEqual(await resolver.byUid(bob.uid), bob);
    assert.equal(await resolver.verifyPassword(bob.uid, "pässwörd"), true);
    assert.equal(await resolver.byUid("efbbbf"), undefined);
    assert.equal(await resolver.byUid("no hex"), undefined);
  });

  test("umlauts are found whatever their case, and only attributes that were mapped are shown", async () => {
    const resolver = resolverOn(slapd);
    const found = await resolver.search({ searchTerm: "*MÜLL*" });
    assert.deepEqual(
      found.map(({ login }) => login),
      ["bob"],
    );
    assert.deepEqual(Object.keys(found[0]?.info ?? {}).toSorted(), [
      "email",
      "mobile",
      "surname",
      "userid",
      "username",
    ]);
    assert.deepEqual((await resolver.byLogin("ümlaut"))?.login, "ümlaut");
  });

  test("an empty password is never sent, and each password once", async () => {
    const resolver = resolverOn(slapd);
    const uid = (await resolver.byLogin("alice"))?.uid ?? "";
    const start = (await slapd.binds()).length;
    assert.equal(await resolver.verifyPassword(uid, ""), false);
    assert.equal(await resolver.verifyPassword(uid, "wrong"), false);
    assert.equal(await resolver.verifyPassword(uid, "wonder"), true);
    const binds = (await slapd.binds()).slice(start);
    const alice = `uid=alice,ou=people,${base}`;
    assert.equal(binds.length, 3);
    assert.deepEqual(binds.slice(1), [alice, alice]);
    assert.notEqual(binds[0], alice);
  });

  test("our own account logs in once for many questions, on few connections", async () => {
    const start = (await slapd.binds()).length;
    const resolver = resolverOn(slapd);
    for (let round = 0; round < 3; round++)
      await Promise.all(Array.from({ length: 100 }, () => resolver.byLogin("alice")));
    const binds = (await slapd.binds()).slice(start);
    assert.deepEqual([...new Set(binds)], [reader.dn]);
    assert.ok(binds.length <= 8, `${binds.length} connections`);
  });

  test("whoever moves in the tree stays himself, and his password goes on being right", async () => {
    const eve = { uid: "eve", number: "7", surname: "Mover", password: "moving" };
    await slapd.change(`${ldifOf(eve).replace("\n", "\nchangetype: add\n")}`);
    const resolver = resolverOn(slapd, { UIDTYPE: "entryUUID" });
    const first = await resolver.byLogin("eve");
    const move = `newrdn: uid=eve\ndeleteoldrdn: 0\nnewsuperior: ou=sales,${base}\n`;
    await slapd.change(`dn: uid=eve,ou=people,${base}\nchangetype: modrdn\n${move}`);
    assert.deepEqual(await resolver.byUid(first?.uid ?? ""), first);
    assert.equal(await resolver.verifyPassword(first?.uid ?? "", "moving"), true);
  });

  test("two people with one uid are nobody's business to choose between", async () => {
    const twins = ["twin1", "twin2"].map((uid) => ({ uid, number: "77", surname: "Twin", password: uid }));
    for (const twin of twins) await slapd.change(ldifOf(twin).replace("\n", "\nchangetype: add\n"));
    const resolver = resolverOn(slapd, { UIDTYPE: "uidNumber" });
    assert.equal((await resolver.byLogin("twin1"))?.uid, "77");
    await assert.rejects(resolver.byUid("77"), Refusal);
    await assert.rejects(resolver.verifyPassword("77", "twin2"), Refusal);
  });

  test("a referral is not followed, with or without credentials", async () => {
    let visits = 0;
    const elsewhere = createServer((socket) => {
      visits++;
      socket.destroy();
    });
    await new Promise<void>((ready) => elsewhere.listen(0, "127.0.0.1", ready));
    const { port } = elsewhere.address() as { port: number };
    const dn = `dn: ou=elsewhere,${base}\nchangetype: add\nobjectClass: referral\nobjectClass: extensibleObject\n`;
    await slapd.change(`${dn}ou: elsewhere\nref: ldap://127.0.0.1:${port}/ou=elsewhere,${base}\n`);
    for (const NOREFERRALS of ["False", "True"]) {
      const resolver = resolverOn(slapd, { NOREFERRALS });
      assert.equal((await resolver.byLogin("alice"))?.login, "alice");
      assert.ok((await resolver.search({ username: "*" })).length > 5);
      const there = resolverOn(slapd, { LDAPBASE: `ou=elsewhere,${base}` });
      await assert.rejects(there.byLogin("alice"), Refusal);
    }
    assert.equal(visits, 0);
    elsewhere.close();
  });

  test("StartTLS and LDAPS need a certificate from the given authority, unless told otherwise", async () => {
    for (const url of [slapd.url, slapd.secureUrl]) {
      assert.equal((await resolverOn({ ...slapd, url }).byLogin("alice"))?.login, "alice");
      const other = resolverOn({ url, authority: "" }, { CACERTIFICATE: "" });
      await assert.rejects(other.byLogin("alice"), Refusal);
      assert.match(JSON.stringify(await other.test?.()), /certificate is not from a trusted authority/);
      const careless = resolverOn({ url, authority: "" }, { CACERTIFICATE: "", only_trusted_certs: "False" });
      assert.equal((await careless.byLogin("alice"))?.login, "alice");
    }
    const otherName = slapd.secureUrl.replace("127.0.0.1", "localhost");
    const wrongHost = resolverOn({ ...slapd, url: otherName });
    assert.match(JSON.stringify(await wrongHost.test?.()), /certificate is for another host/);
    const open = resolverOn(slapd, { EnforceTLS: "False" });
    assert.equal((await open.byLogin("alice"))?.login, "alice");
  });
});

describe("a large LDAP directory", { skip: slapdMissing() ?? false }, () => {
  const count = Number(process.env["LATCHKEY_TEST_LDAP_PEOPLE"] ?? "100000");
  let slapd: ThrowawaySlapd;
  before(async () => {
    const crowd = Array.from({ length: count }, (_, n) => ({
      uid: `user${n}`,
      number: String(n),
      givenname: `Given${n}`,
      surname: `Sur${n}`,
      mail: `user${n}@example.org`,
    }));
    slapd = await startSlapd(crowd);
  });
  after(() => slapd.stop());

  test("everybody is listed, in portions that the server accepts", async () => {
    const resolver = resolverOn(slapd, { SIZELIMIT: "0" });
    const all = await resolver.search({ username: "*" });
    assert.equal(new Set(all.map(({ uid }) => uid)).size, count);
  });

  test("it is said when people are kept back, by our limit or by the server's own", async () => {
    const found = async (changed: Readonly<Record<string, string>>) => {
      const { people = [], hasMore } = (await resolverOn(slapd, changed).find?.({ username: "*" })) ?? {};
      return [people.length, hasMore];
    };
    const limited = { BINDDN: limitedReader.dn, BINDPW: limitedReader.password };
    assert.deepEqual(await found({}), [500, true]);
    assert.deepEqual(await found({ ...limited, SIZELIMIT: "0" }), [serverLimit, true]);
    assert.deepEqual(await found({ ...limited, SIZELIMIT: String(serverLimit) }), [serverLimit, true]);
    assert.deepEqual(await found({ SIZELIMIT: String(count) }), [count, false]);
  });

  test("a search gives back as many as SIZELIMIT says, and several at once do not disturb each other", async () => {
    const resolver = resolverOn(slapd);
    const searches = Array.from({ length: 20 }, (_, n) => resolver.search({ username: `user${n}*` }));
    const lengths = (await Promise.all(searches)).map((found) => found.length);
    assert.deepEqual(new Set(lengths.slice(1, 10)), new Set([500]));
    assert.equal((await resolver.search({ username: `user${count - 1}` })).length, 1);
    assert.equal((await resolver.byLogin(`user${count - 1}`))?.info["surname"], `Sur${count - 1}`);
  });
});

test("parameters that cannot be used are named when they are set", () => {
  const wrong = {
    LDAPURI: ["http://x", "ldap://", "ldap://x/dc=y", "ldap://me:pw@x", ",", "ldap:x y"],
    LDAPFILTER: ["(uid=*)", "(uid=%s", "((uid=%s))"],
    LDAPSEARCHFILTER: ["(", "x"],
    USERINFO: ["[]", "null", "{", '{"a":1}', '{"a":"userPassword"}', '{"a":"x)(y=*"}'],
    UIDTYPE: ["a b", "userPassword"],
    LOGINNAMEATTRIBUTE: ["uid)(x=*"],
    EnforceTLS: ["maybe"],
    only_trusted_certs: ["perhaps"],
    TIMEOUT: ["soon", "1;2;3", ";"],
    SIZELIMIT: ["-1", "many"],
    CACERTIFICATE: ["not a certificate"],
  };
  for (const [parameter, values] of Object.entries(wrong)) {
    for (const value of values) {
      const names = (error: unknown) =>
        error instanceof Refusal &&
        error.problem.code === "invalid-parameter" &&
        error.problem.parameter === parameter;
      assert.throws(
        () => resolverOn({ url: "ldap://x", authority: "" }, { CACERTIFICATE: "", [parameter]: value }),
        names,
        `${parameter} ${value}`,
      );
    }
  }
  for (const TIMEOUT of ["-1", "5", "5;10", "0.5"])
    resolverOn(
      { url: "ldap://x, ldaps://y:1636,ldap://[::1]:389/", authority: "" },
      { CACERTIFICATE: "", TIMEOUT },
    );
});
