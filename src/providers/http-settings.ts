// What the providers that speak HTTP have in common: how their configuration names an address, its certificates and its
// time limit (contract 08 section 5), and what a status means.

import { type Fields, invalid, optional, required, text } from "../core/fields.ts";
import { DeliveryFault } from "../egress/fault.ts";
import type { HttpPeer } from "../egress/http-call.ts";

/** The classes spell the same keys differently. */
export interface PeerKeys {
  readonly timeout: string;
  readonly certificate: string;
  readonly ownCertificate: string | undefined;
  readonly proxy: string;
}

export function readPeer(config: Fields, url: URL, keys: PeerKeys): HttpPeer {
  return {
    timeoutMs: readTimeout(config, keys.timeout),
    certificate: readCertificate(config, keys.certificate),
    ownCertificate: keys.ownCertificate === undefined ? undefined : optional(config, keys.ownCertificate),
    proxy: readProxy(config, keys.proxy, url),
  };
}

/** An http or https address without an account in it. */
export function readUrl(config: Fields, name: string): URL {
  return urlOf(required(config, name), name);
}

export function urlOf(value: string, name: string): URL {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) throw invalid(name, "an http or https address");
  url.username = "";
  url.password = "";
  return url;
}

/** Seconds, or seconds to connect and seconds to answer, as Python's requests has them. */
function readTimeout(config: Fields, name: string): number {
  const written = config.get(name);
  const value = Array.isArray(written) ? written.join(",") : (optional(config, name) ?? "3,5");
  const [connect, answer = connect, ...more] = value.split(",").map(Number);
  const seconds = (connect ?? Number.NaN) + (answer ?? Number.NaN);
  if (more.length > 0 || !(seconds > 0 && seconds <= 600))
    throw invalid(name, "seconds, or two numbers of seconds with a comma");
  return seconds * 1000;
}

function readCertificate(config: Fields, name: string): string | false | undefined {
  const value = optional(config, name);
  return value?.toLowerCase() === "false" ? false : value;
}

/** One address for everything, or one each: `{"http": …, "https": …}`. */
function readProxy(config: Fields, name: string, url: URL): string | undefined {
  const protocol = url.protocol.slice(0, -1);
  const both = typeof config.get(name) === "object";
  const proxy = both ? readPairs(config, name)[protocol] : optional(config, name);
  if (proxy === undefined || proxy === "") return undefined;
  if (!URL.canParse(proxy)) throw invalid(name, "an address, or one each for http and https");
  return proxy;
}

/** A JSON object of texts. */
export function readPairs(config: Fields, name: string): Readonly<Record<string, string>> {
  const value = config.get(name) ?? {};
  if (typeof value !== "object" || Array.isArray(value)) throw invalid(name, "a JSON object");
  const fields = new Map(Object.entries(value));
  return Object.fromEntries([...fields.keys()].map((key) => [key, text(fields, key) ?? ""]));
}

/** 5xx counts as an outage, so that the next provider gets its turn at once. */
export function judgeStatus(status: number, addressKey: string): void {
  if (status >= 500) throw new DeliveryFault(`the gateway answered with status ${status}`, true);
  if (status >= 300 && status < 400)
    throw new DeliveryFault(`the gateway redirects (status ${status}); set ${addressKey} to its new address`);
  if (status < 200 || status >= 300) throw new DeliveryFault(`the gateway answered with status ${status}`);
}
