// The page of all process settings, from the table that the reader of the environment uses.

import { configTable } from "../../src/config.ts";
import { code, page, table } from "./page.ts";

export function configurationPage(): string {
  const rows = configTable.map(({ name, default: otherwise, meaning, example }) => [
    code(name),
    otherwise === "" ? "none" : code(otherwise),
    meaning,
    code(example),
  ]);
  return page(
    "Configuration",
    "What the process is told by its environment when it starts. Settings that change while it runs are kept in the database; see `/system/setConfig`.",
    [table(["variable", "default", "meaning", "example"], rows)],
  );
}
