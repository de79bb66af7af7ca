// Every parameter of every endpoint, spoilt in every way: refused in the words of the contract, nothing changed, and never
// an unexpected error.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { auditEntry } from "../../src/core/audit.ts";
import { routeTable } from "../../src/http/routes.ts";
import { builtInDirectory } from "../../src/operations/first-start.ts";
import type { Client } from "../support/client.ts";
import { type Attack, attacksOn, type Sample, samples } from "../support/hostile.ts";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire } from "../support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());

const routes = routeTable({ startedAt: 0, legacySession: true });
const rights =
  "enrollHMAC, setOTPPIN, delete, disable, enable, history, verify, reset, resync, setDescription, assign, unassign, setMOTPPIN, getserial, webprovisionGOOGLE, max_count_hotp=5";

let company: Company;
let alice: Client;
let untouched: string;

/** An organisation in which each sample could be carried out. */
async function prepare(): Promise<void> {
  await wire.reset();
  company = await found(wire);
  const { admin } = company;
  await company.policy("selfservice", rights);
  await company.policy("authentication", "otppin=0", { name: "existing", active: "False" });
  await company.policy("gettoken", "max_count_hotp=5", { user: "*" });
  await admin.post("/system/setConfig", { "linotpGetotp.active": "True" });
  await admin.post("/system/setProvider", { ...samples["/system/setProvider"], name: "existing" });
  await admin.post("/system/setResolver", { ...samples["/system/setResolver"], name: "spare" });
  await company.init({ type: "hmac", genkey: "1", serial: "T1", user: "alice" });
  await company.init({ type: "hmac", genkey: "1", serial: "T2" });
  await addDirectory();
  alice = company.visitor();
  await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
  untouched = await fingerprint();
}

async function addDirectory(): Promise<void> {
  const origin = { at: 0, action: "test", client: "", administrator: "" };
  const person = {
    uid: "1",
    login: "eve",
    password: "",
    phone: "",
    mobile: "",
    email: "",
    surname: "",
    givenname: "",
  };
  const value = { ...builtInDirectory("staff", { admin: false, immutable: false }) };
  await wire.world.store.decide({ settings: true }, () => ({
    outcome: undefined,
    changes: [
      { kind: "setting.put", family: "resolver", name: "staff", value },
      { kind: "person.put", group: "staff", person },
    ],
    audit: auditEntry(origin, {}),
  }));
}

/** All that an endpoint could have changed. */
async function fingerprint(): Promise<string> {
  const { store } = wire.world;
  const { version } = store.settings();
  const { rows } = await store.tokens({});
  return JSON.stringify([version, rows, await store.people("staff")]);
}

before(prepare);

interface Outcome {
  readonly status: number;
  readonly text: string;
}

async function send(path: string, attack: Attack): Promise<Outcome> {
  const portal = path.startsWith("/userservice/") && path !== "/userservice/login";
  const client = portal ? alice : path.startsWith("/userservice/") ? company.visitor() : company.admin;
  const query = portal ? `?session=${alice.session}` : "";
  const headers = { "content-type": attack.contentType };
  // A JSON body is the whole set of parameters, so the session must be in it.
  const body =
    portal && attack.contentType === "application/json"
      ? JSON.stringify({ ...JSON.parse(attack.body), session: alice.session })
      : attack.body;
  return client.send(path + query, { method: "POST", body, headers });
}

function isRefusal({ text }: Outcome): boolean {
  if (!text.startsWith("{")) return !text.startsWith(":-)");
  const { result } = JSON.parse(text) as { result?: { status: boolean; value?: unknown } };
  if (result === undefined) return false;
  const { value } = result;
  return !result.status || value === false || isNo(value);
}

/** The answers of samlcheck and check_t. */
function isNo(value: unknown): boolean {
  const { auth, value: inner } = (value ?? {}) as { auth?: unknown; value?: unknown };
  return auth === false || inner === false;
}

async function withstands(path: string, parameter: string, sample: Sample): Promise<void> {
  for (const attack of attacksOn(sample, parameter)) {
    const where = `${path} ${parameter}: ${attack.name}`;
    const outcome = await send(path, attack);
    assert.ok(outcome.status < 500, `${where}: HTTP ${outcome.status}`);
    assert.doesNotMatch(outcome.text, /\.ts:\d|node_modules|at async/, where);
    const after = await fingerprint();
    if (attack.refused) {
      assert.ok(isRefusal(outcome), `${where}: ${outcome.text.slice(0, 200)}`);
      assert.equal(after, untouched, `${where}: something has changed`);
    }
    if (after !== untouched) await prepare();
  }
}

/** Without a proof, or about a challenge that is not there: the honest answer is no. */
const honestNo =
  /^\/(validate\/|userservice\/(verify|resync|activate_[a-z_]+)$|admin\/(resync|losttoken|totp_lookup|unpair)$|system\/(testProvider)$)/;

const posted = routes.filter(({ methods }) => methods.includes("POST"));

for (const { path } of posted) {
  const sample = samples[path];
  if (sample === undefined) continue;
  test(`${path} withstands whatever is sent to it`, async () => {
    const body = new URLSearchParams(sample).toString();
    const contentType = "application/x-www-form-urlencoded";
    const honest = await send(path, { name: "honest", body, contentType, refused: false });
    if (!honestNo.test(path))
      assert.ok(!isRefusal(honest) || honest.text.includes('"rows"'), `${path} itself: ${honest.text}`);
    if ((await fingerprint()) !== untouched) await prepare();
    for (const parameter of Object.keys(sample)) await withstands(path, parameter, sample);
  });
}

test("parameters that nobody reads do no harm anywhere", async () => {
  for (const { path } of posted) {
    for (const body of ["=&=&&&", "a[]=1&a[]=2&[]=3", "__proto__=1&constructor[]=2", "%", "\u0000=\u0000"]) {
      const attack = {
        name: body,
        body,
        contentType: "application/x-www-form-urlencoded",
        refused: false,
      } as const;
      const { status } = await send(path.replace(":id", "x"), attack);
      assert.ok(status < 500, `${path} ${body}: HTTP ${status}`);
    }
  }
  await prepare();
});
