// Guessing passwords: after twenty wrong ones in a row a person's account must wait, whichever door is tried.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
before(async () => {
  wire = await startWire();
});
after(async () => await wire.close());
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1) + seconds * 1000).toISOString();
const logIn = async (login: string, password: string, now: string) =>
  (await company.anybody.post("/userservice/login", { login, password }, { now })).value;
const check = async (user: string, pass: string, now: string) =>
  (await company.anybody.post("/validate/check", { user, pass }, { now })).value;

test("after twenty wrong passwords in the portal the right one is refused for 30 seconds, and then not", async () => {
  for (let guess = 0; guess < 20; guess++)
    assert.equal(await logIn("alice", `wrong${guess}`, at(guess)), false);
  assert.equal(await logIn("alice", passwordOf("alice"), at(21)), false);
  assert.equal(await logIn("alice@example", passwordOf("alice"), at(22)), false);
  assert.equal(await logIn("bob", passwordOf("bob"), at(22)), true);
  assert.equal(await logIn("alice", passwordOf("alice"), at(51)), true);
});

test("wrong passwords at /validate and in the portal count together", async () => {
  await company.policy("authentication", "passthru");
  for (let guess = 0; guess < 10; guess++) {
    assert.equal(await check("alice", `wrong${guess}`, at(guess)), false);
    assert.equal(await logIn("alice", `wrong${guess}`, at(guess)), false);
  }
  assert.equal(await check("alice", passwordOf("alice"), at(11)), false);
  assert.equal(await logIn("alice", passwordOf("alice"), at(11)), false);
  assert.equal(await check("bob", passwordOf("bob"), at(11)), true);
  assert.equal(await check("alice", passwordOf("alice"), at(45)), true);
});

test("nineteen wrong passwords and a right one begin the count anew", async () => {
  for (let round = 0; round < 2; round++) {
    for (let guess = 0; guess < 19; guess++) assert.equal(await logIn("alice", "wrong", at(guess)), false);
    assert.equal(await logIn("alice", passwordOf("alice"), at(20)), true);
  }
});

test("a hundred guesses at once are no way around the wait", async () => {
  await company.policy("authentication", "passthru");
  const guesses = Array.from({ length: 100 }, (_, n) =>
    check("alice", n === 99 ? passwordOf("alice") : `wrong${n}`, at(0)),
  );
  const answers = await Promise.all(guesses);
  assert.ok(answers.slice(0, 99).every((answer) => answer === false));
  assert.equal(await check("alice", passwordOf("alice"), at(1)), answers[99] === true);
});
