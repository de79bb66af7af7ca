// What a test of the connection says, and parameters that change how OpenLDAP is asked.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { ldapSettings, plainVault } from "../../../test/support/ldap/settings.ts";
import {
  type LdapPerson,
  slapdMissing,
  startSlapd,
  type ThrowawaySlapd,
} from "../../../test/support/ldap/slapd.ts";
import type { Resolver } from "../../core/user.ts";
import { openResolver } from "../index.ts";

const absent = async () => undefined;
const opened: Resolver[] = [];
after(() => {
  for (const resolver of opened) resolver.close?.();
});

type Directory = Pick<ThrowawaySlapd, "url" | "authority">;
type Changed = Readonly<Record<string, string>>;

function resolverOn(directory: Directory, changed: Changed = {}, now = Date.now): Resolver {
  const resolver = openResolver(ldapSettings(directory, changed), {
    store: { people: async () => [], personByLogin: absent, personByUid: absent },
    passwords: { verify: async () => false, verifyNobody: async () => false },
    here: "/",
    vault: plainVault,
    now,
    random: randomBytes,
  });
  opened.push(resolver);
  return resolver;
}

const dayMs = 86_400_000;
/** As Windows counts: 100 ns since 1601. */
const fileTime = (ms: number) => String(BigInt(ms + 11_644_473_600_000) * 10_000n);
const year2030 = Date.UTC(2030, 0, 1);

const people: readonly LdapPerson[] = [
  {
    uid: "alice",
    number: "1",
    surname: "Liddell",
    password: "wonder",
    objectGuid: "00ff2a28295c5c0001020304050607ff",
  },
  { uid: "bob", number: fileTime(year2030), surname: "Builder", password: "build" },
  { uid: "carol", number: "100", surname: "Singer" },
];

