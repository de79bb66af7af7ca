// Asking a RADIUS server about a password: one exchange by UDP (RFC 2865 section 2.4).

import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import type { OutsideAnswer } from "../core/outside.ts";
import { DeliveryFault } from "../egress/fault.ts";
import { askEgress, type EgressAnswer } from "../egress/hub.ts";
import { type Asked, type OutsideDeps, shownText } from "./outside-deps.ts";
import { encodeRequest, type RadiusAnswer, type RadiusRequest, readAnswer } from "./radius-packet.ts";

type RadiusQuestion = Asked<"radius">;

export async function askRadius(question: RadiusQuestion, deps: OutsideDeps): Promise<OutsideAnswer> {
  const server = readServer(question.server);
  if (server === undefined) return { verdict: "unavailable", why: "the RADIUS server's address is none" };
  const taken = await askEgress(deps.egress, {
    kind: "radius",
    server: server.host,
    port: server.port,
    secret: question.secret,
    username: question.user,
    password: question.password,
    // The hub speaks of states as text, both ways.
    state: question.state === undefined ? null : Buffer.from(question.state, "hex").toString("utf8"),
    nas_identifier: question.nasIdentifier,
  });
  if (taken !== undefined) return ofHub(taken);
  const request = requestOf(question, deps);
  const packet = encodeRequest(request);
  if (packet === undefined) return { verdict: "refused", why: "too long for RADIUS" };
  return toOutside(await exchange(packet, { request, server, deps }));
}

interface Server {
  readonly host: string;
  readonly port: number;
}

const usualPort = 1812;

/** `host`, `host:port`, `[address]`, `[address]:port`, or an IPv6 address as it is. Undefined: none of these. */
export function readServer(written: string): Server | undefined {
  const parts = /^\[([0-9a-f:.%\w]+)\](?::(\d{1,5}))?$|^([^\s:[\]/]+)(?::(\d{1,5}))?$/i.exec(written.trim());
  const bare = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.%\w]*$/i.test(written.trim());
  if (parts === null) return bare ? { host: written.trim(), port: usualPort } : undefined;
  const host = parts[1] ?? parts[3] ?? "";
  const port = Number(parts[2] ?? parts[4] ?? usualPort);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

function requestOf(question: RadiusQuestion, { random }: OutsideDeps): RadiusRequest {
  const { secret, user, password, state, nasIdentifier } = question;
  const [identifier = 0] = random(1);
  return {
    identifier,
    authenticator: random(16),
    secret,
    user,
    password,
    state: state === undefined ? undefined : Buffer.from(state, "hex"),
    nasIdentifier,
  };
}

interface Circumstances {
  readonly request: RadiusRequest;
  readonly server: Server;
  readonly deps: OutsideDeps;
}

/** At the first of the host's addresses where somebody listens. One clock runs over all of it. */
async function exchange(packet: Buffer, { request, server, deps }: Circumstances): Promise<RadiusAnswer> {
  const { timeoutMs = 5000, requireMessageAuthenticator = true } = deps;
  const signal = AbortSignal.timeout(timeoutMs);
  const addresses = await timely(lookup(server.host, { all: true }), signal);
  const read = (datagram: Uint8Array) => readAnswer(datagram, { ...request, requireMessageAuthenticator });
  let fault = new DeliveryFault("the RADIUS server has no address", true);
  for (const { address, family } of addresses) {
    const socket = createSocket(family === 6 ? "udp6" : "udp4");
    try {
      const repeatMs = [timeoutMs / 5, timeoutMs / 2];
      return await timely(converse(socket, { ...server, address, packet, read, repeatMs }), signal);
    } catch (error) {
      if (signal.aborted) throw error;
      const { code } = error as NodeJS.ErrnoException;
      fault = new DeliveryFault(`no connection to the RADIUS server (${code})`, true);
    } finally {
      // Closing takes the timers along.
      socket.close();
    }
  }
  throw fault;
}

interface Dialogue {
  readonly address: string;
  readonly port: number;
  readonly packet: Buffer;
  readonly read: (datagram: Uint8Array) => RadiusAnswer | undefined;
  /** When to say it again, for a packet may get lost. */
  readonly repeatMs: readonly number[];
}

/** Whatever is no genuine answer is passed over, and the real one waited for. */
function converse(
  socket: Socket,
  { address, port, packet, read, repeatMs }: Dialogue,
): Promise<RadiusAnswer> {
  return new Promise((ready, fail) => {
    const say = () => socket.send(packet);
    const timers = repeatMs.map((ms) => setTimeout(say, ms));
    socket.on("close", () => {
      for (const timer of timers) clearTimeout(timer);
    });
    socket.on("error", fail);
    socket.on("message", (datagram) => {
      const answer = read(datagram);
      if (answer !== undefined) ready(answer);
    });
    // From here on the kernel hands over only what comes from that address and port.
    socket.connect(port, address, () => say());
  });
}

async function timely<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const late = new Promise<never>((_, fail) => {
    const stop = () => fail(new DeliveryFault("the RADIUS server did not answer in time", true, true));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([work, late]);
}

function toOutside({ verdict, state, message }: RadiusAnswer): OutsideAnswer {
  if (verdict !== "challenged") return { verdict };
  const shown = shownText(message);
  return {
    verdict,
    ...(state === undefined ? {} : { state: state.toString("hex") }),
    ...(shown === "" ? {} : { message: shown }),
  };
}

function ofHub({ code, attributes = {} }: EgressAnswer): OutsideAnswer {
  if (code === 2) return { verdict: "accepted" };
  if (code === 3) return { verdict: "refused" };
  if (code !== 11) return { verdict: "unavailable", why: "the hub gave no code" };
  const [state] = attributes["State"] ?? [];
  return toOutside({
    verdict: "challenged",
    state: state === undefined ? undefined : Buffer.from(state, "utf8"),
    message: (attributes["Reply-Message"] ?? []).join(""),
  });
}
