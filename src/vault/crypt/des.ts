// DES (FIPS 46-3) with the salt of crypt(3): some bits of the expanded half block change places. OpenSSL has DES, but not
// that.

// biome-ignore format: the tables of FIPS 46-3
const initial = [58,50,42,34,26,18,10,2,60,52,44,36,28,20,12,4,62,54,46,38,30,22,14,6,64,56,48,40,32,24,16,8,
  57,49,41,33,25,17,9,1,59,51,43,35,27,19,11,3,61,53,45,37,29,21,13,5,63,55,47,39,31,23,15,7];
// biome-ignore format: as above
const choice1 = [57,49,41,33,25,17,9,1,58,50,42,34,26,18,10,2,59,51,43,35,27,19,11,3,60,52,44,36,
  63,55,47,39,31,23,15,7,62,54,46,38,30,22,14,6,61,53,45,37,29,21,13,5,28,20,12,4];
// biome-ignore format: as above
const choice2 = [14,17,11,24,1,5,3,28,15,6,21,10,23,19,12,4,26,8,16,7,27,20,13,2,
  41,52,31,37,47,55,30,40,51,45,33,48,44,49,39,56,34,53,46,42,50,36,29,32];
// biome-ignore format: as above
const spread = [16,7,20,21,29,12,28,17,1,15,23,26,5,18,31,10,2,8,24,14,32,27,3,9,19,13,30,6,22,11,4,25];
const shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
/** The eight boxes, row by row, a hexadecimal digit each. */
const boxes = [
  "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
  "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
  "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
  "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
  "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
  "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
  "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
  "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b",
];

/** Each box with the permutation behind it: 64 words of 32 bits. */
const tables: readonly Uint32Array[] = boxes.map((box, number) =>
  Uint32Array.from({ length: 64 }, (_, input) => {
    const row = ((input >> 4) & 2) | (input & 1);
    const value = Number.parseInt(box[row * 16 + ((input >> 1) & 15)] ?? "0", 16);
    return spread.reduce((word, from, to) => {
      const isHere = from > number * 4 && from <= number * 4 + 4;
      const bit = isHere ? (value >> (number * 4 + 4 - from)) & 1 : 0;
      return (word | (bit << (31 - to))) >>> 0;
    }, 0);
  }),
);
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as Eight;
type Eight = readonly [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/** Eight bytes, and how they are encrypted: one by one with each key of the schedule, `times` in a row. */
export interface DesOrder {
  readonly block: Uint8Array;
  readonly key: Uint8Array;
  /** 24 bits, of which traditional crypt(3) uses 12. */
  readonly salt: number;
  readonly times: number;
}

export function encryptDes({ block, key, salt, times }: DesOrder): Uint8Array {
  const keys = schedule(key);
  const swapped = reversed24(salt);
  const start = permuted(bitsOf(block), initial);
  let left = wordOf(start.slice(0, 32));
  let right = wordOf(start.slice(32));
  for (let time = 0; time < times; time++) {
    for (let round = 0; round < 32; round += 2) {
      const next = left ^ scramble(right, swapped, keys[round] ?? 0, keys[round + 1] ?? 0);
      left = right;
      right = next;
    }
    [left, right] = [right, left];
  }
  const end = [...bitsOfWord(left), ...bitsOfWord(right)];
  const bits = Array.from({ length: 64 }, () => 0);
  for (const [to, from] of initial.entries()) bits[from - 1] = end[to] ?? 0;
  return Uint8Array.from({ length: 8 }, (_, index) => wordOf(bits.slice(index * 8, index * 8 + 8)));
}

// biome-ignore lint/complexity/useMaxParams: called millions of times, so that an object for each call would show.
function scramble(half: number, swapped: number, keyHigh: number, keyLow: number): number {
  // The expansion of 32 bits to twice 24: overlapping groups of six.
  const high =
    ((half & 1) << 23) |
    ((half >>> 9) & 0x7c0000) |
    ((half >>> 11) & 0x03f000) |
    ((half >>> 13) & 0x000fc0) |
    ((half >>> 15) & 0x00003f);
  const low =
    ((half << 7) & 0xfc0000) |
    ((half << 5) & 0x03f000) |
    ((half << 3) & 0x000fc0) |
    ((half << 1) & 0x00003e) |
    (half >>> 31);
  const exchange = (high ^ low) & swapped;
  const a = high ^ exchange ^ keyHigh;
  const b = low ^ exchange ^ keyLow;
  return (
    (t0[a >>> 18] ?? 0) ^
    (t1[(a >>> 12) & 63] ?? 0) ^
    (t2[(a >>> 6) & 63] ?? 0) ^
    (t3[a & 63] ?? 0) ^
    (t4[b >>> 18] ?? 0) ^
    (t5[(b >>> 12) & 63] ?? 0) ^
    (t6[(b >>> 6) & 63] ?? 0) ^
    (t7[b & 63] ?? 0)
  );
}

/** Sixteen keys of 48 bits, each in two halves. */
function schedule(key: Uint8Array): Uint32Array {
  let bits = permuted(bitsOf(key), choice1);
  const keys = new Uint32Array(32);
  for (const [round, shift] of shifts.entries()) {
    const [left, right] = [bits.slice(0, 28), bits.slice(28)];
    bits = [
      ...[...left.slice(shift), ...left.slice(0, shift)],
      ...[...right.slice(shift), ...right.slice(0, shift)],
    ];
    const chosen = permuted(bits, choice2);
    keys[round * 2] = wordOf(chosen.slice(0, 24));
    keys[round * 2 + 1] = wordOf(chosen.slice(24));
  }
  return keys;
}

function permuted(bits: readonly number[], table: readonly number[]): number[] {
  return table.map((from) => bits[from - 1] ?? 0);
}

function bitsOf(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1));
}

function bitsOfWord(word: number): number[] {
  return Array.from({ length: 32 }, (_, bit) => (word >>> (31 - bit)) & 1);
}

function wordOf(bits: readonly number[]): number {
  return bits.reduce((word, bit) => ((word << 1) | bit) >>> 0, 0);
}

/** The lowest bit of the salt stands for the first of the expanded block. */
function reversed24(salt: number): number {
  let bits = 0;
  for (let bit = 0; bit < 24; bit++) if ((salt >> bit) & 1) bits |= 1 << (23 - bit);
  return bits;
}
