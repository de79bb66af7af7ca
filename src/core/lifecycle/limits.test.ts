import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../problem.ts";
import type { Path, Serial, Token } from "../token.ts";
import { checkOwnerLimits, checkRealmLimits } from "./limits.ts";

type Part = Pick<Token, "serial" | "type" | "paths" | "active" | "realms">;

function token(serial: string, set: Partial<Part> = {}): Token {
  const part: Part = {
    serial: serial as Serial,
    type: "hmac",
    paths: [],
    active: true,
    realms: ["staff"],
    ...set,
  };
  return part as Token;
}

const rollout: { readonly paths: readonly Path[] } = { paths: ["userservice"] };

function verdict(run: () => void): string {
  try {
    run();
    return "fits";
  } catch (error) {
    return error instanceof Refusal && error.problem.code === "too-many-tokens"
      ? error.problem.limit
      : String(error);
  }
}

function owning(owned: readonly Token[], incoming: Token, limits: { all?: number; ofType?: number }): string {
  return verdict(() => checkOwnerLimits(incoming, owned, { all: limits.all, ofType: limits.ofType }));
}

test("a person may own as many tokens as maxtoken says, and as many of a type as maxtoken<TYPE> says", () => {
  assert.equal(owning([token("A")], token("B"), { all: 2 }), "fits");
  assert.equal(owning([token("A")], token("B"), { all: 1 }), "user");
  assert.equal(owning([token("A")], token("B"), { ofType: 1 }), "type");
  assert.equal(owning([token("A", { type: "totp" })], token("B"), { ofType: 1 }), "fits");
  assert.equal(owning([], token("B"), { all: 0 }), "user");
  assert.equal(owning([token("A")], token("B"), {}), "fits");
  assert.equal(owning([token("A")], token("B"), { all: -1 }), "fits");
});

test("rollout tokens neither count nor are counted", () => {
  assert.equal(owning([token("R", rollout)], token("B"), { all: 1, ofType: 1 }), "fits");
  assert.equal(owning([token("A")], token("R", rollout), { all: 1, ofType: 1 }), "fits");
});

test("enrolling a known serial again does not count twice", () => {
  assert.equal(owning([token("A")], token("A"), { all: 1 }), "fits");
});

interface Filling {
  readonly active: number;
  readonly limit?: number;
}

function realm(before: readonly Token[], after: readonly Token[], { active, limit }: Filling): string {
  const activeTokens = new Map([["staff", active]]);
  return verdict(() => checkRealmLimits({ before, after, activeTokens, limitOf: () => limit }));
}

test("a realm may have as many active tokens as tokencount says", () => {
  assert.equal(realm([], [token("A")], { active: 4, limit: 5 }), "fits");
  assert.equal(realm([], [token("A")], { active: 5, limit: 5 }), "realm");
  assert.equal(realm([], [token("A"), token("B")], { active: 4, limit: 5 }), "realm");
  assert.equal(realm([], [token("A")], { active: 5 }), "fits");
  assert.equal(realm([], [token("A", rollout)], { active: 5, limit: 5 }), "fits");
  assert.equal(realm([], [token("A", { active: false })], { active: 5, limit: 5 }), "fits");
});

test("what was counted before may stay, even in a realm that is too full", () => {
  assert.equal(realm([token("A")], [token("A")], { active: 9, limit: 5 }), "fits");
  assert.equal(realm([token("A", { active: false })], [token("A")], { active: 9, limit: 5 }), "realm");
  assert.equal(realm([token("A", { realms: ["other"] })], [token("A")], { active: 5, limit: 5 }), "realm");
});
