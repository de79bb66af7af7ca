// Rights of administrators, and the guard against locking everybody out.

import assert from "node:assert/strict";
import test from "node:test";
import { compilePolicy, compileStored, type PolicyText, policySet, policyText } from "./policy.ts";
import {
  type AdminIdentity,
  adminRealms,
  lockoutProblem,
  mayAdmin,
  maySystem,
  systemRealms,
} from "./rights.ts";

const admin: AdminIdentity = { login: "admin", realm: "linotp_admins", resolver: "local_admins" };
const noon = new Date(2030, 4, 15, 12, 0).getTime();

type Written = Pick<PolicyText, "action"> & Partial<PolicyText>;

const compiled = (set: Written, index = 0) =>
  compilePolicy(policyText({ name: `p${index}`, scope: "admin", ...set }));
const setOf = (...policies: readonly Written[]) => policySet(policies.map(compiled));
const realms = (action: string | undefined, ...policies: readonly Written[]) =>
  adminRealms(setOf(...policies), admin, action, noon);

test("without an active policy every administrator may do everything", () => {
  assert.equal(realms("remove"), "any");
  assert.equal(realms("remove", { action: "show", active: false }), "any");
  assert.equal(realms("remove", { scope: "system", action: "read", user: "admin" }), "any");
});

test("a right needs a policy that names it or says *", () => {
  assert.deepEqual(realms("remove", { action: "show, initPW" }), []);
  assert.equal(realms("initPW", { action: "show, initPW" }), "any");
  assert.equal(realms("remove", { action: "*" }), "any");
  assert.deepEqual(realms("remove", { action: "*, !remove" }), []);
  assert.deepEqual(realms("remove", { action: "remove=false" }), []);
  assert.equal(realms("enable", { action: "*, !remove" }), "any");
});

test("a right holds for the administrators that the policy means, at its time, from any client", () => {
  assert.deepEqual(realms("remove", { action: "*", user: "nobody" }), []);
  assert.equal(realms("remove", { action: "*", user: "admin" }), "any");
  assert.equal(realms("remove", { action: "*", user: "*@linotp_admins" }), "any");
  assert.equal(realms("remove", { action: "*", user: "local_admins:" }), "any");
  assert.deepEqual(realms("remove", { action: "*", time: "* 8-9 * * * *" }), []);
  assert.equal(realms("remove", { action: "*", client: "192.0.2.1" }), "any");
});

test("rights of several policies add up", () => {
  const policies = [
    { action: "remove", realm: "b, a" },
    { action: "*", realm: "c", user: "admin" },
    { action: "show", realm: "d" },
  ];
  assert.deepEqual(realms("remove", ...policies), ["a", "b", "c"]);
  assert.deepEqual(realms(undefined, ...policies), ["a", "b", "c", "d"]);
  assert.equal(realms("remove", ...policies, { action: "remove" }), "any");
});

test("whoever has no policy has no right in any realm", () => {
  assert.deepEqual(realms(undefined, { action: "*", user: "nobody" }), []);
});

test("a stored policy that cannot be understood closes the scope", () => {
  const set = policySet([compileStored(policyText({ name: "p", scope: "admin", action: "*", user: "(" }))]);
  assert.deepEqual(adminRealms(set, admin, "remove", noon), []);
});

const targets: readonly (readonly [string, Parameters<typeof mayAdmin>[3], boolean])[] = [
  ["a token of his realm", { tokenRealms: ["other", "MyRealm"] }, true],
  ["a token of another realm", { tokenRealms: ["other"] }, false],
  ["a token without realm", { tokenRealms: [] }, false],
  ["a user of his realm", { userRealm: "myrealm" }, true],
  ["a user of another realm", { userRealm: "other" }, false],
  ["his token for a user of another realm", { tokenRealms: ["myrealm"], userRealm: "other" }, false],
  ["a resolver in his realm", { resolverRealms: ["other", "myrealm"] }, true],
  ["a resolver elsewhere", { resolverRealms: ["other"] }, false],
  ["nothing, his realm being the default", { defaultRealm: "myrealm" }, true],
  ["nothing, another realm being the default", { defaultRealm: "other" }, false],
  ["nothing, without a default realm", {}, false],
];

