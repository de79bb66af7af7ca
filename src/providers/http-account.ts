// The account at an HTTP gateway: basic and digest authentication.

import { type Fields, invalid, oneOf, optional } from "../core/fields.ts";
import { callHttp, type HttpAnswer, type HttpCall, type HttpPeer } from "../egress/http-call.ts";
import { answerDigest } from "./digest-auth.ts";
import type { ProviderDeps } from "./provider.ts";

export interface Account {
  readonly user: string;
  readonly password: string;
  readonly digest: boolean;
}

/** USERNAME and PASSWORD, or those in the address. `kindKey`: the key that says `basic` or `digest`. */
export function readAccount(config: Fields, kindKey: string): Account | undefined {
  const address = URL.parse(optional(config, "URL") ?? "");
  const user = optional(config, "USERNAME") ?? decoded(address?.username);
  const password = optional(config, "PASSWORD") ?? decoded(address?.password);
  const digest = oneOf(config, kindKey, ["basic", "digest"]) === "digest";
  return user === "" ? undefined : { user, password, digest };
}

function decoded(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid("URL", "an address with an account in percent-encoding");
  }
}

export interface Way {
  readonly peer: HttpPeer;
  readonly deps: ProviderDeps;
}

/** Throws a DeliveryFault when nobody answers. */
export async function callAs(
  account: Account | undefined,
  call: HttpCall,
  { peer, deps }: Way,
): Promise<HttpAnswer> {
  if (account === undefined) return callHttp(call, peer, deps.egress);
  const { user, password, digest } = account;
  const authorized = (authorization: string) => ({ ...call, headers: { ...call.headers, authorization } });
  if (!digest) {
    const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    return callHttp(authorized(basic), peer, deps.egress);
  }
  const first = await callHttp(call, peer, deps.egress);
  const challenge = first.headers["www-authenticate"];
  if (first.status !== 401 || challenge === undefined) return first;
  const authorization = answerDigest({
    challenge,
    method: call.method,
    target: call.url.pathname + call.url.search,
    user,
    password,
    clientNonce: Buffer.from(deps.random(16)).toString("hex"),
  });
  return authorization === undefined ? first : callHttp(authorized(authorization), peer, deps.egress);
}
