// Numbers among the settings; one that is missing or makes no sense counts as its default.

import type { Settings } from "./settings.ts";

export function settingNumber(settings: Settings, key: string, fallback: number): number {
  const value = settings.config.get(key)?.value.trim() ?? "";
  return /^\d{1,9}$/.test(value) ? Number(value) : fallback;
}
