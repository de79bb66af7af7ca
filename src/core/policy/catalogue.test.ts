// The catalogue as seen from outside: what setPolicy accepts, what getPolicyDef tells, what the policy file holds.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Refusal } from "../problem.ts";
import { unreadable } from "./action.ts";
import { catalogue, familyActions } from "./catalogue.ts";
import { policyDefinitions, scopeDefinition } from "./definition.ts";
import { exportPolicies, importPolicies } from "./export.ts";
import { policyText } from "./policy.ts";
import { validateActions } from "./validate.ts";

const told = (scope: string, action: string): string | undefined => {
  try {
    validateActions({ name: "y", scope, action });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Refusal && error.problem.code === "refused");
    return error.problem.message;
  }
};

const accepted: readonly (readonly [string, string])[] = [
  ["admin", "*, initETNG, initSPASS, initHMAC, remove"],
  ["system", "*"],
  ["getToken", "*, max_count_hotp=3"],
  ["reporting", "*, token_status=active&assigned"],
  ["reporting.access", "*"],
  [
    "selfservice",
    "webprovisionOATH, webprovisionGOOGLE, webprovisionGOOGLEtime, enrollHMAC, otp_pin_minlength=99",
  ],
  ["selfservice", "mfa_login=1, mfa_3_fields=true, !delete"],
  ["enrollment", "maxtoken=3, maxtokenPUSH=1, lostTokenValid=1w2d, autoenrollment='sms email'"],
  ["authentication", "otppin=ignore_pin, qrtanurl.cb1=https://x/, rollout_token_allow_validate"],
  ["authentication", "forwardtoken:no_failcounter_forwarding, support_offline=qr u2f, challenge_response=*"],
  ["authorization", "authorize, tokentype=*, serial=^X, detail_on_success"],
  ["notification", "autoenrollment=email::smtp"],
  ["ocra2", "whatever"],
];

for (const [scope, action] of accepted) {
  test(`scope ${scope} accepts ${action}`, () => assert.equal(told(scope, action), undefined));
}

test("unknown actions are refused in the words that clients know", () => {
  assert.equal(
    told("selfservice", "nosuchaction"),
    "unsupported policy action 'nosuchaction' in policy 'y' ",
  );
  assert.equal(told("nosuch", "*"), "unsupported policy action '*' in policy 'y' ");
  for (const scope of ["selfservice", "authentication", "enrollment", "authorization"]) {
    assert.equal(told(scope, "*"), "unsupported policy action '*' in policy 'y' ");
  }
  for (const action of ["maxtokenNOSUCH=1", "constructor", "__proto__", "MAXTOKEN=1"]) {
    assert.ok(told("enrollment", action)?.startsWith("unsupported policy action"), action);
  }
  for (const scope of ["constructor", "__proto__", ""]) assert.ok(told(scope, "toString"), scope);
});

const wrongValues: readonly (readonly [string, string])[] = [
  ["authentication", "otppin=4"],
  ["authentication", "otppin"],
  ["authentication", "passOnNoToken=maybe"],
  ["authentication", "support_offline=hmac"],
  ["selfservice", "hmac_otplen=7"],
  ["selfservice", "otp_pin_minlength=100"],
  ["selfservice", "footer_text"],
  ["enrollment", "maxtoken=many"],
  ["enrollment", "maxtokenHMAC"],
  ["enrollment", "lostTokenValid=soon"],
  ["authorization", "serial=("],
  ["authorization", "serial=(a+)+"],
];

for (const [scope, action] of wrongValues) {
  test(`scope ${scope} refuses ${action} and says what it expects`, () => {
    assert.match(told(scope, action) ?? "", /^unsupported policy action '\w+' in policy 'y' : expected /);
  });
}

