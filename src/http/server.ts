// The HTTP server: routes from the table, limits, bodies, cookies. The only file that knows Fastify.

import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import multipart from "@fastify/multipart";
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from "fastify";
import type { World } from "../operations/world.ts";
import type { Reply, Route, Upload } from "./call.ts";
import { readNetworks } from "./door/client-address.ts";
import { writeCookie } from "./door/cookies.ts";
import { type Answer, createDoor, type Door, type DoorParts, type Incoming } from "./door/door.ts";
import { BadRequest, type Body, mostFields } from "./door/form.ts";
import { plainAddress } from "./door/forwarded.ts";
import { errorPage } from "./door/http-error.ts";
import { badRequestReply } from "./door/refused.ts";
import { redirect } from "./reply.ts";
import type { Site } from "./static.ts";

export interface ServerParts {
  readonly world: World;
  readonly routes: readonly Route[];
  /** The web apps, served below their mount points. */
  readonly sites?: readonly Site[];
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly legacySession: boolean;
  /** The time of one request, when it is not the world's. */
  readonly clock?: DoorParts["clock"];
  readonly log: DoorParts["log"];
}

export interface Server {
  /** Resolves to the address that is really bound: port 0 means any free one. */
  readonly listen: (host: string, port: number) => Promise<string>;
  /** Lets running requests finish. */
  readonly close: () => Promise<void>;
}

const formBytes = 1_048_576;
const uploadBytes = 10 * formBytes;

/** Answers are data, never documents: nothing in them may load, run or be framed. Pages bring their own policy. */
const safeHeaders = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
} as const;

const methods = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"] as const;

export function createServer(parts: ServerParts): Server {
  const app = createApp();
  const door = createDoor({
    world: parts.world,
    clock: parts.clock ?? parts.world.now,
    trustedProxies: trustedProxies(parts.trustedProxies),
    legacySession: parts.legacySession,
    log: parts.log,
  });
  const ready = app.register(async (inner) => {
    for (const route of parts.routes) addRoute(inner, route, { door, legacySession: parts.legacySession });
    for (const route of parts.routes) addBarePath(inner, route);
    for (const site of parts.sites ?? []) addSite(inner, site);
  });
  return {
    listen: async (host, port) => {
      await ready;
      return app.listen({ host, port });
    },
    close: () => app.close(),
  };
}

function createApp(): FastifyInstance {
  const app = fastify({
    bodyLimit: formBytes,
    requestTimeout: 30_000,
    exposeHeadRoutes: false,
    forceCloseConnections: "idle",
    http: { headersTimeout: 10_000, maxHeaderSize: 32_768 },
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 1024, querystringParser: () => ({}) },
    frameworkErrors: (_error, _request, reply) => {
      void send(reply, errorPage(400, "The address is not valid."), false);
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, keep("form"));
  app.addContentTypeParser("application/json", { parseAs: "string" }, keep("json"));
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _body, done) => done(null, undefined));
  void app.register(multipart, {
    limits: { fileSize: uploadBytes, files: 4, fields: mostFields, fieldSize: formBytes, parts: mostFields },
  });
  app.setErrorHandler((error: FastifyError, request, reply) =>
    send(reply, beforeTheDoor(error, request), false),
  );
  app.setNotFoundHandler((_request, reply) =>
    send(reply, errorPage(404, "Nothing is served at this address."), false),
  );
  return app;
}

interface Opening {
  readonly door: Door;
  readonly legacySession: boolean;
}

function addRoute(app: FastifyInstance, route: Route, { door, legacySession }: Opening): void {
  const legacy = legacySession && route.path.startsWith("/admin/") && route.who === "administrator";
  const open = new Set<string>(legacy ? ["GET", ...route.methods] : route.methods);
  const withHead = route.unaudited === true && open.has("GET");
  if (withHead) open.add("HEAD");
  // What legacy clients may do besides is not told.
  const shown = withHead ? [...route.methods, "HEAD"] : route.methods;
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (isLegacyGet(route, request) && !hasSession(request)) return notAllowed(reply, route.methods);
    const answer = await door(incomingOf(request), route);
    return sendAnswer(reply, answer);
  };
  app.route({ method: methods.filter((method) => open.has(method)), url: route.path, handler });
  app.route({
    method: methods.filter((method) => !open.has(method)),
    url: route.path,
    handler: async (request, reply) =>
      request.method === "OPTIONS" ? allowed(reply, shown) : notAllowed(reply, shown),
  });
}

/** A path that ends in a slash is found without it, too. */
function addBarePath(app: FastifyInstance, { path }: Route): void {
  if (path.length < 2 || !path.endsWith("/")) return;
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { query } = incomingOf(request);
    return send(reply, redirect(query === "" ? path : `${path}?${query}`, 308), false);
  };
  app.route({ method: ["GET", "HEAD"], url: path.slice(0, -1), handler });
}

