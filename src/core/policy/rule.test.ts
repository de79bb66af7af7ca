// Rulings: which policies fit, which prevail, and what becomes of their values.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { explain } from "./match.ts";
import { compilePolicy, type PolicyText, policySet, policyText } from "./policy.ts";
import { type Circumstances, namesAction, rule } from "./rule.ts";

const alice = { login: "alice", realm: "myrealm", resolver: "ldap", info: { userid: "7" } };
/** A Wednesday morning, on the server's wall clock. */
const at: Circumstances = {
  user: alice,
  realm: "myrealm",
  client: "10.0.0.1",
  at: new Date(2030, 4, 15, 10, 30).getTime(),
};
const never = "* * * * * 1999";

type Written = Pick<PolicyText, "action"> & Partial<PolicyText>;

/** Named p0, p1, ... in scope authentication unless they say otherwise. */
const setOf = (...policies: readonly Written[]) =>
  policySet(
    policies.map((set, index) =>
      compilePolicy(policyText({ name: `p${index}`, scope: "authentication", ...set })),
    ),
  );

const ruling = (policies: readonly Written[], where: Partial<Circumstances> = {}) =>
  rule(setOf(...policies), { ...at, ...where });

test("without policies the catalogue's defaults hold", () => {
  const { authentication, enrollment, selfservice, authorization } = ruling([]);
  assert.equal(authentication.otppin, "token_pin");
  assert.equal(authentication.smstext, "<otp>");
  assert.equal(authentication.rollout_token_allow_validate, false);
  assert.equal(enrollment.maxtoken, undefined);
  assert.deepEqual(enrollment.lostTokenValid, { days: 10 });
  assert.equal(selfservice.hmac_otplen, 6);
  assert.equal(selfservice.edit_sms, 1);
  assert.equal(authorization.serial, undefined);
  assert.equal(authentication["forwardtoken:no_failcounter_forwarding"], false);
});

test("values have the type that the catalogue says", () => {
  const set = (scope: string, action: string) => ruling([{ scope, action }]);
  assert.equal(set("authentication", "otppin=1").authentication.otppin, "password");
  assert.equal(set("authentication", "otppin=only_otp").authentication.otppin, "only_otp");
  assert.equal(set("authentication", "passOnNoToken=1").authentication.passOnNoToken, true);
  assert.equal(set("authentication", "passOnNoToken=TRUE").authentication.passOnNoToken, true);
  assert.equal(set("authentication", "passOnNoToken=-1").authentication.passOnNoToken, false);
  assert.equal(set("authentication", "passOnNoToken=0").authentication.passOnNoToken, false);
  assert.equal(set("authentication", "!passOnNoToken").authentication.passOnNoToken, false);
  assert.equal(set("authentication", "smstext='a, <otp>'").authentication.smstext, "a, <otp>");
  assert.equal(set("enrollment", "maxtoken=3").enrollment.maxtoken, 3);
  assert.equal(set("enrollment", "maxtoken=-1").enrollment.maxtoken, undefined);
  assert.deepEqual(set("enrollment", "lostTokenValid=3").enrollment.lostTokenValid, { days: 3 });
  assert.deepEqual(set("enrollment", "lostTokenValid=8h").enrollment.lostTokenValid, { seconds: 28_800 });
  assert.equal(set("selfservice", "hmac_otplen=8").selfservice.hmac_otplen, 8);
  assert.equal(set("authorization", "tokentype=PW HMAC").authorization.tokentype, "PW HMAC");
});

test("a value that cannot be read gives the default, or the restriction", () => {
  assert.equal(ruling([{ action: "otppin=9" }]).authentication.otppin, "token_pin");
  assert.equal(ruling([{ action: "passOnNoToken=maybe" }]).authentication.passOnNoToken, false);
  assert.equal(ruling([{ scope: "selfservice", action: "mfa_login=maybe" }]).selfservice.mfa_login, true);
  assert.equal(ruling([{ scope: "enrollment", action: "maxtoken=many" }]).enrollment.maxtoken, 0);
  assert.equal(ruling([{ scope: "enrollment", action: "maxtoken" }]).enrollment.maxtoken, 0);
  assert.equal(ruling([{ scope: "selfservice", action: "hmac_otplen=7" }]).selfservice.hmac_otplen, 6);
});

test("a star matches but gives no value", () => {
  const starred = ruling([{ action: "*" }]);
  assert.equal(starred.authentication.passOnNoToken, false);
  assert.equal(starred.authentication.rollout_token_allow_validate, false);
  assert.equal(starred.authentication.passthru, true);
  assert.deepEqual(starred.granted("authentication"), []);
  assert.equal(ruling([{ action: "*" }, { action: "otppin=1" }]).authentication.otppin, "password");
  // A closer policy wins even when it has nothing to say.
  assert.equal(
    ruling([{ action: "*", user: "alice" }, { action: "otppin=1" }]).authentication.otppin,
    "token_pin",
  );
});

