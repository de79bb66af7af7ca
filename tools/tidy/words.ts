// What files and comments may say, and what they may be called.

import { dirname, join, normalize } from "node:path/posix";
import type { Source } from "./source.ts";

/** Names that say nothing about what is inside; a function without a home has no name yet. */
const emptyNames = /^(utils?|helpers?|common|services?|managers?|lib|misc|types)$/;
const promise = /\b(TODO|FIXME)\b(?!\s*\(?#\d+)/;
const unfinished = /\bFIXME\b/;

/** A test needs no opening: it is about the file beside it. */
export function wordComplaints(source: Source): readonly string[] {
  const { path, text, comments } = source;
  const first = comments[0];
  const opens = source.isTest || (first !== undefined && /^(#!.*\n)?\s*$/.test(text.slice(0, first.start)));
  const said = comments.map((comment) => comment.value).join("\n");
  return [
    ...(opens ? [] : [`${path}: open with a line or two saying what the file is about`]),
    ...promiseComplaints(path, said),
    ...nameComplaints(path),
    ...outsideComplaints(path, text),
  ];
}

/** What is wrong with a document; `exists` tells whether a path from the root leads somewhere. */
export function documentComplaints(
  path: string,
  text: string,
  exists: (path: string) => boolean,
): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, "");
  const dead = linksIn(path, prose).filter((target) => !exists(target));
  return [
    ...promiseComplaints(path, prose),
    ...outsideComplaints(path, text),
    ...dead.map((target) => `${path}: links to ${target}, which is not there; mend or drop the link`),
  ];
}

/** The files a document links to, as paths from the root. */
function linksIn(path: string, prose: string): readonly string[] {
  return [...prose.matchAll(/\]\((?![a-z]+:|#|\/)([^)\s#]+)/g)].map((found) =>
    normalize(join(dirname(path), found[1] ?? "")),
  );
}

function promiseComplaints(path: string, said: string): readonly string[] {
  if (unfinished.test(said))
    return [`${path}: finish what FIXME names, or open an issue and say TODO #number`];
  return promise.test(said) ? [`${path}: a TODO names its issue (TODO #12), or goes`] : [];
}

function nameComplaints(path: string): readonly string[] {
  const names = path.split("/").map((name) => name.replace(/\..*$/, ""));
  return names
    .filter((name) => emptyNames.test(name))
    .map((name) => `${path}: "${name}" says nothing; name it after what is inside`);
}

/** The web apps have a folder of that name themselves; nothing else does. */
function outsideComplaints(path: string, text: string): readonly string[] {
  if (path.startsWith("web/")) return [];
  const outside = text.includes(["..", "shared"].join("/"));
  return outside
    ? [`${path}: names a folder outside the repository; say it here or link a public source`]
    : [];
}
