// The locked npm packages: installed when they are missing or the lock has changed, otherwise left alone.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { quietly } from "./child.mjs";
import { Stop } from "./say.mjs";

const stamp = "node_modules/.latchkey-installed";
/** Where npm itself keeps what it installed, in the form of a lock. */
const note = "node_modules/.package-lock.json";

/** Installs what package-lock.json says, unless that is what node_modules holds. */
export async function installPackages() {
  const lock = readFileSync("package-lock.json", "utf8");
  const wanted = createHash("sha256").update(lock).digest("hex");
  if (readIfThere(stamp) === wanted) return;
  if (!isInstalled(lock, readIfThere(note))) await install();
  if (!isInstalled(lock, readIfThere(note)))
    throw new Stop("what npm installed is not what package-lock.json says.");
  writeFileSync(stamp, wanted);
}

async function install() {
  const what = existsSync("node_modules")
    ? "package-lock.json has changed; bringing the packages in line with it"
    : "first run here; installing the locked packages from the npm registry (about a minute)";
  // Not `npm ci`: it refuses a lock without an entry for every optional binary of every platform, and some are not to
  // be had from every registry. isInstalled gives the same certainty. Quiet about engines: the packages want a newer
  // Node than the one that installs, and get it with them.
  const args = ["install", "--no-save", "--include=dev", "--include=optional", "--loglevel=error"];
  const { program, before } = npm();
  if (await quietly(what, program, { args: [...before, ...args, "--no-fund", "--no-audit"] })) return;
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
 * Whether the locked packages are installed and no others. Only optional ones, the binaries for other platforms, may
 * differ.
 * @param {string} lock the text of package-lock.json
 * @param {string | undefined} installed npm's own note, if there is one
 */
export function isInstalled(lock, installed) {
  if (installed === undefined) return false;
  const there = JSON.parse(installed).packages;
  const locked = JSON.parse(lock).packages;
  const asLocked = Object.entries(locked).every(([path, entry]) => {
    if (path === "" || (entry.optional && there[path] === undefined)) return true;
    return there[path]?.integrity === entry.integrity;
  });
  return asLocked && Object.keys(there).every((path) => locked[path] !== undefined || there[path].optional);
}

/** @param {string} path */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
