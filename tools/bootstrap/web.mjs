// The web apps: built into build/web when their sources have changed since the last build.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { quietly } from "./child.mjs";
import { Stop } from "./say.mjs";

const config = "web/vite.config.ts";
const stamp = "build/web/.stamp";

/** @param {string} node the Node to build with */
export async function buildWeb(node) {
  if (!existsSync(config)) return;
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const args = ["node_modules/vite/bin/vite.js", "build", "--config", config, "--logLevel", "warn"];
  if (!(await quietly("building the web apps", node, { args }))) throw new Stop("the web apps do not build.");
  writeFileSync(stamp, wanted);
}

/** Names, sizes and times are enough to notice an edit, and a start has no time to read every file. */
function fingerprint() {
  const hash = createHash("sha256").update(readFileSync("node_modules/.latchkey-installed"));
  const paths = readdirSync("web", { recursive: true, encoding: "utf8" });
  for (const path of paths.filter((each) => !each.endsWith(".md")).sort()) {
    const { size, mtimeMs } = statSync(`web/${path}`);
    hash.update(`\n${path} ${size} ${mtimeMs}`);
  }
  return hash.digest("hex");
}
