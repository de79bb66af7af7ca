// What is reported after a decision, and what the statuses mean.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { aToken } from "../../../test/support/build.ts";
import { auditEntry, type Origin } from "../audit.ts";
import type { Change } from "../change.ts";
import { compilePolicy, type PolicyText, policySet, policyText } from "../policy/policy.ts";
import { snapshotOf } from "../snapshot.ts";
import { countOf, noRealm, readStatus, reported, reportedStatuses, tokenStatuses } from "./reports.ts";

const origin: Origin = { at: 1_000, action: "admin/init", client: "127.0.0.1", administrator: "admin" };
const at = 1_000;

function set(...texts: readonly Partial<PolicyText>[]) {
  const written = texts.map((text, index) =>
    policyText({ name: `p${index}`, scope: "reporting", action: "*", ...text }),
  );
  return policySet(written.map((each) => compilePolicy(each)));
}

function after(changes: readonly Change[], policies = set({ action: "token_total" })): readonly string[] {
  const state = { settings: { ...snapshotOf(1, []), policies }, tokens: [aToken({ realms: ["lab"] })] };
  const decision = { outcome: 0, changes, audit: auditEntry(origin, {}) };
  return reported(decision, state, origin).changes.flatMap((change) =>
    change.kind === "report.add"
      ? [`${change.report.event} ${change.report.realm} ${change.report.statuses.join(",")}`]
      : [],
  );
}

const { serial } = aToken();

test("the statuses of any tokens add up", () => {
  const numbers = fc
    .tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99))
    .map(([both, onlyActive, onlyAssigned, neither]) => ({
      total: both + onlyActive + onlyAssigned + neither,
      active: both + onlyActive,
      assigned: both + onlyAssigned,
      activeAssigned: both,
      users: both,
    }));
  fc.assert(
    fc.property(numbers, (each) => {
      const count = (status: (typeof tokenStatuses)[number]): number => countOf(each, status);
      assert.equal(count("active") + count("inactive"), each.total);
      assert.equal(count("assigned") + count("unassigned"), each.total);
      assert.equal(count("active&assigned") + count("active&unassigned"), count("active"));
      assert.equal(count("inactive&assigned") + count("inactive&unassigned"), count("inactive"));
      assert.ok(tokenStatuses.every((status) => count(status) >= 0));
    }),
  );
});

test("a pair of statuses may be written in either order, and nothing else is one", () => {
  assert.equal(readStatus(" assigned & inactive "), "inactive&assigned");
  assert.equal(readStatus("total users"), "total users");
  for (const wrong of ["", "Active", "active&inactive", "active&", "constructor", "total&active"]) {
    assert.equal(readStatus(wrong), undefined, wrong);
  }
});

test("everything that any fitting policy asks for is counted, once", () => {
  const policies = set(
    { action: "token_total", realm: "lab" },
    { action: "token_total, token_status=active", realm: "*" },
    { action: "token_status=nosuch", realm: "lab" },
    { action: "token_user_total", realm: "zoo" },
    { action: "*", realm: "lab", active: false },
  );
  assert.deepEqual(reportedStatuses(policies, "lab", at), ["total", "active"]);
  assert.deepEqual(reportedStatuses(policies, "zoo", at), ["total", "active", "total users"]);
  assert.deepEqual(reportedStatuses(policies, noRealm, at), ["total", "active"]);
  assert.deepEqual(reportedStatuses(set({}), "lab", at), tokenStatuses);
  assert.deepEqual(reportedStatuses(set(), "lab", at), []);
});

test("the realms before and after a change are concerned", () => {
  assert.deepEqual(after([{ kind: "token.create", token: aToken({ serial: "NEW", realms: ["zoo"] }) }]), [
    "token_init zoo total",
  ]);
  assert.deepEqual(after([{ kind: "token.update", serial, set: { realms: [] } }]), [
    "token_init lab total",
    `token_init ${noRealm} total`,
  ]);
  assert.deepEqual(after([{ kind: "token.delete", serial }]), ["token_init lab total"]);
  assert.deepEqual(after([{ kind: "challenge.delete", transactionId: "1", serial }]), []);
  assert.deepEqual(after([]), []);
});

test("without a policy for it a decision stays what it is", () => {
  const decision = {
    outcome: 0,
    changes: [{ kind: "token.delete", serial }] as const,
    audit: auditEntry(origin, {}),
  };
  const state = { settings: { ...snapshotOf(1, []), policies: set() }, tokens: [] };
  assert.equal(reported(decision, state, origin), decision);
  assert.deepEqual(
    after([{ kind: "token.delete", serial }], set({ action: "token_total", realm: "elsewhere" })),
    [],
  );
});
