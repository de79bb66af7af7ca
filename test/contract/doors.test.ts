// Every door there is: who stays out, and that no door breaks, whatever is thrown at it. Made from the route table, so that
// a new endpoint is tested before anybody thinks of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Route } from "../../src/http/call.ts";
import { parametersOf } from "../../src/http/reference/parameters.ts";
import { routeTable } from "../../src/http/routes.ts";
import { Client } from "../support/client.ts";
import { samples } from "../support/hostile.ts";
import { type Company, found, passwordOf } from "../support/organisation.ts";
import { startWire } from "../support/wire.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());

const routes = routeTable({ startedAt: 0, legacySession: true });
const forAdministrators = routes.filter(({ who }) => who === "administrator");
const forPeople = routes.filter(({ who }) => who === "portal" || who === "portal-login");

type Values = Readonly<Record<string, string>>;

interface Knock {
  readonly method: "GET" | "POST";
  readonly fields: Values;
  readonly files?: readonly string[];
}

interface Outcome {
  readonly status: number;
  readonly text: string;
}

/** What the parts of a path are, so that it leads somewhere. */
const pathParts: Values = {
  serial: "T1",
  name: "people",
  userId: "1000",
  realm: "example",
  id: "policy.cfg",
};

function pathOf({ path }: Route): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => pathParts[name] ?? "x");
}

/** Where a value that is no word of the endpoint's would be refused before any right is asked for. */
const words: Readonly<Record<string, Values>> = {
  "/userservice/activateocratoken": { type: "ocra2", serial: "T1", activationcode: "x" },
};

/** What the endpoint would carry out, as far as it is known; otherwise something for everything that it needs. */
function sampleOf(route: Route): Knock["fields"] {
  const given = samples[route.path] ?? words[route.path];
  const needed = Object.entries(parametersOf(route) ?? {}).filter(([name, { required, type }]) => {
    return required === true && type !== "file" && name !== "session";
  });
  return (
    given ??
    Object.fromEntries(needed.map(([name]) => [name, /^(serial|tokens|from|to)$/.test(name) ? "T1" : "1"]))
  );
}

function filesOf(route: Route): readonly string[] {
  return Object.entries(parametersOf(route) ?? {}).flatMap(([name, { type }]) =>
    type === "file" ? [name] : [],
  );
}

function send(client: Client, route: Route, { method, fields, files = [] }: Knock): Promise<Outcome> {
  const path = pathOf(route);
  if (method === "GET") return client.get(path, fields);
  if (files.length === 0) return client.post(path, fields);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const name of files) form.append(name, new Blob(["x"]), "x.txt");
  return client.send(path, { method: "POST", body: form });
}

let company: Company;
let alice: Client;

/** An organisation in which there is something to take. */
async function prepare(): Promise<void> {
  await wire.reset();
  company = await found(wire);
  await company.init({ type: "hmac", genkey: "1", serial: "T1", user: "alice" });
  await company.init({ type: "hmac", genkey: "1", serial: "T2", user: "bob" });
  await company.init({ type: "hmac", genkey: "1", serial: "T3" });
  await company.admin.post("/system/setConfig", { key: "linotpGetotp.active", value: "True" });
  alice = company.visitor();
  await alice.post("/userservice/login", { login: "alice", password: passwordOf("alice") });
}

before(prepare);

/** All that an endpoint could have changed. */
async function fingerprint(): Promise<string> {
  const { store } = wire.world;
  const { rows } = await store.tokens({});
  const people = [...store.settings().resolvers.keys()].map((name) => store.people(name));
  return JSON.stringify([store.settings().version, rows, await Promise.all(people)]);
}

function without(client: Client, ...cookies: readonly string[]): Client {
  const copy = new Client(wire.address);
  for (const [name, value] of client.cookies) if (!cookies.includes(name)) copy.cookies.set(name, value);
  return copy;
}

function refused({ text }: Outcome): boolean {
  return text.includes('"status": false') || /<status>False/i.test(text);
}

/** Everything that is honest about the call except who makes it. */
function honest(route: Route, method: "GET" | "POST"): Knock {
  return { method, fields: sampleOf(route), files: method === "POST" ? filesOf(route) : [] };
}

test("without a session no administrator's door opens, and nothing changes", async () => {
  const untouched = await fingerprint();
  for (const route of forAdministrators) {
    for (const method of route.methods) {
      const outcome = await send(company.anybody, route, honest(route, method));
      assert.ok(outcome.status === 401 && refused(outcome), `${method} ${route.path}: ${outcome.status}`);
    }
  }
  assert.equal(await fingerprint(), untouched);
});

test("a cookie alone, which any site can make a browser send, changes nothing", async () => {
  const untouched = await fingerprint();
  const lured = without(company.admin, "csrf_access_token");
  for (const route of forAdministrators) {
    const post = await send(lured, route, honest(route, "POST"));
    assert.ok([401, 405].includes(post.status), `POST ${route.path}: ${post.status}`);
    if (route.methods.includes("GET")) continue;
    const get = await send(lured, route, honest(route, "GET"));
    assert.ok([401, 405].includes(get.status), `GET ${route.path}: ${get.status}`);
  }
  assert.equal(await fingerprint(), untouched);
});

/** Two endpoints deny in LinOTP's other words: the number is in the sentence, or there is none. */
const denials = ['"code": 410', "<code>410", "PolicyException(", "The policy forbids receiving OTP values"];

function isDenied({ text }: Outcome): boolean {
  return denials.some((each) => text.includes(each));
}

