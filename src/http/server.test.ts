// The door over a real socket: methods, bodies, sessions, errors, audit. The store behind it is a few lines.

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { after, test } from "node:test";
import type { AuditEntry } from "../core/audit.ts";
import { text } from "../core/fields.ts";
import { Refusal, refuse } from "../core/problem.ts";
import type { Session } from "../core/session.ts";
import { sessionId } from "../operations/authentication/portal-session.ts";
import type { World } from "../operations/world.ts";
import { issueSession } from "./admin-session.ts";
import type { Call, Reply, Route } from "./call.ts";
import { raw, succeed } from "./reply.ts";
import { createServer } from "./server.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
let now = start;
const written: AuditEntry[] = [];
const faults: unknown[] = [];
const config = new Map<string, { value: string }>();
const sessions = new Map<string, Session>();
const revoked = new Set<string>();
let auditFails = false;

const world = {
  store: {
    settings: () => ({
      version: 1,
      config,
      realms: new Map([["linotp_admins", { resolvers: ["local"] }]]),
      resolvers: new Map([["local", { name: "local" }]]),
    }),
    session: async (id: string) => sessions.get(id),
    revoked: async (id: string) => revoked.has(id),
    record: async (entry: AuditEntry) => {
      if (auditFails) throw new Error("disk full");
      written.push(entry);
    },
  },
  resolver: () => ({ byLogin: async (login: string) => ({ login }) }),
  vault: { mac: (purpose: string, data: Uint8Array) => createHmac("sha256", purpose).update(data).digest() },
  random: (bytes: number) => randomBytes(bytes),
  now: () => now,
  version: "0.0.0",
} as unknown as World;

const echo = async (call: Call): Promise<Reply> =>
  raw({
    fields: Object.fromEntries(call.fields),
    client: call.origin.client,
    files: [...call.files.keys()],
    id: call.params["id"] ?? null,
  });

function route(path: string, set: Partial<Route> = {}): Route {
  return { methods: ["GET", "POST"], path, who: "anyone", handler: echo, about: "", ...set };
}

const fails = (error: Error) => async (): Promise<Reply> => {
  throw error;
};

const routes = [
  route("/test/echo"),
  route("/test/post", { methods: ["POST"] }),
  route("/test/lower", { lowerCase: true }),
  route("/test/item/:id"),
  route("/test/refused", { handler: fails(new Refusal({ code: "missing-parameter", parameter: "serial" })) }),
  route("/test/broken", { handler: fails(new Error("a secret detail")) }),
  route("/test/unaudited", { unaudited: true }),
  route("/validate/broken", { handler: fails(new Error("a secret detail")) }),
  route("/validate/refused", { handler: fails(refuse("because")) }),
  route("/validate/read", {
    handler: async ({ fields }) => succeed(text(fields, "user") === "ada", { id: 0 }),
  }),
  route("/admin/read", { who: "administrator" }),
  route("/admin/write", { methods: ["POST"], who: "administrator" }),
  route("/system/write", { methods: ["POST"], who: "administrator" }),
  route("/userservice/all", { who: "portal" }),
  route("/userservice/login-step", { who: "portal-login" }),
];

const server = createServer({
  world,
  routes,
  trustedProxies: ["10.0.0.1"],
  legacySession: true,
  log: (fault) => faults.push(fault),
});
const base = await server.listen("127.0.0.1", 0);
after(() => server.close());

interface Body {
  fields: Record<string, unknown>;
  id: unknown;
  files: string[];
  result: { status: boolean; value?: unknown; error: { code: number; message: string } };
}

interface Got {
  status: number;
  headers: Headers;
  text: string;
  json: Body;
}

async function ask(path: string, init: RequestInit = {}): Promise<Got> {
  const response = await fetch(base + path, { redirect: "manual", ...init });
  const body = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return {
    status: response.status,
    headers: response.headers,
    text: body,
    json: isJson && body !== "" ? JSON.parse(body) : undefined,
  };
}

