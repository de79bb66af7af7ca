// Random characters for PINs and temporary passwords, chosen by a policy's letters (contract 09 section 8).

const sets: { readonly [letter: string]: string } = {
  c: "abcdefghijklmnopqrstuvwxyz",
  C: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  n: "0123456789",
  s: "!#$%&()*+,-./:;<=>?@[]^_`",
};

const lettersAndDigits = `${sets["c"]}${sets["C"]}${sets["n"]}`;

/** `c` lower case, `C` upper case, `n` digits, `s` specials; nothing usable means letters and digits. */
export function alphabetOf(contents: string): string {
  const chosen = [...new Set(contents)].map((letter) => sets[letter] ?? "").join("");
  return chosen === "" ? lettersAndDigits : chosen;
}

/** Random bytes that `randomText` needs for so many characters. */
export function bytesFor(length: number): number {
  return length * 4;
}

/** Four bytes decide each character, so that no character is favoured by more than one part in 40 million. */
export function randomText(alphabet: string, length: number, random: Uint8Array): string {
  const view = new DataView(random.buffer, random.byteOffset, random.byteLength);
  return Array.from({ length }, (_, index) => alphabet[view.getUint32(index * 4) % alphabet.length]).join("");
}
