// Reading and changing settings: the right to it, and the configuration keys (contract 08 section 1).

import { type ConfigEntry, decideDeleteConfig, decideSetConfig } from "../core/administration/config.ts";
import { configKey, isSealedType } from "../core/administration/config-keys.ts";
import { importedSecrets } from "../core/administration/imported-provider.ts";
import type { Decision } from "../core/change.ts";
import { maySystem } from "../core/policy/rights.ts";
import { Refusal } from "../core/problem.ts";
import type { Settings } from "../core/settings.ts";
import type { State, Subject } from "../core/store.ts";
import type { Vault } from "../core/vault.ts";
import type { Administrator } from "./rights.ts";
import type { World } from "./world.ts";

export function requireSystemRight(
  settings: Settings,
  { admin }: Administrator,
  action: "read" | "write",
): void {
  if (maySystem(settings.policies, admin, "system", action)) return;
  throw new Refusal({
    code: "forbidden",
    message: `Policy check failed. You are not allowed to ${action} system config.`,
  });
}

export interface SettingsOrder<Outcome> {
  /** What else must be locked. */
  readonly subject?: Omit<Subject, "settings">;
  readonly decide: (state: State) => Decision<Outcome>;
}

/** The right is asked under the lock, with the policies as they are then. */
export async function changeSettings<Outcome>(
  world: World,
  who: Administrator,
  { subject = {}, decide }: SettingsOrder<Outcome>,
): Promise<Outcome> {
  return world.store.decide({ ...subject, settings: true }, (state) => {
    requireSystemRight(state.settings, who, "write");
    return stamped(decide(state), who.origin.at);
  });
}

/** One configuration key as an administrator writes it. */
export interface WrittenEntry {
  readonly key: string;
  readonly value: string | undefined;
  readonly type: string | undefined;
  readonly description: string | undefined;
}

export async function setConfig(
  world: World,
  who: Administrator,
  entries: readonly WrittenEntry[],
): Promise<void> {
  const sealed = entries.map((entry) => sealedEntry(world, { ...entry, key: configKey(entry.key) }));
  await changeSettings(world, who, { decide: (state) => decideSetConfig(state, sealed, who.origin) });
}

export async function deleteConfig(world: World, who: Administrator, key: string): Promise<void> {
  await changeSettings(world, who, {
    decide: (state) => decideDeleteConfig(state, configKey(key), who.origin),
  });
}

/** Base64 of the sealed bytes, for settings, which are JSON. */
export function sealText(vault: Vault, text: string, place: string): string {
  return Buffer.from(vault.seal(new TextEncoder().encode(text), place)).toString("base64");
}

export function openText(vault: Vault, sealed: string, place: string): string {
  return new TextDecoder().decode(vault.open(Buffer.from(sealed, "base64"), place));
}

function sealedEntry(world: World, entry: WrittenEntry): ConfigEntry {
  const wanted = entry.type ?? world.store.settings().config.get(entry.key)?.type ?? "";
  const type = importedSecrets.has(entry.key) ? "password" : wanted;
  if (entry.value === undefined || !isSealedType(type)) return { ...entry, stored: entry.value };
  return { ...entry, type, stored: sealText(world.vault, entry.value, `setting/config/${entry.key}`) };
}

/** LinOTP's key `Config` says when anything was changed last. */
function stamped<Outcome>(decision: Decision<Outcome>, at: number): Decision<Outcome> {
  if (!decision.changes.some(({ kind }) => kind.startsWith("setting."))) return decision;
  const value = {
    value: new Date(at).toISOString().replace("T", " ").replace("Z", "000"),
    type: "",
    description: "",
  };
  return {
    ...decision,
    changes: [...decision.changes, { kind: "setting.put", family: "config", name: "Config", value }],
  };
}
