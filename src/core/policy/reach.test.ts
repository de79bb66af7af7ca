// How far a rollout token reaches: said in names, and the same as what a login would be told from each address.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { readNetworks } from "./access-points.ts";
import { isInside, readAddress, readNetwork } from "./fields/client.ts";
import { printAddress, printNetwork } from "./fields/network-text.ts";
import { compilePolicy, type PolicyText, policySet, policyText } from "./policy.ts";
import { type Place, reachOf } from "./reach.ts";
import { rule } from "./rule.ts";

const points = new Map([
  ["VPN Berlin", readNetworks("10.8.0.0/24") ?? []],
  ["VPN Wien", readNetworks("10.9.0.0/24, 10.9.0.7, 2001:db8::/32") ?? []],
]);
const alice = { login: "alice", realm: "lab", resolver: "people", info: {} };
const noon = new Date(2030, 4, 15, 12, 0).getTime();

const setOf = (...sets: readonly Partial<PolicyText>[]) =>
  policySet(
    sets.map((set, index) =>
      compilePolicy(
        policyText({
          name: `p${index}`,
          scope: "authentication",
          action: "rollout_token_allow_validate",
          ...set,
        }),
        points,
      ),
    ),
  );

const reach = (...sets: readonly Partial<PolicyText>[]) =>
  reachOf(setOf(...sets), { user: alice, at: noon }, points);

const words = (places: readonly Place[]) => places.map(({ name, networks }) => name ?? networks.join());

const off = "rollout_token_allow_validate=false";

const cases: readonly (readonly [string, readonly Partial<PolicyText>[], string])[] = [
  ["no policy", [], "nowhere"],
  ["everybody, everywhere", [{}], "everywhere"],
  ["a name", [{ client: "VPN Berlin" }], "VPN Berlin"],
  ["a bare network that has a name", [{ client: "10.8.0.77/24" }], "VPN Berlin"],
  ["a network that has none", [{ client: "10.8.0.0/16" }], "10.8.0.0/16"],
  ["a name of several networks", [{ client: "VPN Wien" }], "VPN Wien"],
  ["one of the networks of a name", [{ client: "10.9.0.0/24" }], "10.9.0.0/24"],
  [
    "two policies",
    [{ client: "VPN Wien" }, { client: "VPN Berlin, 192.0.2.7" }],
    "VPN Berlin, VPN Wien, 192.0.2.7",
  ],
  ["a part taken out", [{ client: "10.0.0.0/8, !VPN Berlin" }], "10.0.0.0/8 except VPN Berlin"],
  ["everywhere but there", [{}, { client: "VPN Berlin", action: off }], "everywhere except VPN Berlin"],
  ["somebody else", [{ user: "bob" }], "nowhere"],
  ["another realm", [{ realm: "office" }], "nowhere"],
  ["a policy that is off", [{ active: false }], "nowhere"],
  ["another time", [{ time: "* * * * * 1999" }], "nowhere"],
  ["a no for herself before a yes for all", [{}, { user: "alice", action: off }], "nowhere"],
  ["a star that names no value", [{ action: "*" }], "nowhere"],
  ["all of IPv4", [{ client: "0.0.0.0/0" }], "0.0.0.0/0"],
  ["all addresses there are", [{ client: "::/0, 0.0.0.0/0" }], "everywhere"],
  ["both halves of it", [{ client: "0.0.0.0/1, 128.0.0.0/1" }], "0.0.0.0/1, 128.0.0.0/1"],
];

for (const [what, policies, expected] of cases) {
  test(`${what}: ${expected}`, () => {
    const { everywhere, places, except } = reach(...policies);
    const opened = everywhere ? "everywhere" : words(places).join(", ") || "nowhere";
    assert.equal(except.length === 0 ? opened : `${opened} except ${words(except).join(", ")}`, expected);
  });
}

test("what is said about an address is what a login from there is told", () => {
  const entry = fc
    .tuple(
      fc.constantFrom("", "!"),
      fc.constantFrom("VPN Berlin", "VPN Wien", "10.0.0.0/8", "10.8.0.0/16", "10.8.0.9", "::/0", "0.0.0.0/1"),
    )
    .map(([sign, body]) => `${sign}${body}`);
  const policy = fc.record({
    client: fc.oneof(fc.constant("*"), fc.array(entry, { minLength: 1, maxLength: 4 }).map(String)),
    action: fc.constantFrom("rollout_token_allow_validate", off),
    user: fc.constantFrom("*", "alice", "bob"),
  });
  const address = fc.oneof(
    fc.constantFrom("10.8.0.9", "10.8.0.10", "10.9.0.7", "10.8.1.1", "10.1.1.1", "2001:db8::1", "200.1.1.1"),
    fc.ipV4(),
    fc.ipV6().filter((each) => readAddress(each)?.length === 16),
  );
  fc.assert(
    fc.property(fc.array(policy, { maxLength: 4 }), address, (policies, client) => {
      const { everywhere, places, except } = reach(...policies);
      const depth = (those: readonly Place[]) =>
        Math.max(
          -1,
          ...those.flatMap(({ networks }) =>
            networks.flatMap((written) => {
              const network = readNetwork(written);
              const at = readAddress(client) ?? [];
              return network !== undefined && isInside(at, network) ? [network.bits] : [];
            }),
          ),
        );
      const inside = Math.max(depth(places), everywhere ? 0 : -1);
      const at = { user: alice, realm: "lab", client, at: noon };
      assert.equal(
        inside > depth(except),
        rule(setOf(...policies), at).authentication.rollout_token_allow_validate,
        client,
      );
    }),
    { numRuns: 1000 },
  );
});

test("an address that is printed is read as the same one", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(32), (written, bits) => {
      const address = readAddress(written) ?? [];
      assert.deepEqual(readAddress(printAddress(address)), address);
      const text = printNetwork({ address, bits });
      assert.equal(printNetwork(readNetwork(text) ?? { address: [], bits: 0 }), text);
      assert.ok(isInside(address, readNetwork(text) ?? { address: [], bits: 0 }));
    }),
  );
});
