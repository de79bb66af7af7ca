// Modhex: hexadecimal in sixteen letters that lie on the same keys of most keyboards. Yubikeys type it.

const letters = "cbdefghijklnrtuv";

export function toModhex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replaceAll(/./g, (digit) => letters.charAt(Number.parseInt(digit, 16)));
}

/** In either case. Undefined when it is not modhex, or not whole bytes. */
export function fromModhex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[cbdefghijklnrtuv]*$/i.test(text)) return undefined;
  const hex = text.toLowerCase().replaceAll(/./g, (letter) => letters.indexOf(letter).toString(16));
  return Uint8Array.from(Buffer.from(hex, "hex"));
}