for (const [what, target, allowed] of targets) {
  test(`an administrator of one realm ${allowed ? "may" : "may not"} act on ${what}`, () => {
    const set = setOf({ action: "disable", realm: "myrealm" });
    assert.equal(mayAdmin(set, admin, "disable", target, noon), allowed);
    assert.equal(mayAdmin(setOf({ action: "disable" }), admin, "disable", target, noon), true);
    assert.equal(mayAdmin(set, admin, "remove", target, noon), false);
  });
}

test("system rights need a policy only when there is one, and ignore its time and realm", () => {
  const write = { scope: "system", action: "write", user: "admin" };
  assert.equal(maySystem(setOf(), admin, "system", "write"), true);
  assert.equal(maySystem(setOf({ ...write, user: "root2" }), admin, "system", "write"), false);
  assert.equal(maySystem(setOf({ ...write, user: "" }), admin, "system", "write"), false);
  assert.equal(maySystem(setOf(write), admin, "system", "write"), true);
  assert.equal(maySystem(setOf(write), admin, "system", "read"), false);
  assert.equal(maySystem(setOf({ ...write, action: "*" }), admin, "system", "read"), true);
  assert.equal(
    maySystem(setOf({ ...write, time: "* 8 * * * *", realm: "x" }), admin, "system", "write"),
    true,
  );
  assert.equal(maySystem(setOf(write), admin, "audit", "view"), true);
  assert.equal(
    maySystem(setOf({ scope: "audit", action: "view", user: "nobody" }), admin, "audit", "view"),
    false,
  );
});

test("figures are shown for the realms of the policy", () => {
  const scope = "reporting.access";
  const asked = { scope, action: "show" } as const;
  assert.equal(systemRealms(setOf(), admin, asked), "any");
  assert.deepEqual(systemRealms(setOf({ scope, action: "show", user: "*", realm: "b,a" }), admin, asked), [
    "a",
    "b",
  ]);
  assert.deepEqual(systemRealms(setOf({ scope, action: "show", user: "nobody" }), admin, asked), []);
});

const system = (action: string, set: Partial<PolicyText> = {}) => ({
  scope: "system",
  action,
  user: "admin",
  ...set,
});
const warning = "Warning: potential lockout due to policy defintion: ";
const lockouts: readonly (readonly [string, readonly Written[], string | undefined])[] = [
  ["read alone", [system("read")], "no active system policy with 'write' permission defined!"],
  ["write taken back", [system("read, !write")], "no active system policy with 'write' permission defined!"],
  [
    "write switched off",
    [system("read"), system("write", { active: false })],
    "no active system policy with 'write' permission defined!",
  ],
  ["write for somebody else", [system("read"), system("read, write", { user: "root2" })], undefined],
  ["everything", [system("*")], undefined],
  ["no active policy", [system("read", { active: false })], undefined],
  ["no user", [system("write", { user: "" })], "no user defined for system policy p0!"],
];

for (const [what, policies, reason] of lockouts) {
  test(`the lock-out guard on ${what}: ${reason ?? "nothing to say"}`, () => {
    const changed = policies.map(compiled).find(({ text }) => text.name === "p0");
    assert.equal(
      lockoutProblem(setOf(...policies), changed),
      reason === undefined ? undefined : warning + reason,
    );
  });
}

test("taking away the last policy with write is a lock-out, taking away the last policy is none", () => {
  assert.match(lockoutProblem(setOf(system("read")), undefined) ?? "", /'write' permission/);
  assert.equal(lockoutProblem(setOf(), undefined), undefined);
});
