import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { saidAs } from "./said.ts";

const known = {
  "cannot log in": "keine Anmeldung",
  "name or password is wrong": "Name oder Passwort falsch",
  "there is no such table": "keine solche Tabelle",
  "there is no such column": "keine solche Spalte",
  "no answer within {1} s": "keine Antwort in {1} s",
  "LDAPFILTER does not find {1}, whom LDAPSEARCHFILTER finds": "{1} fehlt: LDAPFILTER",
  "column {1}": "Spalte {1}",
};
const said = (sentence: string) => saidAs(sentence, known, { LDAPFILTER: "Filter", Table: "Tabelle" });

test("what is known is said in other words, and what is not stays", () => {
  assert.equal(
    said("cannot log in: name or password is wrong (LDAP result 49)"),
    "keine Anmeldung: Name oder Passwort falsch",
  );
  assert.equal(said("cannot log in: something new"), "keine Anmeldung: something new");
  assert.equal(said(""), "");
});

test("each server is told of, with its address as it is", () => {
  assert.equal(
    said("ldap://a:389: no answer within 2.5 s; ldap://b:389: cannot log in"),
    "ldap://a:389: keine Antwort in 2.5 s; ldap://b:389: keine Anmeldung",
  );
});

test("a database's own words stay in their brackets, and names stay names", () => {
  assert.equal(
    said('there is no such table (ERROR: relation "x; y" gone)'),
    'keine solche Tabelle (ERROR: relation "x; y" gone)',
  );
  assert.equal(said("column login: there is no such column"), "Spalte login: keine solche Spalte");
});

test("parameters of LDAP are called as they are labelled", () => {
  assert.equal(said("LDAPFILTER does not find 'ada', whom LDAPSEARCHFILTER finds"), "'ada' fehlt: “Filter”");
  assert.equal(said("LDAPBASE is odd in Table"), "LDAPBASE is odd in Table");
});

test("no sentence breaks it, whatever a server says", () => {
  fc.assert(fc.property(fc.string(), (text) => typeof said(text) === "string"));
  assert.equal(said("column $& (((: ; "), "column $& (((: ; ");
});
