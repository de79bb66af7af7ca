// Was die Konsole sagt, auf Deutsch, je Bereich eine Datei in de/. / What the console says, in German.

import { accessPoints } from "./de/access-points.ts";
import { audit } from "./de/audit.ts";
import { directories } from "./de/directories.ts";
import { directoryForms } from "./de/directory-forms.ts";
import { enroll } from "./de/enroll.ts";
import { figures } from "./de/figures.ts";
import { frame } from "./de/frame.ts";
import { issue } from "./de/issue.ts";
import { people } from "./de/people.ts";
import { policies } from "./de/policies.ts";
import { providers } from "./de/providers.ts";
import { tokens } from "./de/tokens.ts";
import type { ConsoleTexts } from "./texts.ts";

export const de: ConsoleTexts = {
  ...frame,
  tokens,
  enroll,
  figures,
  issue,
  people,
  policies,
  directories,
  directoryForms,
  providers,
  audit,
  accessPoints,
};