test("presence is all that counts for some actions", () => {
  for (const action of ["passthru", "passthru=false", "!passthru", "*"]) {
    assert.equal(ruling([{ action }]).authentication.passthru, true, action);
  }
  assert.equal(ruling([{ action: "passthru", user: "bob" }]).authentication.passthru, false);
  assert.equal(ruling([{ action: "otppin" }]).present("authentication", "otppin"), true);
});

test("rollout tokens open /validate only where user, realm, client and time fit, and the policy is active", () => {
  const action = "rollout_token_allow_validate";
  const opens = (set: Partial<PolicyText>, where: Partial<Circumstances> = {}) =>
    ruling([{ action, ...set }], where).authentication.rollout_token_allow_validate;
  assert.equal(opens({}), true);
  assert.equal(
    opens({ user: "alice", realm: "myrealm", client: "10.0.0.0/8", time: "* 10 * * 3 2030" }),
    true,
  );
  assert.equal(opens({ user: "bob" }), false);
  assert.equal(opens({ realm: "other" }), false);
  assert.equal(opens({ client: "10.0.0.0/8, !10.0.0.1" }), false);
  assert.equal(opens({ time: never }), false);
  assert.equal(opens({ active: false }), false);
  assert.equal(opens({ scope: "selfservice" }), false);
  assert.equal(opens({ client: "10.0.0.0/8" }, { client: "nonsense" }), false);
  assert.equal(opens({}, { client: "nonsense" }), true);
});

test("the purge looks at the realm", () => {
  const purge = [{ scope: "enrollment", action: "purge_rollout_token", realm: "myrealm" }];
  assert.equal(ruling(purge).enrollment.purge_rollout_token, true);
  assert.equal(ruling(purge, { realm: "other" }).enrollment.purge_rollout_token, false);
});

const ignoring: readonly (readonly [string, string, "client" | "time", boolean])[] = [
  ["enrollment", "autoassignment", "time", true],
  ["authentication", "trigger_sms", "time", true],
  ["authentication", "autosms", "time", true],
  ["authentication", "passOnNoToken", "time", true],
  ["authorization", "detail_on_success", "time", true],
  ["authorization", "detail_on_fail", "time", true],
  ["authentication", "passthru", "time", false],
  ["authorization", "authorize", "time", false],
  ["selfservice", "mfa_login", "time", false],
  ["authentication", "forwardtoken:no_failcounter_forwarding", "client", true],
  ["authentication", "forwardtoken:no_failcounter_forwarding", "time", false],
  ["authentication", "passthru", "client", false],
  ["enrollment", "autoassignment", "client", false],
];

for (const [scope, action, field, ignored] of ignoring) {
  test(`${action} ${ignored ? "ignores" : "looks at"} the ${field} of a policy`, () => {
    const policy = { scope, action, ...(field === "time" ? { time: never } : { client: "192.168.0.1" }) };
    const values = ruling([policy])[scope as "authentication"] as Record<string, unknown>;
    assert.equal(values[action], ignored);
  });
}

test("simple look-ups ignore the client of values, too", () => {
  const policies = [
    { scope: "enrollment", action: "tokencount=7", client: "192.168.0.1" },
    { scope: "selfservice", action: "edit_sms=0", client: "192.168.0.1" },
    { scope: "selfservice", action: "edit_email=0", client: "192.168.0.1" },
  ];
  assert.equal(ruling(policies).enrollment.tokencount, 7);
  assert.equal(ruling(policies).selfservice.edit_sms, 0);
  assert.equal(ruling(policies).selfservice.edit_email, 1);
});

test("the closest policy prevails: by user, then realm, then client", () => {
  const value = (...policies: readonly Written[]) => ruling(policies).authentication.smstext;
  const user = { action: "smstext=user", user: "alice" };
  const pattern = { action: "smstext=pattern", user: "al*" };
  const realm = { action: "smstext=realm", realm: "myrealm" };
  const client = { action: "smstext=client", client: "10.0.0.0/8" };
  const all = { action: "smstext=all" };
  assert.equal(value(all, client, realm, pattern, user), "user");
  assert.equal(value(all, client, realm, pattern), "pattern");
  assert.equal(value(all, client, realm), "realm");
  assert.equal(value(all, client), "client");
  assert.equal(value(all, { ...all, action: "smstext=second" }), "all");
  // Strictly one after the other: an exact user beats an exact realm and client together.
  assert.equal(value({ ...realm, client: "10.0.0.1" }, user), "user");
});

test("of equals the first by name prevails, and explain tells of the conflict", () => {
  const set = setOf(
    { name: "b", action: "smstext=b" },
    { name: "a", action: "smstext=a" },
    { name: "c", action: "*" },
  );
  assert.equal(rule(set, at).authentication.smstext, "a");
  const told = explain(set, { scope: "authentication", action: "smstext" }, at);
  assert.equal(told.conflict, true);
  assert.equal(told.winner?.text.name, "a");
  assert.deepEqual(
    told.matching.map(({ policy }) => policy.text.name),
    ["a", "b", "c"],
  );
});

