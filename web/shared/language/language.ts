// Which language the pages speak: the one chosen before, else the browser's first that we have, else English.

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

/** `chosen` is what was remembered, `preferred` the browser's list of tags such as `de-AT`, best first. */
export function chooseLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const wanted = [chosen ?? "", ...preferred].map((tag) => tag.toLowerCase().split("-")[0]);
  return languages.find((known) => known === wanted.find(isLanguage)) ?? "en";
}

export function isLanguage(tag: string | undefined): tag is Language {
  return languages.some((known) => known === tag);
}
