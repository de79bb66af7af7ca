// Compiles the stored settings into the snapshot that decisions take part in.

import { accessPointsOf } from "./policy/access-points.ts";
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
  const config = family<ConfigValue>("config");
  const accessPoints = accessPointsOf(config);
  const policies = [...family<PolicyText>("policy").values()];
  return {
    version,
    config,
    policies: policySet(policies.map((text) => compileStored(text, accessPoints))),
    realms: family<Realm>("realm"),
    resolvers: family<ResolverSettings>("resolver"),
    providers: family<ProviderSettings>("provider"),
  };
}
