// Who gets in where: the whole table, without and with wrong credentials.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startWire } from "../../test/support/wire.ts";
import type { Route } from "./call.ts";
import { routeTable } from "./routes.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());

const routes = routeTable({ startedAt: 0, legacySession: true });
const guarded = routes.filter(({ who }) => who !== "anyone");

interface Outcome {
  readonly status: number;
  readonly text: string;
}

interface Credentials {
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

async function visit(
  method: string,
  route: Route,
  { headers = {}, query = "" }: Credentials = {},
): Promise<Outcome> {
  const path = route.path.replaceAll(/:\w+/g, "x");
  const response = await fetch(`${wire.address}${path}${query}`, { method, headers, redirect: "manual" });
  return { status: response.status, text: await response.text() };
}

const strangers: [string, Record<string, string>, string][] = [
  ["nobody", {}, ""],
  [
    "a forger",
    { cookie: "access_token_cookie=eyJhbGciOiJub25lIn0.e30.; csrf_access_token=x", "x-csrf-token": "x" },
    "",
  ],
  ["a guesser", { cookie: "user_selfservice=abc; userauthcookie=abc; admin_session=abc" }, "?session=abc"],
];

for (const [name, headers, query] of strangers) {
  test(`${name} gets in nowhere that is guarded`, async () => {
    for (const route of guarded) {
      for (const method of route.methods) {
        const { status, text } = await visit(method, route, { headers, query });
        assert.equal(status, 401, `${method} ${route.path}`);
        assert.equal(JSON.parse(text).result.status, false, `${method} ${route.path}`);
      }
    }
  });
}

test("an administrator's cookie alone changes nothing", async () => {
  const identity = { username: "admin", realm: "linotp_admins", resolver: "LinOTP_local_admins" };
  const minted = await fetch(`${wire.address}/__test/mint`, {
    method: "POST",
    body: JSON.stringify(identity),
    headers: { "content-type": "application/json" },
  });
  const { access_token } = (await minted.json()) as { access_token: string };
  for (const route of guarded.filter(({ who }) => who === "administrator")) {
    for (const method of ["POST", "GET"].filter(
      (each) => each === "POST" || !route.methods.includes("GET"),
    )) {
      const { status } = await visit(method, route, {
        headers: { cookie: `access_token_cookie=${access_token}` },
      });
      assert.ok(status === 401 || status === 405, `${method} ${route.path}: ${status}`);
    }
  }
});

test("an administrator's session opens no portal, and endpoints that answer GET change nothing", () => {
  // getSerialByOtp spends what it finds: that is worth no forgery, for it takes a value that only its owner sees.
  const readers =
    /^\/(admin\/(show|userlist|getTokenOwner|check_serial|getSerialByOtp|totp_lookup|checkstatus|logout)|gettoken\/|system\/(get|is|check|policies_)|audit\/|monitoring\/|reporting\/(maximum|period|show)|maintenance\/check_status|manage\/|api\/v2\/)/;
  const surprising = guarded.filter(
    ({ who, methods, path }) => who === "administrator" && methods.includes("GET") && !readers.test(path),
  );
  assert.deepEqual(
    surprising.map(({ path }) => path),
    [],
  );
});

test("no path is there twice, and each says what it is for", () => {
  const paths = routes.map(({ path }) => path);
  assert.equal(new Set(paths).size, paths.length);
  for (const { path, about } of routes) assert.match(about, /^[A-Z].*[.?]$/, path);
});

test("whoever calls without credentials and parameters is answered, never with an unexpected error", async () => {
  for (const route of routes.filter(({ who }) => who === "anyone")) {
    for (const method of route.methods) {
      const { status } = await visit(method, route);
      assert.ok(status < 500, `${method} ${route.path}: ${status}`);
    }
  }
});

test("the test login pages work in two languages and run no inline script", async () => {
  for (const path of [
    "/auth/index",
    "/auth/index3",
    "/auth/challenge-response",
    "/auth/challenge_response",
    "/auth/qrtoken",
    "/auth/pushtoken",
    "/auth/ocra2",
  ]) {
    const german = await fetch(wire.address + path, { headers: { "accept-language": "de-AT, en;q=0.5" } });
    assert.match(await german.text(), /<html lang="de">[\s\S]*Anmelden/);
    const english = await fetch(wire.address + path, {
      headers: { "accept-language": "fr, en-GB;q=0.9, de;q=0.1" },
    });
    assert.match(english.headers.get("content-security-policy") ?? "", /script-src 'self';/);
    const page = await english.text();
    assert.match(page, /<html lang="en">/);
    assert.doesNotMatch(page, /<script(?![^>]* src=)|\son\w+=|<style/);
  }
});

test("the server says that it is alive, what it is, and where the portal is", async () => {
  const health = (await (await fetch(`${wire.address}/healthcheck/status`)).json()) as Record<
    string,
    unknown
  >;
  assert.deepEqual(
    [health["status"], health["version"], typeof health["uptime"]],
    ["alive", "3.4.4", "number"],
  );
  const about = (await (await fetch(`${wire.address}/api/v2/about`)).json()) as Record<string, unknown>;
  assert.equal(about["name"], "Latchkey");
  const home = await fetch(`${wire.address}/`, { redirect: "manual" });
  assert.deepEqual([home.status, home.headers.get("location")], [302, "/selfservice/"]);
});
