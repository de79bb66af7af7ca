// The client field of a policy: addresses and networks of both internet protocols (contract 09 section 5), and access
// points, which are names for some.

import { invalid } from "../../fields.ts";
import { entriesOf, entryOf, type Quality, quality } from "./quality.ts";

/** Four bytes for IPv4, sixteen for IPv6. An IPv4 address dressed as IPv6 (`::ffff:10.0.0.1`) counts as IPv4. */
export type Address = readonly number[];

export interface Network {
  readonly address: Address;
  /** How many leading bits count. */
  readonly bits: number;
}

/** Networks by the name that administrators gave them. */
export type AccessPoints = ReadonlyMap<string, readonly Network[]>;

export const noAccessPoints: AccessPoints = new Map();

/** What is not an address fits `*` only. */
export type ClientMatcher = (client: Address | undefined) => Quality;

/**
 * An entry `*` fits everybody and silences negations, as in LinOTP; otherwise a negation wins wherever it stands. Throws
 * a Refusal for what is neither a network nor one of the access points.
 */
export function compileClients(field: string, accessPoints = noAccessPoints): ClientMatcher {
  const written = entriesOf(field, ",");
  if (written.includes("*")) return () => quality.wildcard;
  const entries = written.flatMap((each) => {
    const { negated, body } = entryOf(each);
    return networksOf(body, accessPoints).map((network) => ({ negated, network }));
  });
  return (client) => {
    if (client === undefined) return quality.none;
    const hits = entries.filter(({ network }) => isInside(client, network));
    return hits.length > 0 && hits.every(({ negated }) => !negated) ? quality.exact : quality.none;
  };
}

/** Undefined when the text is not an address. A zone (`fe80::1%eth0`) is ignored. */
export function readAddress(written: string): Address | undefined {
  const bare = written.replace(/%[\w.-]+$/, "");
  return bare.includes(":") ? readIpv6(bare) : readIpv4(bare);
}

/** Undefined when the text is neither an address nor a network. Bits beyond the prefix may be set and do not count. */
export function readNetwork(written: string): Network | undefined {
  const [host = "", prefix, ...more] = written.split("/");
  const address = host.includes("%") ? undefined : readAddress(host);
  if (address === undefined || more.length > 0) return undefined;
  const all = address.length * 8;
  if (prefix === undefined) return { address, bits: all };
  // A network of dressed IPv4 addresses is written with the 96 bits of its dress.
  const dressed = host.includes(":") && address.length === 4 ? 96 : 0;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) - dressed : Number.NaN;
  return bits >= 0 && bits <= all ? { address, bits } : undefined;
}

export function isInside(client: Address, { address, bits }: Network): boolean {
  if (client.length !== address.length) return false;
  for (let index = 0; index * 8 < bits; index++) {
    const spare = Math.max(0, (index + 1) * 8 - bits);
    if ((client[index] ?? 0) >> spare !== (address[index] ?? 0) >> spare) return false;
  }
  return true;
}

function networksOf(written: string, accessPoints: AccessPoints): readonly Network[] {
  const network = readNetwork(written);
  const networks = network === undefined ? accessPoints.get(written) : [network];
  if (networks === undefined)
    throw invalid(
      "client",
      `addresses, networks such as 10.0.0.0/8, or names of access points, not '${written}'`,
    );
  return networks;
}

/** A leading zero is refused: some programs read it as octal. */
function readIpv4(written: string): Address | undefined {
  const parts = written.split(".");
  const bytes = parts.map((part) => (/^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return bytes.length === 4 && bytes.every((byte) => byte < 256) ? bytes : undefined;
}

/** RFC 4291 section 2.2: eight groups, one run of zeros as `::`, and dotted decimals at the end. */
function readIpv6(written: string): Address | undefined {
  const sides = written.split("::");
  if (sides.length > 2 || (sides.length === 2 && sides[0]?.includes("."))) return undefined;
  const [front, back] = sides.map((side) => (side === "" ? [] : groupBytes(side.split(":"))));
  if (front === undefined || (sides.length === 2 && back === undefined)) return undefined;
  const missing = 16 - front.length - (back?.length ?? 0);
  if (sides.length === 2 ? missing < 2 : missing !== 0) return undefined;
  const bytes = [...front, ...new Array<number>(missing).fill(0), ...(back ?? [])];
  return isDressed(bytes) ? bytes.slice(12) : bytes;
}

function groupBytes(groups: readonly string[]): number[] | undefined {
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const dotted = group.includes(".") && index === groups.length - 1 ? readIpv4(group) : undefined;
    if (dotted !== undefined) bytes.push(...dotted);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return undefined;
  }
  return bytes;
}

function isDressed(bytes: readonly number[]): boolean {
  return bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
}
