// What proxies say about the addresses before them: `X-Forwarded-For` and `Forwarded` (RFC 7239), and how far it is
// believed (decision 0128).

import { isIP, SocketAddress } from "node:net";

/** Addresses as a header lists them, the one that the nearest proxy saw last. Undefined: an entry that is no address. */
export type Hops = readonly (string | undefined)[];

export interface Trace {
  readonly address: string;
  /** Whether a trusted proxy said something that is no address, so that the trace ends at that proxy. */
  readonly broken: boolean;
}

/**
 * From the connection's other end backwards, past every proxy that is trusted, to the first address that is none. What is
 * further left was written by somebody whom nobody vouches for.
 */
export function trace(peer: string, hops: Hops, trusted: (address: string) => boolean): Trace {
  let address = peer;
  for (const hop of hops.toReversed()) {
    if (!trusted(address)) break;
    if (hop === undefined) return { address, broken: true };
    address = hop;
  }
  return { address, broken: false };
}

/** Empty entries say nothing (RFC 9110 section 5.6.1). Several lines of the header arrive here as one. */
export function readForwardedFor(header: string): Hops {
  return entriesOf(header).map(readHop);
}

/** As `for="[2001:db8::1]:4711";proto=https, for=...`. */
export function readForwarded(header: string): Hops {
  return entriesOf(header).map(forOf);
}

/** One spelling for each address, IPv4 also when it is mapped into IPv6; undefined for anything else. */
export function readAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family === 4) return text;
  // A zone is about an interface of the machine that wrote it down.
  if (family === 0 || text.includes("%")) return undefined;
  return plainAddress(new SocketAddress({ address: text, family: "ipv6" }).address);
}

export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

function entriesOf(header: string): readonly string[] {
  return header
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

const parameter = /^\s*([\w!#$%&'*+.^`|~-]+)=(?:([\w!#$%&'*+.^`|~:[\]-]+)|"([^"\\]*)")\s*$/;

/**
 * All of the element has to be well-formed: a comma within quotes, where a host name may have been chosen by the caller,
 * must not make an element of its own.
 */
function forOf(element: string): string | undefined {
  const pairs = element.split(";").map((pair) => parameter.exec(pair));
  if (pairs.includes(null)) return undefined;
  const named = pairs.filter((pair) => pair?.[1]?.toLowerCase() === "for");
  const [only] = named;
  return named.length === 1 ? readHop(only?.[2] ?? only?.[3] ?? "") : undefined;
}

/** An address with or without a port, IPv6 in brackets then. */
function readHop(text: string): string | undefined {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? readAddress(bracketed) : undefined;
  return readAddress(/^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text);
}
