// The configuration keys that we know something about (contract 13): what a fresh installation has, what their values
// must look like, and which of them may be written into the audit trail.

import { readDuration } from "../fields.ts";
import { accessPointName, isAccessPointName, readNetworks } from "../policy/access-points.ts";
import { readNetwork } from "../policy/fields/client.ts";
import { Refusal } from "../problem.ts";
import type { ConfigValue } from "../settings.ts";

/** Column "DB" of contract 13, without what only LinOTP's own storage needs. */
export const freshConfig: Readonly<Record<string, string>> = {
  DefaultMaxFailCount: "10",
  DefaultCountWindow: "10",
  DefaultSyncWindow: "1000",
  DefaultOtpLen: "6",
  DefaultResetFailCount: "True",
  DefaultChallengeValidityTime: "120",
  QRChallengeValidityTime: "150",
  PushChallengeValidityTime: "150",
  EmailChallengeValidityTime: "600",
  QRTokenOtpLen: "8",
  QRMaxChallenges: "4",
  PushMaxChallenges: "4",
  PrependPin: "True",
  FailCounterIncOnFalsePin: "True",
  AutoResyncTimeout: "240",
  "totp.timeStep": "30",
  "totp.timeWindow": "300",
  "totp.timeShift": "0",
  SMSProvider: "smsprovider.HttpSMSProvider.HttpSMSProvider",
  SMSProviderTimeout: "300",
  SMSBlockingTimeout: "30",
  EmailProvider: "linotp.provider.emailprovider.SMTPEmailProvider",
  EmailBlockingTimeout: "120",
  DefaultBlockingTimeout: "0",
  OATHTokenSupport: "False",
  "user_lookup_cache.enabled": "False",
  "user_lookup_cache.expiration": "64800",
  "resolver_lookup_cache.enabled": "False",
  "resolver_lookup_cache.expiration": "64800",
  "certificates.use_system_certificates": "False",
  policy_action_validation: "True",
};

/** Known keys without secrets that a fresh installation does not have. The values of all other keys stay out of the audit. */
const harmless: ReadonlySet<string> = new Set([
  ...Object.keys(freshConfig),
  "DefaultRealm",
  "AutoResync",
  "PassOnUserNotFound",
  "PassOnUserNoToken",
  "TransactionIdLength",
  "allowSamlAttributes",
  "client.FORWARDED",
  "client.FORWARDED_PROXY",
  "client.X_FORWARDED_FOR",
  "errors",
  "fido2_attestation_roots",
  "hotp.hashlib",
  "linotpGetotp.active",
  "mayOverwriteClient",
  "pagesize",
  "selfservice.auth_expiry",
  "selfservice.realmbox",
  "sms.sendByPin",
  "splitAtSign",
  "token.last_access",
  "totp.hashlib",
]);

/** LinOTP's type words for values that must not be readable in the database. */
export function isSealedType(type: string): boolean {
  return type === "password" || type === "encrypted_data";
}

/** `key=value` for the audit trail, or the key alone. */
export function auditText(key: string, { value, type }: Pick<ConfigValue, "value" | "type">): string {
  const known = harmless.has(key) || accessPointName(key) !== undefined;
  return known && !isSealedType(type) ? `${key}=${value}` : key;
}

/** Where other settings live in LinOTP's one table. Here they are set through their own endpoints. */
const elsewhere =
  /^(?:useridresolver\.group\.|Policy\.|(?:passwd|ldap|sql)resolver\.|(?:SMS|Email|Push|Voice)Provider\.|Config$)/;

interface Shape {
  readonly word: string;
  readonly fits: (value: string) => boolean;
}

const duration: Shape = { word: "duration", fits: (value) => readDuration(value) !== undefined };

const shapes: ReadonlyMap<string, Shape> = new Map([
  ["user_lookup_cache.expiration", duration],
  ["resolver_lookup_cache.expiration", duration],
  ["selfservice.auth_expiry", duration],
  ["client.FORWARDED_PROXY", { word: "network", fits: isNetworkList }],
  ["mayOverwriteClient", { word: "address list", fits: isNetworkList }],
  ["token.last_access", { word: "time format", fits: isTimeFormat }],
]);

/** Throws a Refusal when the key is not for setConfig. */
export function checkConfigKey(key: string): void {
  if (key === "" || key.length > 255)
    throw new Refusal({ code: "config", message: "a key has 1 to 255 characters" });
  if (elsewhere.test(key))
    throw new Refusal({ code: "config", message: `linotp.${key} is set by its own endpoint` });
}

/** Throws a Refusal when the key is not for setConfig, or the value not for the key. */
export function checkConfigEntry(key: string, value: string): void {
  checkConfigKey(key);
  const shape = shapes.get(key);
  if (shape === undefined || value.trim() === "" || shape.fits(value)) return;
  throw new Refusal({ code: "config", message: `linotp.${key} must be of type '${shape.word}'` });
}

/** As it would be stored. Throws a Refusal when the key names an access point and this could not be used as one. */
export function checkAccessPoint(key: string, { value, type }: ConfigValue): void {
  const name = accessPointName(key);
  if (name === undefined) return;
  if (!isAccessPointName(name))
    throw new Refusal({
      code: "config",
      message: `linotp.${key} must end in a name of 1 to 60 characters that is no address and has no comma, quote, * or !`,
    });
  if (readNetworks(value) === undefined || isSealedType(type))
    throw new Refusal({ code: "config", message: `linotp.${key} must be of type 'address list'` });
}

/** LinOTP stores `linotp.x` and `x` in the same place. */
export function configKey(written: string): string {
  return written.trim().replace(/^linotp\./, "");
}

function isNetworkList(value: string): boolean {
  return value.split(",").every((entry) => entry.trim() === "" || readNetwork(entry.trim()) !== undefined);
}

/** True, False, or what strftime understands. */
function isTimeFormat(value: string): boolean {
  return /^(?:true|false)$/i.test(value) || /%[a-zA-Z%]/.test(value);
}
