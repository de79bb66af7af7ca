// A Containerfile, read, and its copying done in folders in place of images.

import { cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { root } from "../access/guide.ts";

export interface Instruction {
  readonly word: string;
  readonly rest: string;
}

export interface Stage {
  /** `name:tag`. */
  readonly image: string;
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

export function readStages(): readonly Stage[] {
  const text = readFileSync(join(root, "deploy/container/Containerfile"), "utf8");
  const lines = text.replaceAll("\\\n", " ").split("\n");
  const stages: { image: string; name: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, word = "", rest = ""] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (word === "FROM") {
      const [image = "", name = ""] = rest.split(" AS ");
      stages.push({ image, name, instructions: [] });
    } else if (word !== "") stages.at(-1)?.instructions.push({ word, rest });
  }
  return stages;
}

export function all(stage: Stage, word: string): readonly string[] {
  return stage.instructions.filter((each) => each.word === word).map(({ rest }) => rest);
}

/** What `COPY` brings into the working directory, from the clone or from the folder of an earlier stage. */
export function copyInto(folder: string, stage: Stage, earlier: Readonly<Record<string, string>> = {}): void {
  const [place = ""] = all(stage, "WORKDIR");
  for (const line of all(stage, "COPY")) {
    const [, from, paths = ""] = /^(?:--from=(\S+) )?(.+)$/.exec(line) ?? [];
    const words = paths.split(" ");
    const target = join(folder, words.at(-1) ?? "");
    for (const source of words.slice(0, -1)) {
      if (from === undefined) copy(join(root, source), target);
      else copy(join(earlier[from] ?? "", source.slice(place.length)), target);
    }
  }
}

/** Of a folder the contents, of a file itself; into a target that ends with a slash by its own name. */
function copy(path: string, target: string): void {
  const into = target.endsWith("/") && statSync(path).isFile() ? join(target, basename(path)) : target;
  mkdirSync(dirname(into), { recursive: true });
  cpSync(path, into, { recursive: true, verbatimSymlinks: true });
}
