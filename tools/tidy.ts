// The house rules that no kept tool checks. Each complaint names the file and the remedy.

import { existsSync, globSync, readFileSync } from "node:fs";
import { ambientComplaints } from "./tidy/ambient.ts";
import { dependencyComplaints, packageComplaints } from "./tidy/packages.ts";
import { directionComplaints } from "./tidy/rooms.ts";
import { folderComplaints, lengthComplaints } from "./tidy/sizes.ts";
import { readSource, type Source } from "./tidy/source.ts";
import { documentComplaints, wordComplaints } from "./tidy/words.ts";

const patterns = ["{src,test,tools,web}/**/*.{ts,tsx,mjs,md}", "docs/**/*.md", "*.md", "package.json"];

/** The texts of the repository by path, as far as the rules look at them. */
export function repository(): ReadonlyMap<string, string> {
  const paths = globSync(patterns).filter((path) => !path.includes("node_modules/"));
  return new Map(paths.toSorted().map((path) => [path, readFileSync(path, "utf8")]));
}

/**
 * Everything that is wrong with these files; empty when the house is tidy. `exists` tells whether a path that a
 * document links to leads somewhere.
 */
export function complaints(
  files: ReadonlyMap<string, string>,
  exists: (path: string) => boolean = existsSync,
): readonly string[] {
  const entries = [...files];
  const sources = entries
    .filter(([path]) => /\.(ts|tsx|mjs)$/.test(path))
    .map(([path, text]) => readSource(path, text));
  return [
    ...entries.flatMap(([path, text]) => lengthComplaints(path, text)),
    ...entries
      .filter(([path]) => path.endsWith(".md"))
      .flatMap(([path, text]) => documentComplaints(path, text, exists)),
    ...sources.flatMap(sourceComplaints),
    ...folderComplaints([...files.keys()]),
    ...dependencyComplaints(files.get("package.json") ?? "{}", sources),
  ];
}

function sourceComplaints(source: Source): readonly string[] {
  return [
    ...directionComplaints(source),
    ...packageComplaints(source),
    ...ambientComplaints(source),
    ...wordComplaints(source),
  ];
}
