// FIDO U2F raw messages (FIDO Alliance, "FIDO U2F Raw Message Formats" 1.2): reading and checking what a key signed.
// Whatever cannot be read or does not fit is undefined.

import { createHash, createPublicKey, type KeyObject, verify, X509Certificate } from "node:crypto";

/** Both in web-safe base64, as the U2F JavaScript API hands them over. */
export interface RegistrationMessage {
  readonly registrationData: string;
  readonly clientData: string;
}

export interface SignatureMessage {
  readonly signatureData: string;
  readonly clientData: string;
}

export interface Expected {
  readonly appId: string;
  /** Web-safe base64, as it was sent. */
  readonly challenge: string;
  /** Whether pages of this origin may use the key (FIDO AppID and Facet Specification). */
  readonly isFacet: (origin: string) => boolean;
}

export interface Registered {
  /** Uncompressed point on P-256, 65 bytes, in web-safe base64. */
  readonly publicKey: string;
  readonly keyHandle: string;
}

/** The only version there ever was. */
export const u2fVersion = "U2F_V2";

const pointLength = 65;

/** Section 4.3: reserved byte, point, length and key handle, attestation certificate, signature. */
export function readRegistration(message: RegistrationMessage, expected: Expected): Registered | undefined {
  const data = Buffer.from(message.registrationData, "base64url");
  const client = clientDataOf(message.clientData, { ...expected, type: "navigator.id.finishEnrollment" });
  const handleLength = data[1 + pointLength];
  if (client === undefined || data[0] !== 5 || handleLength === undefined || handleLength === 0)
    return undefined;
  const point = data.subarray(1, 1 + pointLength);
  const handleAt = 2 + pointLength;
  const handle = data.subarray(handleAt, handleAt + handleLength);
  const rest = data.subarray(handleAt + handleLength);
  const certificateLength = derLength(rest);
  if (certificateLength === undefined || keyOf(point) === undefined) return undefined;
  const attester = certifiedKey(rest.subarray(0, certificateLength));
  const signed = Buffer.concat([Buffer.of(0), sha256(expected.appId), sha256(client), handle, point]);
  if (attester === undefined || !isSigned(signed, attester, rest.subarray(certificateLength)))
    return undefined;
  return { publicKey: point.toString("base64url"), keyHandle: handle.toString("base64url") };
}

/** Section 5.4: presence, counter, signature. The answer is the counter. */
export function readSignature(
  message: SignatureMessage,
  publicKey: string,
  expected: Expected,
): number | undefined {
  const data = Buffer.from(message.signatureData, "base64url");
  const client = clientDataOf(message.clientData, { ...expected, type: "navigator.id.getAssertion" });
  const key = keyOf(Buffer.from(publicKey, "base64url"));
  const isPresent = ((data[0] ?? 0) & 1) === 1;
  if (client === undefined || key === undefined || !isPresent || data.length < 5) return undefined;
  const head = data.subarray(0, 5);
  const signed = Buffer.concat([sha256(expected.appId), head, sha256(client)]);
  return isSigned(signed, key, data.subarray(5)) ? head.readUInt32BE(1) : undefined;
}

/** The bytes of the client data, when they say what they should. */
function clientDataOf(text: string, expected: Expected & { readonly type: string }): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  const data = parsed(bytes.toString());
  const { typ, challenge, origin } = data;
  const fits =
    typ === expected.type &&
    challenge === expected.challenge &&
    typeof origin === "string" &&
    expected.isFacet(origin);
  return fits ? bytes : undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A point that is none, or not on the curve, is no key. */
function keyOf(point: Buffer): KeyObject | undefined {
  if (point.length !== pointLength || point[0] !== 4) return undefined;
  const x = point.subarray(1, 33).toString("base64url");
  const y = point.subarray(33).toString("base64url");
  try {
    return createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  } catch {
    return undefined;
  }
}

/** Only keys on P-256 sign here; a certificate of another kind would bring another algorithm along. */
function certifiedKey(der: Buffer): KeyObject | undefined {
  try {
    const { publicKey } = new X509Certificate(der);
    return publicKey.asymmetricKeyDetails?.namedCurve === "prime256v1" ? publicKey : undefined;
  } catch {
    return undefined;
  }
}

function isSigned(data: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    return verify("sha256", data, key, signature);
  } catch {
    return false;
  }
}

/** Bytes of the DER sequence at the front, its head included; certificates are longer than 255 bytes and shorter than 64 kB. */
function derLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4 || bytes[0] !== 0x30 || bytes[1] !== 0x82) return undefined;
  const length = 4 + bytes.readUInt16BE(2);
  return length <= bytes.length ? length : undefined;
}

function sha256(data: Buffer | string): Buffer {
  return createHash("sha256").update(data).digest();
}
