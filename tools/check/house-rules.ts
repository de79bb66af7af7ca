// The steps of `npm run check`. The same steps run as tests, so that a red house is a red test.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { complaints, repository } from "../tidy.ts";

export type HouseRule = {
  /** What holds when the step is green. */
  readonly title: string;
  /** What is wrong, for a person to read; empty when nothing is. */
  readonly faults: () => Promise<string>;
};

/** Every step whose subject exists. */
export function houseRules(): readonly HouseRule[] {
  return [
    { title: "the types hold", faults: tool("tsc", "--noEmit", "--pretty", "false") },
    ...ifThere("web/tsconfig.json", {
      title: "the types of the web apps hold",
      faults: tool("tsc", "--noEmit", "--pretty", "false", "-p", "web/tsconfig.json"),
    }),
    { title: "formatted and linted", faults: tool("biome", "check", "--error-on-warnings", ".") },
    { title: "no promise is left floating", faults: tool("oxlint", "--type-aware", "--deny-warnings") },
    {
      title: "tidy: directions, doors, sizes, words",
      faults: async () => complaints(repository()).join("\n"),
    },
    ...ifThere("tools/docs.ts", {
      title: "the reference is what the code says",
      faults: program(process.execPath, "tools/docs.ts", "--check"),
    }),
  ];
}

function ifThere(path: string, rule: HouseRule): readonly HouseRule[] {
  return existsSync(path) ? [rule] : [];
}

function tool(name: string, ...args: readonly string[]): () => Promise<string> {
  return program(`node_modules/.bin/${name}`, ...args);
}

/** What a program printed, when it did not succeed. */
function program(path: string, ...args: readonly string[]): () => Promise<string> {
  return () =>
    new Promise((resolve, reject) => {
      const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
      const child = spawn(path, args, { env, stdio: ["ignore", "pipe", "pipe"] });
      const printed: string[] = [];
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => printed.push(text));
      }
      child.on("error", reject);
      child.on("close", (code) =>
        resolve(code === 0 ? "" : printed.join("") || `${path} ended with ${code}`),
      );
    });
}
