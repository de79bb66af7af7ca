// The languages side by side, and the hook that pages take their words from. A text that German lacks does not
// compile.

import type { Language } from "../../shared/language/language.ts";
import { useLanguage } from "../../shared/language/language-provider.tsx";
import { de } from "./de.ts";
import { en } from "./en.ts";

export type ConsoleTexts = typeof en;

const texts: Readonly<Record<Language, ConsoleTexts>> = { en, de };

export function useTexts(): ConsoleTexts {
  return texts[useLanguage().language];
}
