import assert from "node:assert/strict";
import { test } from "node:test";
import {
  emptyPolicy,
  faultsOf,
  isValueRight,
  type PolicyDraft,
  policyOf,
  stepPolicy,
} from "./policy-draft.ts";

const flag = { name: "mfa_login", value: "true" };
const right = { ...emptyPolicy, name: "portal", actions: [flag] };
const faults = (set: Partial<PolicyDraft>) => faultsOf({ ...right, ...set });
const definition = { name: "x", help: "", values: [] };

test("a name and one action are enough, and the rest means everybody and always", () => {
  assert.deepEqual(faultsOf(emptyPolicy), ["name", "actions"]);
  assert.deepEqual(faultsOf(right), []);
  assert.equal(policyOf(right).action, "mfa_login");
});

test("names are made of letters, digits, underscore and dot", () => {
  assert.deepEqual(faults({ name: "two words" }), ["name"]);
  assert.deepEqual(faults({ name: "a.b_2" }), []);
});

test("addresses and networks are recognized, and what is neither", () => {
  for (const client of ["*", "10.0.0.0/8, !10.1.0.0/16", "::1", "2001:db8::/32", ""]) {
    assert.deepEqual(faults({ client }), [], client);
  }
  for (const client of ["10.0.0.256", "10.0.0.0/33", "vpn.example.com"]) {
    assert.deepEqual(faults({ client }), ["client"], client);
  }
});

test("a time has six parts", () => {
  assert.deepEqual(faults({ time: "* 8-17 * * 1-5 *; ! * 12 * * * *" }), []);
  assert.deepEqual(faults({ time: "* 8-17 * * 1-5" }), ["time"]);
});

test("another scope takes the actions away, the same one does not", () => {
  assert.deepEqual(stepPolicy(right, { type: "scope", scope: "admin" }).actions, []);
  assert.equal(stepPolicy(right, { type: "scope", scope: "selfservice" }), right);
});

test("an action is in a policy once", () => {
  assert.equal(stepPolicy(right, { type: "add", action: flag }).actions.length, 1);
  assert.deepEqual(stepPolicy(right, { type: "drop", name: "mfa_login" }).actions, []);
});

test("a value must fit its action", () => {
  const fits = (kind: "flag" | "number" | "text", value: string) =>
    isValueRight({ name: "x", value }, { ...definition, kind });
  assert.deepEqual([fits("flag", "true"), fits("flag", "maybe")], [true, false]);
  assert.deepEqual([fits("number", "-1"), fits("number", "3x"), fits("number", "")], [true, false, false]);
  assert.deepEqual([fits("text", "x"), fits("text", " ")], [true, false]);
  const values = ["0", "1", "token_pin", "password"];
  assert.equal(
    isValueRight({ name: "x", value: "password" }, { ...definition, kind: "choice", values }),
    true,
  );
  assert.equal(isValueRight({ name: "x", value: "2" }, { ...definition, kind: "choice", values }), false);
});
