// A source file as the house rules see it: its imports, its comments, and a walk over its syntax.

import { dirname, join, normalize } from "node:path/posix";
import { parseSync } from "vite";

export type Import = {
  /** A path from the root for a file of ours (`src/core/token.ts`), a package name or `node:…` otherwise. */
  readonly target: string;
  readonly ours: boolean;
  readonly typesOnly: boolean;
};

/** Any part of the syntax tree (ESTree, with TypeScript's additions). */
export type Part = { readonly type: string; readonly [key: string]: unknown };

export type Source = {
  readonly path: string;
  readonly text: string;
  readonly isTest: boolean;
  readonly imports: readonly Import[];
  readonly comments: readonly { readonly value: string; readonly start: number }[];
  readonly parts: readonly Part[];
};

/** Parses a TypeScript or JavaScript file; `path` is relative to the root of the repository. */
export function readSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: does not parse: ${errors[0]?.message}`);
  const parts = [...partsOf(program)];
  return {
    path,
    text,
    isTest: isForTests(path),
    imports: parts.flatMap((part) => importOf(path, part)),
    comments,
    parts,
  };
}

/** Tests, and what only they use: `test/`, and a room's own `testing/`. */
export function isForTests(path: string): boolean {
  return /\.test\.tsx?$|^test\/|^src\/.*\/testing\//.test(path);
}

/** The names below a dot chain, `process.env.HOME` being `["process", "env", "HOME"]`; empty for anything else. */
export function chain(part: unknown): readonly string[] {
  if (!isPart(part)) return [];
  if (part.type === "Identifier") return [String(part["name"])];
  if (part.type === "ThisExpression") return ["this"];
  if (part.type !== "MemberExpression") return [];
  const object = chain(part["object"]);
  const property = part["property"];
  if (object.length === 0 || !isPart(property)) return [];
  return [...object, String(part["computed"] === true ? property["value"] : property["name"])];
}

function* partsOf(value: unknown): Generator<Part> {
  if (Array.isArray(value)) for (const each of value) yield* partsOf(each);
  if (!isPart(value)) return;
  yield value;
  for (const inner of Object.values(value)) yield* partsOf(inner);
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && typeof (value as Part).type === "string";
}

const importing = new Set([
  "ImportDeclaration",
  "ImportExpression",
  "ExportAllDeclaration",
  "ExportNamedDeclaration",
  "TSImportType",
]);

function importOf(path: string, part: Part): readonly Import[] {
  const source = part["source"];
  if (!importing.has(part.type) || !isPart(source) || typeof source["value"] !== "string") return [];
  const wanted = source["value"];
  const ours = wanted.startsWith(".");
  const typesOnly =
    part["importKind"] === "type" || part["exportKind"] === "type" || part.type === "TSImportType";
  return [{ target: ours ? normalize(join(dirname(path), wanted)) : packageOf(wanted), ours, typesOnly }];
}

/** `@scope/name/deep` is `@scope/name`; built-in modules keep their whole name. */
function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
