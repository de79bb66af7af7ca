// The other side of the pool: compares, and answers.

import { parentPort } from "node:worker_threads";
import { verifyCrypt } from "./formats.ts";

export interface Comparison {
  readonly stored: string;
  readonly password: Uint8Array;
}

parentPort?.on("message", ({ stored, password }: Comparison) => {
  parentPort?.postMessage(verifyCrypt(stored, password));
});
