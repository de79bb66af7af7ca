// Base32, RFC 4648 section 6, without padding: how a seed is written for people and in otpauth addresses.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held & 0x1f) << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 0x1f];
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 0x1f];
}

/** Blanks, dashes, padding and case do not matter. Undefined when anything else is in it. */
export function fromBase32(text: string): Uint8Array | undefined {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, "").replace(/=+$/, "");
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of letters) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    held = ((held & 0xff) << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}
