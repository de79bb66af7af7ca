// The alphabet of all pairing messages: base64url, little endian numbers, texts that end in a zero byte.

/** Without padding, as LinOTP writes it. */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** With or without padding; undefined for anything else, and for text that is not the shortest form of its bytes. */
export function fromBase64url(text: string): Buffer | undefined {
  const bare = text.replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9_-]*$/.test(bare)) return undefined;
  const bytes = Buffer.from(bare, "base64url");
  return bytes.toString("base64url") === bare ? bytes : undefined;
}

export function byte(value: number): Buffer {
  return Buffer.of(value);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** UTF-8 with a zero byte behind it. A zero inside would move everything that follows, so it is dropped. */
export function terminated(text: string): Buffer {
  return Buffer.from(`${text.replaceAll("\u0000", "")}\u0000`);
}

/** Exactly `count` texts and nothing behind them; undefined when it is not so, or not UTF-8. */
export function readTexts(bytes: Uint8Array, count: number): readonly string[] | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const parts = text.split("\u0000");
  return parts.length === count + 1 && parts.at(-1) === "" ? parts.slice(0, -1) : undefined;
}

/**
 * A transaction id as the phone shows it: its digits and the two of its part, `00` when it has none. `123.01` is 12301.
 * 17 digits and two fit into 64 bits.
 */
export function transactionNumber(transactionId: string): bigint {
  const [base = "", part = "00"] = transactionId.split(".");
  return BigInt(`${base}${part.padStart(2, "0")}`);
}
