// Setting and deleting the providers through which messages leave (contract 08 section 5).

import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision } from "../change.ts";
import { Refusal, refuse } from "../problem.ts";
import type { ProviderSettings, Settings } from "../settings.ts";
import type { State } from "../store.ts";
import {
  dropImported,
  importedPlace,
  importedProvider,
  isImported,
  putImported,
} from "./imported-provider.ts";

export type ProviderType = ProviderSettings["type"];

export const providerTypes = ["sms", "email", "push", "voice"] as const satisfies readonly ProviderType[];

export interface ProviderCommand {
  /** `isDefault`: becomes the default one; otherwise it stays what it is. */
  readonly next: Omit<ProviderSettings, "sealedConfig">;
  /** Undefined: the stored one stays. */
  readonly sealedConfig: string | undefined;
  readonly origin: Origin;
}

export interface ProviderName {
  readonly type: ProviderType;
  readonly name: string;
}

export type Removal =
  | { readonly removed: true }
  | {
      readonly removed: false;
      readonly why: "unknown" | "default" | "in use";
      readonly policies: readonly string[];
    };

export function providerKey({ type, name }: ProviderName): string {
  return `${type}/${name}`;
}

/** Where the vault sealed its configuration. */
export function sealedPlace(provider: ProviderName): string {
  return importedPlace(provider) ?? `setting/provider/${providerKey(provider)}`;
}

/** Those of one type, by name. Where none is marked, the first counts as the default one. */
export function providersOf(settings: Settings, type: ProviderType): readonly ProviderSettings[] {
  const stored = [...settings.providers.values()].filter((provider) => provider.type === type);
  const imported = importedProvider(settings, type);
  const found = imported === undefined ? stored : [...stored, imported];
  const sorted = found.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  if (sorted.some(({ isDefault }) => isDefault)) return sorted;
  return sorted.map((provider, index) => (index === 0 ? { ...provider, isDefault: true } : provider));
}

export function findProvider(settings: Settings, { type, name }: ProviderName): ProviderSettings | undefined {
  return providersOf(settings, type).find((provider) => provider.name === name);
}

export function decideSetProvider({ settings }: State, command: ProviderCommand): Decision<true> {
  const { next, origin } = command;
  if (isImported(next) && next.managed) throw refuse("The imported provider cannot be managed.");
  const before = findProvider(settings, next);
  const provider: ProviderSettings = {
    ...next,
    isDefault: next.isDefault || isMarked(settings, next),
    sealedConfig: command.sealedConfig ?? before?.sealedConfig ?? "",
  };
  const others = next.isDefault ? demoted(settings, provider) : [];
  return {
    outcome: true,
    changes: [...others, ...put(provider)],
    audit: auditEntry(origin, { success: true, info: next.name }),
  };
}

export function decideSetDefaultProvider(
  { settings }: State,
  wanted: ProviderName,
  origin: Origin,
): Decision<true> {
  const provider = findProvider(settings, wanted);
  if (provider === undefined) throw new Refusal({ code: "unknown-provider", provider: wanted.name });
  return {
    outcome: true,
    changes: [...demoted(settings, provider), ...put({ ...provider, isDefault: true })],
    audit: auditEntry(origin, { success: true, info: wanted.name }),
  };
}

/** The default one goes last, and one that a policy names does not go at all. */
export function decideDeleteProvider(
  { settings }: State,
  wanted: ProviderName,
  origin: Origin,
): Decision<Removal> {
  const siblings = providersOf(settings, wanted.type);
  const provider = siblings.find(({ name }) => name === wanted.name);
  const kept = (
    why: "unknown" | "default" | "in use",
    policies: readonly string[] = [],
  ): Decision<Removal> => ({
    outcome: { removed: false, why, policies },
    changes: [],
    audit: auditEntry(origin, { info: `${wanted.name}: ${why}` }),
  });
  if (provider === undefined) return kept("unknown");
  if (provider.isDefault && siblings.length > 1) return kept("default");
  const policies = policiesNaming(settings, wanted);
  if (policies.length > 0) return kept("in use", policies);
  return {
    outcome: { removed: true },
    changes: isImported(wanted)
      ? dropImported(wanted.type)
      : [{ kind: "setting.delete", family: "provider", name: providerKey(wanted) }],
    audit: auditEntry(origin, { success: true, info: wanted.name }),
  };
}

function policiesNaming(settings: Settings, { type, name }: ProviderName): readonly string[] {
  const named = settings.policies.policies.filter(({ scope, actions }) => {
    if (scope === "notification") return [...actions.values()].includes(`${type}::${name}`);
    const written = scope === "authentication" ? actions.get(`${type}_provider`) : undefined;
    return typeof written === "string" && written.split(/\s+/).includes(name);
  });
  return named.map(({ text }) => text.name);
}

/** Marked as the default one, and not only the first of those that are not. */
function isMarked(settings: Settings, wanted: ProviderName): boolean {
  if (!isImported(wanted)) return settings.providers.get(providerKey(wanted))?.isDefault === true;
  return importedProvider(settings, wanted.type)?.isDefault === true;
}

function demoted(settings: Settings, chosen: ProviderName): readonly Change[] {
  return providersOf(settings, chosen.type)
    .filter((provider) => provider.name !== chosen.name && isMarked(settings, provider))
    .flatMap((provider) => put({ ...provider, isDefault: false }));
}

function put(provider: ProviderSettings): readonly Change[] {
  if (isImported(provider)) return putImported(provider);
  return [{ kind: "setting.put", family: "provider", name: providerKey(provider), value: { ...provider } }];
}
