// Where a request really comes from (contract 01 section 8; decision 0128). Policies, the audit trail and portal sessions
// rely on it.

import { BlockList, isIP } from "node:net";
import type { Fields } from "../../core/fields.ts";
import { invalid, readFlag } from "../../core/fields.ts";
import type { Settings } from "../../core/settings.ts";
import { type Hops, readAddress, readForwarded, readForwardedFor, type Trace, trace } from "./forwarded.ts";

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
  const believed = (address: string) => isTrusted(address, settings, rules.trusted);
  const seen = trace(arrival.peer, hopsOf(arrival, settings, rules), believed);
  const override = rules.override ? arrival.fields.get("client") : undefined;
  if (override === undefined || override === "" || !mayOverwrite(settings, seen)) return seen.address;
  const address = typeof override === "string" ? readAddress(override.trim()) : undefined;
  if (address === undefined) throw invalid("client", "an IP address");
  return address;
}

/** Whether a proxy has this address that we believe, in what it says about the connection before it. */
export function isTrusted(address: string, settings: Settings, trusted: BlockList | undefined): boolean {
  const proxies = trusted ?? configuredProxies(settings);
  return proxies !== undefined && contains(proxies, address);
}

/** What the headers say that count here, whoever says it. */
function hopsOf({ headers }: Arrival, settings: Settings, { trusted }: AddressRules): Hops {
  const byFor = trusted !== undefined || on(settings, "client.X_FORWARDED_FOR");
  const listed = byFor ? readForwardedFor(headers["x-forwarded-for"] ?? "") : [];
  if (listed.length > 0 || trusted !== undefined || !on(settings, "client.FORWARDED")) return listed;
  return readForwarded(headers["forwarded"] ?? "");
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

/** A proxy that could not say who asked has not asked itself, and may not speak as if it had. */
function mayOverwrite(settings: Settings, { address, broken }: Trace): boolean {
  if (broken) return false;
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
