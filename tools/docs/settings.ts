// The page of all stored settings that are heeded, from their catalogue.

import { freshConfig } from "../../src/core/administration/config-keys.ts";
import { settingCatalogue } from "../../src/core/administration/setting-catalogue.ts";
import { code, page, table } from "./page.ts";

export function settingsPage(): string {
  const rows = Object.entries(settingCatalogue)
    .toSorted(([left], [right]) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1))
    .map(([key, { about, otherwise }]) => [code(key), code(freshConfig[key] ?? ""), code(otherwise), about]);
  return page(
    "Settings",
    "What administrators set while the server runs, with `/system/setConfig`. Other keys are kept and shown, and change nothing. What the process is told when it starts is in [Configuration](configuration.md).",
    [table(["key", "in a fresh installation", "when it is not set", "is"], rows)],
  );
}
