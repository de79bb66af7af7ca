// RADIUS requests that radclient cannot write: empty passwords, octets that are no text.

import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { encodeRequest } from "../../../src/outside/radius-packet.ts";
import { accessPoints, type Front } from "./front.ts";

const codes: Readonly<Record<number, string>> = {
  2: "Access-Accept",
  3: "Access-Reject",
  11: "Access-Challenge",
};

/** The code of the answer. Fails when there is none within two seconds. */
export async function sendPacket(
  front: Front,
  asked: { user: string; pass: string; state?: string },
): Promise<string> {
  const { address, secret } = accessPoints.berlin;
  const packet = encodeRequest({
    identifier: 1,
    authenticator: randomBytes(16),
    secret,
    user: asked.user,
    password: asked.pass,
    state: asked.state === undefined ? undefined : Buffer.from(asked.state),
    nasIdentifier: "vpn",
  });
  if (packet === undefined) throw new Error("does not fit into a packet");
  const socket = createSocket("udp4");
  await new Promise<void>((bound) => socket.bind(0, address, bound));
  try {
    const reply = await new Promise<Buffer>((received, fail) => {
      socket.once("message", received);
      setTimeout(() => fail(new Error("no answer")), 2000).unref();
      socket.send(packet, front.port, "127.0.0.1");
    });
    return codes[reply[0] ?? 0] ?? `code ${reply[0]}`;
  } finally {
    socket.close();
  }
}
