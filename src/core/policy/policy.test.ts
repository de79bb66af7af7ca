// Compiling policies: what is filled in, what is refused, and what becomes of stored policies that nobody understands.

import assert from "node:assert/strict";
import test from "node:test";
import { type Problem, Refusal } from "../problem.ts";
import { quality } from "./fields/quality.ts";
import { compilePolicy, compileStored, type PolicyText, policySet, policyText } from "./policy.ts";
import { type Circumstances, hasPolicies, namesAction, rule } from "./rule.ts";

const text = (set: Partial<PolicyText> = {}) =>
  policyText({ name: "p", scope: "selfservice", action: "mfa_login", ...set });

const alice = { login: "alice", realm: "myrealm", resolver: "ldap", info: {} };
const at: Circumstances = { user: alice, realm: "myrealm", client: "10.0.0.1", at: Date.UTC(2030, 0, 1) };

const stored = (...texts: readonly PolicyText[]) => policySet(texts.map((each) => compileStored(each)));

const refusals: readonly (readonly [string, Partial<PolicyText>, Problem["code"], RegExp])[] = [
  ["a name with blanks", { name: "bad name!" }, "refused", /only contain the characters {2}a-zA-Z0-9_\.$/],
  ["an empty name", { name: "" }, "refused", /only contain/],
  ["no scope", { scope: "" }, "refused", /^Missing attribute scope in policy p$/],
  ["no action", { action: " " }, "refused", /^Missing attribute action in policy p$/],
  ["no realm", { realm: "None" }, "refused", /^Missing attribute realm in policy p$/],
  ["a malformed action", { action: "x='" }, "invalid-parameter", /^action/],
  ["a malformed realm", { realm: "a;b" }, "invalid-parameter", /^realm/],
  ["a malformed user", { user: "al(ice" }, "invalid-parameter", /^user.*al\(ice/],
  ["a malformed client", { client: "not-an-ip" }, "invalid-parameter", /^client.*not-an-ip/],
  ["a malformed time", { time: "nonsense" }, "invalid-parameter", /^time.*nonsense/],
];

for (const [what, set, code, sentence] of refusals) {
  test(`a policy with ${what} is refused`, () => {
    assert.throws(
      () => compilePolicy(text(set)),
      (error) => {
        assert.ok(error instanceof Refusal);
        assert.equal(error.problem.code, code);
        const { problem } = error;
        const told = problem.code === "invalid-parameter" ? `${problem.parameter} ${problem.expected}` : "";
        assert.match(problem.code === "refused" ? problem.message : told, sentence);
        return true;
      },
    );
  });
}

test("empty and None fields are filled in, users and clients only in the scopes for people", () => {
  const empty = { user: "", client: "None", time: "" };
  const filled = compilePolicy(text({ ...empty, realm: "MyRealm" })).text;
  assert.deepEqual(
    [filled.realm, filled.user, filled.client, filled.time],
    ["myrealm", "*", "*", "* * * * * *;"],
  );
  const rights = compilePolicy(text({ ...empty, scope: "system", action: "write" }));
  assert.deepEqual([rights.text.user, rights.text.client], ["", ""]);
  assert.equal(rights.user(alice), quality.none);
});

test("a stored policy that cannot be understood grants nothing, and says why", () => {
  const broken = { action: "enrollHMAC, passOnNoToken", client: "not-an-ip", time: "nonsense", user: "(" };
  const set = stored(text({ name: "x7", ...broken }));
  assert.deepEqual(rule(set, at).granted("selfservice"), []);
  const faults = set.policies[0]?.faults ?? [];
  assert.deepEqual(
    faults.map((fault) => fault.split(":")[0]),
    ["user", "client", "time"],
  );
});

test("it does not take its sound neighbours along", () => {
  const set = stored(
    text({ name: "a", action: "delete", client: "not-an-ip" }),
    text({ name: "b", action: "enrollHMAC" }),
  );
  assert.deepEqual(rule(set, at).granted("selfservice"), ["enrollHMAC"]);
});

test("it still counts as existing, so that its scope is not open to all", () => {
  const set = stored(text({ scope: "admin", action: "*", time: "nonsense" }));
  assert.equal(hasPolicies(set, "admin"), true);
  assert.equal(namesAction(set, "admin", "remove"), true);
  assert.equal(hasPolicies(set, "system"), false);
});

test("the restrictions that it names hold for everybody whom its readable fields fit", () => {
  const set = stored(
    text({ name: "a", action: "mfa_login=false" }),
    text({ name: "b", realm: "myrealm", action: "mfa_login=false, edit_sms=1", client: "not-an-ip" }),
    text({ name: "c", scope: "enrollment", action: "maxtoken=5, maxtokenHMAC=9", user: "(" }),
    text({
      name: "d",
      scope: "authorization",
      action: "authorize, tokentype=pw, serial=X",
      time: "nonsense",
    }),
  );
  const ruling = rule(set, at);
  assert.equal(ruling.selfservice.mfa_login, true);
  assert.equal(ruling.selfservice.edit_sms, 0);
  assert.equal(ruling.enrollment.maxtoken, 0);
  assert.equal(ruling.perType("enrollment", "maxtoken", "hmac"), 0);
  assert.equal(ruling.authorization.authorize, false);
  assert.equal(ruling.authorization.tokentype, "none");
  assert.equal(new RegExp(ruling.authorization.serial ?? "").test("XY"), false);
  const elsewhere = rule(set, { ...at, realm: "other" });
  assert.equal(elsewhere.selfservice.mfa_login, false);
  assert.equal(elsewhere.selfservice.edit_sms, 1);
});

test("a stored policy is compiled whatever its name, and inactive ones do nothing", () => {
  const set = stored(
    text({ name: "not a name", action: "enrollHMAC" }),
    text({ name: "off", action: "delete", active: false }),
  );
  assert.deepEqual(rule(set, at).granted("selfservice"), ["enrollHMAC"]);
  assert.equal(set.policies.length, 2);
});

test("a broken inactive policy restricts nobody", () => {
  assert.equal(rule(stored(text({ client: "x", active: false })), at).selfservice.mfa_login, false);
});