function addSite(app: FastifyInstance, site: Site): void {
  const bare = site.mount.slice(0, -1);
  app.route({
    method: ["GET", "HEAD"],
    url: bare,
    handler: async (_request, reply) => send(reply, redirect(site.mount, 308), false),
  });
  app.route({
    method: ["GET", "HEAD"],
    url: `${site.mount}*`,
    handler: async (request, reply) => {
      const { "*": path = "" } = request.params as { readonly "*"?: string };
      return send(reply, site.answer(path, headersOf(request.raw)), false);
    },
  });
}

function isLegacyGet(route: Route, request: FastifyRequest): boolean {
  return request.method === "GET" && !route.methods.includes("GET");
}

function hasSession(request: FastifyRequest): boolean {
  return /[?&]session=/.test(request.raw.url ?? "");
}

function incomingOf(request: FastifyRequest): Incoming {
  const { raw } = request;
  const url = raw.url ?? "";
  const mark = url.indexOf("?");
  return {
    method: request.method === "POST" ? "POST" : "GET",
    query: mark < 0 ? "" : url.slice(mark + 1),
    params: request.params as { readonly [name: string]: string },
    headers: headersOf(raw),
    peer: plainAddress(raw.socket.remoteAddress ?? "127.0.0.1"),
    encrypted: "encrypted" in raw.socket,
    body: (uploads) => bodyOf(request, uploads),
  };
}

/** Headers that may come twice are joined by Node, except those that we never read. */
function headersOf(raw: IncomingMessage): Incoming["headers"] {
  return raw.headers as Incoming["headers"];
}

function keep(kind: "form" | "json") {
  return (_request: FastifyRequest, text: string, done: (error: Error | null, body?: Body) => void): void =>
    done(null, { kind, text });
}

const noBody: Body = { kind: "none" };

function bodyOf(request: FastifyRequest, uploads: boolean): Body | Promise<Body> {
  if (request.isMultipart()) return partsOf(request, uploads);
  return (request.body as Body | undefined) ?? noBody;
}

async function partsOf(request: FastifyRequest, uploads: boolean): Promise<Body> {
  const fields: (readonly [string, string])[] = [];
  const files = new Map<string, Upload>();
  try {
    for await (const part of request.parts({ limits: { files: uploads ? 4 : 0 } })) {
      if (part.type === "file")
        files.set(part.fieldname, { filename: part.filename, content: await part.toBuffer() });
      else fields.push([part.fieldname, String(part.value)]);
    }
  } catch (error) {
    throw multipartFault(error);
  }
  return { kind: "parts", fields, files };
}

function multipartFault(error: unknown): BadRequest {
  const tooLarge = (error as Partial<FastifyError>).statusCode === 413;
  return tooLarge
    ? new BadRequest(413, "The upload is too large.")
    : new BadRequest(400, "The upload cannot be read.");
}

/** What Fastify refused by itself: too large, broken off, or of a length that is not true. */
function beforeTheDoor(error: FastifyError, request: FastifyRequest): Reply {
  const path = request.routeOptions.url ?? "/";
  const status = error.statusCode === 413 ? 413 : 400;
  const message =
    status === 413 ? `The request is larger than ${formBytes} bytes.` : "The request cannot be read.";
  return badRequestReply(path, new BadRequest(status, message));
}

function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.failure === undefined) return send(reply, answer, answer.secure);
  const headers = { ...answer.headers, "x-request-id": answer.failure };
  return send(reply, { ...answer, headers }, answer.secure);
}

/**
 * Past Fastify: it would add a charset to JSON, which LinOTP does not send, and a body of bytes would cost a second write
 * to the socket, which is half of what a short request costs altogether.
 */
function send(reply: FastifyReply, answer: Reply, secure: boolean): FastifyReply {
  const { status, contentType, body, stream } = answer;
  const headers: OutgoingHttpHeaders = { ...safeHeaders, "content-type": contentType, ...answer.headers };
  if (answer.cookies !== undefined) {
    headers["set-cookie"] = answer.cookies.map((cookie) => writeCookie(cookie, secure));
  }
  reply.hijack();
  const { raw } = reply;
  if (stream !== undefined) {
    raw.writeHead(status, headers);
    // A caller who goes away in the middle is nobody's fault.
    pipeline(Readable.from(stream), raw).catch(() => raw.destroy());
    return reply;
  }
  headers["content-length"] = Buffer.byteLength(body);
  raw.writeHead(status, headers);
  raw.end(body);
  return reply;
}

function allowed(reply: FastifyReply, open: readonly string[]): FastifyReply {
  return send(
    reply,
    { status: 200, contentType: "text/plain", body: "", headers: allow(open), audit: "none" },
    false,
  );
}

function notAllowed(reply: FastifyReply, open: readonly string[]): FastifyReply {
  const page = errorPage(405, "This address does not answer this method.");
  return send(reply, { ...page, headers: allow(open) }, false);
}

function allow(open: readonly string[]): { readonly allow: string } {
  return { allow: ["OPTIONS", ...open].join(", ") };
}

function trustedProxies(entries: readonly string[]): DoorParts["trustedProxies"] {
  if (entries.length === 0) return undefined;
  const list = readNetworks(entries);
  if (list === undefined)
    throw new Error("Trusted proxies must be addresses or networks, such as 10.0.0.0/8.");
  return list;
}
