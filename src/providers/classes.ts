// The registry of provider classes, and how a stored provider becomes one that works.

import { sealedPlace } from "../core/administration/providers.ts";
import { type Fields, fieldsOf, invalid } from "../core/fields.ts";
import type { ProviderSettings } from "../core/settings.ts";
import type { Vault } from "../core/vault.ts";
import type { Channel, ProviderClass } from "./provider.ts";
import { defaultPush } from "./push.ts";
import { deviceSms } from "./sms/device.ts";
import { fileSms } from "./sms/file.ts";
import { httpSms } from "./sms/http.ts";
import { restSms } from "./sms/rest.ts";
import { smppSms } from "./sms/smpp.ts";
import { smtpEmail, smtpSms } from "./smtp.ts";
import { customVoice } from "./voice.ts";

type Classes = { readonly [Kind in Channel]: readonly ProviderClass<Kind>[] };

const classes: Classes = {
  sms: [httpSms, restSms, smtpSms, smppSms, deviceSms, fileSms],
  email: [smtpEmail],
  push: [defaultPush],
  voice: [customVoice],
};

/** LinOTP has several names for a class; the last part is the same in all of them. Throws a Refusal when unknown. */
export function classOf<Kind extends Channel>(channel: Kind, name: string): ProviderClass<Kind> {
  const known: readonly ProviderClass<Kind>[] = classes[channel];
  const found = known.find(({ path }) => shortName(path) === shortName(name));
  if (found === undefined)
    throw invalid("class", `one of ${known.map(({ path }) => shortName(path)).join(", ")}`);
  return found;
}

function shortName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

export function openConfig(provider: ProviderSettings, vault: Pick<Vault, "open">): Fields {
  const { sealedConfig } = provider;
  if (sealedConfig === "") return new Map();
  const plain = vault.open(Buffer.from(sealedConfig, "base64"), sealedPlace(provider));
  return readConfigText(Buffer.from(plain).toString("utf8"));
}

/** Throws a Refusal when the text is no JSON object. */
export function readConfigText(text: string): Fields {
  const value = parseJson(text === "" ? "{}" : text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("config", "a JSON object");
  return fieldsOf(value as Record<string, unknown>);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
