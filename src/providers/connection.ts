// Whether a server is there: a connection is made and closed, nothing is said.

import { connect, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { DeliveryFault } from "../egress/fault.ts";
import { type HttpPeer, readPapers } from "../egress/http-call.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Of an HTTP gateway, or of the proxy in front of it; TLS is part of it. Throws a DeliveryFault when there is none. */
export async function tryGateway(url: URL, peer: HttpPeer): Promise<void> {
  const { timeoutMs, proxy } = peer;
  const target = proxy === undefined ? url : new URL(proxy);
  const address = { host: target.hostname.replace(/^\[|\]$/g, ""), port: portOf(target) };
  if (target.protocol !== "https:") return tryConnection(address, timeoutMs);
  const { ca, ...own } = await readPapers(peer);
  const trust = { ...own, ...(ca === undefined ? {} : { ca: [...ca] }) };
  const name = /[a-z]/i.test(address.host) ? { servername: address.host } : {};
  await opened(connectSecurely({ ...address, ...trust, ...name }), "secureConnect", timeoutMs);
}

/** Throws a DeliveryFault when nobody listens there. */
export async function tryConnection(address: Address, timeoutMs: number): Promise<void> {
  await opened(connect({ ...address }), "connect", timeoutMs);
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

async function opened(socket: Socket, event: string, timeoutMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await new Promise<void>((ready, fail) => {
      socket.once(event, ready).once("error", fail);
      signal.addEventListener("abort", () => fail(new Error("too late")), { once: true });
    });
  } catch (error) {
    const { code = "ETIMEDOUT" } = error as NodeJS.ErrnoException;
    throw new DeliveryFault(`no connection to the server (${code})`, true);
  } finally {
    // A second fault of a socket that is given up is nobody's business.
    socket.on("error", () => undefined).destroy();
  }
}