test("explain tells the quality by which one won", () => {
  const set = setOf({ action: "otppin=1" }, { action: "otppin=2", user: "al*", realm: "myrealm" });
  const told = explain(set, { scope: "authentication", action: "otppin" }, at);
  assert.equal(told.value, "2");
  assert.equal(told.conflict, false);
  assert.deepEqual(
    told.prevailing.map(({ user, realm, client }) => ({ user, realm, client })),
    [{ user: 2, realm: 3, client: 1 }],
  );
});

test("without a user, policies for certain users fit as well; without a realm, those for certain realms", () => {
  const policies = [{ scope: "selfservice", action: "mfa_login", user: "bob", realm: "other" }];
  assert.equal(ruling(policies, { user: undefined, realm: undefined }).selfservice.mfa_login, true);
  assert.equal(ruling(policies, { user: undefined, realm: "" }).selfservice.mfa_login, true);
  assert.equal(ruling(policies, { user: undefined }).selfservice.mfa_login, false);
  assert.equal(ruling(policies, { realm: undefined }).selfservice.mfa_login, false);
});

test("authorize holds for nobody else as soon as anybody is authorized", () => {
  const set = setOf({ scope: "authorization", action: "authorize", user: "bob" });
  assert.equal(rule(set, at).authorization.authorize, false);
  assert.equal(namesAction(set, "authorization", "authorize"), true);
  assert.equal(namesAction(set, "authorization", "setrealm"), false);
});

test("actions of a token type have values of their own", () => {
  const policies = [
    { scope: "enrollment", action: "maxtoken=5, maxtokenHMAC=2" },
    { scope: "selfservice", action: "enrollTOTP" },
  ];
  const { perType, enrollment } = ruling(policies);
  assert.equal(enrollment.maxtoken, 5);
  assert.equal(perType("enrollment", "maxtoken", "hmac"), 2);
  assert.equal(perType("enrollment", "maxtoken", "TOTP"), undefined);
  assert.equal(perType("selfservice", "enroll", "totp"), true);
  assert.equal(perType("selfservice", "enroll", "hmac"), false);
});

test("sub-keys of an action are read by themselves", () => {
  const { subKey } = ruling([{ action: "qrtanurl=https://a/, qrtanurl.cb1=https://b/" }]);
  assert.equal(subKey("authentication", "qrtanurl", "cb1"), "https://b/");
  assert.equal(subKey("authentication", "qrtanurl", "cb2"), undefined);
});

test("the portal sees the rights that are named and true, and the other values beside them", () => {
  const { granted, values } = ruling([
    { scope: "selfservice", action: "enrollHMAC, delete=1, !enable, hmac_otplen=8, footer_text=Hello" },
    { scope: "selfservice", action: "*" },
    { scope: "selfservice", action: "resync", user: "bob" },
  ]);
  assert.deepEqual(granted("selfservice"), ["delete", "enrollHMAC"]);
  assert.deepEqual(values("selfservice"), { enable: false, footer_text: "Hello", hmac_otplen: 8 });
});

test("a list of policies serves as well as a set", () => {
  const policy = compilePolicy(policyText({ name: "p", scope: "authentication", action: "otppin=2" }));
  assert.equal(rule([policy], at).authentication.otppin, "only_otp");
});

const anyPolicy = fc.record({
  action: fc.constantFrom(
    "smstext=a",
    "smstext=b",
    "*",
    "otppin=1",
    "passthru",
    "!passOnNoToken",
    "passOnNoToken",
  ),
  user: fc.constantFrom("*", "alice", "al*", "bob", "*, !alice"),
  realm: fc.constantFrom("*", "myrealm", "other"),
  client: fc.constantFrom("*", "10.0.0.0/8", "192.168.0.0/16"),
  active: fc.boolean(),
});

test("the order in which policies are stored never matters", () => {
  const two = fc.array(anyPolicy, { maxLength: 8 }).chain((list) => {
    const named = list.map((each, index) => ({ ...each, name: `p${index}` }));
    return fc.tuple(fc.constant(named), fc.shuffledSubarray(named, { minLength: named.length }));
  });
  fc.assert(
    fc.property(two, ([list, other]) => {
      const values = (policies: readonly Written[]) => ({ ...ruling(policies).authentication });
      assert.deepEqual(values(list), values(other));
    }),
  );
});

test("a policy that does not fit changes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(anyPolicy, { maxLength: 6 }),
      fc.constantFrom("smstext=z", "*", "passthru"),
      (list, action) => {
        const values = (policies: readonly Written[]) => ({ ...ruling(policies).authentication });
        assert.deepEqual(values([...list, { action, user: "bob" }]), values(list));
        assert.deepEqual(values([...list, { action, user: "alice", client: "8.8.8.8" }]), {
          ...values(list),
          // The one presence that is looked up without the client.
          "forwardtoken:no_failcounter_forwarding":
            action === "*" || values(list)["forwardtoken:no_failcounter_forwarding"],
          qrtanurl: undefined,
        });
      },
    ),
  );
});
