// What Yubico's tools write down while they program devices (contract 05 section 4). Two forms of line:
//
//   Yubico OTP,12/11/2013 11:10,1,vvgutbiedkvi,ab86c04de6a3,d26a…b214,,,0,0,0,0,…   kind, time, slot, public id, …, key
//   508326,cccccccccccc,83cebdfb7b93,a47c…13af,,2013-12-12T08:43:17,                 serial, public id, private id, key
//
// It is a log: other lines say something else, and a device that was programmed twice works with its last key.

import { createHash } from "node:crypto";
import { fromModhex } from "../otp/modhex.ts";
import { type Entry, entryOf, fault, type Line, linesOf, numberAt } from "./entry.ts";

/** Letters behind the public id: a block under AES in modhex. */
const letters = 32;

/** `random`: at least 16 fresh bytes, for devices whose log does not tell them apart. */
export function readYubikeyCsv(text: string, random: Uint8Array): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const line of linesOf(text)) {
    const entry = entryOn(line, random);
    if (entry !== undefined) entries.set(entry.serial, entry);
  }
  return [...entries.values()];
}

function entryOn(line: Line, random: Uint8Array): Entry | undefined {
  const cells = line.text.split(",").map((cell) => cell.trim());
  const [first = ""] = cells;
  if (cells.length < 6) return undefined;
  if (/^\d+$/.test(first)) return fromSerial(line, cells);
  const kind = first.toLowerCase();
  return kind === "yubico otp" || kind === "oath-hotp" ? fromLog(line, { cells, kind, random }) : undefined;
}

/** Without a public id a device gets a random number, so that two such devices do not share one. */
function fromLog(
  { where }: Line,
  row: { readonly cells: readonly string[]; readonly kind: string; readonly random: Uint8Array },
): Entry {
  const { cells, kind, random } = row;
  const [, , slot = "", publicId = "", , key = ""] = cells;
  const number = publicId === "" ? drawn(random, where) : numberOf(where, publicId);
  const digits = String(number).padStart(8, "0");
  if (kind === "yubico otp") {
    const serial = `UBAM${digits}_${slot}`;
    return yubikey({ where, serial, publicId, key });
  }
  const otplen = numberAt(where, "number of digits", cells[11]) ?? 6;
  return entryOf({
    where,
    serial: `UBOM${digits}_${slot}`,
    type: "hmac",
    key,
    parameters: { otplen: otplen === 0 ? 6 : otplen },
    description: publicId,
  });
}

/** The private id tells the mode: `0` means OATH, none a static password, which cannot be imported. */
function fromSerial({ where }: Line, cells: readonly string[]): Entry | undefined {
  const [serial = "", publicId = "", privateId = "", key = ""] = cells;
  if (privateId === "") return undefined;
  if (privateId !== "0") return yubikey({ where, serial: `UBAM${serial}_X`, publicId, key });
  return entryOf({ where, serial: `UBOM${serial}_X`, type: "hmac", key, parameters: { otplen: 6 } });
}

interface Device {
  readonly where: string;
  readonly serial: string;
  readonly publicId: string;
  readonly key: string;
}

function yubikey({ where, serial, publicId, key }: Device): Entry {
  const parameters = { otplen: letters + publicId.length };
  return entryOf({ where, serial, type: "yubikey", key, parameters, description: publicId });
}

/** The first four bytes of the public id. */
function numberOf(where: string, publicId: string): number {
  const bytes = fromModhex(publicId.toLowerCase());
  if (bytes === undefined) throw fault(where, "The public id is not modhex.");
  return Number.parseInt(Buffer.from(bytes).toString("hex").slice(0, 8), 16);
}

function drawn(random: Uint8Array, where: string): number {
  return createHash("sha256").update(random).update(where).digest().readUInt32BE(0);
}
