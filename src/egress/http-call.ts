// One HTTP request to a peer: with a time limit, without following redirects, and with the peer's own certificate
// authority where it has one (which `fetch` does not offer).

import { readdir, readFile, stat } from "node:fs/promises";
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { join } from "node:path";
import { DeliveryFault } from "./fault.ts";
import { askEgress, type Egress } from "./hub.ts";

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpPeer {
  /** Of the whole exchange. */
  readonly timeoutMs: number;
  /** A file with certificates, or a folder of such files; `false`: believe anyone; undefined: the system's authorities. */
  readonly certificate: string | false | undefined;
  /** A PEM file with our own certificate and its key. */
  readonly ownCertificate?: string | undefined;
  /** URL of a proxy for both protocols, or none. */
  readonly proxy: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 64 KiB. */
  readonly body: string;
}

const longestBody = 65_536;

/** Throws a DeliveryFault when nobody answers. Any answer is an answer, whatever its status. */
export async function callHttp(
  call: HttpCall,
  peer: HttpPeer,
  egress: Egress | undefined,
): Promise<HttpAnswer> {
  const taken = await askEgress(egress, { kind: "http", ...call, url: call.url.href });
  if (taken !== undefined) {
    return { status: taken.status ?? 200, headers: lowerCased(taken.headers ?? {}), body: taken.body ?? "" };
  }
  const papers = await readPapers(peer);
  const signal = AbortSignal.timeout(peer.timeoutMs);
  try {
    const response = await exchange(call, { peer, papers, signal });
    return {
      status: response.statusCode ?? 0,
      headers: textHeaders(response),
      body: await readBody(response),
    };
  } catch (error) {
    if (signal.aborted) throw new DeliveryFault("the gateway did not answer in time", true, true);
    const { code } = error as NodeJS.ErrnoException;
    throw new DeliveryFault(`no connection to the gateway (${code})`, true);
  }
}

/** What TLS needs to know beyond the system's own authorities. */
export interface Papers {
  readonly rejectUnauthorized: boolean;
  readonly ca?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

interface Circumstances {
  readonly peer: HttpPeer;
  readonly papers: Papers;
  readonly signal: AbortSignal;
}

function exchange(
  { method, url, headers, body }: HttpCall,
  { peer, papers, signal }: Circumstances,
): Promise<IncomingMessage> {
  const proxyEnv = { HTTP_PROXY: peer.proxy, HTTPS_PROXY: peer.proxy };
  const settings = { proxyEnv, keepAlive: false };
  const { ca, ...own } = papers;
  const trust = { ...own, ...(ca === undefined ? {} : { ca: [...ca] }) };
  const secure = url.protocol === "https:";
  const options = { method, headers, signal };
  return new Promise((answer, fail) => {
    const request = secure
      ? secureRequest(url, { ...options, agent: new SecureAgent({ ...settings, ...trust }) })
      : plainRequest(url, { ...options, agent: new PlainAgent(settings) });
    request.on("response", answer).on("error", fail).end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length >= longestBody) break;
  }
  return Buffer.concat(parts).subarray(0, longestBody).toString("utf8");
}

function textHeaders(response: IncomingMessage): Readonly<Record<string, string>> {
  return lowerCased(
    Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value ?? "")])),
  );
}

export function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Throws a DeliveryFault when a file is not what it should be. */
export async function readPapers({ certificate, ownCertificate }: HttpPeer): Promise<Papers> {
  const trusted = typeof certificate === "string" ? { ca: await readAuthorities(certificate) } : {};
  const own = ownCertificate === undefined ? undefined : await readOwn(ownCertificate);
  return {
    rejectUnauthorized: certificate !== false,
    ...trusted,
    ...(own === undefined ? {} : { cert: own, key: own }),
  };
}

async function readAuthorities(path: string): Promise<readonly string[]> {
  const facts = await stat(path).catch(() => undefined);
  const files = facts?.isDirectory() ? (await readdir(path)).map((name) => join(path, name)) : [path];
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  const found = texts.filter((text) => text.includes("-----BEGIN CERTIFICATE-----"));
  if (found.length === 0) throw new DeliveryFault("the server certificate is no file that can be read");
  return found;
}

async function readOwn(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new DeliveryFault(`our own certificate cannot be read (${error.code})`);
  });
}
