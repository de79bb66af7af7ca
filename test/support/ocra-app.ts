// An app that answers OCRA questions, written from RFC 6287 (reference code in appendix A) and contract 03 "ocra2" alone: it
// shares no line with the product.

import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

export interface OcraApp {
  readonly suite: string;
  readonly key: Buffer;
  counter: number;
  pin?: string;
}

function hexOfQuestion(kind: string, question: string): string {
  if (kind === "N") return BigInt(question).toString(16).toUpperCase();
  if (kind === "H") return question;
  return [...question].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** The answer at the app's counter and the given second; the counter goes up by one. */
export function answerOf(app: OcraApp, question: string, seconds = 0): string {
  const [, crypto = "", input = ""] = app.suite.split(":");
  const [, hash = "", digits = ""] = crypto.split("-");
  const algorithm = hash.toLowerCase();
  let message = `${Buffer.from(app.suite, "latin1").toString("hex")}00`;
  for (const part of input.split("-")) {
    if (part === "C") message += app.counter.toString(16).padStart(16, "0");
    if (part.startsWith("Q")) message += hexOfQuestion(part.charAt(1), question).padEnd(256, "0");
    if (part.startsWith("P"))
      message += createHash(part.slice(1).toLowerCase())
        .update(app.pin ?? "")
        .digest("hex");
    if (part.startsWith("T")) {
      const unit = { S: 1, M: 60, H: 3600 }[part.slice(-1)] ?? 1;
      const step = Math.floor(seconds / (Number(part.slice(1, -1)) * unit));
      message += step.toString(16).padStart(16, "0");
    }
  }
  app.counter++;
  const mac = createHmac(algorithm, app.key).update(Buffer.from(message, "hex")).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const [a = 0, b = 0, c = 0, d = 0] = mac.subarray(offset, offset + 4);
  const binary = ((a & 0x7f) << 24) | (b << 16) | (c << 8) | d;
  const length = Number(digits);
  return String(binary % 10 ** length).padStart(length, "0");
}

export interface Scanned {
  readonly kind: string;
  readonly fields: ReadonlyMap<string, string>;
  /** Whether whoever wrote the address has the app's key. */
  readonly genuine: (app: OcraApp) => boolean;
}

/** What is behind a QR code. */
export function scan(address: string): Scanned {
  const { 1: kind = "", 2: query = "" } = /^lseqr:\/\/(\w+)\?(.*)$/.exec(address) ?? [];
  const unescaped = (text: string) => decodeURIComponent(text.replaceAll("+", " "));
  const fields = new Map(
    query.split("&").map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return [name, unescaped(value)] as const;
    }),
  );
  const genuine = ({ suite, key }: OcraApp): boolean => {
    const hash = suite.split("-")[2]?.toLowerCase() ?? "";
    const bare = address.slice(0, address.indexOf("&si="));
    return createHmac(hash, key).update(bare).digest("hex") === fields.get("si");
  };
  return { kind, fields, genuine };
}

/** A letter with a code: twenty bytes in base32, and two digits that check them. */
export function aLetter(bytes: Buffer): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const code = (bits.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join("");
  const sum = [...bytes].reduce((all, byte) => all ^ byte, 0) % 255;
  return code + sum.toString(16).toUpperCase().padStart(2, "0");
}

/** From what was scanned first, the letter, and the nonce that was scanned next. */
export function appFrom(shared: Scanned, letter: Buffer, nonce: Scanned): OcraApp {
  const bytes = Buffer.from(nonce.fields.get("no") ?? "", "hex");
  const password = Buffer.concat([
    Buffer.from(shared.fields.get("sh") ?? "", "hex"),
    letter,
    bytes.subarray(0, bytes.length - 8),
  ]);
  const key = pbkdf2Sync(password, bytes.subarray(bytes.length - 8), 10_000, 32, "sha256");
  return { suite: shared.fields.get("os") ?? "", key, counter: 0 };
}
