// Gateways that take one JSON document over HTTPS, with certificates on both sides: push and voice.

import { type Fields, invalid, optional, text } from "../core/fields.ts";
import type { Json } from "../core/token.ts";
import { DeliveryFault } from "../egress/fault.ts";
import { callHttp, type HttpPeer } from "../egress/http-call.ts";
import { tryGateway } from "./connection.ts";
import { judgeStatus, readPeer, urlOf } from "./http-settings.ts";
import type { ProviderDeps } from "./provider.ts";

export interface JsonGateway {
  /** To the first address that answers. Throws a DeliveryFault when none takes it. */
  readonly post: (document: Json) => Promise<void>;
  /** Whether the first address can be reached. */
  readonly test: () => Promise<void>;
}

const peerKeys = {
  timeout: "timeout",
  certificate: "server_certificate",
  ownCertificate: "access_certificate",
  proxy: "proxy",
} as const;

interface Place {
  readonly url: URL;
  readonly peer: HttpPeer;
}

/** `addressKey`: the key that holds one address or a list of them. */
export function readJsonGateway(config: Fields, addressKey: string, deps: ProviderDeps): JsonGateway {
  const places = readAddresses(config, addressKey).map((address): Place => {
    const url = urlOf(address, addressKey);
    return { url, peer: readPeer(config, url, peerKeys) };
  });
  return {
    post: (document) =>
      atFirst(places, async ({ url, peer }) => {
        const headers = { "content-type": "application/json" };
        const call = { method: "POST", url, headers, body: JSON.stringify(document) } as const;
        judgeStatus((await callHttp(call, peer, deps.egress)).status, addressKey);
      }),
    test: () => atFirst(places, ({ url, peer }) => tryGateway(url, peer)),
  };
}

/** Goes on to the next place only when nobody is at this one. */
async function atFirst(places: readonly Place[], call: (place: Place) => Promise<void>): Promise<void> {
  const [place, ...others] = places;
  if (place === undefined) throw new DeliveryFault("it has no address", true);
  try {
    await call(place);
  } catch (error) {
    const goOn = others.length > 0 && error instanceof DeliveryFault && error.unreachable;
    if (!goOn) throw error;
    await atFirst(others, call);
  }
}

function readAddresses(config: Fields, name: string): readonly string[] {
  const written = config.get(name);
  const addresses = Array.isArray(written)
    ? written.map((each, index) => text(new Map([[`${index}`, each]]), `${index}`) ?? "")
    : (optional(config, name) ?? "").split(",").map((each) => each.trim());
  const found = addresses.filter((address) => address !== "");
  if (found.length === 0) throw invalid(name, "an address, or a list of addresses");
  return found;
}