/** Endpoints for administrators that ask for no right, and why. */
const rightless: Readonly<Record<string, string>> = {
  "/admin/logout": "ends one's own session",
  "/admin/check_serial": "contract 05: no right needed",
  "/admin/testresolver": "contract 05: no right needed",
  "/manage/context": "says that there is no right",
  "/system/getSupportInfo": "contract 09: unchecked; there is nothing to tell",
  "/system/isSupportValid": "contract 09: unchecked; always refused",
  "/system/setupSecurityModule": "contract 09: unchecked; changes nothing",
  "/maintenance/check_status": "contract 08: whether the database answers",
};

/** In every scope of rights there is a policy, and none is for this administrator. */
async function takeAllRights(): Promise<void> {
  const somebody = { user: "somebody-else", realm: "*" };
  await company.policy("admin", "*", somebody);
  for (const scope of ["audit", "tools", "monitoring", "reporting.access", "gettoken"])
    await company.policy(scope, "*", somebody);
  await company.policy("system", "read, write", somebody);
}

test("an administrator without rights is refused everywhere, and nothing changes", async () => {
  await takeAllRights();
  const untouched = await fingerprint();
  const open: string[] = [];
  for (const route of forAdministrators) {
    const status = route.path.startsWith("/api/") ? 403 : 200;
    for (const method of route.path in rightless ? [] : route.methods) {
      const outcome = await send(company.admin, route, honest(route, method));
      if (isDenied(outcome) && outcome.status === status) continue;
      open.push(`${method} ${route.path}: ${outcome.status} ${outcome.text.slice(0, 200)}`);
    }
  }
  assert.deepEqual(open, []);
  assert.equal(await fingerprint(), untouched);
  await prepare();
});

test("without a session, or with another one's value, no door of the portal opens", async () => {
  const untouched = await fingerprint();
  for (const route of forPeople) {
    for (const method of route.methods) {
      const fields = sampleOf(route);
      for (const [client, session] of [
        [company.anybody, undefined],
        [company.anybody, alice.session],
        [alice, undefined],
        [alice, `${alice.session.slice(0, -1)}x`],
        [alice, ""],
      ] as const) {
        const sent = session === undefined ? fields : { ...fields, session };
        const outcome = await send(client, route, { method, fields: sent });
        assert.ok(outcome.status === 401 && refused(outcome), `${method} ${route.path}: ${outcome.status}`);
      }
    }
  }
  assert.equal(await fingerprint(), untouched);
});

/** Doors of the portal that ask for no right, and why. */
const ungoverned: Readonly<Record<string, string>> = {
  "/userservice/context": "tells the pages what they may show",
  "/userservice/usertokenlist": "contract 07: one's own tokens can always be listed",
  "/userservice/userinfo": "contract 07: one's own entry in the directory",
  "/userservice/activate_init": "the right depends on the own token's type, which comes first",
};

test("a person without policies may do nothing in the portal", async () => {
  const untouched = await fingerprint();
  const open: string[] = [];
  for (const route of forPeople) {
    for (const method of route.path in ungoverned ? [] : route.methods) {
      const fields = { ...sampleOf(route), session: alice.session };
      const outcome = await send(alice, route, { method, fields });
      if (!isDenied(outcome)) open.push(`${method} ${route.path}: ${outcome.text.slice(0, 200)}`);
    }
  }
  assert.deepEqual(open, []);
  assert.equal(await fingerprint(), untouched);
});

test("every exception is about a door that is there", () => {
  const paths = routes.map(({ path }) => path);
  for (const path of [...Object.keys(rightless), ...Object.keys(ungoverned)])
    assert.ok(paths.includes(path), path);
});

/** Whoever is let in, as far as the door asks for somebody. */
function insider({ who }: Route): readonly [Client, Values] {
  if (who === "administrator") return [company.admin, {}];
  return who === "anyone" ? [company.visitor(), {}] : [alice, { session: alice.session }];
}

/** Doors that LinOTP's contract has answer HTTP 500, and when. */
const breaking: Readonly<Record<string, string>> = {};

function stands(route: Route, { status, text }: Outcome, where: string): void {
  if (route.path in breaking) return;
  assert.ok(status < 500, `${where}: HTTP ${status} ${text.slice(0, 200)}`);
  assert.doesNotMatch(text, /\.ts:\d|node_modules|at async/, where);
}

test("a call without any parameter is answered at every door", async () => {
  for (const route of routes) {
    await prepare();
    for (const method of route.methods) {
      const [client, fields] = insider(route);
      stands(route, await send(client, route, { method, fields }), `${method} ${route.path}`);
    }
  }
});

const garbage: Readonly<Record<string, string>> = {
  garbage: "%00'\"><script>$[[7*7]]\\\u202e🦄",
  NUL: "a\u0000b",
  "70 kB": "x".repeat(70_000),
  "a negative number": "-1",
};

for (const [area, ofArea] of Map.groupBy(routes, ({ path }) => path.split("/")[1] ?? "")) {
  test(`no parameter below /${area} breaks a door, whatever it is`, async () => {
    for (const route of ofArea) {
      await prepare();
      const names = new Set([...Object.keys(parametersOf(route) ?? {}), ...Object.keys(sampleOf(route))]);
      for (const name of names) await spoil(route, name);
    }
  });
}

async function spoil(route: Route, name: string): Promise<void> {
  const { [name]: _, ...others } = sampleOf(route);
  for (const method of route.methods) {
    const [client, session] = insider(route);
    const asked = { ...others, ...session };
    for (const [kind, value] of Object.entries({ ...garbage, list: "" })) {
      const written = kind === "list" ? { [`${name}[]`]: "x" } : { [name]: value };
      const fields = { ...asked, ...written };
      stands(
        route,
        await send(client, route, { method, fields }),
        `${method} ${route.path} ${name}: ${kind}`,
      );
    }
  }
}
