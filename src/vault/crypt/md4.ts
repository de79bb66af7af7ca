// MD4 (RFC 1320), which OpenSSL no longer has by default. For nothing but NT hashes that a directory brings.

const shifts = [3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15] as const;
const constants = [0, 0x5a827999, 0x6ed9eba1] as const;
/** Which word of the block each step takes. */
const orders = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
] as const;

const mixes = [
  (x: number, y: number, z: number) => (x & y) | (~x & z),
  (x: number, y: number, z: number) => (x & y) | (x & z) | (y & z),
  (x: number, y: number, z: number) => x ^ y ^ z,
] as const;

type State = readonly [number, number, number, number];

export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let start = 0; start < padded.length; start += 64)
    state = compress(state, padded.subarray(start, start + 64));
  const digest = Buffer.alloc(16);
  for (const [index, word] of state.entries()) digest.writeUInt32LE(word >>> 0, index * 4);
  return digest;
}

function compress(state: State, block: Buffer): State {
  let [a, b, c, d]: State = state;
  for (const [round, order] of orders.entries()) {
    for (const [step, word] of order.entries()) {
      const mixed = mixes[round]?.(b, c, d) ?? 0;
      const sum = (a + mixed + block.readUInt32LE(word * 4) + (constants[round] ?? 0)) | 0;
      const shift = shifts[round * 4 + (step & 3)] ?? 0;
      [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
    }
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
}
