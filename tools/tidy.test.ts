// Makes sure that tidy notices; that the house is tidy is a step of check.test.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { complaints } from "./tidy.ts";

const opening = "// About something.\n";

/** What tidy says about these files, in a house where everything else is in order. */
function said(files: Readonly<Record<string, string>>): readonly string[] {
  const rooms = ["core", "tokens", "operations", "store", "resolvers", "providers", "vault", "http", "cli"];
  const readmes = rooms.map((room): [string, string] => [`src/${room}/README.md`, "What it owns.\n"]);
  const bodies = Object.entries(files).map(([path, text]): [string, string] => [
    path,
    /\.(ts|tsx|mjs)$/.test(path) ? opening + text : text,
  ]);
  return complaints(new Map([...readmes, ...bodies]), (path) => path === "README.md");
}

/** Expects one complaint, which names the file and holds the words. */
function notices(path: string, text: string, words: string): void {
  const found = said({ [path]: text });
  assert.equal(found.length, 1, `${path}: ${text}: ${found.join("; ") || "went unnoticed"}`);
  assert.ok(found[0]?.startsWith(path) && found[0].includes(words), `${found[0]} lacks "${words}"`);
}

function accepts(path: string, text: string): void {
  assert.deepEqual(said({ [path]: text }), []);
}

test("tidy notices an import against the directions, whatever its form", () => {
  const forms = [
    'import { a } from "../store/y.ts";',
    'import type { A } from "../store/y.ts";',
    'export * from "../store/y.ts";',
    'export { a } from "../store/y.ts";',
    'type A = import("../store/y.ts").A;',
    'void import("../store/y.ts");',
    "import '../store/y.ts';",
  ];
  for (const form of forms) notices("src/http/x.ts", form, "may not import src/store/y.ts");
});

test("tidy knows who may import whom", () => {
  const refused = [
    ["src/core/x.ts", "../tokens/index.ts"],
    ["src/core/otp/x.ts", "../../operations/check.ts"],
    ["src/tokens/hotp/x.ts", "../../operations/check.ts"],
    ["src/operations/x.ts", "../store/sqlite.ts"],
    ["src/store/x.ts", "../vault/envelope.ts"],
    ["src/providers/x.ts", "../operations/world.ts"],
    ["src/cli/x.ts", "../http/server.ts"],
    ["src/config.ts", "./core/token.ts"],
    ["src/log.ts", "./core/token.ts"],
    ["src/core/x.ts", "../../tools/tidy.ts"],
    ["src/main.ts", "../test/support/wire.ts"],
    ["src/core/x.ts", "./testing/specimen.ts"],
    ["web/portal/x.ts", "../console/y.ts"],
    ["web/shared/x.ts", "../../src/core/token.ts"],
    ["web/shared/x.ts", "../../src/http/wire.ts"],
  ] as const;
  for (const [path, target] of refused) notices(path, `import { a } from "${target}";`, "may not import");
  const allowed = [
    ["src/tokens/x.ts", "../core/token.ts"],
    ["src/operations/x.ts", "../tokens/index.ts"],
    ["src/http/x.ts", "../operations/check.ts"],
    ["src/cli/x.ts", "../http/wire.ts"],
    ["src/main.ts", "./store/sqlite.ts"],
    ["src/config.ts", "./core/fields.ts"],
    ["src/core/x.test.ts", "../operations/check.ts"],
    ["src/store/testing/x.ts", "../../vault/envelope.ts"],
  ] as const;
  for (const [path, target] of allowed) accepts(path, `import { a } from "${target}";`);
  accepts("web/shared/x.ts", 'import type { A } from "../../src/http/wire.ts";');
});

test("tidy notices a folder without a place in the picture", () => {
  assert.match(
    said({ "src/extra/x.ts": "", "src/extra/README.md": "x" }).join(),
    /src\/extra\/x\.ts: belongs to no room/,
  );
});

test("tidy notices a package that does not come through its door", () => {
  const doors = [
    ["fastify", "src/http/server.ts"],
    ["@fastify/multipart", "src/http/server.ts"],
    ["kysely", "src/store/rows.ts"],
    ["pg", "src/store/postgres.ts"],
    ["node:sqlite", "src/store/sqlite.ts"],
    ["nodemailer", "src/providers/smtp.ts"],
    ["qr", "src/http/qr-image.ts"],
    ["pino", "src/log.ts"],
    ["jose", "src/http/admin-session.ts"],
    ["csv-parse/sync", "src/http/administration/people-file.ts"],
  ] as const;
  for (const [name, door] of doors) {
    notices("src/operations/x.ts", `import type { A } from "${name}";`, "enters through");
    accepts(door, `import a from "${name}";`);
    accepts("src/operations/x.test.ts", `import a from "${name}";`);
  }
  notices("src/http/x.ts", 'import { z } from "zod";', "zod has no door");
  notices("src/core/x.ts", 'import { readFileSync } from "node:fs";', "nothing but node:crypto");
  accepts("src/core/x.ts", 'import { createHmac } from "node:crypto";');
});

