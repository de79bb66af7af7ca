// The whole product with its web apps on a free port, as a fresh installation finds itself.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { type Served, serve } from "../../src/serve.ts";
import { openKeyFile } from "../../src/vault/key-file.ts";

export const adminPassword = "e2e-Admin-1";

/** `env`: what its environment says beyond what every test needs. */
export async function startProduct(env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const data = mkdtempSync(join(tmpdir(), "latchkey-e2e-"));
  const config = readConfig({
    LATCHKEY_DATA: data,
    LATCHKEY_PORT: "0",
    LATCHKEY_ADMIN_PASSWORD: adminPassword,
    ...env,
  });
  const { keys } = await openKeyFile({ path: config.keyFile, random: randomBytes, create: true });
  const served = await serve(config, keys, { now: Date.now, random: randomBytes, log: createLog("error") });
  const close = async () => {
    await served.close();
    rmSync(data, { recursive: true, force: true });
  };
  return { ...served, close };
}
