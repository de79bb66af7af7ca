// Access points: names for the networks from which clients ask, such as `VPN Berlin` for 10.8.0.0/24. They are kept as
// settings, `access_point.<name>`, and may stand in the client field of a policy (ADR 0032).

import type { ConfigValue } from "../settings.ts";
import { type AccessPoints, type Network, readNetwork } from "./fields/client.ts";
import { entriesOf, entryOf } from "./fields/quality.ts";
import type { Policy } from "./policy.ts";

const prefix = "access_point.";

/** The name in the key of a setting; undefined for every other setting. */
export function accessPointName(key: string): string | undefined {
  return key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}

/** By name. A stored list that cannot be read is left out, so that policies with that name are faulty and open nothing. */
export function accessPointsOf(config: ReadonlyMap<string, ConfigValue>): AccessPoints {
  const found = new Map<string, readonly Network[]>();
  for (const [key, { value }] of config) {
    const name = accessPointName(key);
    const networks = name === undefined ? undefined : readNetworks(value);
    if (name !== undefined && networks !== undefined) found.set(name, networks);
  }
  return found;
}

/** Undefined unless the list names at least one network, and nothing but networks. */
export function readNetworks(list: string): readonly Network[] | undefined {
  const networks = entriesOf(list, ",").map(readNetwork);
  return networks.length > 0 && networks.every((each) => each !== undefined) ? networks : undefined;
}

/**
 * Whether a policy could name it so without being misread: 1 to 60 characters, no separator and no negation, nothing that
 * looks like an address, none of LinOTP's own words (`*`, `None`), and no ending that setConfig takes as an attribute.
 */
export function isAccessPointName(name: string): boolean {
  if (name.length === 0 || name.length > 60 || name !== name.trim() || name === "None") return false;
  if (/[,!*"'\p{C}\p{Zl}\p{Zp}]/u.test(name) || name.startsWith("-")) return false;
  return !/^[\da-f]*[.:/][\da-f.:/]*$/i.test(name) && !/\.(?:type|desc)$/.test(name);
}

/** Names of the policies, active or not, whose client field names the access point. */
export function policiesNaming(policies: readonly Policy[], name: string): readonly string[] {
  return policies.flatMap(({ text }) =>
    entriesOf(text.client, ",").some((entry) => entryOf(entry).body === name) ? [text.name] : [],
  );
}
