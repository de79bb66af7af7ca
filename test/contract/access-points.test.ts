// Access points over the API: names for networks, in settings and in policies, and that an unknown one opens nothing.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Client, type FieldValues } from "../support/client.ts";
import { newKey, startNode, temporaryDatabase } from "../support/nodes.ts";
import { type Company, found } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

let wire: Wire;
let company: Company;
before(async () => {
  wire = await startWire();
});
after(async () => await wire.close());
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

const vpn = "access_point.VPN Berlin";
const allow = "rollout_token_allow_validate";
const name = (key: string, value: string) => company.admin.post("/system/setConfig", { key, value });
const shown = async (key: string) =>
  (await company.admin.get("/system/getConfig", { key })).value[`getConfig ${key}`];
const policy = (set: FieldValues) =>
  company.admin.post("/system/setPolicy", {
    name: "vpn",
    scope: "authentication",
    action: allow,
    realm: "*",
    user: "*",
    time: "",
    active: "True",
    ...set,
  });

async function rolloutToken(): Promise<void> {
  const scope = JSON.stringify({ path: ["userservice", "validate"] });
  await company.init({ type: "pw", otpkey: "geheim-7431", scope, user: "alice" });
}

const login = async (client: string, at = company.anybody) =>
  (await at.post("/validate/check", { user: "alice", pass: "geheim-7431" }, { client })).value;

test("an access point is a setting that a policy can name, and it opens this network alone", async () => {
  assert.equal((await name(vpn, "10.8.0.0/24, 192.0.2.7")).value[`setConfig ${vpn}`], true);
  assert.equal(await shown(vpn), "10.8.0.0/24, 192.0.2.7");
  await rolloutToken();
  assert.equal(await login("10.8.0.9"), false);
  assert.equal((await policy({ client: "VPN Berlin, !10.8.0.13" })).json.result.status, true);
  assert.equal(await login("10.8.0.9"), true);
  assert.equal(await login("192.0.2.7"), true);
  assert.equal(await login("10.8.0.13"), false);
  assert.equal(await login("10.8.1.9"), false);
});

test("a policy's client field is given back as it was written, and survives export and import", async () => {
  await name(vpn, "10.8.0.0/24");
  await policy({ client: "VPN Berlin, !10.8.0.13" });
  const { value } = await company.admin.get("/system/getPolicy", { name: "vpn" });
  assert.equal(value.vpn.client, "VPN Berlin, !10.8.0.13");
  const file = (await company.admin.get("/system/getPolicy/policy.cfg", { export: "true" })).text;
  assert.match(file, /client = "VPN Berlin, !10\.8\.0\.13"/);
  await company.admin.post("/system/delPolicy", { name: "vpn" });
  assert.match((await importing(file)).text, /<status>True<\/status>/);
  assert.match((await company.admin.get("/system/getPolicy", { name: "vpn" })).text, /VPN Berlin/);
});

function importing(file: string) {
  const form = new FormData();
  form.append("file", new Blob([file]), "policy.cfg");
  return company.admin.send("/system/importPolicy", { method: "POST", body: form });
}

test("new networks of an access point hold for the next login", async () => {
  await name(vpn, "10.8.0.0/24");
  await policy({ client: "VPN Berlin" });
  await rolloutToken();
  await name(vpn, "10.9.0.0/24");
  assert.equal(await login("10.8.0.9"), false);
  assert.equal(await login("10.9.0.9"), true);
});

const refusals: readonly (readonly [string, string, string, RegExp])[] = [
  ["networks that are none", vpn, "vpn.example.com", /must be of type 'address list'/],
  ["a network too wide", vpn, "10.8.0.0/33", /must be of type 'address list'/],
  ["no networks", vpn, " ", /must be of type 'address list'/],
  ["a star", vpn, "*", /must be of type 'address list'/],
  ["a negation", vpn, "10.0.0.0/8, !10.1.0.0/16", /must be of type 'address list'/],
  ["another access point", vpn, "VPN Berlin", /must be of type 'address list'/],
  ["a name with a comma", "access_point.a,b", "10.8.0.0/24", /must end in a name/],
  ["a name with a negation", "access_point.!a", "10.8.0.0/24", /must end in a name/],
  ["a name with control characters", "access_point.a\u0007b", "10.8.0.0/24", /must end in a name/],
  ["a long name", `access_point.${"x".repeat(61)}`, "10.8.0.0/24", /must end in a name/],
  ["no name", "access_point.", "10.8.0.0/24", /must end in a name/],
  ["an address as a name", "access_point.10.8.0.0/24", "10.9.0.0/24", /must end in a name/],
];

for (const [what, key, value, message] of refusals) {
  test(`an access point with ${what} is refused, and nothing is changed`, async () => {
    await name(vpn, "10.8.0.0/24");
    const { json } = await name(key, value);
    assert.match(json.result.error?.message ?? "", message);
    assert.equal(await shown(vpn), "10.8.0.0/24");
    if (key !== vpn) assert.equal(await shown(key), null);
  });
}

test("an access point is never sealed, as nobody could read its networks", async () => {
  const fields = { key: vpn, value: "10.8.0.0/24", type: "password" };
  assert.equal((await company.admin.post("/system/setConfig", fields)).json.result.status, false);
  assert.equal(await shown(vpn), null);
});

