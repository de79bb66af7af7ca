// One HTTP request to a gateway: with a time limit, without following redirects, and with the gateway's own certificate
// authority where it has one (which `fetch` does not offer).

import { readFile, stat } from "node:fs/promises";
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { askEgress, type Egress } from "./egress.ts";
import { DeliveryFault } from "./provider.ts";

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpPeer {
  readonly timeoutMs: number;
  /** A file with certificates; `false`: believe anyone; undefined: the system's authorities. */
  readonly certificate: string | false | undefined;
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
  const certificates =
    typeof peer.certificate === "string" ? await readCertificates(peer.certificate) : undefined;
  const signal = AbortSignal.timeout(peer.timeoutMs);
  try {
    const response = await exchange(call, { peer, certificates, signal });
    return {
      status: response.statusCode ?? 0,
      headers: textHeaders(response),
      body: await readBody(response),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DeliveryFault(
      signal.aborted ? "the gateway did not answer in time" : `no connection to the gateway (${code})`,
      true,
    );
  }
}

interface Circumstances {
  readonly peer: HttpPeer;
  readonly certificates: string | undefined;
  readonly signal: AbortSignal;
}

function exchange(
  { method, url, headers, body }: HttpCall,
  { peer, certificates, signal }: Circumstances,
): Promise<IncomingMessage> {
  const proxyEnv = { HTTP_PROXY: peer.proxy, HTTPS_PROXY: peer.proxy };
  const settings = { proxyEnv, keepAlive: false };
  const trust = {
    rejectUnauthorized: peer.certificate !== false,
    ...(certificates === undefined ? {} : { ca: certificates }),
  };
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

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

async function readCertificates(path: string): Promise<string> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined || !facts.isFile())
    throw new DeliveryFault("the SERVER_CERTIFICATE is not a file that can be read");
  return readFile(path, "utf8");
}
