// A token file of any kind (contract 05 section 4): from its text to the tokens it describes. All of it is good, or none.

import type { Fields } from "../fields.ts";
import { oneOf, optional, text } from "../fields.ts";
import { refuse } from "../problem.ts";
import { readAladdinXml } from "./aladdin-xml.ts";
import { readDpw } from "./dpw.ts";
import { distinct, type Entry, mostEntries } from "./entry.ts";
import { readEtokenDat } from "./etoken-dat.ts";
import { readOathCsv } from "./oath-csv.ts";
import { readFeitian, readPskc } from "./pskc.ts";
import type { PskcSecret } from "./pskc-cipher.ts";
import type { XmlReader } from "./xml-element.ts";
import { readYubikeyCsv } from "./yubikey-csv.ts";

export interface TokenFile {
  /** One of `fileTypes`. */
  readonly type: string;
  readonly text: string;
  /** What is said about the file: `pskc_type`, `startdate`, `aladdin_hashlib`, ... */
  readonly fields: Fields;
  readonly readXml: XmlReader;
  /** At least 16 fresh bytes. */
  readonly random: Uint8Array;
}

type Reader = (file: TokenFile) => readonly Entry[];

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["aladdin-xml", ({ text: xml, fields, readXml }) => readAladdinXml(readXml(xml), aladdinHash(fields))],
  ["oathcsv", (file) => readOathCsv(file.text)],
  ["yubikeycsv", (file) => readYubikeyCsv(file.text, file.random)],
  ["feitian", (file) => readFeitian(file.readXml(file.text))],
  [
    "pskc",
    ({ text: xml, fields, readXml }) =>
      readPskc(readXml(xml), { secret: pskcSecret(fields), checkSerial: fields.has("pskc_checkserial") }),
  ],
  ["dpw", (file) => readDpw(file.text)],
  ["dat", (file) => readEtokenDat(file.text, optional(file.fields, "startdate"))],
]);

export const fileTypes: readonly string[] = [...readers.keys()];

/** Throws a Refusal: an unknown type, or the first thing that is wrong with the file. */
export function readTokenFile(file: TokenFile): readonly Entry[] {
  const read = readers.get(file.type);
  if (read === undefined) {
    const asked = file.type.slice(0, 80).toWellFormed();
    throw refuse(`Unknown file type: >>${asked}<<. We only know the types: ${fileTypes.join(", ")}`);
  }
  if (file.text.includes("\u0000")) throw refuse("The file contains NUL characters.");
  const entries = read(file);
  if (entries.length > mostEntries)
    throw refuse(`The file has ${entries.length} tokens; at most ${mostEntries} are imported at once.`);
  return distinct(entries);
}

/** `auto` leaves it to the length of the key. */
function aladdinHash(fields: Fields): string | undefined {
  const hash = oneOf(fields, "aladdin_hashlib", ["auto", "sha1", "sha256", "sha512"]);
  return hash === "auto" ? undefined : hash;
}

function pskcSecret(fields: Fields): PskcSecret {
  const kind = oneOf(fields, "pskc_type", ["plain", "key", "password"]) ?? "plain";
  if (kind === "key") return { kind, key: text(fields, "pskc_preshared") ?? "" };
  if (kind === "password") return { kind, password: text(fields, "pskc_password") ?? "" };
  return { kind: "none" };
}
