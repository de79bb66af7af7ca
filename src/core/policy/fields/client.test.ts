// Addresses and networks: which are understood, and which clients lie inside.

import assert from "node:assert/strict";
import { BlockList, isIP } from "node:net";
import test from "node:test";
import fc from "fast-check";
import { Refusal } from "../../problem.ts";
import { compileClients, readAddress, readNetwork } from "./client.ts";
import { quality } from "./quality.ts";

const fits = (field: string, client: string) => compileClients(field)(readAddress(client));

const cases: readonly (readonly [string, string, keyof typeof quality])[] = [
  ["*", "10.0.0.1", "wildcard"],
  ["*", "not an address", "wildcard"],
  ["10.0.0.0/8", "10.255.255.255", "exact"],
  ["10.0.0.0/8", "11.0.0.0", "none"],
  ["10.0.0.0/8", "not an address", "none"],
  ["10.1.2.3/8", "10.9.9.9", "exact"],
  ["10.0.0.0/8, !10.9.0.0/16", "10.0.0.1", "exact"],
  ["10.0.0.0/8, !10.9.0.0/16", "10.9.1.1", "none"],
  ["!10.9.0.0/16, 10.0.0.0/8", "10.9.1.1", "none"],
  ["-10.9.0.0/16, 10.0.0.0/8", "10.9.1.1", "none"],
  ["10.0.0.0/8, !10.9.0.0/16", "192.168.1.1", "none"],
  ["!10.0.0.0/8", "192.168.1.1", "none"],
  ["*, !10.0.0.0/8", "10.0.0.1", "wildcard"],
  ["0.0.0.0/0", "8.8.8.8", "exact"],
  ["0.0.0.0/0", "::1", "none"],
  ["127.0.0.1", "127.0.0.1", "exact"],
  ["127.0.0.1", "127.0.0.2", "none"],
  ["10.0.0.128/25", "10.0.0.127", "none"],
  ["10.0.0.128/25", "10.0.0.200", "exact"],
  ["2001:db8::/32", "2001:db8:1::5", "exact"],
  ["2001:db8::/32", "2001:db9::", "none"],
  ["fe80::/10", "fe80::1%eth0", "exact"],
  ["10.0.0.0/8", "::ffff:10.1.2.3", "exact"],
  ["::ffff:10.0.0.0/104", "10.1.2.3", "exact"],
  ["", "10.0.0.1", "none"],
];

for (const [field, client, expected] of cases) {
  test(`client ${client} fits ${JSON.stringify(field)}: ${expected}`, () => {
    assert.equal(fits(field, client), quality[expected]);
  });
}

const malformed = [
  "not-an-ip",
  "10.0.0.0/33",
  "10.0.0/8",
  "10.0.0.0/",
  "10.0.0.0/8/8",
  "256.0.0.1",
  "01.2.3.4",
  "1::2::3",
];

for (const field of [
  ...malformed,
  "::/129",
  ":::",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "fe80::1%eth0",
  "!",
  "10.0.0.1 10.0.0.2",
]) {
  test(`the client field ${JSON.stringify(field)} is refused`, () => {
    assert.throws(() => compileClients(field), Refusal);
  });
}

test("every address that Node knows is understood, and nothing else", () => {
  const almost = fc.string({
    unit: fc.constantFrom("0", "1", "9", "255", "a", "f", ":", "::", "."),
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), almost), (written) => {
      assert.equal(readAddress(written) !== undefined, isIP(written) !== 0, written);
    }),
    { numRuns: 2000 },
  );
});

const network4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
const network6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));

test("a client lies in the networks in which Node's own block list finds it", () => {
  const near = fc.constantFrom("10.0.0.1", "10.0.1.1", "192.168.0.1", "::1", "2001:db8::1");
  fc.assert(
    fc.property(
      fc.oneof(network4, network6),
      fc.oneof(fc.ipV4(), fc.ipV6(), near),
      ([host, bits], client) => {
        const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
        const model = new BlockList();
        model.addSubnet(host, bits, family(host));
        // Node also finds dressed IPv4 addresses in IPv6 networks; here they count as IPv4.
        fc.pre(family(host) === family(client) && readAddress(client)?.length === readAddress(host)?.length);
        fc.pre((family(host) === "ipv6") === (readAddress(host)?.length === 16));
        const inside = fits(`${host}/${bits}`, client) === quality.exact;
        assert.equal(inside, model.check(client, family(client)), `${client} in ${host}/${bits}`);
      },
    ),
    { numRuns: 2000 },
  );
});

test("a negation that fits always wins, in whatever order the entries stand, unless there is a bare *", () => {
  const entry = fc.tuple(
    fc.boolean(),
    fc.constantFrom("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "::/0"),
  );
  const client = fc.constantFrom("10.0.0.1", "10.1.0.1", "10.1.2.1", "9.9.9.9", "::1");
  fc.assert(
    fc.property(fc.array(entry), client, (entries, address) => {
      const inside = entries.filter(([, network]) => fits(network, address) === quality.exact);
      const expected =
        inside.length > 0 && inside.every(([negated]) => !negated) ? quality.exact : quality.none;
      assert.equal(
        fits(entries.map(([negated, network]) => (negated ? `!${network}` : network)).join(","), address),
        expected,
      );
    }),
  );
});

test("a network keeps its bits", () => {
  assert.deepEqual(readNetwork("10.0.0.0/8"), { address: [10, 0, 0, 0], bits: 8 });
  assert.deepEqual(readNetwork("::ffff:10.0.0.1"), { address: [10, 0, 0, 1], bits: 32 });
  assert.equal(readNetwork("::ffff:10.0.0.0/90"), undefined);
});
