// Where a request really comes from (contract 01 section 8). Policies, the audit trail and portal sessions rely on it.

import { BlockList, isIP } from "node:net";
import type { Fields } from "../../core/fields.ts";
import { invalid, readFlag } from "../../core/fields.ts";
import { refuse } from "../../core/problem.ts";
import type { Settings } from "../../core/settings.ts";

export interface Arrival {
  /** The other end of the connection. */
  readonly peer: string;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly fields: Fields;
}

export interface AddressRules {
  /** Proxies named at start. Not empty: the settings `client.*` are not asked. */
  readonly trusted: BlockList | undefined;
  /** Whether `client` may replace an address that `mayOverwriteClient` lists. */
  readonly override: boolean;
}

/** Addresses and networks, separated by commas. Undefined when an entry is neither. */
export function readNetworks(entries: readonly string[]): BlockList | undefined {
  const list = new BlockList();
  return entries.every((entry) => add(list, entry.trim())) ? list : undefined;
}

export function clientAddress(arrival: Arrival, settings: Settings, rules: AddressRules): string {
  const seen = forwarded(arrival, settings, rules.trusted);
  const override = rules.override ? arrival.fields.get("client") : undefined;
  if (override === undefined || override === "" || !mayOverwrite(settings, seen)) return seen;
  if (typeof override !== "string" || isIP(override.trim()) === 0) throw invalid("client", "an IP address");
  return plainAddress(override.trim());
}

/** Whether the peer is a proxy that we believe, in what it says about the connection before it. */
export function isTrusted(peer: string, settings: Settings, trusted: BlockList | undefined): boolean {
  const proxies = trusted ?? configuredProxies(settings);
  return proxies !== undefined && contains(proxies, peer);
}

export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

function forwarded(arrival: Arrival, settings: Settings, trusted: BlockList | undefined): string {
  const header = believedHeader(arrival, settings, trusted);
  if (header === undefined) return arrival.peer;
  const address = plainAddress(withoutPort(header));
  if (isIP(address) === 0)
    throw refuse("The proxy in front of this server named a client address that is none.");
  return address;
}

function believedHeader(
  arrival: Arrival,
  settings: Settings,
  trusted: BlockList | undefined,
): string | undefined {
  const { peer, headers } = arrival;
  if (trusted !== undefined) return contains(trusted, peer) ? firstOf(headers["x-forwarded-for"]) : undefined;
  const byFor = on(settings, "client.X_FORWARDED_FOR");
  const byForwarded = on(settings, "client.FORWARDED");
  if ((!byFor && !byForwarded) || !isTrusted(peer, settings, undefined)) return undefined;
  return (
    (byFor ? firstOf(headers["x-forwarded-for"]) : undefined) ??
    (byForwarded ? forOf(headers["forwarded"]) : undefined)
  );
}

function firstOf(header: string | undefined): string | undefined {
  return header
    ?.split(",")
    .map((entry) => entry.trim())
    .find((entry) => entry !== "");
}

/** RFC 7239: `for="[2001:db8::1]:4711";proto=https, for=...`. */
function forOf(header: string | undefined): string | undefined {
  return header
    ?.split(/[,;]/)
    .map((entry) => /^\s*for\s*=\s*"?([^"]*)"?\s*$/i.exec(entry)?.[1])
    .find((entry) => entry !== undefined && entry !== "");
}

function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(address);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  return /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1] ?? address;
}

const proxiesOf = new WeakMap<Settings, { readonly list: BlockList | undefined }>();

/** Compiled once per snapshot. An empty or unreadable list trusts nobody. */
function configuredProxies(settings: Settings): BlockList | undefined {
  const known = proxiesOf.get(settings);
  if (known !== undefined) return known.list;
  const text = settings.config.get("client.FORWARDED_PROXY")?.value ?? "";
  const entries = text.split(",").filter((entry) => entry.trim() !== "");
  const list = entries.length === 0 ? undefined : readNetworks(entries);
  proxiesOf.set(settings, { list });
  return list;
}

function mayOverwrite(settings: Settings, address: string): boolean {
  const listed = settings.config.get("mayOverwriteClient")?.value;
  return listed?.split(",").some((entry) => entry.trim() === address) === true;
}

function on(settings: Settings, key: string): boolean {
  return readFlag(settings.config.get(key)?.value ?? "") === true;
}

function contains(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? "ipv4" : "ipv6");
}

function add(list: BlockList, entry: string): boolean {
  const [address = "", bits, ...more] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  if (bits === undefined) list.addAddress(address, type);
  else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
    list.addSubnet(address, Number(bits), type);
  else return false;
  return true;
}
