// OTPs by telephone through a calling gateway: LinOTP's `CustomVoiceProvider` (contract 08 section 5).

import { type Fields, invalid } from "../core/fields.ts";
import type { Json } from "../core/token.ts";
import { readJsonGateway } from "./json-gateway.ts";
import type { Provider, ProviderClass, ProviderDeps, VoiceOrder } from "./provider.ts";

export const customVoice: ProviderClass<"voice"> = {
  channel: "voice",
  path: "voiceprovider.custom_voice_provider.CustomVoiceProvider",
  open,
};

function open(config: Fields, deps: ProviderDeps): Provider<VoiceOrder> {
  const { post, test } = readJsonGateway(config, "server_url", deps);
  const service = readService(config);
  return {
    send: ({ to, template, otp, locale }) =>
      post({ call: { calleeNumber: to, messageTemplate: template, otp, locale, ...service } }),
    test,
  };
}

/** What the gateway passes on to the telephone company behind it: `accountSid`, `authToken`, `voice`, `callerNumber`. */
function readService(config: Fields): { readonly [key: string]: Json } {
  const value = config.get("twilioConfig");
  if (value === undefined || value === null || value === "") return {};
  if (typeof value !== "object" || Array.isArray(value)) throw invalid("twilioConfig", "a JSON object");
  return { twilioConfig: value as Json };
}
