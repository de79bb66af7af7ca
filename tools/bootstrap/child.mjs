// Starting other programs: quietly with a sign of life during set-up, and as ourselves at the end.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import { say, seconds } from "./say.mjs";

const signOfLifeMs = 10_000;
const linesShownOnFailure = 40;

/**
 * Runs a program without showing its output, unless it fails. Says what is going on, and every ten seconds that it
 * still is.
 * @param {string} what what is going on, as a sentence without a full stop
 * @param {string} program
 * @param {{ args: readonly string[], env?: Readonly<Record<string, string>> }} how
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function quietly(what, program, { args, env = {} }) {
  const since = performance.now();
  say(`${what} ...`);
  const lines = /** @type {string[]} */ ([]);
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => lines.push(...text.split("\n")));
  }
  const alive = setInterval(() => say(`  ... ${seconds(since)}`), signOfLifeMs);
  const failure = await endOf(child);
  clearInterval(alive);
  if (failure === undefined) {
    say(`${what}: done in ${seconds(since)}`);
    return true;
  }
  const tail = lines.filter((line) => line.trim() !== "").slice(-linesShownOnFailure);
  say([`${what}: failed, ${failure}`, ...tail].join("\n  "));
  return false;
}

/**
 * Runs a program in our place: its input and output are ours, and signals sent to us reach it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env added to ours
 * @returns {Promise<number>} the code to end with
 */
export async function exitCodeOf(program, args, env) {
  // Listening begins before the child does: it may be ready, and a signal on its way, before spawn() is back.
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP", "SIGINT"])) {
    // A terminal sends Ctrl-C to the whole group; passing it on as well would say it twice.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: "inherit" });
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    // A shell reports death by signal as 128 plus its number; so do we.
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<string | undefined>} how it failed, or undefined
 */
function endOf(child) {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`));
  });
}
