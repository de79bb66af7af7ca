// The base64 of crypt(3): its own alphabet, and the lowest six bits first.

const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `length` characters for a number of up to 24 bits. */
export function base64Number(value: number, length: number): string {
  let text = "";
  for (let place = 0, rest = value; place < length; place++, rest >>>= 6) text += alphabet[rest & 63];
  return text;
}

/** Three bytes at a time, taken from the digest in the given order; -1 stands for a zero byte. */
export function base64Shuffled(digest: Uint8Array, order: readonly number[], characters: number): string {
  let text = "";
  for (let place = 0; place < order.length; place += 3) {
    const [high, middle, low] = [0, 1, 2].map((step) => digest[order[place + step] ?? -1] ?? 0);
    text += base64Number(((high ?? 0) << 16) | ((middle ?? 0) << 8) | (low ?? 0), 4);
  }
  return text.slice(0, characters);
}

/** The number that `base64Number` wrote. Characters of other alphabets count as nothing. */
export function base64Value(text: string): number {
  let value = 0;
  for (const [place, letter] of [...text].entries())
    value |= Math.max(alphabet.indexOf(letter), 0) << (6 * place);
  return value;
}

/** Bytes in their order, the highest bits first: how the DES formats write them. */
export function base64Straight(bytes: Uint8Array): string {
  let text = "";
  for (let bit = 0; bit < bytes.length * 8; bit += 6) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += alphabet[(pair >> (10 - (bit & 7))) & 63];
  }
  return text;
}
