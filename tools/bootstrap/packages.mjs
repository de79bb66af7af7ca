// The locked npm packages: installed when they are missing or the lock has changed, otherwise left alone.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { quietly } from "./child.mjs";
import { Stop } from "./say.mjs";

const stamp = "node_modules/.latchkey-installed";

/** Installs what package-lock.json says, unless that is what node_modules holds. */
export async function installPackages() {
  const lock = readFileSync("package-lock.json", "utf8");
  const wanted = createHash("sha256").update(lock).digest("hex");
  if (readIfThere(stamp) === wanted) return;
  if (!alreadyInstalled(lock)) await install();
  writeFileSync(stamp, wanted);
}

async function install() {
  const what = existsSync("node_modules")
    ? "package-lock.json has changed; installing the packages again"
    : "first run here; installing the locked packages from the npm registry (about a minute)";
  // Quiet about engines: the packages want a newer Node than the one that installs, and get it with them.
  const args = ["ci", "--include=dev", "--include=optional", "--loglevel=error", "--no-fund", "--no-audit"];
  const { program, before } = npm();
  if (await quietly(what, program, { args: [...before, ...args] })) return;
  throw new Stop(
    "npm could not install the packages. Is the npm registry within reach? Then run this again.",
  );
}

/**
 * npm as it called us. Started through the Node that runs npm itself: the `node` first on the path of a script is
 * the one in node_modules, which `npm ci` deletes.
 * @returns {{ program: string, before: readonly string[] }}
 */
function npm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script === undefined || node === undefined || !script.endsWith(".js"))
    return { program: "npm", before: [] };
  return { program: node, before: [script] };
}

/**
 * Whether somebody ran npm by hand and the right versions are there; npm notes what it installed.
 * @param {string} lock
 */
function alreadyInstalled(lock) {
  const note = readIfThere("node_modules/.package-lock.json");
  if (note === undefined) return false;
  const there = JSON.parse(note).packages;
  return Object.entries(JSON.parse(lock).packages)
    .filter(([path]) => path !== "")
    .every(([path, entry]) => (entry.optional && !there[path]) || there[path]?.integrity === entry.integrity);
}

/** @param {string} path */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
