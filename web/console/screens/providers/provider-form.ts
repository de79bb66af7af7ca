// Which settings a class of provider is asked for by name. All others are written as JSON, so that none is out of reach.

import type { ProviderType } from "../../api/provider-calls.ts";

export type FieldKind = "text" | "secret" | "flag";
export type ProviderField = { readonly key: string; readonly kind: FieldKind };

type KindOfProvider = { readonly type: ProviderType; readonly name: string; readonly fields: string };

/** After a key: `*` a secret, `?` yes or no. */
const kinds: readonly KindOfProvider[] = [
  {
    type: "email",
    name: "SMTPEmailProvider",
    fields: "SMTP_SERVER SMTP_PORT SMTP_USER SMTP_PASSWORD* EMAIL_FROM EMAIL_SUBJECT START_TLS? USE_SSL?",
  },
  {
    type: "sms",
    name: "HttpSMSProvider",
    fields: "URL USERNAME PASSWORD* SMS_TEXT_KEY SMS_PHONENUMBER_KEY RETURN_SUCCESS",
  },
  { type: "sms", name: "RestSMSProvider", fields: "URL USERNAME PASSWORD* SMS_TEXT_KEY SMS_PHONENUMBER_KEY" },
  {
    type: "sms",
    name: "SmtpSMSProvider",
    fields:
      "mailserver mailserver_port mailuser mailpassword* mailsender mailto subject body start_tls? use_ssl?",
  },
  { type: "sms", name: "SMPPSMSProvider", fields: "server port system_id password* system_type source_addr" },
  { type: "sms", name: "DeviceSMSProvider", fields: "CONFIGFILE SMSC" },
  { type: "sms", name: "FileSMSProvider", fields: "file" },
  { type: "push", name: "DefaultPushProvider", fields: "push_url access_certificate server_certificate" },
  { type: "voice", name: "CustomVoiceProvider", fields: "server_url access_certificate server_certificate" },
];

export function classesOf(type: ProviderType): readonly string[] {
  return kinds.filter((kind) => kind.type === type).map(({ name }) => name);
}

export function shortClass(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

export function fieldsOf(className: string): readonly ProviderField[] {
  const written = kinds.find(({ name }) => name === shortClass(className))?.fields ?? "";
  return written
    .split(" ")
    .filter((each) => each !== "")
    .map((each): ProviderField => {
      if (each.endsWith("*")) return { key: each.slice(0, -1), kind: "secret" };
      return each.endsWith("?") ? { key: each.slice(0, -1), kind: "flag" } : { key: each, kind: "text" };
    });
}

type Values = Readonly<Record<string, unknown>>;

/** Undefined: no JSON object. Nothing written is an empty one. */
export function readJson(text: string): Values | undefined {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Values)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A setting that is a list or an object is for the JSON part, whatever its name. */
export function splitConfig(config: Values, className: string) {
  const keys = new Set(fieldsOf(className).map(({ key }) => key));
  const named = (entry: readonly [string, unknown]) => keys.has(entry[0]) && typeof entry[1] !== "object";
  const entries = Object.entries(config);
  return {
    fields: Object.fromEntries(entries.filter(named).map(([key, value]) => [key, String(value)])),
    others: Object.fromEntries(entries.filter((entry) => !named(entry))),
  };
}

/** What is empty is left out, and so has its usual value. */
export function joinConfig(
  fields: Readonly<Record<string, string>>,
  others: Values,
  className: string,
): string {
  const wanted = fieldsOf(className).flatMap(
    ({ key, kind }): readonly (readonly [string, string | boolean])[] => {
      const value = fields[key] ?? "";
      if (kind === "flag") return /^true$/i.test(value) ? [[key, true]] : [];
      return value === "" ? [] : [[key, value]];
    },
  );
  return JSON.stringify({ ...others, ...Object.fromEntries(wanted) });
}
