import assert from "node:assert/strict";
import { test } from "node:test";
import { saidAs } from "./said.ts";

test("what is known is said in other words, and what is not stays", () => {
  const known = {
    "cannot log in": "keine Anmeldung",
    "name or password is wrong": "Name oder Passwort falsch",
  };
  assert.equal(
    saidAs("cannot log in: name or password is wrong (LDAP result 49)", known),
    "keine Anmeldung: Name oder Passwort falsch",
  );
  assert.equal(saidAs("cannot log in: something new", known), "keine Anmeldung: something new");
});
