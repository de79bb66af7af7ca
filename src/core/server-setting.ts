// Configuration values that may be sealed, for rules that need what is in them.

import type { Settings } from "./settings.ts";
import type { Vault } from "./vault.ts";

/** Undefined: not set, or sealed with a key that is not here. */
export function settingReader(settings: Settings, vault: Vault): (key: string) => string | undefined {
  return (key) => {
    const entry = settings.config.get(key);
    if (entry === undefined || (entry.type !== "password" && entry.type !== "encrypted_data"))
      return entry?.value;
    try {
      const sealed = Buffer.from(entry.value, "base64");
      return Buffer.from(vault.open(sealed, `setting/config/${key}`)).toString("utf8");
    } catch {
      return undefined;
    }
  };
}
