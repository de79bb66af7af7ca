// Access points: what may be a name, and what policies make of one. An unknown name must never let anybody in.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Refusal } from "../problem.ts";
import type { ConfigValue } from "../settings.ts";
import { accessPointsOf, isAccessPointName, policiesNaming } from "./access-points.ts";
import { compileClients, readAddress } from "./fields/client.ts";
import { quality } from "./fields/quality.ts";
import { compilePolicy, compileStored, policySet, policyText } from "./policy.ts";
import { rule } from "./rule.ts";

const config = (settings: Readonly<Record<string, string>>): ReadonlyMap<string, ConfigValue> =>
  new Map(Object.entries(settings).map(([key, value]) => [key, { value, type: "", description: "" }]));

const points = accessPointsOf(
  config({
    "access_point.VPN Berlin": "10.8.0.0/24",
    "access_point.Büros": "192.168.1.0/24, 2001:db8::/32",
    "access_point.broken": "not-a-network",
    "access_point.empty": " , ",
    mayOverwriteClient: "127.0.0.1",
  }),
);

const names: readonly (readonly [string, boolean])[] = [
  ["VPN Berlin", true],
  ["Büro (3. Stock)", true],
  ["VPN-Berlin/2", true],
  ["cafe", true],
  ["x".repeat(60), true],
  ["x".repeat(61), false],
  ["", false],
  [" VPN", false],
  ["VPN ", false],
  ["a,b", false],
  ["!VPN", false],
  ["VPN!", false],
  ["-VPN", false],
  ["*", false],
  ["None", false],
  ["10.8.0.0/24", false],
  ["10.8.0.0/33", false],
  ["fe80::/10", false],
  ["::1", false],
  ['say "hi"', false],
  ["VPN.type", false],
  ["VPN.desc", false],
  ["VPN\nBerlin", false],
  ["VPN\u0000", false],
  ["VPN\u202eBerlin", false],
  ["VPN\u2028", false],
];

for (const [name, expected] of names) {
  test(`an access point ${expected ? "may" : "may not"} be called ${JSON.stringify(name)}`, () => {
    assert.equal(isAccessPointName(name), expected);
  });
}

test("a list that cannot be read is no access point", () => {
  assert.deepEqual([...points.keys()], ["VPN Berlin", "Büros"]);
});

const fits = (field: string, client: string) => compileClients(field, points)(readAddress(client));

const cases: readonly (readonly [string, string, keyof typeof quality])[] = [
  ["VPN Berlin", "10.8.0.7", "exact"],
  ["VPN Berlin", "10.8.1.7", "none"],
  ["VPN Berlin", "not an address", "none"],
  ["Büros", "2001:db8::1", "exact"],
  ["Büros", "192.168.1.1", "exact"],
  ["10.0.0.0/8, !VPN Berlin", "10.9.0.1", "exact"],
  ["10.0.0.0/8, !VPN Berlin", "10.8.0.1", "none"],
  ["- VPN Berlin, 10.0.0.0/8", "10.8.0.1", "none"],
  ["VPN Berlin, !10.8.0.9", "10.8.0.9", "none"],
  ["VPN Berlin, Büros", "192.168.1.77", "exact"],
];

for (const [field, client, expected] of cases) {
  test(`client ${client} fits ${JSON.stringify(field)}: ${expected}`, () => {
    assert.equal(fits(field, client), quality[expected]);
  });
}

for (const field of ["VPN Hamburg", "vpn berlin", "broken", "!broken", "VPN Berlin, empty"]) {
  test(`the client field ${JSON.stringify(field)} names nothing that is known and is refused`, () => {
    assert.throws(() => compileClients(field, points), Refusal);
  });
}

test("a name means the same as its networks written out, with and without negations", () => {
  const entry = fc.tuple(fc.boolean(), fc.constantFrom("VPN Berlin", "Büros", "10.0.0.0/8", "10.8.0.9", "*"));
  const client = fc.constantFrom("10.8.0.1", "10.8.0.9", "10.1.1.1", "192.168.1.5", "2001:db8::7", "9.9.9.9");
  const written = new Map([
    ["VPN Berlin", ["10.8.0.0/24"]],
    ["Büros", ["192.168.1.0/24", "2001:db8::/32"]],
  ]);
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), client, (entries, address) => {
      const sound = entries.map(([negated, body]) => [negated && body !== "*", body] as const);
      const field = (expand: boolean) =>
        sound
          .flatMap(([negated, body]) =>
            (expand ? (written.get(body) ?? [body]) : [body]).map((each) => (negated ? `!${each}` : each)),
          )
          .join(", ");
      assert.equal(fits(field(false), address), fits(field(true), address), field(false));
    }),
  );
});

const letIn = (client: string, set = "10.8.0.0/24") => {
  const text = policyText({
    name: "vpn",
    scope: "authentication",
    action: "rollout_token_allow_validate",
    client,
  });
  const stored = compileStored(text, accessPointsOf(config({ "access_point.VPN Berlin": set })));
  const at = { user: undefined, realm: "lab", client: "10.8.0.7", at: 0 };
  return rule(policySet([stored]), at).authentication.rollout_token_allow_validate;
};

test("a stored policy with a name that nobody knows grants nothing, not even by a negation or beside a network", () => {
  assert.equal(letIn("VPN Berlin"), true);
  assert.equal(letIn("VPN Berlin", "10.9.0.0/24"), false);
  assert.equal(letIn("VPN Berlin", "nonsense"), false);
  assert.equal(letIn("VPN Hamburg"), false);
  assert.equal(letIn("10.0.0.0/8, !VPN Hamburg"), false);
  assert.equal(letIn("10.0.0.0/8, VPN Hamburg"), false);
});

test("a policy keeps its client field as it was written", () => {
  const text = policyText({ name: "p", scope: "selfservice", action: "x", client: "VPN Berlin,!10.8.0.9" });
  assert.equal(compilePolicy(text, points).text.client, "VPN Berlin,!10.8.0.9");
});

test("the policies that name an access point are found, negated and inactive ones too", () => {
  const policy = (name: string, client: string, active = true) =>
    compileStored(policyText({ name, scope: "selfservice", action: "x", client, active }));
  const all = [
    policy("a", "VPN Berlin"),
    policy("b", "10.0.0.0/8, ! VPN Berlin"),
    policy("c", "VPN Berlin 2"),
    policy("d", "VPN Berlin", false),
    policy("e", "*"),
  ];
  assert.deepEqual(policiesNaming(all, "VPN Berlin"), ["a", "b", "d"]);
});
