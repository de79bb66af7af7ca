// Access points: names for networks. Here they are put beside what people would otherwise have to know by heart.

import { readRecord, readText } from "../../shared/api/read.ts";
import { addressOf, isIn, networkBits } from "./networks.ts";

export type AccessPoint = { readonly name: string; readonly networks: readonly string[] };

const prefix = "access_point.";

export function settingOf(name: string): string {
  return `${prefix}${name}`;
}

/** From all settings, in the order of their names. */
export function readAccessPoints(settings: unknown): readonly AccessPoint[] {
  return Object.entries(readRecord(settings))
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => ({ name: key.slice(prefix.length), networks: entriesOf(readText(value)) }))
    .toSorted((left, right) => left.name.localeCompare(right.name));
}

export function entriesOf(list: string): readonly string[] {
  return list
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** `!10.8.0.0/24` is a negation and `10.8.0.0/24`. */
export function signOf(entry: string): { readonly sign: string; readonly body: string } {
  const sign = /^[!-]\s*/.exec(entry)?.[0] ?? "";
  return { sign: sign.trim(), body: entry.slice(sign.length) };
}

/** `VPN Berlin (10.8.0.0/24)` for a name, and for a network that is exactly one access point's. */
export function withNames(clients: string, points: readonly AccessPoint[]): string {
  return entriesOf(clients)
    .map((entry) => {
      const { sign, body } = signOf(entry);
      const point = points.find(({ name }) => name === body) ?? points.find((each) => isExactly(each, body));
      return point === undefined ? entry : `${sign}${shownPoint(point)}`;
    })
    .join(", ");
}

export function shownPoint({ name, networks }: AccessPoint): string {
  return `${name} (${networks.join(", ")})`;
}

function isExactly({ networks }: AccessPoint, written: string): boolean {
  const bits = networkBits(written);
  return bits !== undefined && networks.length === 1 && networkBits(networks[0] ?? "") === bits;
}

/** `10.8.0.9 (VPN Berlin)`: an address with the access points that it lies in. */
export function addressWithNames(address: string, points: readonly AccessPoint[]): string {
  const names = points.filter(({ networks }) => networks.some((network) => isIn(address, network)));
  return names.length === 0 ? address : `${address} (${names.map(({ name }) => name).join(", ")})`;
}

/** What is asked about where a name stands for an address: the first one of its first network. */
export function addressAt(written: string, points: readonly AccessPoint[]): string {
  const [network] = points.find(({ name }) => name === written)?.networks ?? [];
  return network === undefined ? written : addressOf(network);
}

/** Policies whose clients name it, also as a negation. */
export function usersOf<Policy extends { readonly client: string }>(
  name: string,
  policies: readonly Policy[],
): readonly Policy[] {
  return policies.filter(({ client }) => entriesOf(client).some((entry) => signOf(entry).body === name));
}

export type PointFault = "name" | "taken" | "networks";

/** The server checks again; this is for those who are still typing. `taken`: the names of the others. */
export function pointFaults(
  { name, networks }: { readonly name: string; readonly networks: string },
  taken: readonly string[],
): readonly PointFault[] {
  const faults: PointFault[] = [];
  const isWord = name.length > 0 && name.length <= 60 && name !== "None" && !/[,!*"'\p{C}]/u.test(name);
  const isAddress = /^[\da-f]*[.:/][\da-f.:/]*$/i.test(name);
  if (!isWord || isAddress || name.startsWith("-") || /\.(?:type|desc)$/.test(name)) faults.push("name");
  else if (taken.includes(name)) faults.push("taken");
  const written = entriesOf(networks);
  if (written.length === 0 || written.some((each) => networkBits(each) === undefined))
    faults.push("networks");
  return faults;
}