function post(
  path: string,
  fields: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Got> {
  const body = typeof fields === "string" ? fields : new URLSearchParams(fields).toString();
  return ask(path, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  });
}

async function adminCookies(): Promise<{ cookie: string; csrf: string; id: string }> {
  const issued = await issueSession(world, { login: "admin", realm: "linotp_admins", resolver: "local" });
  return { cookie: `access_token_cookie=${issued.token}`, csrf: issued.csrf, id: issued.id };
}

const noSession = { status: false, error: { code: -311, message: "Not authenticated" } };

test("forms, queries, JSON and multipart arrive as the same fields", async () => {
  assert.deepEqual((await ask("/test/echo?a=1&b=2")).json.fields, { a: "1", b: "2" });
  assert.deepEqual((await post("/test/echo?a=1", { a: "9", b: "2" })).json.fields, { a: "1", b: "2" });
  const json = {
    method: "POST",
    body: '{"a":"1","b":"2"}',
    headers: { "content-type": "application/json; charset=utf-8" },
  };
  assert.deepEqual((await ask("/test/echo", json)).json.fields, { a: "1", b: "2" });
  const form = new FormData();
  form.set("a", "1");
  form.append("b[]", "2");
  assert.deepEqual((await ask("/test/echo", { method: "POST", body: form })).json.fields, {
    a: "1",
    b: ["2"],
  });
  assert.deepEqual((await ask("/test/lower?ABC=x")).json.fields, { abc: "x" });
  assert.equal((await ask("/test/item/7")).json.id, "7");
  const strange = { method: "POST", body: "<a/>", headers: { "content-type": "text/xml" } };
  assert.deepEqual((await ask("/test/echo?a=1", strange)).json.fields, { a: "1" });
});

test("files are taken from administrators only", async () => {
  const form = new FormData();
  form.set("name", "x");
  form.set("file", new Blob(["content"]), "file.txt");
  const { cookie, csrf } = await adminCookies();
  const headers = { cookie, "x-csrf-token": csrf };
  const sent = await ask("/system/write", { method: "POST", body: form, headers });
  assert.deepEqual(sent.json.files, ["file"]);
  assert.equal((await ask("/test/echo", { method: "POST", body: form })).status, 413);
});

test("an unknown path is 404, a wrong method is 405, a trailing slash is another path", async () => {
  assert.equal((await ask("/test/nothing")).status, 404);
  assert.equal((await ask("/test/echo/")).status, 404);
  const wrong = await ask("/test/post");
  assert.equal(wrong.status, 405);
  assert.equal(wrong.headers.get("allow"), "OPTIONS, POST");
  assert.match(wrong.headers.get("content-type") ?? "", /^text\/html/);
  assert.equal((await ask("/test/echo", { method: "DELETE" })).status, 405);
  assert.equal((await ask("/test/echo", { method: "OPTIONS" })).status, 200);
  assert.equal((await ask("/test/echo", { method: "HEAD" })).status, 405);
  assert.equal((await ask("/test/unaudited", { method: "HEAD" })).status, 200);
});

test("broken JSON is a bad request, and a repeated parameter a refusal; /validate/ says no instead", async () => {
  const broken = { method: "POST", body: "{", headers: { "content-type": "application/json" } };
  assert.equal((await ask("/test/echo", broken)).status, 400);
  const validate = await ask("/validate/read", broken);
  assert.equal(validate.status, 400);
  assert.deepEqual(validate.json.result, { status: true, value: false });
  assert.equal((await ask("/test/echo?a=1&a=2")).json.result.error.code, 905);
  const repeated = await ask("/validate/read?user=ada&user=eve");
  assert.deepEqual(
    [repeated.status, repeated.json.result, repeated.json.id],
    [200, { status: true, value: false }, 0],
  );
});

