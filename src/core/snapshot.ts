// Compiles the stored settings into the snapshot that decisions take part in.

import { compileStored, type PolicyText, policySet } from "./policy/policy.ts";
import type {
  ConfigValue,
  ProviderSettings,
  Realm,
  ResolverSettings,
  SettingRow,
  Settings,
} from "./settings.ts";

export function snapshotOf(version: number, rows: readonly SettingRow[]): Settings {
  const family = <Value>(name: SettingRow["family"]): ReadonlyMap<string, Value> =>
    new Map(
      rows.filter((row) => row.family === name).map((row) => [row.name, row.value as unknown as Value]),
    );
  return {
    version,
    config: family<ConfigValue>("config"),
    policies: policySet([...family<PolicyText>("policy").values()].map(compileStored)),
    realms: family<Realm>("realm"),
    resolvers: family<ResolverSettings>("resolver"),
    providers: family<ProviderSettings>("provider"),
  };
}
