// PSKC, the Portable Symmetric Key Container of RFC 6030, and Feitian's older form of it (contract 05 section 4). The
// `Counter` is not taken over, as in LinOTP: an imported token begins at zero.

import { refuse } from "../problem.ts";
import { type Entry, entryOf, fault, numberAt } from "./entry.ts";
import { base64At, keysOf, openValue, type PskcKeys, type PskcSecret } from "./pskc-cipher.ts";
import { childrenOf, elementAt, textAt, type XmlElement } from "./xml-element.ts";

/** What the two forms call things. */
interface Dialect {
  readonly package: string;
  readonly id: string;
}

const standard: Dialect = { package: "KeyPackage", id: "Id" };
const feitian: Dialect = { package: "Device", id: "KeyId" };

const types: { readonly [algorithm: string]: string } = { hotp: "hmac", totp: "totp", ocra: "ocra2" };

export interface PskcOptions {
  readonly secret: PskcSecret;
  /** Skip what is not numbered as OATH recommends: four letters or digits, eight hexadecimal digits. */
  readonly checkSerial: boolean;
}

export function readPskc(root: XmlElement, { secret, checkSerial }: PskcOptions): readonly Entry[] {
  const entries = readContainer(root, secret, standard);
  return checkSerial ? entries.filter(({ serial }) => /^[a-z0-9]{4}[a-f0-9]{8}$/i.test(serial)) : entries;
}

export function readFeitian(root: XmlElement): readonly Entry[] {
  return readContainer(root, { kind: "none" }, feitian);
}

function readContainer(root: XmlElement, secret: PskcSecret, dialect: Dialect): readonly Entry[] {
  if (root.name.toLowerCase() !== "keycontainer")
    throw refuse("ImportException('No toplevel element KeyContainer')");
  const packages = childrenOf(root, dialect.package);
  if (packages.length === 0) throw refuse(`ImportException('No element ${dialect.package} contained!')`);
  const keys = keysOf(root, secret);
  return packages.flatMap((each, index) => {
    const found = childrenOf(each, "Key");
    if (found.length === 0) throw fault(`${dialect.package} number ${index + 1}`, "There is no Key.");
    return found.map((key) => entryFrom({ key, holder: each, dialect, number: index + 1 }, keys));
  });
}

interface Found {
  readonly key: XmlElement;
  /** The package around it. */
  readonly holder: XmlElement;
  readonly dialect: Dialect;
  readonly number: number;
}

function entryFrom({ key, holder, dialect, number }: Found, keys: PskcKeys | undefined): Entry {
  const id = key.attributes.get(dialect.id) ?? "";
  const serial = textAt(holder, "DeviceInfo", "SerialNo") ?? id;
  const where = serial === "" ? `${dialect.package} number ${number}` : `token ${serial}`;
  const type = typeOf(key, where);
  const secret = secretOf(key, keys, where);
  const parameters = parametersOf(key, type, where);
  return entryOf({ where, serial, type, key: Buffer.from(secret).toString("hex"), parameters });
}

/** `urn:ietf:params:xml:ns:keyprov:pskc:hotp`; in drafts `http://www.ietf.org/keyprov/pskc#hotp`. */
function typeOf(key: XmlElement, where: string): string {
  const written = key.attributes.get("Algorithm") ?? key.attributes.get("KeyAlgorithm") ?? "";
  const algorithm = written.replace(/^.*[:#]/s, "").toLowerCase();
  const type = types[algorithm];
  if (type === undefined)
    throw fault(where, `The algorithm ${JSON.stringify(algorithm.slice(0, 40))} is unknown.`);
  return type;
}

function secretOf(key: XmlElement, keys: PskcKeys | undefined, where: string): Uint8Array {
  const secret = elementAt(key, "Data", "Secret");
  if (secret === undefined) throw fault(where, "There is no Secret.");
  if (keys !== undefined) return openValue(secret, keys, where);
  if (elementAt(secret, "EncryptedValue") !== undefined)
    throw fault(where, "The Secret is encrypted, but the file has no EncryptionKey.");
  return base64At(textAt(secret, "PlainValue"), "Secret", where);
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

function parametersOf(key: XmlElement, type: string, where: string): Parameters {
  const suite = textAt(key, "AlgorithmParameters", "Suite");
  if (type === "ocra2") return { ocrasuite: suite };
  return {
    otplen: digitsOf(key, where),
    timeStep: type === "totp" ? timeStep(key, where) : undefined,
    hashlib: suite === undefined ? undefined : hashOf(suite, where),
  };
}

function digitsOf(key: XmlElement, where: string): number {
  const format = elementAt(key, "AlgorithmParameters", "ResponseFormat");
  const encoding = format?.attributes.get("Encoding") ?? "DECIMAL";
  if (encoding.toUpperCase() !== "DECIMAL")
    throw fault(where, "Values other than decimal ones are not supported.");
  return numberAt(where, "Length", format?.attributes.get("Length")) ?? 6;
}

/** As text, which LinOTP keeps. */
function timeStep(key: XmlElement, where: string): string | undefined {
  const interval = elementAt(key, "Data", "TimeInterval");
  if (interval === undefined) return undefined;
  const written = textAt(interval, "PlainValue");
  if (written === undefined) throw fault(where, "The TimeInterval must be a PlainValue.");
  return String(numberAt(where, "TimeInterval", written));
}

/** A wrong hash would make a token that never works, so what is not known is refused. */
function hashOf(suite: string, where: string): string {
  const hash = /^(?:hmac-)?sha-?(1|256|512)$/i.exec(suite)?.[1];
  if (hash === undefined) throw fault(where, `The Suite ${JSON.stringify(suite.slice(0, 40))} is unknown.`);
  return `sha${hash}`;
}
