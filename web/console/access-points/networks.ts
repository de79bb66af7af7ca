// Addresses and networks as strings of bits: those of a network begin all of its addresses.

/** The leading bits that count, after the family: `4:00001010`. Undefined for what is neither address nor network. */
export function networkBits(written: string): string | undefined {
  const [host = "", prefix, ...more] = written.trim().split("/");
  const bits = host.includes(":") ? bits6(host) : bits4(host);
  if (bits === undefined || more.length > 0) return undefined;
  if (prefix === undefined) return bits;
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) - dress(host, bits) : Number.NaN;
  return length >= 0 && length <= bits.length - 2 ? bits.slice(0, length + 2) : undefined;
}

/** An address itself is in it, too. */
export function isIn(address: string, network: string): boolean {
  const [inner, outer] = [networkBits(address), networkBits(network)];
  return inner !== undefined && outer !== undefined && inner.startsWith(outer);
}

/** The first address of a network, with the bits that it was written with. */
export function addressOf(network: string): string {
  return network.trim().split("/")[0] ?? "";
}

/** An IPv4 address in the dress of IPv6 counts as IPv4; its network is written with the 96 bits of the dress. */
function dress(host: string, bits: string): number {
  return host.includes(":") && bits.startsWith("4:") ? 96 : 0;
}

function bits4(host: string): string | undefined {
  const parts = host.split(".");
  const right = parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && +part < 256);
  return right ? `4:${parts.map((part) => Number(part).toString(2).padStart(8, "0")).join("")}` : undefined;
}

const mappedHead = `${"0".repeat(80)}${"1".repeat(16)}`;

function bits6(host: string): string | undefined {
  if (!/^[\da-f:.]+$/i.test(host) || !URL.canParse(`http://[${host}]`)) return undefined;
  const [head = "", tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split("::");
  const groups = (side: string) => (side === "" ? [] : side.split(":"));
  const [front, back] = [groups(head), groups(tail ?? "")];
  const zeros = new Array<string>(8 - front.length - back.length).fill("0");
  const bits = [...front, ...zeros, ...back]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0"))
    .join("");
  return bits.startsWith(mappedHead) ? `4:${bits.slice(96)}` : `6:${bits}`;
}
