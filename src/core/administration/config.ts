// Setting and deleting configuration keys (contract 08 section 1).

import { auditEntry, type Origin } from "../audit.ts";
import type { Decision } from "../change.ts";
import { accessPointName, policiesNaming } from "../policy/access-points.ts";
import { Refusal } from "../problem.ts";
import type { ConfigValue } from "../settings.ts";
import type { State } from "../store.ts";
import { auditText, checkAccessPoint, checkConfigEntry, checkConfigKey } from "./config-keys.ts";

/** `stored`: the value as it is kept, sealed if its type says so. Parts that are not given stay as they were. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: string | undefined;
  readonly stored: string | undefined;
  readonly type: string | undefined;
  readonly description: string | undefined;
}

export function decideSetConfig(
  state: State,
  entries: readonly ConfigEntry[],
  origin: Origin,
): Decision<undefined> {
  const written = entries.map((entry) => ({ key: entry.key, entry, next: merged(state, entry) }));
  for (const { key, entry, next } of written) {
    checkConfigEntry(key, entry.value ?? "");
    checkAccessPoint(key, next);
  }
  const info = written.map(({ key, entry, next }) =>
    auditText(key, { value: entry.value ?? "", type: next.type }),
  );
  return {
    outcome: undefined,
    changes: written.map(({ key, next }) => ({
      kind: "setting.put",
      family: "config",
      name: key,
      value: { ...next },
    })),
    audit: auditEntry(origin, { success: true, info: info.join(", ") }),
  };
}

export function decideDeleteConfig(state: State, key: string, origin: Origin): Decision<undefined> {
  checkConfigKey(key);
  checkUnused(state, key);
  return {
    outcome: undefined,
    changes: state.settings.config.has(key) ? [{ kind: "setting.delete", family: "config", name: key }] : [],
    audit: auditEntry(origin, { success: true, info: key }),
  };
}

/** A policy that names an access point would mean something else without it. */
function checkUnused({ settings }: State, key: string): void {
  const name = accessPointName(key);
  const users = name === undefined ? [] : policiesNaming(settings.policies.policies, name);
  if (users.length === 0) return;
  const message = `linotp.${key} cannot be deleted while policies name it: ${users.join(", ")}`;
  throw new Refusal({ code: "config", message });
}

function merged({ settings }: State, entry: ConfigEntry): ConfigValue {
  const before = settings.config.get(entry.key);
  return {
    value: entry.stored ?? before?.value ?? "",
    type: entry.type ?? (entry.stored === undefined ? (before?.type ?? "") : ""),
    description: entry.description ?? before?.description ?? "",
  };
}
