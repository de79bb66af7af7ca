// What a scope is called by people, with the name it has on the wire.

import type { ConsoleTexts } from "../../texts/texts.ts";

export function scopeTitle(scope: string, texts: ConsoleTexts): string {
  const names: Readonly<Record<string, string>> = texts.policies.scopes;
  const name = names[scope];
  return name === undefined ? scope : `${name} (${scope})`;
}
