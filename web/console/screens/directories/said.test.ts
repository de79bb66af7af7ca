import assert from "node:assert/strict";
import { test } from "node:test";
import { saidAs } from "./said.ts";

const known = {
  "cannot log in": "keine Anmeldung",
  "name or password is wrong": "Name oder Passwort falsch",
  "there is no such table": "keine solche Tabelle",
  "there is no such column": "keine solche Spalte",
  "no answer within {n} s": "keine Antwort in {n} s",
  column: "Spalte",
};

test("what is known is said in other words, and what is not stays", () => {
  assert.equal(
    saidAs("cannot log in: name or password is wrong (LDAP result 49)", known),
    "keine Anmeldung: Name oder Passwort falsch",
  );
  assert.equal(saidAs("cannot log in: something new", known), "keine Anmeldung: something new");
  assert.equal(saidAs("", known), "");
});

test("each server is told of, with its address as it is", () => {
  assert.equal(
    saidAs("ldap://a:389: no answer within 2.5 s; ldap://b:389: cannot log in", known),
    "ldap://a:389: keine Antwort in 2.5 s; ldap://b:389: keine Anmeldung",
  );
});

test("a database's own words stay in their brackets, and names stay names", () => {
  assert.equal(
    saidAs('there is no such table (ERROR: relation "x; y" gone)', known).startsWith(
      "keine solche Tabelle (",
    ),
    true,
  );
  assert.equal(
    saidAs("column login: there is no such column (login)", known),
    "Spalte login: keine solche Spalte (login)",
  );
});
