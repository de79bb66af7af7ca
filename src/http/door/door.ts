// What happens to every request before and after its handler: fields, address, who is calling, audit, error replies.
// Knows no HTTP library; server.ts is the part that does.

import type { BlockList } from "node:net";
import { auditEntry, type Origin } from "../../core/audit.ts";
import type { Fields } from "../../core/fields.ts";
import { Refusal } from "../../core/problem.ts";
import { defaultRealm } from "../../core/settings.ts";
import type { World } from "../../operations/world.ts";
import { worldAt } from "../../operations/world.ts";
import { type AdminSession, spelledIdentity } from "../admin-session.ts";
import type { AuditNote, Call, Cookie, Reply, Route, Upload } from "../call.ts";
import { withOutage } from "../wire-resolver.ts";
import { clientAddress, isTrusted } from "./client-address.ts";
import { readCookies } from "./cookies.ts";
import { BadRequest, type Body, readFields } from "./form.ts";
import { administratorOf, type Knock, portalSessionOf, refreshed, requireCsrf } from "./gate.ts";
import { withHttpError } from "./http-error.ts";
import { preferredLanguage } from "./language.ts";
import { replyTo } from "./refused.ts";

/** A request as it arrived. */
export interface Incoming {
  readonly method: "GET" | "POST";
  /** The text after the question mark. */
  readonly query: string;
  readonly params: { readonly [name: string]: string };
  readonly headers: { readonly [name: string]: string | undefined };
  readonly peer: string;
  readonly encrypted: boolean;
  /** Reads what is not read yet. Uploads are only read for callers who may send them. */
  readonly body: (uploads: boolean) => Body | Promise<Body>;
}

export interface Answer extends Reply {
  readonly secure: boolean;
  /** Names the request in the log, when it failed unexpectedly. */
  readonly failure?: string;
}

export interface Fault {
  readonly requestId: string;
  readonly action: string;
  readonly error: unknown;
}

export interface DoorParts {
  readonly world: World;
  /** The time of one request, in milliseconds since 1970. */
  readonly clock: (headers: Incoming["headers"]) => number;
  readonly trustedProxies: BlockList | undefined;
  readonly legacySession: boolean;
  readonly log: (fault: Fault) => void;
}

export type Door = (incoming: Incoming, route: Route) => Promise<Answer>;

/** What is known about a request so far; error replies and the audit trail use it. */
interface Visit {
  readonly world: World;
  readonly route: Route;
  readonly incoming: Incoming;
  readonly secure: boolean;
  origin: Origin;
  fields: Fields;
  call: Call | undefined;
  /** Names the request in the log, once something unexpected happened. */
  failure: string | undefined;
}

const noFields: Fields = new Map();
const noFiles: ReadonlyMap<string, Upload> = new Map();

export function createDoor(parts: DoorParts): Door {
  return async (incoming, route) => {
    const visit = arrive(parts, incoming, route);
    const reply = await handled(parts, visit).catch((error: unknown) => failed(parts, visit, error));
    const kept = await keepAudit(visit, reply).catch((error: unknown) => failed(parts, visit, error));
    const answer = withHttpError(kept, visit.fields, visit.world.store.settings());
    return {
      ...answer,
      secure: visit.secure,
      ...(visit.failure === undefined ? {} : { failure: visit.failure }),
    };
  };
}

function arrive(parts: DoorParts, incoming: Incoming, route: Route): Visit {
  const world = worldAt(parts.world, parts.clock(incoming.headers));
  const proxied = isTrusted(incoming.peer, world.store.settings(), parts.trustedProxies);
  const secure = incoming.encrypted || (proxied && incoming.headers["x-forwarded-proto"] === "https");
  const origin = {
    at: world.now(),
    action: actionOf(route.path, incoming.params),
    client: incoming.peer,
    administrator: "",
  };
  return { world, route, incoming, secure, origin, fields: noFields, call: undefined, failure: undefined };
}

