// How long a file may be, how full a folder, and which documents must be there.

import { dirname } from "node:path/posix";

/** The first pattern that fits decides. Lines, as an editor counts them. */
const lengths: readonly { readonly files: RegExp; readonly limit: number; readonly remedy: string }[] = [
  { files: /\.test\.tsx?$|^test\/.*\.tsx?$/, limit: 800, remedy: "split it by what is tested" },
  { files: /\.(ts|tsx|mjs)$/, limit: 400, remedy: "split it by what it is about" },
  { files: /^ARCHITECTURE\.md$/, limit: 300, remedy: "move detail to the folder READMEs" },
  { files: /^docs\/decisions\/\d{4}-.*\.md$/, limit: 100, remedy: "a decision record is one page" },
  { files: /\/README\.md$/, limit: 40, remedy: "keep what a newcomer to the folder needs" },
];
const filesPerFolder = 20;

export function lengthComplaints(path: string, text: string): readonly string[] {
  const rule = lengths.find(({ files }) => files.test(path));
  const lines = text.trimEnd().split("\n").length;
  if (rule === undefined || lines <= rule.limit) return [];
  return [`${path}: ${lines} lines; ${rule.remedy} (limit ${rule.limit})`];
}

/** Complaints about folders as a whole; a test lives beside its subject and does not count. */
export function folderComplaints(paths: readonly string[]): readonly string[] {
  const sources = paths.filter((path) => /^(src|test|tools|web)\/.*\.(ts|tsx|mjs)$/.test(path));
  const subjects = sources.filter((path) => !path.includes(".test."));
  const crowded = [...Map.groupBy(subjects, dirname)]
    .filter(([, files]) => files.length > filesPerFolder)
    .map(([folder, files]) => `${folder}: ${files.length} files; divide it (limit ${filesPerFolder})`);
  const rooms = new Set(sources.flatMap((path) => /^src\/[^/]+(?=\/)/.exec(path)?.[0] ?? []));
  const silent = [...rooms]
    .filter((room) => !paths.includes(`${room}/README.md`))
    .map((room) => `${room}: has no README.md; say what it owns, what it never does, where to begin`);
  const misnamed = paths
    .filter((path) => /^docs\/decisions\/(?!README\.md$|\d{4}-[a-z0-9-]+\.md$)/.test(path))
    .map((path) => `${path}: name a decision record NNNN-title.md`);
  return [...crowded, ...silent, ...misnamed];
}
