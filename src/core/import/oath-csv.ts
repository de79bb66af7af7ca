// `serial, key, type, digits or OCRA suite, time step, hash` (contract 05 section 4). Cells are never quoted.

import { Refusal } from "../problem.ts";
import { atEntry, type Entry, entryOf, type Line, linesOf, numberAt } from "./entry.ts";

const types: { readonly [written: string]: string } = {
  "": "hmac",
  hotp: "hmac",
  hmac: "hmac",
  totp: "totp",
  ocra2: "ocra2",
};

const hashes: readonly string[] = ["sha1", "sha256", "sha512"];

export function readOathCsv(text: string): readonly Entry[] {
  return linesOf(text).flatMap(entryOn);
}

/** Lines without a serial or a key are skipped, and comments. */
function entryOn({ where, text }: Line): readonly Entry[] {
  const [serial = "", key = "", written = "", form = "", step = "", hash = ""] = text
    .split(",")
    .map((cell) => cell.trim());
  if (serial === "" || serial.startsWith("#") || key === "") return [];
  const type = types[written.toLowerCase()];
  if (type === undefined) throw atEntry(where, unknownType(written));
  const parameters =
    type === "ocra2"
      ? { ocrasuite: form || undefined }
      : {
          otplen: numberAt(where, "number of digits", form) ?? 6,
          timeStep: type === "totp" ? (numberAt(where, "time step", step) ?? 30) : undefined,
          hashlib: hashOf(hash, key),
        };
  return [entryOf({ where, serial, type, key, parameters })];
}

function unknownType(type: string): Refusal["problem"] {
  return new Refusal({ code: "unknown-token-type", type }).problem;
}

/** A missing hash follows from the length of the key. */
function hashOf(written: string, key: string): string {
  const named = written.toLowerCase();
  if (hashes.includes(named)) return named;
  return hashByLength(key);
}

function hashByLength({ length }: string): string {
  if (length === 128) return "sha512";
  return length === 64 ? "sha256" : "sha1";
}
