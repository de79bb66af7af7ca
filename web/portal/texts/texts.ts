// The languages side by side, and the hook that pages take their words from. A text that German lacks does not
// compile.

import type { Language } from "../../shared/language/language.ts";
import { useLanguage } from "../../shared/language/language-provider.tsx";
import { de } from "./de.ts";
import { en } from "./en.ts";

export type PortalTexts = typeof en;

const texts: Readonly<Record<Language, PortalTexts>> = { en, de };

export function useTexts(): PortalTexts {
  return texts[useLanguage().language];
}

/** The word for something that only the server knows all values of, such as a token type. */
export function wordFor(words: Readonly<Record<string, string>>, key: string): string {
  return words[key] ?? key;
}
