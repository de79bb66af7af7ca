// Addresses and networks as text, in one spelling for each: what two administrators wrote differently reads the same.

import type { Address, Network } from "./client.ts";

/** Bits beyond the prefix are cleared; a single address has no prefix. */
export function printNetwork(network: Network): string {
  const { address, bits } = network;
  const first = printAddress(firstOf(network));
  return bits === address.length * 8 ? first : `${first}/${bits}`;
}

/** IPv6 in the spelling of RFC 5952: groups without leading zeros, the longest run of zeros as `::`. */
export function printAddress(address: Address): string {
  if (address.length === 4) return address.join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((address[index * 2] ?? 0) << 8) | (address[index * 2 + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

/** The lowest address of a network. */
export function firstOf({ address, bits }: Network): Address {
  return address.map((byte, index) => {
    const spare = Math.min(8, Math.max(0, (index + 1) * 8 - bits));
    return (byte >> spare) << spare;
  });
}
