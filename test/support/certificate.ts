// X.509 certificates for authenticators' attestations (RFC 5280), made on the spot: DER by hand, signed with P-256.

import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface Certificate {
  readonly der: Buffer;
  readonly pem: string;
  readonly key: KeyObject;
  readonly name: Buffer;
}

export interface Wanted {
  readonly commonName: string;
  /** Undefined: signed by itself. */
  readonly issuer?: Certificate;
  readonly ca?: boolean;
  /** 16 bytes, for the extension that names the model (id-fido-gen-ce-aaguid). */
  readonly aaguid?: Uint8Array;
  readonly validUntil?: Date;
}

export function makeCertificate({ commonName, issuer, ca = false, aaguid, validUntil }: Wanted): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = subject(commonName);
  const extensions = [
    sequence(oid("551d13"), octets(ca ? sequence(tlv(1, Buffer.from([0xff]))) : sequence())),
    ...(aaguid === undefined
      ? []
      : [sequence(oid("2b0601040182e51c010104"), octets(octets(Buffer.from(aaguid))))]),
  ];
  const body = sequence(
    tlv(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    issuer?.name ?? name,
    sequence(time(new Date("2020-01-01T00:00:00Z")), time(validUntil ?? new Date("2049-01-01T00:00:00Z"))),
    name,
    publicKey.export({ format: "der", type: "spki" }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, issuer?.key ?? privateKey);
  const der = sequence(body, ecdsaWithSha256, tlv(3, Buffer.concat([Buffer.of(0), signature])));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
  return { der, pem, key: privateKey, name };
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tlv(6, Buffer.from(hex, "hex"));
}

function octets(content: Buffer): Buffer {
  return tlv(4, content);
}

function integer(value: number): Buffer {
  return tlv(2, Buffer.of(value));
}

function time(at: Date): Buffer {
  return tlv(
    0x17,
    Buffer.from(
      `${at
        .toISOString()
        .replaceAll(/[-:T]|\.\d+/g, "")
        .slice(2)}`,
      "latin1",
    ),
  );
}

/** What WebAuthn wants of a packed attestation's leaf (level 3, section 8.2.1). */
function subject(commonName: string): Buffer {
  const part = (id: string, value: string) => tlv(0x31, sequence(oid(id), tlv(0x0c, Buffer.from(value))));
  return sequence(
    part("550406", "DE"),
    part("55040a", "Maker"),
    part("55040b", "Authenticator Attestation"),
    part("550403", commonName),
  );
}

const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
