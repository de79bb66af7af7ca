import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readLdapParameters } from "../../../../src/resolvers/ldap/parameters.ts";
import type { Values } from "../../api/read-directory.ts";
import {
  type Draft,
  draftOf,
  faultsOf,
  fieldsOf,
  needsPassword,
  newDraft,
  risksOf,
  written,
} from "./draft.ts";
import { databaseKind, presetOf, presets } from "./presets.ts";

const given = {
  LDAPURI: "ldap://a.example.org\nldaps://b.example.org:3269",
  LDAPBASE: "dc=example,dc=org",
  BINDDN: "cn=reader,dc=example,dc=org",
  BINDPW: " secret ",
};
const changed = (draft: Draft, values: Values): Draft => ({
  ...draft,
  values: { ...draft.values, ...values },
});
const newLdap = { ...changed(newDraft("ldapresolver"), given), name: "corporate" };

const parameters: Values = {
  ...given,
  LDAPURI: "ldap://a.example.org,ldaps://b.example.org",
  LOGINNAMEATTRIBUTE: "uid",
  LDAPFILTER: "(uid=%s)",
  LDAPSEARCHFILTER: "(uid=*)",
  USERINFO: '{"surname":"sn","room":"roomNumber"}',
};
const { BINDPW: _, ...shown } = parameters;
const stored = { name: "corporate", parameters: shown };

test("presets are settings that the server takes, and are recognized again", () => {
  for (const name of ["openldap", "activeDirectory"] as const) {
    const { values, mapping } = presets[name];
    const draft = { ...changed(newLdap, values), mapping };
    const sent = written(draft, undefined).parameters;
    const settings = { name: "corporate", type: "ldapresolver", parameters: sent } as const;
    const read = readLdapParameters({
      ...settings,
      builtIn: false,
      readonly: false,
      admin: false,
      immutable: false,
    });
    assert.equal(read.loginAttribute, values["LOGINNAMEATTRIBUTE"]);
    assert.equal(read.uid.kind, "attribute");
    assert.equal(presetOf(draft.values, draft.mapping), name);
    assert.deepEqual(faultsOf(draft, undefined, []), {});
  }
  assert.equal(presetOf({ ...presets.openldap.values, UIDTYPE: "DN" }, presets.openldap.mapping), undefined);
});

test("the guide sets the same filters", () => {
  const guide = readFileSync(new URL("../../../../docs/guides/directories.md", import.meta.url), "utf8");
  for (const { values } of Object.values(presets)) {
    for (const name of ["LDAPFILTER", "LDAPSEARCHFILTER"])
      assert.ok(guide.includes(`${name}=${values[name]}'`), name);
  }
});

test("an empty form says what is missing, and typing nonsense is told", () => {
  const faults = faultsOf(newDraft("ldapresolver"), undefined, []);
  assert.deepEqual(faults, {
    name: "name",
    LDAPURI: "missing",
    LDAPBASE: "missing",
    BINDDN: "missing",
    BINDPW: "password",
  });
  const wrong = changed(newLdap, {
    LDAPURI: "http://a",
    LDAPFILTER: "(uid=*)",
    SIZELIMIT: "many",
    TIMEOUT: "5;x",
  });
  assert.deepEqual(faultsOf(wrong, undefined, ["corporate"]), {
    name: "taken",
    LDAPURI: "servers",
    LDAPFILTER: "login",
    SIZELIMIT: "number",
    TIMEOUT: "timeout",
  });
});

test("what is stored goes into the form and comes back as it was, without a password", () => {
  const draft = draftOf("ldapresolver", stored);
  assert.equal(draft.values["LDAPURI"], "ldap://a.example.org\nldaps://b.example.org");
  const sent = written(draft, stored);
  assert.equal(sent.previous_name, "corporate");
  assert.equal(sent.parameters["LDAPURI"], parameters["LDAPURI"]);
  assert.equal("BINDPW" in sent.parameters, false);
  assert.deepEqual(JSON.parse(sent.parameters["USERINFO"] ?? ""), {
    surname: "sn",
    room: "roomNumber",
    username: "uid",
  });
  assert.deepEqual(fieldsOf(draft).slice(-2), ["description", "room"]);
  assert.deepEqual(faultsOf(draft, stored, ["corporate"]), {});
});

test("the password is wanted again when it would go elsewhere", () => {
  const draft = draftOf("ldapresolver", stored);
  assert.equal(needsPassword(draft, stored), false);
  assert.equal(needsPassword(changed(draft, { SIZELIMIT: "7", EnforceTLS: "False" }), stored), false);
  for (const values of [{ LDAPURI: "ldap://evil" }, { LDAPBASE: "dc=x" }, { BINDDN: "cn=x" }]) {
    assert.equal(faultsOf(changed(draft, values), stored, [])["BINDPW"], "password");
    assert.deepEqual(faultsOf(changed(draft, { ...values, BINDPW: "p" }), stored, []), {});
  }
});

test("an emptied field is not sent, and a password keeps its blanks", () => {
  const sent = written(changed(newLdap, { TIMEOUT: "  ", LDAPBASE: " dc=x " }), undefined).parameters;
  assert.equal("TIMEOUT" in sent, false);
  assert.deepEqual([sent["LDAPBASE"], sent["BINDPW"]], ["dc=x", " secret "]);
});

test("risks are named: clear text where TLS is not demanded, and servers that could be anybody", () => {
  assert.deepEqual(risksOf({ LDAPURI: "ldap://a", EnforceTLS: "True", only_trusted_certs: "True" }), []);
  assert.deepEqual(risksOf({ LDAPURI: "ldap://a", EnforceTLS: "False" }), ["clear"]);
  assert.deepEqual(risksOf({ LDAPURI: "ldaps://a", EnforceTLS: "False", only_trusted_certs: "false" }), [
    "anybody",
  ]);
});

test("a database needs a table, userid and username, and a password unless it is a file", () => {
  const draft = { ...newDraft("sqlresolver"), name: "payroll", mapping: { surname: "name" } };
  assert.deepEqual(faultsOf(draft, undefined, []), {
    Table: "missing",
    Database: "missing",
    Password: "password",
    "mapping.userid": "missing",
    "mapping.username": "missing",
  });
  const file = changed(
    { ...draft, mapping: { userid: "id", username: "login", email: " " } },
    { Driver: "sqlite", Database: "staff.sqlite", Table: "staff", Server: "db", User: "u" },
  );
  assert.deepEqual(faultsOf(file, undefined, []), {});
  const sent = written(file, undefined).parameters;
  assert.deepEqual(sent, {
    Driver: "sqlite",
    Limit: "1000",
    Encoding: "utf-8",
    Database: "staff.sqlite",
    Table: "staff",
    Password: "none",
    Map: '{"userid":"id","username":"login"}',
  });
  const { Password: __, ...kept } = sent;
  const before = { name: "payroll", parameters: kept };
  assert.equal("Password" in written(draftOf("sqlresolver", before), before).parameters, false);
});

test("kinds of database are told by the driver", () => {
  assert.deepEqual(["postgresql+psycopg2", "mysql+pymysql", "mariadb", "sqlite", ""].map(databaseKind), [
    "postgresql",
    "mysql",
    "mysql",
    "sqlite",
    "postgresql",
  ]);
});

test("a mapping that cannot be read maps nothing", () => {
  for (const map of ["", "[]", "{", "null"])
    assert.deepEqual(draftOf("sqlresolver", { name: "x", parameters: { Map: map } }).mapping, {});
});
