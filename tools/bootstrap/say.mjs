// How the set-up speaks: plain lines on standard error, so that the output of what runs afterwards stays its own.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the clone, whatever the current one is. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A reason to end that a person can act on; shown without a stack. */
export class Stop extends Error {}

/** @param {unknown} what */
export function say(what) {
  console.error("latchkey:", what);
}

/** @param {number} since milliseconds, of performance.now() */
export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
