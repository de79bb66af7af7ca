// From where a rollout token is let in at /validate: the policies are asked as at a login, once for each part of the internet
// that they tell apart.

import {
  type AccessPoints,
  type Address,
  isInside,
  type Network,
  noAccessPoints,
  readNetwork,
} from "./fields/client.ts";
import { firstOf, printAddress, printNetwork } from "./fields/network-text.ts";
import { entriesOf, entryOf } from "./fields/quality.ts";
import type { PolicyUser } from "./fields/user.ts";
import { asSet, candidates, type Policies } from "./policy.ts";
import { rule } from "./rule.ts";

/** An access point by its name, or a single network that has none. */
export interface Place {
  readonly name: string | undefined;
  readonly networks: readonly string[];
}

export interface Reach {
  readonly everywhere: boolean;
  /** Empty when it is everywhere, or nowhere. */
  readonly places: readonly Place[];
  /** Parts of what is named before from which it is not let in after all. */
  readonly except: readonly Place[];
}

export interface ReachQuestion {
  readonly user: PolicyUser;
  /** Milliseconds since 1970: policies have times. */
  readonly at: number;
}

/** For a token whose scope names /validate. Nobody is let in with a token that has no owner (deviation 1). */
export function reachOf(policies: Policies, question: ReachQuestion, accessPoints = noAccessPoints): Reach {
  const { user, at } = question;
  const lets = (address: Address) =>
    rule(policies, { user, realm: user.realm, client: printAddress(address), at }).authentication
      .rollout_token_allow_validate;
  const parts = partsOf([...networksIn(policies, accessPoints), ...wholes], lets);
  const changes = (to: boolean) => parts.filter(({ open, around }) => open === to && around !== to);
  const opened = changes(true).map(({ network }) => network);
  const everywhere = wholes.every((whole) => opened.includes(whole));
  const places = opened.filter((network) => !everywhere || !wholes.includes(network));
  const except = changes(false).map(({ network }) => network);
  return {
    everywhere,
    places: named(places, accessPoints),
    except: named(except, accessPoints),
  };
}

/** IPv4 and IPv6. */
const wholes: readonly Network[] = [
  { address: [0, 0, 0, 0], bits: 0 },
  { address: new Array<number>(16).fill(0), bits: 0 },
];

function networksIn(policies: Policies, accessPoints: AccessPoints): readonly Network[] {
  const asked = candidates(asSet(policies), "authentication", "rollout_token_allow_validate");
  return asked.flatMap(({ text }) =>
    entriesOf(text.client, ",").flatMap((entry) => {
      const { body } = entryOf(entry);
      const network = readNetwork(body);
      return network === undefined ? (accessPoints.get(body) ?? []) : [network];
    }),
  );
}

interface Part {
  readonly network: Network;
  /** Whether its addresses open that are in no smaller network; undefined when there are none. */
  readonly open: boolean | undefined;
  /** The same for what is around it. */
  readonly around: boolean;
}

/** Networks lie within each other or beside each other, so each has one that is next around it. */
function partsOf(networks: readonly Network[], lets: (address: Address) => boolean): readonly Part[] {
  const unlike = new Map(networks.map((network) => [printNetwork(network), network]));
  const widestFirst = [...unlike.values()].toSorted((left, right) => left.bits - right.bits);
  const parts: Part[] = [];
  for (const network of widestFirst) {
    const inner = widestFirst.filter(
      (other) => other.bits > network.bits && isInside(other.address, network),
    );
    const free = freeAddress(network, inner);
    const outer = parts.findLast(
      (part) => part.open !== undefined && isInside(network.address, part.network),
    );
    parts.push({
      network,
      open: free === undefined ? undefined : lets(free),
      around: outer?.open ?? false,
    });
  }
  return parts;
}

/** The lowest address in none of the networks within; undefined when they leave none. */
function freeAddress(network: Network, inner: readonly Network[]): Address | undefined {
  const first = firstOf(network);
  if (inner.length === 0) return first;
  if (inner.some(({ bits }) => bits <= network.bits)) return undefined;
  for (const half of halvesOf(first, network.bits)) {
    const inside = inner.filter(({ address }) => isInside(address, half));
    const free = freeAddress(half, inside);
    if (free !== undefined) return free;
  }
  return undefined;
}

function halvesOf(first: Address, bits: number): readonly Network[] {
  const upper = first.map((byte, index) => (index === bits >> 3 ? byte | (128 >> (bits & 7)) : byte));
  return [first, upper].map((address) => ({ address, bits: bits + 1 }));
}

/** An access point stands for its networks where all of them are there; the rest are single networks. */
function named(networks: readonly Network[], accessPoints: AccessPoints): readonly Place[] {
  const left = new Set(networks.map(printNetwork));
  const places: Place[] = [];
  for (const [name, own] of [...accessPoints].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const written = widest(own).map(printNetwork);
    if (!written.every((each) => left.has(each))) continue;
    for (const each of written) left.delete(each);
    places.push({ name, networks: written });
  }
  return [...places, ...[...left].map((each) => ({ name: undefined, networks: [each] }))];
}

function widest(networks: readonly Network[]): readonly Network[] {
  return networks.filter(
    ({ address, bits }) => !networks.some((other) => other.bits < bits && isInside(address, other)),
  );
}
