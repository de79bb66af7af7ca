// Text messages through the HTTP gateway of an SMS company: LinOTP's `HttpSMSProvider` (contract 08 section 5).

import { type Fields, invalid, oneOf, optional, required, text } from "../core/fields.ts";
import { answerDigest } from "./digest-auth.ts";
import { callHttp, type HttpAnswer, type HttpCall, type HttpPeer } from "./http-call.ts";
import { adjustNumber, readNumberRules } from "./phone-number.ts";
import {
  DeliveryFault,
  type Order,
  type Provider,
  type ProviderClass,
  type ProviderDeps,
} from "./provider.ts";

export const httpSms: ProviderClass = {
  channel: "sms",
  path: "smsprovider.HttpSMSProvider.HttpSMSProvider",
  open,
};

function open(config: Fields, deps: ProviderDeps): Provider {
  const build = readRequest(config);
  const peer = readPeer(config);
  const account = readAccount(config);
  const numberRules = readNumberRules(config);
  const accepted = readVerdict(config);
  return {
    send: async (order) => {
      const call = build({ ...order, to: adjustNumber(order.to, numberRules) });
      const answer = await callAs(account, call, { peer, deps });
      judge(answer, accepted);
      return "sms submitted";
    },
  };
}

/** Status first, then the gateway's own words, which some send with 200 whatever happened. */
function judge({ status, body }: HttpAnswer, accepted: (body: string) => boolean): void {
  if (status >= 500) throw new DeliveryFault(`the gateway answered with status ${status}`, true);
  if (status >= 300 && status < 400)
    throw new DeliveryFault(`the gateway redirects (status ${status}); set URL to its new address`);
  if (status < 200 || status >= 300) throw new DeliveryFault(`the gateway answered with status ${status}`);
  if (!accepted(body)) throw new DeliveryFault("the gateway did not accept the message");
}

function readRequest(config: Fields): (order: Order) => HttpCall {
  const url = readUrl(config);
  const method = oneOf(config, "HTTP_Method", ["post", "get"]) === "get" ? "GET" : "POST";
  const fixed = readPairs(config, "PARAMETER");
  const headers = readPairs(config, "HEADERS");
  const textKey = optional(config, "SMS_TEXT_KEY") ?? "sms";
  const phoneKey = optional(config, "SMS_PHONENUMBER_KEY") ?? "phone";
  return (order) => {
    const parameters = new URLSearchParams({ ...fixed, [textKey]: order.text, [phoneKey]: order.to });
    if (method === "POST") {
      const form = { "content-type": "application/x-www-form-urlencoded" };
      return { method, url, headers: { ...form, ...lowerCased(headers) }, body: parameters.toString() };
    }
    const target = new URL(url);
    for (const [name, value] of parameters) target.searchParams.set(name, value);
    return { method, url: target, headers: lowerCased(headers), body: "" };
  };
}

/** Names in lower case, so that a configured Content-Type replaces ours. */
function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function readUrl(config: Fields): URL {
  const value = required(config, "URL");
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) throw invalid("URL", "an http or https address");
  url.username = "";
  url.password = "";
  return url;
}

interface Account {
  readonly user: string;
  readonly password: string;
  readonly digest: boolean;
}

/** USERNAME and PASSWORD, or those in the address. */
function readAccount(config: Fields): Account | undefined {
  const address = URL.parse(required(config, "URL"));
  const user = optional(config, "USERNAME") ?? decodeURIComponent(address?.username ?? "");
  const password = optional(config, "PASSWORD") ?? decodeURIComponent(address?.password ?? "");
  const digest = oneOf(config, "AUTH_TYPE", ["basic", "digest"]) === "digest";
  return user === "" ? undefined : { user, password, digest };
}

interface Way {
  readonly peer: HttpPeer;
  readonly deps: ProviderDeps;
}

async function callAs(
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
  if (first.status !== 401) return first;
  const authorization = answerDigest({
    challenge: first.headers["www-authenticate"] ?? "",
    method: call.method,
    target: call.url.pathname + call.url.search,
    user,
    password,
    clientNonce: Buffer.from(deps.random(16)).toString("hex"),
  });
  return authorization === undefined ? first : callHttp(authorized(authorization), peer, deps.egress);
}

function readPeer(config: Fields): HttpPeer {
  return { timeoutMs: readTimeout(config), certificate: readCertificate(config), proxy: readProxy(config) };
}

/** Seconds, or seconds to connect and seconds to answer, as Python's requests has them. */
function readTimeout(config: Fields): number {
  const value = optional(config, "timeout") ?? "3,5";
  const [connect, answer = connect, ...more] = value.split(",").map(Number);
  const seconds = (connect ?? Number.NaN) + (answer ?? Number.NaN);
  if (more.length > 0 || !(seconds > 0 && seconds <= 600))
    throw invalid("timeout", "seconds, or two numbers of seconds with a comma");
  return seconds * 1000;
}

function readCertificate(config: Fields): string | false | undefined {
  const value = optional(config, "SERVER_CERTIFICATE");
  return value?.toLowerCase() === "false" ? false : value;
}

/** One address for everything, or one each: `{"http": …, "https": …}`. */
function readProxy(config: Fields): string | undefined {
  const protocol = readUrl(config).protocol.slice(0, -1);
  const both = typeof config.get("PROXY") === "object";
  const proxy = both ? readPairs(config, "PROXY")[protocol] : optional(config, "PROXY");
  if (proxy === undefined || proxy === "") return undefined;
  if (!URL.canParse(proxy)) throw invalid("PROXY", "an address, or one each for http and https");
  return proxy;
}

/** A JSON object of texts. */
function readPairs(config: Fields, name: string): Readonly<Record<string, string>> {
  const value = config.get(name) ?? {};
  if (typeof value !== "object" || Array.isArray(value)) throw invalid(name, "a JSON object");
  const fields = new Map(Object.entries(value));
  return Object.fromEntries([...fields.keys()].map((key) => [key, text(fields, key) ?? ""]));
}

/** Whether the gateway's words mean success: the first of these settings that is present decides. */
function readVerdict(config: Fields): (body: string) => boolean {
  const success = readExpression(config, "RETURN_SUCCESS_REGEX");
  if (success !== undefined) return (body) => success.test(body);
  const failure = readExpression(config, "RETURN_FAIL_REGEX");
  if (failure !== undefined) return (body) => !failure.test(body);
  const good = optional(config, "RETURN_SUCCESS");
  if (good !== undefined) return (body) => body.startsWith(good);
  const bad = optional(config, "RETURN_FAIL");
  return (body) => bad === undefined || !body.startsWith(bad);
}

function readExpression(config: Fields, name: string): RegExp | undefined {
  const value = optional(config, name);
  if (value === undefined) return undefined;
  try {
    return new RegExp(value);
  } catch {
    throw invalid(name, "a regular expression");
  }
}
