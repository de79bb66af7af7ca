// RADIUS packets (RFC 2865, and RFC 2869 section 5.14 for the Message-Authenticator), as arithmetic on octets.

import { createHmac, hash, timingSafeEqual } from "node:crypto";

export interface RadiusRequest {
  /** 0 to 255. */
  readonly identifier: number;
  /** 16 random octets. */
  readonly authenticator: Uint8Array;
  readonly secret: string;
  readonly user: string;
  readonly password: string;
  /** As it came with a challenge. */
  readonly state: Uint8Array | undefined;
  readonly nasIdentifier: string;
}

export interface RadiusAnswer {
  readonly verdict: "accepted" | "refused" | "challenged";
  readonly state: Buffer | undefined;
  /** All Reply-Messages in a row, as they came. */
  readonly message: string;
}

const type = { userName: 1, userPassword: 2, replyMessage: 18, state: 24, nasIdentifier: 32, proof: 80 };
const verdicts: ReadonlyMap<number, RadiusAnswer["verdict"]> = new Map([
  [2, "accepted"],
  [3, "refused"],
  [11, "challenged"],
]);
const headerLength = 20;
const proofLength = 16;
const longestAttribute = 253;
const longestPassword = 128;

/** Undefined: user, password or state do not fit into a packet, so that no server can have them. */
export function encodeRequest(request: RadiusRequest): Buffer | undefined {
  const { identifier, authenticator, secret, state, nasIdentifier } = request;
  const user = Buffer.from(request.user, "utf8");
  const password = Buffer.from(request.password, "utf8");
  const fits = user.length <= longestAttribute && (state?.length ?? 0) <= longestAttribute;
  if (!fits || password.length > longestPassword) return undefined;
  const attributes = Buffer.concat([
    // First, so that nothing can be put in front of it (CVE-2024-3596).
    attribute(type.proof, Buffer.alloc(proofLength)),
    attribute(type.userName, user),
    attribute(type.userPassword, hidePassword(password, secret, authenticator)),
    attribute(type.nasIdentifier, Buffer.from(nasIdentifier, "utf8").subarray(0, longestAttribute)),
    ...(state === undefined ? [] : [attribute(type.state, Buffer.from(state))]),
  ]);
  const header = Buffer.from([1, identifier, 0, 0, ...authenticator]);
  const packet = Buffer.concat([header, attributes]);
  packet.writeUInt16BE(packet.length, 2);
  createHmac("md5", secret)
    .update(packet)
    .digest()
    .copy(packet, headerLength + 2);
  return packet;
}

/** RFC 2865 section 5.2. */
function hidePassword(password: Buffer, secret: string, authenticator: Uint8Array): Buffer {
  const blocks = Math.max(1, Math.ceil(password.length / 16));
  const padded = Buffer.concat([password, Buffer.alloc(blocks * 16 - password.length)]);
  const hidden: Buffer[] = [];
  for (let block = 0; block < blocks; block++) {
    const before = hidden.at(-1) ?? Buffer.from(authenticator);
    const mask = hash("md5", Buffer.concat([Buffer.from(secret, "utf8"), before]), "buffer");
    hidden.push(mask.map((octet, index) => octet ^ (padded[block * 16 + index] ?? 0)) as Buffer);
  }
  return Buffer.concat(hidden);
}

export interface Expected extends Pick<RadiusRequest, "identifier" | "authenticator" | "secret"> {
  readonly requireMessageAuthenticator: boolean;
}

/** Undefined: this is no answer to that request by somebody who has the secret. */
export function readAnswer(datagram: Uint8Array, expected: Expected): RadiusAnswer | undefined {
  const packet = wholePacket(Buffer.from(datagram));
  if (packet === undefined || packet[1] !== expected.identifier) return undefined;
  const verdict = verdicts.get(packet[0] ?? 0);
  const attributes = readAttributes(packet);
  if (verdict === undefined || attributes === undefined || !isGenuine(packet, attributes, expected))
    return undefined;
  const values = (wanted: number) =>
    attributes.filter((each) => each.type === wanted).map(({ value }) => value);
  const message = Buffer.concat(values(type.replyMessage)).toString("utf8");
  return { verdict, state: values(type.state)[0], message };
}

/** Octets behind the packet are padding (RFC 2865 section 3). */
function wholePacket(datagram: Buffer): Buffer | undefined {
  if (datagram.length < headerLength) return undefined;
  const length = datagram.readUInt16BE(2);
  return length < headerLength || length > datagram.length ? undefined : datagram.subarray(0, length);
}

interface Attribute {
  readonly type: number;
  readonly value: Buffer;
  /** Where the value begins in the packet. */
  readonly at: number;
}

function readAttributes(packet: Buffer): readonly Attribute[] | undefined {
  const found: Attribute[] = [];
  let at = headerLength;
  while (at < packet.length) {
    const length = packet[at + 1] ?? 0;
    if (length < 2 || at + length > packet.length) return undefined;
    found.push({ type: packet[at] ?? 0, value: packet.subarray(at + 2, at + length), at: at + 2 });
    at += length;
  }
  return found;
}

function isGenuine(packet: Buffer, attributes: readonly Attribute[], expected: Expected): boolean {
  const { authenticator, secret, requireMessageAuthenticator } = expected;
  const said = packet.subarray(4, headerLength);
  const asked = Buffer.from(packet);
  Buffer.from(authenticator).copy(asked, 4);
  const right = hash("md5", Buffer.concat([asked, Buffer.from(secret, "utf8")]), "buffer");
  if (!timingSafeEqual(said, right)) return false;
  const proofs = attributes.filter((each) => each.type === type.proof);
  const [proof] = proofs;
  if (proof === undefined) return !requireMessageAuthenticator;
  if (proofs.length > 1 || proof.value.length !== proofLength) return false;
  asked.fill(0, proof.at, proof.at + proofLength);
  return timingSafeEqual(proof.value, createHmac("md5", secret).update(asked).digest());
}

function attribute(kind: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind, value.length + 2]), value]);
}
