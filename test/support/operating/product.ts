// The product itself in a process of its own, told by its environment what it is told in production.

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../access/guide.ts";

export interface Product {
  /** `http://127.0.0.1:port`. */
  readonly address: string;
  readonly printed: () => string;
  /** Answers the exit code, null after a signal that was not heard. Twice does no harm. */
  readonly stop: () => Promise<number | null>;
}

export type Surroundings = Readonly<Record<string, string>>;

/** On a free port unless told otherwise. Nothing of this machine's own environment reaches it, but the path. */
export function startProduct(env: Surroundings, main = join(root, "src/main.ts")): Promise<Product> {
  const surroundings = { PATH: process.env["PATH"] ?? "", LATCHKEY_PORT: "0", ...env };
  return untilReady(
    spawn(process.execPath, [main], { env: surroundings, stdio: ["ignore", "pipe", "pipe"] }),
  );
}

/** What began to run the product, until it says where it listens. */
export async function untilReady(child: ChildProcess): Promise<Product> {
  let said = "";
  const ended = new Promise<number | null>((done) => child.once("close", (code) => done(code)));
  const address = await new Promise<string>((ready, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const told = /console\s+(http\S+)\/manage\//.exec(said)?.[1];
        if (told !== undefined) ready(told);
      });
    }
    child.once("error", fail);
    void ended.then((code) => fail(new Error(`the product ended with ${code}: ${said}`)));
  });
  return {
    address,
    printed: () => said,
    async stop() {
      child.kill("SIGTERM");
      return await ended;
    },
  };
}