test("getPolicyDef tells type and values as LinOTP does", () => {
  const all = policyDefinitions();
  const { desc, ...otppin } = all["authentication"]?.["otppin"] ?? assert.fail();
  assert.notEqual(desc, "");
  assert.deepEqual(otppin, {
    type: "set",
    value: [0, 1, 2, 3, "token_pin", "password", "only_otp", "ignore_pin"],
  });
  const { desc: _, ...offline } = all["authentication"]?.["support_offline"] ?? assert.fail();
  assert.deepEqual(offline, { type: "set", range: ["qr", "u2f", "forward"] });
  assert.equal(all["enrollment"]?.["maxtokenPUSH"]?.type, "int");
  assert.equal(all["selfservice"]?.["enrollU2F"]?.type, "bool");
  assert.equal(all["selfservice"]?.["enrollRADIUS"], undefined);
  assert.deepEqual(all["enrollment"]?.["lostTokenValid"]?.type, ["int", "duration"]);
  assert.equal(all["selfservice"]?.["otp_pin_maxlength"]?.value?.length, 100);
  assert.equal(all["admin"]?.["initETNG"], undefined);
  assert.deepEqual(Object.keys(scopeDefinition("audit") ?? {}), ["view"]);
  assert.equal(scopeDefinition("nosuch"), undefined);
  assert.equal(scopeDefinition("constructor"), undefined);
});

test("every line of the catalogue has one sentence, and a default that it could read itself", () => {
  for (const [scope, actions] of Object.entries(catalogue)) {
    for (const [name, action] of [...Object.entries(actions), ...familyActions(scope)]) {
      assert.match(action.about, /^[A-Z0-9].*\.$/, name);
      const { fallback, allowed } = action;
      if (typeof fallback === "number") assert.equal(action.read(String(fallback)), fallback, name);
      for (const value of allowed ?? []) assert.notEqual(action.read(String(value)), unreadable, name);
    }
  }
});

test("the policy file keeps every field", () => {
  const value = fc
    .string({ unit: fc.constantFrom("a", ",", "=", "'", "#", " ", "\n", "[", "]", ";", "*", "é") })
    .map((text) => text.trim());
  const policy = fc.record(
    {
      name: fc.stringMatching(/^\w{1,8}$/),
      scope: value,
      action: value,
      realm: value.map((text) => text || "r"),
      user: value.map((text) => text || "u"),
      client: value.map((text) => text || "c"),
      time: value.map((text) => text || "t"),
      active: fc.boolean(),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.uniqueArray(policy, { selector: ({ name }) => name }), (policies) => {
      assert.deepEqual(importPolicies(exportPolicies(policies)), policies);
    }),
  );
});

test("the policy file is readable to LinOTP", () => {
  const policy = policyText({
    name: "p1",
    scope: "selfservice",
    action: "enrollHMAC, footer_text='a \"b\"'",
    active: false,
  });
  assert.equal(
    exportPolicies([policy]),
    [
      "[p1]",
      `action = """enrollHMAC, footer_text='a "b"'"""`,
      "scope = selfservice",
      "realm = *",
      "user = *",
      "time = * * * * * *;",
      "client = *",
      "active = False",
      "",
    ].join("\n"),
  );
});

test("a file by hand is read: comments, missing fields, quotes, Windows line ends", () => {
  const file =
    "# mine\r\n[imp1]\r\nscope=selfservice\r\naction = 'enrollTOTP, delete'  # two\r\nuser = \"\"\r\n\r\n[p2] ; \n";
  assert.throws(() => importPolicies(file), Refusal);
  const [first, ...more] = importPolicies(file.replace("[p2] ; \n", ""));
  assert.deepEqual(more, []);
  assert.deepEqual(
    first,
    policyText({ name: "imp1", scope: "selfservice", action: "enrollTOTP, delete", time: "*" }),
  );
});

for (const file of [
  "scope=selfservice",
  "[a\nscope=x",
  "[a]\nnonsense",
  "[a]\naction='''never closed\nx=1",
]) {
  test(`the policy file ${JSON.stringify(file)} is refused`, () =>
    assert.throws(() => importPolicies(file), Refusal));
}

test("a value over several lines that ends in a quote is closed by the other kind of quotes", () => {
  const policy = policyText({ name: "p1", scope: "authentication", action: 'emailtext="Hello\n<otp>"' });
  assert.match(exportPolicies([policy]), /^action = '''emailtext="Hello\n<otp>"'''$/m);
  assert.deepEqual(importPolicies(exportPolicies([policy])), [policy]);
});