describe("the parameters of an LDAP directory", { skip: slapdMissing() ?? false }, () => {
  let slapd: ThrowawaySlapd;
  before(async () => {
    slapd = await startSlapd(people);
  });
  after(() => slapd.stop());

  test("testing says who was found, or what is wrong with which server", async () => {
    assert.deepEqual((await resolverOn(slapd).test?.())?.result, "success");
    const short = await resolverOn(slapd, { SIZELIMIT: "2", UIDTYPE: "uidNumber" }).test?.();
    assert.deepEqual(short, {
      result: "success SIZELIMIT_EXCEEDED",
      desc: [{ userid: "1" }, { userid: fileTime(year2030) }],
      sample: ["alice", "bob"],
    });
    const wrong = async (changed: Readonly<Record<string, string>>) => {
      const { result, desc } = (await resolverOn(slapd, changed).test?.()) ?? {};
      assert.equal(result, "error");
      return String(desc);
    };
    assert.match(await wrong({ BINDPW: "wrong" }), /BINDDN and BINDPW: name or password is wrong/);
    assert.match(await wrong({ BINDDN: "nonsense" }), /BINDDN and BINDPW: .*invalid name/);
    assert.match(await wrong({ LDAPBASE: "dc=nowhere" }), /LDAPBASE does not exist/);
    assert.match(await wrong({ LDAPBASE: "nonsense" }), /cannot search: .*invalid name/);
    assert.match(
      await wrong({ LDAPURI: slapd.url.replace("ldap:", "ldaps:"), TIMEOUT: "2" }),
      /does not speak TLS|no answer|cut off/,
    );
    assert.match(await wrong({ LDAPURI: "ldap://127.0.0.1:1" }), /^ldap:\S+: the connection was refused$/);
    assert.match(
      await wrong({ LDAPSEARCHFILTER: "(employeeType=none)" }),
      /^LDAPSEARCHFILTER finds nobody below/,
    );
    assert.match(
      await wrong({ LDAPSEARCHFILTER: "(noSuchThing=*)" }),
      /^LDAPSEARCHFILTER finds nobody below/,
    );
    assert.match(
      await wrong({ LDAPSEARCHFILTER: "(uid=alice)", UIDTYPE: "employeeNumber" }),
      /^1 entry was found, and it has no attribute employeeNumber \(UIDTYPE\)/,
    );
    assert.match(
      await wrong({ LOGINNAMEATTRIBUTE: "sAMAccountName" }),
      /^\d+ entries were found, and none has an attribute sAMAccountName \(LOGINNAMEATTRIBUTE\)/,
    );
    assert.equal(
      await wrong({ LDAPFILTER: "(mail=%s)" }),
      "LDAPFILTER does not find 'alice', whom LDAPSEARCHFILTER finds",
    );
    assert.equal(
      await wrong({ LDAPFILTER: "(|(uid=%s)(uid=alice))", LDAPSEARCHFILTER: "(uid=bob)" }),
      "LDAPFILTER finds somebody else ('alice') when 'bob' is looked for",
    );
    assert.match(
      await wrong({ LDAPURI: `${slapd.url},ldap://127.0.0.1:1` }),
      /^ldap:\S+: works\nldap:\/\/127.0.0.1:1: the connection was refused$/,
    );
    const unknown = await wrong({ LDAPURI: "ldap://no-such-host.invalid" });
    assert.match(unknown, /host name (is unknown|could not be looked up)/);
  });

  test("%(now)s in both filters is the time, a day ahead, as Active Directory counts it", async () => {
    const filter = "(uidNumber>=%(now)s)";
    const changed = { LDAPFILTER: `(&(uid=%s)${filter})`, LDAPSEARCHFILTER: filter };
    for (const [at, isThere] of [
      [year2030 - dayMs, true],
      [year2030 - dayMs + 1, false],
    ] as const) {
      const resolver = resolverOn(slapd, changed, () => at);
      assert.equal((await resolver.byLogin("bob"))?.login, isThere ? "bob" : undefined);
      assert.equal((await resolver.search({ username: "*" })).length, isThere ? 1 : 0);
      assert.equal(await resolver.byLogin("alice"), undefined);
    }
  });

  test("people are identified by each kind of UIDTYPE, whatever PROXY and NOREFERRALS say", async () => {
    const uids: Readonly<Record<string, RegExp>> = {
      DN: /^uid=alice,ou=people,/,
      dn: /^uid=alice,ou=people,/,
      entryUUID: /^[\da-f-]{36}$/,
      objectGUID: /^00ff2a28295c5c0001020304050607ff$/,
      GUID: /^00ff2a28295c5c0001020304050607ff$/,
      uidNumber: /^1$/,
    };
    for (const [UIDTYPE, form] of Object.entries(uids)) {
      for (const PROXY of ["True", "False"]) {
        const resolver = resolverOn(slapd, { UIDTYPE, PROXY, NOREFERRALS: PROXY });
        const alice = await resolver.byLogin("alice");
        assert.match(alice?.uid ?? "", form, UIDTYPE);
        assert.deepEqual(await resolver.byUid(alice?.uid ?? ""), alice);
        assert.equal(await resolver.verifyPassword(alice?.uid ?? "", "wonder"), true);
        assert.equal(await resolver.verifyPassword(alice?.uid ?? "", "build"), false);
      }
    }
  });

  test("USERINFO may map anything, and LOGINNAMEATTRIBUTE decides how people log in", async () => {
    const resolver = resolverOn(slapd, {
      LOGINNAMEATTRIBUTE: "sn",
      LDAPFILTER: "(sn=%s)",
      USERINFO: JSON.stringify({ username: "uid", badge: "uidNumber" }),
    });
    const alice = await resolver.byLogin("Liddell");
    assert.equal(alice?.login, "Liddell");
    assert.equal(alice.info["badge"], "1");
    assert.equal(await resolver.byLogin("alice"), undefined);
    assert.deepEqual(
      (await resolver.search({ badge: "100" })).map(({ login }) => login),
      ["Singer"],
    );
  });

  test("a list is as long as SIZELIMIT allows, and complete with 0", async () => {
    for (const [SIZELIMIT, count] of [
      ["1", 1],
      ["2", 2],
      ["0", 3],
    ] as const)
      assert.equal((await resolverOn(slapd, { SIZELIMIT }).search({ username: "*" })).length, count);
  });
});
