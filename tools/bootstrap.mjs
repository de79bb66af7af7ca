// The one entry of the npm scripts: makes a fresh clone runnable, then runs what was asked for on the pinned Node.
// Plain JavaScript without dependencies, because it runs before anything is installed, on any Node from 20 on.

import process from "node:process";
import { exitCodeOf } from "./bootstrap/child.mjs";
import { installPackages } from "./bootstrap/packages.mjs";
import { installPeers } from "./bootstrap/peers.mjs";
import { runtime } from "./bootstrap/runtime.mjs";
import { root, Stop, say } from "./bootstrap/say.mjs";
import { buildWeb } from "./bootstrap/web.mjs";

/**
 * What each npm script runs, and what it needs beside the packages.
 * @type {Readonly<Record<string, { file?: string, before?: readonly string[], web?: boolean, peers?: boolean }>>}
 */
const commands = {
  start: { file: "src/main.ts", web: true },
  demo: { file: "src/cli/demo.ts", web: true },
  audit: { file: "src/cli/audit.ts" },
  bench: { file: "test/bench/bench.ts" },
  check: { file: "tools/check.ts" },
  docs: { file: "tools/docs.ts" },
  test: { file: "tools/run-tests.ts", web: true, peers: true },
  "test:rules": { file: "tools/run-tests.ts", before: ["src/core/", "src/tokens/"] },
  /** Nothing but what a service needs that begins `src/main.ts` by itself. Not an npm script. */
  setup: { web: true },
};

/** @param {readonly string[]} words the command, then its own arguments */
async function main([name = "", ...rest]) {
  const command = commands[name];
  if (command === undefined) throw new Stop(`say one of: ${Object.keys(commands).join(", ")}`);
  process.chdir(root);
  await installPackages();
  const node = runtime();
  if (command.web) await buildWeb(node);
  const missing = command.peers ? await installPeers() : [];
  if (command.file === undefined) return 0;
  return await exitCodeOf(node, [command.file, ...(command.before ?? []), ...rest], {
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? `${root}/node_modules/.cache/node-compile`,
    ...(missing.length > 0 ? { LATCHKEY_TEST_SKIP: missing.join(",") } : {}),
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    say(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  },
);