test("too much is refused before anything looks at it", async () => {
  const huge = await post("/test/echo", { a: "x".repeat(1_048_576) });
  assert.equal(huge.status, 413);
  assert.equal(huge.json.result.status, false);
  assert.deepEqual((await post("/validate/read", { user: "x".repeat(1_048_576) })).json.result, {
    status: true,
    value: false,
  });
  assert.deepEqual((await post("/validate/read", { user: "x".repeat(100_000) })).json.result, {
    status: true,
    value: false,
  });
});

test("a request that is no HTTP does not take the server down", async () => {
  const socket = connect(Number(new URL(base).port), "127.0.0.1");
  socket.end("GET /%%% HTTP/9.9\r\n\r\n\u0000\u0000");
  for await (const _chunk of socket);
  assert.equal((await ask("/test/item/%E0%A4%A")).status, 400);
  assert.equal((await ask("/test/echo")).status, 200);
});

test("an unexpected error is logged with a number and answered with a fixed sentence", async () => {
  const got = await ask("/test/broken");
  assert.equal(got.status, 500);
  assert.equal(got.json.result.error.code, -311);
  assert.doesNotMatch(got.text, /secret/);
  const fault = faults.at(-1) as { requestId: string; action: string };
  assert.equal(fault.requestId, got.headers.get("x-request-id"));
  assert.equal(fault.action, "test/broken");
  assert.deepEqual((await ask("/validate/broken")).json.result, { status: true, value: false });
});

test("every request leaves an entry before it is answered", async () => {
  written.length = 0;
  await ask("/test/echo?user=ada&realm=lab");
  await ask("/test/refused?user=ada");
  await ask("/test/unaudited");
  await ask("/admin/read");
  const seen = written.map(({ action, success, user, realm, info, client }) => ({
    action,
    success,
    user,
    realm,
    info,
    client,
  }));
  const client = "127.0.0.1";
  assert.deepEqual(seen, [
    { action: "test/echo", success: true, user: "ada", realm: "lab", info: "", client },
    {
      action: "test/refused",
      success: false,
      user: "ada",
      realm: "",
      info: "ERR905: Missing parameter: 'serial'",
      client,
    },
    { action: "admin/read", success: false, user: "", realm: "", info: "Not authenticated", client },
  ]);
});

test("what cannot be audited is not answered", async () => {
  auditFails = true;
  const got = await ask("/test/echo");
  const no = await ask("/validate/read?user=ada");
  auditFails = false;
  assert.deepEqual([got.status, got.json.result.status], [500, false]);
  assert.deepEqual(no.json.result, { status: true, value: false });
});

test("an administrator needs the signed cookie, and the second value to change something", async () => {
  const { cookie, csrf } = await adminCookies();
  assert.deepEqual((await ask("/admin/read")).json.result, noSession);
  assert.deepEqual(
    (await ask("/admin/read", { headers: { cookie: "access_token_cookie=a.b.c" } })).json.result,
    noSession,
  );
  assert.equal((await ask("/admin/read", { headers: { cookie } })).status, 200);
  assert.equal((await post("/system/write", {}, { cookie })).status, 401);
  assert.equal((await post("/system/write", {}, { cookie, "x-csrf-token": "wrong" })).status, 401);
  assert.equal((await post("/system/write", {}, { cookie, "x-csrf-token": csrf })).status, 200);
  assert.equal((await post("/system/write", { csrf_token: csrf }, { cookie })).status, 200);
  assert.equal((await post("/admin/read", {}, { cookie })).status, 401);
});

test("the old session parameter opens GET and POST below /admin/, and nothing else", async () => {
  const { cookie, csrf } = await adminCookies();
  assert.equal((await ask(`/admin/write?session=${csrf}`, { headers: { cookie } })).status, 200);
  assert.equal((await post("/admin/write", { session: csrf }, { cookie })).status, 200);
  assert.equal((await ask("/admin/write?session=wrong", { headers: { cookie } })).status, 401);
  assert.equal((await ask(`/admin/write?session=${csrf}`)).status, 401);
  assert.equal((await ask("/admin/write", { headers: { cookie } })).status, 405);
  assert.equal((await post("/system/write", { session: csrf }, { cookie })).status, 401);
  assert.equal((await ask(`/system/write?session=${csrf}`, { headers: { cookie } })).status, 405);
});

