// Hands the language to the pages, remembers the choice, and tells the browser (and with it screen readers).

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Texts, texts } from "../texts/texts.ts";
import { chooseLanguage, type Language } from "./language.ts";

const memory = "latchkey-language";

type LanguageChoice = { readonly language: Language; readonly choose: (language: Language) => void };

const LanguageContext = createContext<LanguageChoice>({ language: "en", choose: () => undefined });

/** The language at start, before any component is there. */
export function startLanguage(): Language {
  return chooseLanguage(localStorage.getItem(memory), navigator.languages);
}

export function LanguageProvider(props: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(startLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose(next: Language) {
        localStorage.setItem(memory, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={choice}>{props.children}</LanguageContext>;
}

export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext);
}

/** The texts of the shared components. An app has its own hook of this kind for its own texts. */
export function useSharedTexts(): Texts {
  return texts[useLanguage().language];
}
