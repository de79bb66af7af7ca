// Which Node runs the product: the pinned one that came with the packages, or ours where none is published.

import { existsSync } from "node:fs";
import process from "node:process";
import { Stop } from "./say.mjs";

/** TypeScript runs as it is from here on, and `node:sqlite` is stable. */
const oldestMajor = 26;

/** @returns {string} the path of a Node that can run the product */
export function runtime() {
  const pinned = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
  if (existsSync(pinned)) return pinned;
  if (Number.parseInt(process.versions.node, 10) >= oldestMajor) return process.execPath;
  throw new Stop(
    [
      `there is no packaged Node for ${process.platform} on ${process.arch}, and this one is ${process.version}.`,
      `Install Node ${oldestMajor} or newer from https://nodejs.org (or: nvm install ${oldestMajor}), then run this again.`,
    ].join("\n  "),
  );
}
