// Testing the settings of a directory before they are set, over HTTP, against a real OpenLDAP.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Client, FieldValues } from "../../../test/support/client.ts";
import { ldapParameters } from "../../../test/support/ldap/settings.ts";
import { slapdMissing, startSlapd, type ThrowawaySlapd } from "../../../test/support/ldap/slapd.ts";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire, type Wire } from "../../../test/support/wire.ts";

describe("testing a directory before it is set", { skip: slapdMissing() ?? false }, () => {
  let wire: Wire;
  let slapd: ThrowawaySlapd;
  let company: Company;
  let admin: Client;
  before(async () => {
    slapd = await startSlapd([
      { uid: "ada", number: "1", surname: "Lovelace" },
      { uid: "bob", number: "2", surname: "Builder" },
    ]);
    wire = await startWire();
  });
  after(async () => {
    await wire.close();
    await slapd.stop();
  });
  beforeEach(async () => {
    await wire.reset();
    company = await found(wire);
    admin = company.admin;
  });

  const written = (changed: FieldValues = {}): FieldValues => ({
    name: "corporate",
    type: "ldapresolver",
    previous_name: "",
    ...ldapParameters(slapd),
    ...changed,
  });
  const tested = async (fields: FieldValues) => (await admin.post("/admin/testresolver", fields)).json.result;
  const withoutPassword = ({ BINDPW: _, ...fields }: FieldValues) => fields;

  test("says who is found, and keeps nothing", async () => {
    const { value } = await tested(written());
    assert.equal(value.result, "success");
    assert.equal(value.desc.length, 2);
    assert.deepEqual(value.sample, ["ada", "bob"]);
    assert.deepEqual(Object.keys((await admin.get("/system/getResolvers")).value).toSorted(), [
      "LinOTP_local_admins",
      "people",
    ]);
  });

  test("says for each server what failed", async () => {
    const { value } = await tested(written({ LDAPURI: `${slapd.url}, ldap://127.0.0.1:1`, BINDPW: "wrong" }));
    assert.equal(value.result, "error");
    assert.match(value.desc, /BINDDN and BINDPW: name or password is wrong.*\n.*connection was refused/);
  });

  test("uses the stored password where it is not sent, but at no other place", async () => {
    assert.equal((await admin.post("/system/setResolver", written())).value, true);
    const again = withoutPassword(written({ previous_name: "corporate", name: "renamed", SIZELIMIT: "1" }));
    assert.equal((await tested(again)).value.result, "success SIZELIMIT_EXCEEDED");
    for (const elsewhere of [
      { LDAPURI: "ldap://127.0.0.1:1" },
      { BINDDN: "cn=other" },
      { previous_name: "" },
    ]) {
      const { status, error } = await tested({ ...again, ...elsewhere });
      assert.equal(status, false);
      assert.match(error?.message ?? "", /BINDPW/);
    }
    assert.equal((await admin.get("/system/getResolver", { resolver: "renamed" })).value.type, null);
  });

  test("does not disturb the directory of the same name that is in use", async () => {
    await admin.post("/system/setResolver", written());
    await admin.post("/system/setRealm", {
      realm: "corp",
      resolvers: "useridresolver.LDAPIdResolver.IdResolver.corporate",
    });
    const wrong = tested(written({ previous_name: "corporate", BINDPW: "wrong" }));
    const { json } = await admin.get("/admin/userlist", { realm: "corp", username: "*" });
    assert.equal((await wrong).value.result, "error");
    assert.deepEqual(
      json.result.value.map(({ username }: { username: string }) => username),
      ["ada", "bob"],
    );
  });

  test("all resolvers are listed with the outages that are known of", async () => {
    await admin.post("/system/setResolver", written({ LDAPURI: "ldap://127.0.0.1:1" }));
    const resolvers = "useridresolver.LDAPIdResolver.IdResolver.corporate";
    await admin.post("/system/setRealm", { realm: "corp", resolvers });
    const outage = async () => (await admin.get("/system/getResolvers")).value.corporate.outage;
    assert.equal(await outage(), undefined);
    await admin.get("/admin/userlist", { realm: "corp", username: "*" });
    assert.match(await outage(), /connection was refused/);
    await admin.post("/system/setResolver", written({ previous_name: "corporate" }));
    await admin.get("/admin/userlist", { realm: "corp", username: "*" });
    assert.equal(await outage(), undefined);
  });

  test("a list says when a directory kept people back", async () => {
    const limitOf = async (limit: string) => {
      await admin.post("/system/setResolver", written({ previous_name: "corporate", SIZELIMIT: limit }));
      const { json } = await admin.get("/admin/userlist", { realm: "corp", page: 0, rp: 1 });
      return json;
    };
    await admin.post("/system/setResolver", written());
    const resolvers = "useridresolver.LDAPIdResolver.IdResolver.corporate";
    await admin.post("/system/setRealm", { realm: "corp", resolvers });
    assert.equal("detail" in (await limitOf("2")), false);
    assert.deepEqual((await limitOf("1")).detail, { limited_to: 1 });
  });

  test("names a parameter that cannot be used, and refuses other kinds", async () => {
    assert.match(
      (await tested(written({ LDAPFILTER: "(uid=*)" }))).error?.message ?? "",
      /LDAPFILTER must be/,
    );
    assert.match((await tested(written({ LDAPBASE: "" }))).error?.message ?? "", /LDAPBASE/);
    const file = { name: "files", type: "passwdresolver", fileName: "/etc/passwd", previous_name: "" };
    assert.equal((await tested(file)).status, false);
    assert.equal((await tested(written({ previous_name: "people" }))).status, false);
  });

  test("takes the right to change the settings", async () => {
    await company.policy("system", "write", { user: "other" });
    assert.equal((await tested(written())).status, false);
  });
});