test("tidy notices a dependency without a door, and one that nobody imports", () => {
  const manifest = JSON.stringify({ dependencies: { qr: "1.0.0", zod: "1.0.0" } });
  assert.deepEqual(
    said({ "package.json": manifest }).map((each) => each.split(";")[0]),
    ["package.json: nothing imports qr", "package.json: zod has no door"],
  );
  assert.deepEqual(
    said({ "package.json": '{"dependencies":{"qr":"1.0.0"}}', "src/http/qr-image.ts": 'import "qr";' }),
    [],
  );
});

test("tidy notices clock, chance, environment, waiting and the console where they do not belong", () => {
  for (const text of [
    "Date.now()",
    "Date.now",
    "new Date()",
    "Date()",
    "performance.now()",
    "globalThis.Date.now()",
  ]) {
    notices("src/http/x.ts", `export const a = ${text};`, "the clock");
  }
  for (const text of ["Math.random()", "crypto.getRandomValues(a)", "globalThis.crypto.randomUUID()"]) {
    notices("src/vault/x.ts", `export const a = ${text};`, "chance");
  }
  notices("src/vault/x.ts", 'import { randomBytes } from "node:crypto";', "chance");
  notices("src/serve.ts", "export const a = process.env;", "the environment");
  notices("src/store/x.ts", 'export const a = process["env"]["HOME"];', "the environment");
  notices("src/core/x.ts", "export async function f() {}", "waiting");
  notices("src/tokens/x.ts", "await f();", "waiting");
  notices("src/tokens/x.ts", "export {}; for await (const a of b) c(a);", "waiting");
  notices("src/core/x.ts", "setTimeout(f, 1);", "waiting");
  notices("src/operations/x.ts", "console.log(1);", "the console");
  notices("src/http/x.ts", `\n\nexport const a = \`\${Date.now()}\`;`, "src/http/x.ts:4: the clock");
});

test("tidy leaves alone what only looks like it", () => {
  accepts("src/main.ts", "export const now = Date.now; export const a = Math.random(); console.log(1);");
  accepts("src/config.ts", "export const a = process.env;");
  accepts("src/vault/x.ts", "const randomBytes = 64; export const a = world.randomBytes(randomBytes);");
  accepts("src/cli/x.ts", "console.log(1);");
  accepts("src/operations/x.ts", "export async function f() { await g(); }");
  accepts(
    "src/core/x.ts",
    "// Date.now() would be wrong here.\nexport const a = 'Math.random() process.env';",
  );
  accepts("src/core/x.ts", "export const a = new Date(5);");
  accepts("src/core/x.test.ts", "const now = Date.now(); await f(); console.log(process.env);");
  accepts("tools/x.ts", "export const now = Date.now();");
});

test("tidy notices what is too long or too full", () => {
  const lines = (count: number): string => "export {};\n".repeat(count - 1);
  notices("src/core/x.ts", lines(401), "401 lines");
  accepts("src/core/x.ts", lines(400));
  notices("src/core/x.test.ts", lines(801), "801 lines");
  accepts("src/core/x.test.ts", lines(800));
  notices("ARCHITECTURE.md", "x\n".repeat(301), "301 lines");
  notices("web/portal/README.md", "x\n".repeat(41), "41 lines");
  accepts("README.md", "x\n".repeat(200));
  notices("docs/decisions/0001-a.md", "x\n".repeat(101), "101 lines");
  const full = (ending: string, count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/core/f${index}${ending}`, ""]));
  assert.match(said(full(".ts", 21)).join(), /^src\/core: 21 files; divide it/);
  assert.deepEqual(said({ ...full(".ts", 20), ...full(".test.ts", 20) }), []);
});

test("tidy notices a room that does not explain itself, and a decision without a number", () => {
  const silent = complaints(new Map([["src/core/otp/x.ts", opening]]));
  assert.match(silent.join(), /^src\/core: has no README\.md/);
  notices("docs/decisions/one-package.md", "x", "NNNN-title.md");
});

test("tidy notices words that have no place here", () => {
  notices("src/core/x.ts", "// FIXME: later\n", "FIXME");
  notices("src/core/x.ts", "/* TODO later */", "TODO");
  accepts("src/core/x.ts", "// TODO #12: later\n");
  accepts("STYLE.md", "No `FIXME` here.");
  notices("README.md", "TODO: write this", "TODO");
  notices("docs/x.md", `see ${["..", "shared"].join("/")}/notes.md`, "outside the repository");
  notices("src/core/utils.ts", "", '"utils" says nothing');
  notices("src/http/helpers/x.ts", "", '"helpers" says nothing');
  assert.match(
    complaints(new Map([["tools/x.ts", "export {};\n"]])).join(),
    /tools\/x\.ts: open with a line/,
  );
});

test("tidy notices a link that leads nowhere", () => {
  notices("docs/x.md", "[a](gone.md)", "links to docs/gone.md");
  accepts("docs/x.md", "[a](../README.md#part) [b](https://example.org) [c](#here) `[d](gone.md)`");
});
