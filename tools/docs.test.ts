// The pages of the reference say everything that the code's tables hold. That the files are fresh is a step of check.ts.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { configTable } from "../src/config.ts";
import { settingCatalogue } from "../src/core/administration/setting-catalogue.ts";
import { catalogue } from "../src/core/policy/catalogue.ts";
import { problemCodes } from "../src/http/problems.ts";
import { parametersOf } from "../src/http/reference/parameters.ts";
import { routeTable } from "../src/http/routes.ts";
import { tokenTypes } from "../src/tokens/index.ts";
import { configurationPage } from "./docs/configuration.ts";
import { endpointsPage } from "./docs/endpoints.ts";
import { table } from "./docs/page.ts";
import { policiesPage } from "./docs/policies.ts";
import { problemsPage } from "./docs/problems.ts";
import { settingsPage } from "./docs/settings.ts";
import { tokenTypesPage } from "./docs/token-types.ts";

/** The first cells of a page's rows, as they are written. */
function named(page: string): ReadonlySet<string> {
  return new Set([...page.matchAll(/^\| `?([^`|]+?)`? \|/gm)].map(([, cell = ""]) => cell));
}

const cases = [
  { what: "variable", page: configurationPage, names: configTable.map(({ name }) => name) },
  { what: "setting", page: settingsPage, names: Object.keys(settingCatalogue) },
  { what: "action", page: policiesPage, names: Object.values(catalogue).flatMap((of) => Object.keys(of)) },
  { what: "problem", page: problemsPage, names: problemCodes },
  { what: "type", page: tokenTypesPage, names: [...tokenTypes.values()].map(({ spelling }) => spelling) },
];

for (const { what, page, names } of cases) {
  test(`every ${what} is in the reference, and has a cell for everything`, () => {
    const text = page();
    assert.ok(names.length > 0);
    assert.deepEqual(
      names.filter((name) => !named(text).has(name)),
      [],
    );
    assert.doesNotMatch(text, /undefined(?!!)|\[object|NaN/);
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    assert.ok(rows.every((row) => row.endsWith(" |")));
  });
}

test("every path is in the reference, with all that it takes", () => {
  const text = endpointsPage();
  for (const route of routeTable({ startedAt: 0, legacySession: true })) {
    const [, section = ""] = text.split(`\n### ${route.path}\n`);
    const [own = ""] = section.split("\n### ");
    assert.ok(own.includes(route.about), route.path);
    for (const name of Object.keys(parametersOf(route) ?? {}))
      assert.ok(own.includes(`| \`${name}\` |`), `${route.path} ${name}`);
  }
  assert.doesNotMatch(text, /undefined(?!!)|\[object|NaN/);
});

test("every stored setting that the code reads is in the reference", () => {
  const readers = /(?:config\.get|settingNumber|setting)\((?:[\w.]+, )?"([\w.]+)"/g;
  const sources = globSync("src/**/*.ts").filter(
    (path) => !/test|providers\/|monitoring|catalogue/.test(path),
  );
  const read = new Set(
    sources.flatMap((path) => [...readFileSync(path, "utf8").matchAll(readers)].map(([, key = ""]) => key)),
  );
  assert.ok(read.size > 20);
  assert.deepEqual(
    [...read].filter((key) => !Object.hasOwn(settingCatalogue, key)),
    [],
  );
});

test("every sentence with which something is refused is in the reference", () => {
  const text = problemsPage();
  assert.match(text, /\| `getotp is not activated\.` \|\n/);
  assert.match(text, /\| `unsupported status '…'` \|/);
});

test("a bar or a line break in a text does not break its table", () => {
  assert.equal(
    table(["a"], [["x|y\nz"]])
      .split("\n")
      .at(-1),
    "| x\\|y z |",
  );
});

test("checking the reference writes nothing and tells by its exit whether it is fresh", () => {
  const { status, stdout } = spawnSync(process.execPath, ["tools/docs.ts", "--check"], { encoding: "utf8" });
  assert.equal(status === 0, stdout === "");
});