async function handled(parts: DoorParts, visit: Visit): Promise<Reply> {
  const { world, route, incoming } = visit;
  const cookies = readCookies(incoming.headers["cookie"]);
  const admin = route.who === "administrator" ? await enterAdministrator(parts, visit, cookies) : undefined;
  const body = await incoming.body(admin !== undefined);
  visit.fields = readFields(incoming.query, body, route.lowerCase === true);
  visit.origin = { ...visit.origin, client: clientOf(parts, visit, admin === undefined) };
  const knock = { method: incoming.method, headers: incoming.headers, cookies, client: visit.origin.client };
  if (admin !== undefined)
    requireCsrf(knock, visit.fields, { session: admin, route, legacy: parts.legacySession });
  visit.call = {
    world,
    method: incoming.method,
    params: incoming.params,
    fields: visit.fields,
    files: body.kind === "parts" ? body.files : noFiles,
    origin: visit.origin,
    headers: incoming.headers,
    cookies,
    admin: admin?.identity,
    session: await portalOf(visit, knock),
    language: preferredLanguage(incoming.headers["accept-language"]),
    secure: visit.secure,
  };
  const reply = await route.handler(visit.call);
  return admin === undefined ? reply : withFreshCookies(reply, await refreshed(world, admin));
}

/** The address is known before anybody is let in, so that a refusal is audited with it. */
async function enterAdministrator(
  parts: DoorParts,
  visit: Visit,
  cookies: Knock["cookies"],
): Promise<AdminSession> {
  visit.origin = { ...visit.origin, client: clientOf(parts, visit, false) };
  const admin = await administratorOf(visit.world, { cookies });
  visit.origin = { ...visit.origin, administrator: spelledIdentity(admin.identity) };
  return admin;
}

/**
 * The parameter `client` replaces the address at the doors of people only. Endpoints for administrators have
 * parameters of that name which mean something else, and their audit entries must say where the administrator sat.
 */
function clientOf(parts: DoorParts, visit: Visit, override: boolean): string {
  const arrival = { peer: visit.incoming.peer, headers: visit.incoming.headers, fields: visit.fields };
  return clientAddress(arrival, visit.world.store.settings(), { trusted: parts.trustedProxies, override });
}

async function portalOf(visit: Visit, knock: Knock): Promise<Call["session"]> {
  const { who } = visit.route;
  if (who !== "portal" && who !== "portal-login") return undefined;
  return portalSessionOf(visit.world, knock, { fields: visit.fields, who });
}

function failed(parts: DoorParts, visit: Visit, error: unknown): Reply {
  const expected =
    error instanceof BadRequest || (error instanceof Refusal && error.problem.code !== "unavailable");
  if (!expected) {
    visit.failure = Buffer.from(visit.world.random(8)).toString("hex");
    parts.log({ requestId: visit.failure, action: visit.origin.action, error });
  }
  return withOutage(replyTo(visit.route.path, error), error, visit.world.store.settings());
}

/** Before the answer leaves: a login that cannot be audited fails. */
async function keepAudit(visit: Visit, reply: Reply): Promise<Reply> {
  if (typeof reply.audit === "string" || visit.route.unaudited === true) return reply;
  await visit.world.store.record(auditEntry(visit.origin, { ...whoIsMeant(visit), ...reply.audit }));
  return reply;
}

/** Unless the handler knows better, the entry names whom the request named; a realm alone is nobody (contract 12
 * section 2, and the recordings of setRealm). */
function whoIsMeant(visit: Visit): AuditNote {
  const session = visit.call?.session;
  if (session !== undefined) return { user: session.login, realm: session.realm };
  const user = named(visit.fields, "user");
  if (user === "") return { user, realm: "" };
  const realm = named(visit.fields, "realm");
  // Somebody named without a realm is one of the default realm, unless his name says more.
  const usual = /[@\\]/.test(user) ? "" : defaultRealm(visit.world.store.settings());
  return { user, realm: realm === "" ? (usual ?? "") : realm };
}

/** Not yet checked by any reader, so cleaned here: a database takes neither NUL nor half a character. */
function named(fields: Fields, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value.slice(0, 255).replaceAll("\u0000", "\uFFFD").toWellFormed() : "";
}

function withFreshCookies(reply: Reply, cookies: readonly Cookie[]): Reply {
  return cookies.length === 0 || reply.cookies !== undefined ? reply : { ...reply, cookies };
}

/** The path without its slash. LinOTP writes the parts of a REST path as they were asked for, others not at all. */
function actionOf(path: string, params: Incoming["params"]): string {
  if (!path.startsWith("/api/")) return path.slice(1).replace(/\/:.*$/, "");
  const written = path.slice(1).replace(/:(\w+)/g, (_, name: string) => params[name] ?? "");
  return written.slice(0, 255).replaceAll("\u0000", "\uFFFD").toWellFormed();
}
