// The guide's own commands and files, so that what is tested is what an administrator copies.

import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export const root = join(import.meta.dirname, "../../..");

/** The commands after `<!-- step: name -->`. */
export function commandsOf(name: string, page = "vpn-and-radius"): string {
  const guide = readFileSync(join(root, "docs/guides", `${page}.md`), "utf8");
  const commands = new RegExp(`<!-- step: ${name} -->\\n\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1];
  if (commands === undefined) throw new Error(`the guide has no step ${name}`);
  return commands;
}

/** Runs them in the folder of the clone. */
export function follow(commands: string, env: Readonly<Record<string, string>> = {}): void {
  execFileSync("sh", ["-ec", commands], { cwd: root, env: { ...process.env, ...env } });
}

/** The same, while this process goes on, as it must when a server in it is asked. */
export async function followAside(
  commands: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await promisify(execFile)("sh", ["-ec", commands], { cwd: root, env: { ...process.env, ...env } });
}

/** Replaces every `from` in a file. One that does not occur is a mistake in the test or the guide. */
export function edit(file: string, changes: readonly (readonly [from: string, to: string])[]): void {
  const edited = changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      return text.replaceAll(from, to);
    },
    readFileSync(file, "utf8"),
  );
  writeFileSync(file, edited);
}

/** Whether LATCHKEY_TEST_SKIP names one of them. */
export function unwanted(...names: readonly string[]): string | undefined {
  const skipped = (process.env["LATCHKEY_TEST_SKIP"] ?? "").split(",");
  return names.find((name) => skipped.includes(name));
}
