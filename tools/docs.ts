// Writes docs/reference from the code's own tables; with --check, says what differs from what is there.

import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { configurationPage } from "./docs/configuration.ts";
import { endpointsPage } from "./docs/endpoints.ts";
import { policiesPage } from "./docs/policies.ts";
import { problemsPage } from "./docs/problems.ts";
import { settingsPage } from "./docs/settings.ts";
import { tokenTypesPage } from "./docs/token-types.ts";

const folder = "docs/reference";

/** The reference by path: whatever is in the folder and not here is stale. */
const pages: ReadonlyMap<string, () => string> = new Map([
  [`${folder}/configuration.md`, configurationPage],
  [`${folder}/endpoints.md`, endpointsPage],
  [`${folder}/policies.md`, policiesPage],
  [`${folder}/problems.md`, problemsPage],
  [`${folder}/settings.md`, settingsPage],
  [`${folder}/token-types.md`, tokenTypesPage],
]);

const stale = globSync(`${folder}/**/*.md`).filter((path) => !pages.has(path));
const changed = [...pages].filter(
  ([path, page]) => !existsSync(path) || readFileSync(path, "utf8") !== page(),
);

if (process.argv.includes("--check")) {
  for (const path of [...stale, ...changed.map(([path]) => path)]) {
    console.log(`${path} is not what the code says; run: npm run docs`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(folder, { recursive: true });
  for (const path of stale) rmSync(path);
  for (const [path, page] of changed) writeFileSync(path, page());
  console.log(`${folder}: ${changed.length} pages written, ${stale.length} removed, of ${pages.size}`);
}