test("an expired or withdrawn session is none, and one that is about to expire is renewed", async () => {
  const { cookie, id } = await adminCookies();
  now = start + 26 * 60_000;
  const renewed = await ask("/admin/read", { headers: { cookie } });
  const fresh = renewed.headers.getSetCookie();
  assert.equal(fresh.length, 2);
  assert.match(fresh[0]!, /^access_token_cookie=.*; Path=\/; SameSite=Lax; Expires=.*; HttpOnly$/);
  now = start + 31 * 60_000;
  assert.equal((await ask("/admin/read", { headers: { cookie } })).status, 401);
  const renewedCookie = fresh[0]!.split(";")[0]!;
  assert.equal((await ask("/admin/read", { headers: { cookie: renewedCookie } })).status, 200);
  revoked.add(id);
  assert.equal((await ask("/admin/read", { headers: { cookie: renewedCookie } })).status, 401);
  now = start;
});

test("a portal session is bound to cookie, parameter, address, state and time", async () => {
  const session = {
    id: sessionId("abc"),
    login: "ada",
    realm: "lab",
    client: "127.0.0.1",
    state: "authenticated",
    expiresAt: start + 1,
  };
  sessions.set(session.id, session as unknown as Session);
  const cookie = "user_selfservice=abc";
  const visit = async (path: string, headers: Record<string, string> = { cookie }): Promise<number> =>
    (await ask(path, { headers })).status;
  assert.equal(await visit("/userservice/all?session=abc"), 200);
  assert.equal(await visit("/userservice/all?session=abc", { cookie: "userauthcookie=abc" }), 200);
  assert.equal(await visit("/userservice/all"), 401);
  assert.equal(await visit("/userservice/all?session=abd"), 401);
  assert.equal(await visit("/userservice/all?session=abc", {}), 401);
  sessions.set(session.id, { ...session, state: "credentials_verified" } as unknown as Session);
  assert.equal(await visit("/userservice/all?session=abc"), 401);
  assert.equal(await visit("/userservice/login-step?session=abc"), 200);
  sessions.set(session.id, { ...session, client: "127.0.0.2" } as unknown as Session);
  assert.equal(await visit("/userservice/login-step?session=abc"), 401);
  sessions.set(session.id, { ...session, expiresAt: start } as unknown as Session);
  const late = await ask("/userservice/all?session=abc", { headers: { cookie } });
  assert.deepEqual(late.json.result.error, { code: -311, message: "No valid session" });
});

test("httperror turns an error into a page of that status", async () => {
  const page = await ask("/test/refused?httperror=444");
  assert.equal(page.status, 444);
  assert.match(
    page.text,
    /<h1>444 444 LinOTP Error<\/h1>\s*<p>\[LinOTP .*\] 905: ERR905: Missing parameter: &#39;serial&#39;<\/p>/,
  );
  assert.equal((await ask("/test/refused?httperror=400&httperror=444")).status, 444);
  assert.equal((await ask("/test/refused?httperror=many")).status, 500);
  assert.equal((await ask("/test/refused?httperror=100")).status, 500);
  assert.equal((await ask("/validate/refused?httperror=444")).status, 200);
  config.set("errors", { value: "410, 1102" });
  assert.equal((await ask("/test/refused?httperror=444")).status, 200);
  config.delete("errors");
});

test("every answer tells browsers to keep their hands off", async () => {
  for (const path of ["/test/echo", "/test/nothing", "/test/broken"]) {
    const { headers } = await ask(path);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("cache-control"), "no-store");
  }
});
