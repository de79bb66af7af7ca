// What administrators set while the server runs. A compiled, versioned snapshot of it takes part in every decision.

import type { PolicySet } from "./policy/rule.ts";
import type { Json } from "./token.ts";

/** `config` holds LinOTP's configuration keys without their prefix (contract 13); the others are documents by name. */
export type Family = "config" | "policy" | "realm" | "resolver" | "provider";

/** A provider is named `<type>/<name>`, for example `sms/gateway`. */
export interface ProviderSettings {
  readonly type: "sms" | "email" | "push" | "voice";
  readonly name: string;
  /** LinOTP's class path, as set. */
  readonly class: string;
  /** Seconds that a message stays valid, as LinOTP's `timeout`. */
  readonly timeout: string;
  /** JSON text, sealed: see `setting/provider/<type>/<name>`. Base64 of the sealed bytes. */
  readonly sealedConfig: string;
  readonly isDefault: boolean;
  readonly managed: boolean;
  /** Hash of the password without which a managed provider cannot be changed. */
  readonly lock?: string;
}

export interface ResolverSettings {
  readonly name: string;
  /** LinOTP's type word. `sqlresolver` with `readonly` is also how the built-in directory is presented. */
  readonly type: "passwdresolver" | "ldapresolver" | "sqlresolver";
  /** The built-in directory: people are rows of our own database, group = name. */
  readonly builtIn: boolean;
  readonly readonly: boolean;
  readonly admin: boolean;
  readonly immutable: boolean;
  /** LinOTP's parameters, contract 11. Secret ones are sealed and base64-coded under `setting/resolver/<name>/<parameter>`. */
  readonly parameters: { readonly [name: string]: string };
}

export interface Realm {
  /** Lower case. */
  readonly name: string;
  /** Names of resolvers, in the order in which they are asked. */
  readonly resolvers: readonly string[];
  readonly admin: boolean;
}

export interface ConfigValue {
  readonly value: string;
  /** LinOTP's type word: `password` and `encrypted_data` are sealed. */
  readonly type: string;
  readonly description: string;
}

export interface Settings {
  /** Grows with every change; equal versions are equal settings. */
  readonly version: number;
  readonly config: ReadonlyMap<string, ConfigValue>;
  readonly policies: PolicySet;
  readonly realms: ReadonlyMap<string, Realm>;
  readonly resolvers: ReadonlyMap<string, ResolverSettings>;
  readonly providers: ReadonlyMap<string, ProviderSettings>;
}

/** One stored row of any family, as the store keeps it. */
export interface SettingRow {
  readonly family: Family;
  readonly name: string;
  readonly value: Json;
}

/** The name of the realm that is meant when none is given, or undefined. */
export function defaultRealm(settings: Settings): string | undefined {
  const name = settings.config.get("DefaultRealm")?.value;
  return name === undefined || name === "" ? undefined : name.toLowerCase();
}
