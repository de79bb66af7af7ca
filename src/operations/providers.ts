// Providers: contract 08 section 5.

import {
  decideDeleteProvider,
  decideSetDefaultProvider,
  decideSetProvider,
  findProvider,
  type ProviderName,
  type ProviderType,
  providersOf,
  type Removal,
  sealedPlace,
} from "../core/administration/providers.ts";
import { Refusal, refuse } from "../core/problem.ts";
import type { ProviderSettings } from "../core/settings.ts";
import type { Administrator } from "./rights.ts";
import { changeSettings, openText, sealText } from "./settings.ts";
import type { World } from "./world.ts";

export interface WrittenProvider extends ProviderName {
  readonly class: string;
  readonly timeout: string;
  /** JSON text; undefined: as it was. */
  readonly config: string | undefined;
  readonly isDefault: boolean;
  /** The password that protects changes; undefined when the provider is not managed. */
  readonly managed: string | undefined;
}

export async function setProvider(world: World, who: Administrator, written: WrittenProvider): Promise<true> {
  const before = findProvider(world.store.settings(), written);
  await unlock(world, before, written.managed);
  const { type, name, timeout, isDefault, config } = written;
  const lock = before?.lock ?? (await lockOf(world, written.managed));
  const protection = lock === undefined ? { managed: false } : { managed: true, lock };
  const next = { type, name, class: written.class, timeout, isDefault, ...protection };
  const text = config ?? (before === undefined ? "{}" : configOf(world, before));
  world.checkProvider({ ...next, sealedConfig: "" }, text);
  const sealedConfig = sealText(world.vault, text, sealedPlace(written));
  return changeSettings(world, who, {
    decide: (state) => decideSetProvider(state, { next, sealedConfig, origin: who.origin }),
  });
}

export interface WrittenRemoval extends ProviderName {
  readonly managed: string | undefined;
}

export async function deleteProvider(
  world: World,
  who: Administrator,
  wanted: WrittenRemoval,
): Promise<Removal> {
  await unlock(world, findProvider(world.store.settings(), wanted), wanted.managed);
  return changeSettings(world, who, { decide: (state) => decideDeleteProvider(state, wanted, who.origin) });
}

export async function setDefaultProvider(
  world: World,
  who: Administrator,
  wanted: ProviderName,
): Promise<true> {
  return changeSettings(world, who, {
    decide: (state) => decideSetDefaultProvider(state, wanted, who.origin),
  });
}

/** Whether its server can be reached; undefined: its class has no way to tell. Throws a Refusal when there is none. */
export async function testProvider(world: World, wanted: ProviderName): ReturnType<World["testProvider"]> {
  const provider = findProvider(world.store.settings(), wanted);
  if (provider === undefined) throw new Refusal({ code: "unknown-provider", provider: wanted.name });
  return world.testProvider(provider);
}

export interface ShownProvider {
  readonly provider: ProviderSettings;
  /** JSON text; undefined for a managed one, which nobody may look into. */
  readonly config: string | undefined;
}

export function showProviders(world: World, type: ProviderType): readonly ShownProvider[] {
  return providersOf(world.store.settings(), type).map((provider) => ({
    provider,
    config: provider.managed ? undefined : configOf(world, provider),
  }));
}

function configOf(world: World, provider: ProviderSettings): string {
  return provider.sealedConfig === ""
    ? "{}"
    : openText(world.vault, provider.sealedConfig, sealedPlace(provider));
}

async function unlock(
  world: World,
  before: ProviderSettings | undefined,
  password: string | undefined,
): Promise<void> {
  if (before?.lock === undefined) return;
  if (password !== undefined && (await world.passwords.verify(before.lock, password))) return;
  throw refuse(`The provider '${before.name}' is managed and cannot be changed without its password.`);
}

async function lockOf(world: World, password: string | undefined): Promise<string | undefined> {
  return password === undefined ? undefined : world.passwords.hash(password);
}