test("a policy with a name that nobody knows is refused, whether set or imported", async () => {
  await name(vpn, "10.8.0.0/24");
  await policy({ client: "VPN Berlin" });
  for (const client of ["VPN Hamburg", "10.0.0.0/8, !VPN Hamburg", "vpn berlin"]) {
    const { json } = await policy({ client });
    assert.match(json.result.error?.message ?? "", /names of access points/, client);
  }
  const file = '[vpn]\nscope = authentication\naction = otppin=1\nrealm = *\nclient = "VPN Hamburg"\n';
  assert.match((await importing(file)).text, /<status>False<\/status>/);
  const { value } = await company.admin.get("/system/getPolicy", { name: "vpn" });
  assert.equal(value.vpn.client, "VPN Berlin");
  assert.equal(value.vpn.action, allow);
});

test("an access point that a policy names stays until no policy does, active or not", async () => {
  await name(vpn, "10.8.0.0/24");
  await policy({ client: "10.0.0.0/8, !VPN Berlin", active: "False" });
  const refused = await company.admin.post("/system/delConfig", { key: `linotp.${vpn}` });
  assert.match(refused.json.result.error?.message ?? "", /cannot be deleted while policies name it: vpn$/);
  assert.equal(await shown(vpn), "10.8.0.0/24");
  await company.admin.post("/system/delPolicy", { name: "vpn" });
  assert.equal((await company.admin.post("/system/delConfig", { key: vpn })).json.result.status, true);
  assert.equal(await shown(vpn), null);
});

test("the audit trail says which networks an access point was given", async () => {
  await name(vpn, "10.8.0.0/24");
  assert.match(
    JSON.stringify(await company.audit({ action: "system/setConfig" })),
    /VPN Berlin=10\.8\.0\.0\/24/,
  );
});

const reach = async (fields: FieldValues, at = company.admin) =>
  (await at.get("/manage/reach", fields)).value;

test("how far a rollout token reaches is told in names, as the policies are at this moment", async () => {
  await name(vpn, "10.8.0.0/24");
  const scope = JSON.stringify({ path: ["userservice", "validate"] });
  const token = { type: "pw", otpkey: "geheim-7431", scope };
  const { serial } = await company.init({ ...token, user: "alice" });
  const free = await company.init(token);
  const paths = ["userservice", "validate"];
  assert.deepEqual(await reach({ serial }), { paths, everywhere: false, places: [], except: [] });
  await policy({ client: "VPN Berlin, 192.0.2.7, !10.8.0.13", user: "alice" });
  const told = {
    paths,
    everywhere: false,
    places: [
      { name: "VPN Berlin", networks: ["10.8.0.0/24"] },
      { name: null, networks: ["192.0.2.7"] },
    ],
    except: [{ name: null, networks: ["10.8.0.13"] }],
  };
  assert.deepEqual(await reach({ serial }), told);
  assert.deepEqual(await reach({ user: "alice" }), told);
  assert.deepEqual((await reach({ user: "bob" })).places, []);
  await policy({ client: "*", user: "*" });
  assert.equal((await reach({ user: "bob" })).everywhere, true);
  assert.equal((await reach({ serial: free.serial })).everywhere, false, "nobody's token is let in nowhere");
});

test("a token of the portal alone reaches no access point, and other tokens have no reach", async () => {
  await policy({ client: "*" });
  const portal = await company.init({ type: "pw", otpkey: "geheim-7431", rollout: 1, user: "alice" });
  const real = await company.init({ type: "pw", otpkey: "geheim-7431", user: "alice" });
  const { paths, everywhere } = await reach({ serial: portal.serial });
  assert.deepEqual([paths, everywhere], [["userservice"], false]);
  assert.deepEqual((await reach({ serial: real.serial })).paths, []);
  assert.deepEqual(await reach({ serial: "*" }), {});
  assert.equal((await company.admin.get("/manage/reach", { user: "nobody" })).json.result.status, false);
});

test("an administrator is told about the realms that he has rights in", async () => {
  const { serial } = await company.init({ type: "pw", otpkey: "geheim-7431", rollout: 1, user: "alice" });
  await company.policy("admin", "show", { realm: "elsewhere", user: "admin" });
  assert.deepEqual(await reach({ serial }), {});
  const { json } = await company.admin.get("/manage/reach", { user: "alice" });
  assert.match(json.result.error?.message ?? "", /do not have any rights/);
  assert.equal((await company.anybody.get("/manage/reach", { serial })).status, 401);
});

test("another node heeds new networks of an access point with the next login", async () => {
  const database = temporaryDatabase();
  const key = newKey();
  const first = await startNode({ database: database.url, key });
  const second = await startNode({ database: database.url, key, join: true });
  try {
    company = await found({ address: first.address });
    const other = new Client(second.address);
    await name(vpn, "10.8.0.0/24");
    await policy({ client: "VPN Berlin" });
    await rolloutToken();
    assert.equal(await login("10.8.0.9", other), true);
    await name(vpn, "10.9.0.0/24");
    assert.equal(await login("10.8.0.9", other), false);
    assert.equal(await login("10.9.0.9", other), true);
  } finally {
    await first.stop();
    await second.stop();
    database.remove();
  }
});
