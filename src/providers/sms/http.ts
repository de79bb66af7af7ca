// Text messages through the HTTP gateway of an SMS company: LinOTP's `HttpSMSProvider` (contract 08 section 5).

import { type Fields, invalid, oneOf, optional } from "../../core/fields.ts";
import { DeliveryFault } from "../../egress/fault.ts";
import { type HttpAnswer, type HttpCall, lowerCased } from "../../egress/http-call.ts";
import { tryGateway } from "../connection.ts";
import { callAs, readAccount } from "../http-account.ts";
import { judgeStatus, readPairs, readPeer, readUrl } from "../http-settings.ts";
import type { Provider, ProviderClass, ProviderDeps, TextOrder } from "../provider.ts";
import { adjustNumber, readNumberRules } from "./phone-number.ts";

export const httpSms: ProviderClass<"sms"> = {
  channel: "sms",
  path: "smsprovider.HttpSMSProvider.HttpSMSProvider",
  open,
};

const peerKeys = {
  timeout: "timeout",
  certificate: "SERVER_CERTIFICATE",
  ownCertificate: "CLIENT_CERTIFICATE_FILE",
  proxy: "PROXY",
} as const;

function open(config: Fields, deps: ProviderDeps): Provider<TextOrder> {
  const build = readRequest(config);
  const url = readUrl(config, "URL");
  const peer = readPeer(config, url, peerKeys);
  const account = readAccount(config, "AUTH_TYPE");
  const numberRules = readNumberRules(config);
  const accepted = readVerdict(config);
  return {
    send: async (order) => {
      const call = build({ ...order, to: adjustNumber(order.to, numberRules) });
      judge(await callAs(account, call, { peer, deps }), accepted);
    },
    test: () => tryGateway(url, peer),
  };
}

/** Status first, then the gateway's own words, which some send with 200 whatever happened. */
function judge({ status, body }: HttpAnswer, accepted: (body: string) => boolean): void {
  judgeStatus(status, "URL");
  if (!accepted(body)) throw new DeliveryFault("the gateway did not accept the message");
}

function readRequest(config: Fields): (order: TextOrder) => HttpCall {
  const url = readUrl(config, "URL");
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
