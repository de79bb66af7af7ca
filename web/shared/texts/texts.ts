// The languages side by side. A text that German lacks does not compile.

import type { Language } from "../language/language.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";

export type Texts = typeof en;

export const texts: Readonly<Record<Language, Texts>> = { en, de };
