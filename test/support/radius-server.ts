// A RADIUS server of a few lines for the tests that need a real one and no FreeRADIUS (RFC 2865, PAP).

import { createHmac, hash } from "node:crypto";
import { createSocket } from "node:dgram";

export interface RadiusAsked {
  readonly user: string;
  readonly password: string;
  /** Undefined when none came along. */
  readonly state: string | undefined;
}

/** 2 accepts, 3 rejects, 11 asks back. Undefined: silence. */
export type RadiusJudge = (
  asked: RadiusAsked,
) => { readonly code: 2 | 3 | 11; readonly state?: string; readonly message?: string } | undefined;

export interface RadiusServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly seen: RadiusAsked[];
  readonly close: () => Promise<void>;
}

export async function startRadius(secret: string, judge: RadiusJudge): Promise<RadiusServer> {
  const socket = createSocket("udp4");
  const seen: RadiusAsked[] = [];
  socket.on("message", (packet, from) => {
    const asked = read(packet, secret);
    seen.push(asked);
    const said = judge(asked);
    if (said === undefined) return;
    const attributes = [
      ...(said.state === undefined ? [] : [attribute(24, Buffer.from(said.state))]),
      ...(said.message === undefined ? [] : [attribute(18, Buffer.from(said.message))]),
    ];
    socket.send(answer(packet, secret, { code: said.code, attributes }), from.port, from.address);
  });
  await new Promise<void>((ready) => socket.bind(0, "127.0.0.1", ready));
  const close = async () => await new Promise<void>((done) => socket.close(() => done()));
  return { address: `127.0.0.1:${socket.address().port}`, seen, close };
}

function attribute(type: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type, value.length + 2]), value]);
}

function read(packet: Buffer, secret: string): RadiusAsked {
  const values = new Map<number, Buffer>();
  for (let at = 20; at < packet.length; at += packet[at + 1] ?? 0)
    values.set(packet[at] ?? 0, packet.subarray(at + 2, at + (packet[at + 1] ?? 2)));
  return {
    user: values.get(1)?.toString("utf8") ?? "",
    password: shown(values.get(2) ?? Buffer.alloc(0), secret, packet.subarray(4, 20)),
    state: values.get(24)?.toString("utf8"),
  };
}

/** RFC 2865 section 5.2. */
function shown(hidden: Buffer, secret: string, authenticator: Buffer): string {
  const plain = Buffer.alloc(hidden.length);
  let before = authenticator;
  for (let at = 0; at < hidden.length; at += 16) {
    const mask = hash("md5", Buffer.concat([Buffer.from(secret), before]), "buffer");
    for (let index = 0; index < 16; index++)
      plain[at + index] = (hidden[at + index] ?? 0) ^ (mask[index] ?? 0);
    before = hidden.subarray(at, at + 16);
  }
  return plain.toString("utf8").replace(/\0+$/, "");
}

/** Signed twice: as RFC 2865 section 3 has it, and with a Message-Authenticator (RFC 2869 section 5.14). */
function answer(
  request: Buffer,
  secret: string,
  { code, attributes }: { readonly code: number; readonly attributes: readonly Buffer[] },
): Buffer {
  const body = Buffer.concat([attribute(80, Buffer.alloc(16)), ...attributes]);
  const head = Buffer.from([code, request[1] ?? 0, 0, 20 + body.length]);
  const packet = Buffer.concat([head, request.subarray(4, 20), body]);
  createHmac("md5", secret).update(packet).digest().copy(packet, 22);
  hash("md5", Buffer.concat([packet, Buffer.from(secret)]), "buffer").copy(packet, 4);
  return packet;
}
