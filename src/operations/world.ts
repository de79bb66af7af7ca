// Everything outside the rules, as the operations see it. main.ts builds it, in one screenful.

import type { Message, OutgoingMessage } from "../core/change.ts";
import type { OutsideAnswer, OutsideQuestion } from "../core/outside.ts";
import type { ProviderSettings, ResolverSettings, Settings } from "../core/settings.ts";
import type { Store } from "../core/store.ts";
import type { TokenTypes } from "../core/token-type.ts";
import type { Resolver } from "../core/user.ts";
import type { PasswordHash, Vault } from "../core/vault.ts";

export type Delivery =
  | { readonly delivered: true; readonly status: string }
  | { readonly delivered: false; readonly why: string };

export interface World {
  readonly store: Store;
  readonly vault: Vault;
  readonly passwords: PasswordHash;
  readonly types: TokenTypes;
  /**
   * Opens a resolver, or hands out the one that is open already. Throws a Refusal when its settings are unusable.
   * `lookupAgeMs`: people who were looked up so lately need not be looked up again; 0 forgets whoever is remembered.
   */
  readonly resolver: (settings: ResolverSettings, lookupAgeMs?: number) => Resolver;
  /** One apart from those, for trying settings out; whoever opens it closes it. Throws a Refusal likewise. */
  readonly openResolver: (settings: ResolverSettings) => Resolver;
  /** Never throws: what went wrong is in the answer. */
  readonly send: (message: Message | OutgoingMessage, settings: Settings) => Promise<Delivery>;
  /** Asks another server, or a library that works asynchronously. Never throws. */
  readonly outside: (question: OutsideQuestion) => Promise<OutsideAnswer>;
  /** Checks that a provider's class and configuration can be used. Throws a Refusal when not. */
  readonly checkProvider: (provider: ProviderSettings, config: string) => void;
  /** Whether a provider's server can be reached; undefined: its class has no way to tell. Never throws. */
  readonly testProvider: (
    provider: ProviderSettings,
  ) => Promise<{ readonly reached: true } | { readonly reached: false; readonly why: string } | undefined>;
  /** By person, the password that was tried during this request: a directory that locks accounts counts each try. */
  readonly tried?: Map<string, TriedPassword>;
  /** Milliseconds since 1970; fixed for the duration of one request. */
  readonly now: () => number;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** Our own version, `0.1.0`. */
  readonly version: string;
}

export interface TriedPassword {
  readonly password: string;
  readonly isRight: Promise<boolean>;
}

/** The same world for one request, which runs at one instant, whatever it awaits. */
export function worldAt(world: World, now: number): World {
  return { ...world, now: () => now, tried: new Map() };
}
