import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../texts/en.ts";
import {
  addressAt,
  addressWithNames,
  pointFaults,
  readAccessPoints,
  usersOf,
  withNames,
} from "./access-points.ts";
import { isIn, networkBits } from "./networks.ts";
import { reachSentence, readReach } from "./reach.ts";

const points = readAccessPoints({
  "access_point.VPN Berlin": "10.8.0.0/24",
  "access_point.Office": "192.0.2.0/24, 2001:db8::/32",
  pagesize: "50",
});

test("access points are read from among the settings, in the order of their names", () => {
  assert.deepEqual(points, [
    { name: "Office", networks: ["192.0.2.0/24", "2001:db8::/32"] },
    { name: "VPN Berlin", networks: ["10.8.0.0/24"] },
  ]);
});

test("clients are shown with names and networks, whichever of the two was written", () => {
  for (const [written, shown] of [
    ["VPN Berlin", "VPN Berlin (10.8.0.0/24)"],
    ["10.8.0.0/24", "VPN Berlin (10.8.0.0/24)"],
    ["10.8.0.77/24", "VPN Berlin (10.8.0.0/24)"],
    ["10.0.0.0/8, !VPN Berlin", "10.0.0.0/8, !VPN Berlin (10.8.0.0/24)"],
    ["Office", "Office (192.0.2.0/24, 2001:db8::/32)"],
    ["192.0.2.0/24", "192.0.2.0/24"],
    ["*", "*"],
    ["Elsewhere", "Elsewhere"],
  ] as const) {
    assert.equal(withNames(written, points), shown, written);
  }
});

test("an address is shown with the access points it lies in", () => {
  assert.equal(addressWithNames("10.8.0.9", points), "10.8.0.9 (VPN Berlin)");
  assert.equal(addressWithNames("2001:DB8::9", points), "2001:DB8::9 (Office)");
  assert.equal(addressWithNames("::ffff:10.8.0.9", points), "::ffff:10.8.0.9 (VPN Berlin)");
  assert.equal(addressWithNames("10.9.0.9", points), "10.9.0.9");
  assert.equal(addressWithNames("", points), "");
});

test("networks are compared by the bits that count", () => {
  assert.equal(networkBits("10.8.0.77/24"), networkBits("10.8.0.0/24"));
  assert.equal(networkBits("::ffff:10.0.0.0/104"), networkBits("10.0.0.0/8"));
  assert.ok(isIn("10.8.0.9", "10.8.0.9"));
  assert.ok(isIn("8.8.8.8", "0.0.0.0/0"));
  assert.ok(!isIn("8.8.8.8", "::/0"));
  for (const wrong of [
    "",
    "vpn",
    "10.0.0.256",
    "01.2.3.4",
    "10.0.0.0/33",
    "10.0.0.0/",
    ":::",
    "::/129",
    "::1%eth0",
  ])
    assert.equal(networkBits(wrong), undefined, wrong);
});

test("a name stands for the first address of its first network", () => {
  assert.equal(addressAt("Office", points), "192.0.2.0");
  assert.equal(addressAt("10.1.1.1", points), "10.1.1.1");
});

test("the policies that name an access point are found", () => {
  const policies = [{ client: "10.0.0.0/8, ! VPN Berlin" }, { client: "VPN Berlin 2" }, { client: "*" }];
  assert.deepEqual(usersOf("VPN Berlin", policies), [policies[0]]);
});

test("what cannot be an access point is seen before the server is asked", () => {
  const faults = (name: string, networks = "10.8.0.0/24") => pointFaults({ name, networks }, ["Office"]);
  assert.deepEqual(faults("VPN Berlin"), []);
  assert.deepEqual(faults("Office"), ["taken"]);
  assert.deepEqual(faults("VPN", "10.8.0.0/24, 2001:db8::/32, 192.0.2.7"), []);
  for (const name of ["", "a,b", "!a", "-a", "*", "None", "10.8.0.0/24", "x".repeat(61)])
    assert.deepEqual(faults(name), ["name"], name);
  for (const networks of ["", "vpn", "10.8.0.0/24, *", "!10.8.0.0/24", "10.8.0.0/33"])
    assert.deepEqual(faults("VPN", networks), ["networks"], networks);
});

test("how far a rollout token reaches is one phrase", () => {
  const words = en.accessPoints.reach;
  const berlin = { name: "VPN Berlin", networks: ["10.8.0.0/24"] };
  const bare = { name: null, networks: ["192.0.2.7"] };
  const both = { paths: ["userservice", "validate"], everywhere: false, places: [], except: [] };
  const say = (told: object) => {
    const reach = readReach({ ...both, ...told });
    return reach === undefined ? undefined : reachSentence(reach, words);
  };
  assert.equal(say({ paths: ["userservice"] }), "self-service portal");
  assert.equal(say({ places: [berlin] }), "self-service portal, VPN Berlin");
  assert.equal(say({ places: [berlin, bare] }), "self-service portal, VPN Berlin, 192.0.2.7");
  assert.equal(say({ everywhere: true }), "self-service portal, every access point");
  assert.equal(
    say({ everywhere: true, except: [berlin] }),
    "self-service portal, every access point except VPN Berlin",
  );
  assert.equal(say({}), "self-service portal (validate is in its scope, but no policy lets it in anywhere)");
  assert.equal(say({ paths: ["validate"], places: [berlin] }), "VPN Berlin");
  assert.equal(readReach({}), undefined);
});
