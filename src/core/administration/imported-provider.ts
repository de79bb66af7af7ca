// LinOTP 2 had one provider for text messages and one for mail, each in three configuration keys. Such keys still make a
// provider, by the name `imported_default` (contract 08 section 5). Nothing is stored twice: it is a view of the keys.

import type { Change } from "../change.ts";
import type { ProviderSettings, Settings } from "../settings.ts";

type Named = Pick<ProviderSettings, "type" | "name">;

interface Keys {
  readonly class: string;
  readonly config: string;
  readonly timeout: string;
}

const keysOf: ReadonlyMap<ProviderSettings["type"], Keys> = new Map([
  ["sms", { class: "SMSProvider", config: "SMSProviderConfig", timeout: "SMSProviderTimeout" }],
  ["email", { class: "EmailProvider", config: "EmailProviderConfig", timeout: "EmailBlockingTimeout" }],
]);

/** Holds passwords, and is therefore sealed whatever type it is set with. */
export const importedSecrets: ReadonlySet<string> = new Set([...keysOf.values()].map(({ config }) => config));

const importedName = "imported_default";

/** LinOTP keeps the name of every default provider in such a key; here only this one needs it. */
const defaultKey = (type: string): string => `Provider.Default.${type}_provider`;

export function isImported({ type, name }: Named): boolean {
  return name === importedName && keysOf.has(type);
}

/** Undefined while there is no class or no configuration: a fresh installation names a class alone. */
export function importedProvider(
  { config }: Pick<Settings, "config">,
  type: ProviderSettings["type"],
): ProviderSettings | undefined {
  const keys = keysOf.get(type);
  const value = (key = ""): string => config.get(key)?.value ?? "";
  if (keys === undefined || value(keys.class) === "" || value(keys.config) === "") return undefined;
  return {
    type,
    name: importedName,
    class: value(keys.class),
    timeout: value(keys.timeout) === "" ? "300" : value(keys.timeout),
    sealedConfig: value(keys.config),
    isDefault: value(defaultKey(type)) === importedName,
    managed: false,
  };
}

/** Where its configuration is sealed, when it is this one. */
export function importedPlace(provider: Named): string | undefined {
  const keys = keysOf.get(provider.type);
  return keys === undefined || !isImported(provider) ? undefined : `setting/config/${keys.config}`;
}

export function putImported(provider: ProviderSettings): readonly Change[] {
  const keys = keysOf.get(provider.type);
  if (keys === undefined) return [];
  const marked = defaultKey(provider.type);
  return [
    put(keys.class, provider.class),
    put(keys.timeout, provider.timeout),
    put(keys.config, provider.sealedConfig, "password"),
    provider.isDefault ? put(marked, importedName) : drop(marked),
  ];
}

/** The timeout stays: text messages and mails of other providers go by it, too. */
export function dropImported(type: ProviderSettings["type"]): readonly Change[] {
  const keys = keysOf.get(type);
  return keys === undefined ? [] : [drop(keys.class), drop(keys.config), drop(defaultKey(type))];
}

function put(name: string, value: string, type = ""): Change {
  return { kind: "setting.put", family: "config", name, value: { value, type, description: "" } };
}

function drop(name: string): Change {
  return { kind: "setting.delete", family: "config", name };
}
