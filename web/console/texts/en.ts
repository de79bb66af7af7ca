// Everything the console says, in English, one file per part below en/. These decide which texts there are; German
// follows them.

import { accessPoints } from "./en/access-points.ts";
import { audit } from "./en/audit.ts";
import { directories } from "./en/directories.ts";
import { directoryForms } from "./en/directory-forms.ts";
import { enroll } from "./en/enroll.ts";
import { figures } from "./en/figures.ts";
import { frame } from "./en/frame.ts";
import { issue } from "./en/issue.ts";
import { people } from "./en/people.ts";
import { policies } from "./en/policies.ts";
import { providers } from "./en/providers.ts";
import { tokens } from "./en/tokens.ts";

export const en = {
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
