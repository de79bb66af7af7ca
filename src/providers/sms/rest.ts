// Text messages through a gateway that takes JSON: LinOTP's `RestSMSProvider` (contract 08 section 5).

import { type Fields, invalid, optional } from "../../core/fields.ts";
import type { Json } from "../../core/token.ts";
import { DeliveryFault } from "../../egress/fault.ts";
import { type HttpCall, lowerCased } from "../../egress/http-call.ts";
import { tryGateway } from "../connection.ts";
import { type Account, callAs, readAccount, type Way } from "../http-account.ts";
import { judgeStatus, readPairs, readPeer, readUrl } from "../http-settings.ts";
import type { Provider, ProviderClass, ProviderDeps, TextOrder } from "../provider.ts";
import { mapTexts, readPath, valueAt, withValueAt } from "./json-path.ts";
import { adjustNumber, readNumberRules } from "./phone-number.ts";

export const restSms: ProviderClass<"sms"> = {
  channel: "sms",
  path: "smsprovider.RestSMSProvider.RestSMSProvider",
  open,
};

const peerKeys = {
  timeout: "TIMEOUT",
  certificate: "SERVER_CERTIFICATE",
  ownCertificate: "CLIENT_CERTIFICATE_FILE",
  proxy: "PROXY",
} as const;

/** How often a gateway that keeps silent is asked. */
const tries = 3;

function open(config: Fields, deps: ProviderDeps): Provider<TextOrder> {
  const url = readUrl(config, "URL");
  const peer = readPeer(config, url, peerKeys);
  const account = readAccount(config, "AUTHENTICATION");
  const numberRules = readNumberRules(config);
  const headers = { "content-type": "application/json", ...lowerCased(readPairs(config, "HEADERS")) };
  const fill = readPayload(config);
  return {
    send: async ({ to, text }) => {
      const body = JSON.stringify(fill(adjustNumber(to, numberRules), text));
      const call: HttpCall = { method: "POST", url, headers, body };
      judgeStatus(await callPatiently(account, call, { peer, deps }), "URL");
    },
    test: () => tryGateway(url, peer),
  };
}

/** The status of the answer. */
async function callPatiently(account: Account | undefined, call: HttpCall, way: Way): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await callAs(account, call, way)).status;
    } catch (error) {
      const again = error instanceof DeliveryFault && error.late && attempt < tries;
      if (!again) throw error;
    }
  }
}

/** PAYLOAD with number and text at their keys, and wherever `<phone>` and `<message>` stand. */
function readPayload(config: Fields): (phone: string, message: string) => Json {
  const template = readTemplate(config);
  const phonePath = readPath(optional(config, "SMS_PHONENUMBER_KEY") ?? "to", template);
  const textPath = readPath(optional(config, "SMS_TEXT_KEY") ?? "text", template);
  return (phone, message) => {
    const values: Readonly<Record<string, string>> = { phone, message };
    const filled = mapTexts(template, (text) =>
      text.replace(/<(phone|message)>/g, (_, name: string) => values[name] ?? ""),
    );
    const withPhone = placed(filled, template, { path: phonePath, place: "<phone>", value: phone });
    return placed(withPhone, template, { path: textPath, place: "<message>", value: message });
  };
}

interface Wish {
  readonly path: readonly string[];
  readonly place: string;
  readonly value: string;
}

/** Where the template has no place for the value at its key, the value is all that stands there; a list stays a list. */
function placed(filled: Json, template: Json, { path, place, value }: Wish): Json {
  const there = valueAt(template, path);
  if (there !== undefined && JSON.stringify(there).includes(place)) return filled;
  return withValueAt(filled, path, Array.isArray(there) ? [value] : value);
}

function readTemplate(config: Fields): Json {
  const written = config.get("PAYLOAD") ?? {};
  const value = typeof written === "string" ? parseJson(written) : (written as Json);
  if (typeof value !== "object" || value === null) throw invalid("PAYLOAD", "a JSON object");
  return value;
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
