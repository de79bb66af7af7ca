// The process: reads the environment, opens the key file, serves, and says in plain words what it did.

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Config, ConfigFault, readConfig } from "./config.ts";
import { Refusal } from "./core/problem.ts";
import { latchkeyVersion } from "./http/version.ts";
import { createLog, type Log } from "./log.ts";
import { type Served, serve } from "./serve.ts";
import { KeyFault, openKeyFile } from "./vault/key-file.ts";

const say = (line = "") => console.log(line);

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  mkdirSync(config.data, { recursive: true, mode: 0o700 });
  const { keys, created } = await openKeyFile({
    path: config.keyFile,
    random: randomBytes,
    create: mayCreateKey(config),
  });
  const served = await serve(config, keys, { now: Date.now, random: randomBytes, log });
  for (const name of config.unknown) log.warn(`${name} is not a setting of Latchkey; is it misspelled?`);
  tell(config, served, created);
  endWith(served, log);
}

/** A database that exists was sealed with a key that exists: a missing key file is a fault then, not a fresh start. */
function mayCreateKey({ database }: Config): boolean {
  return database.startsWith("postgres") || !existsSync(database.slice("sqlite:".length));
}

function tell(config: Config, { address, first }: Served, createdKey: boolean): void {
  say(`Latchkey ${latchkeyVersion} is ready.`);
  say();
  say(`  console      ${address}/manage/`);
  say(`  portal       ${address}/selfservice/`);
  say(`  API          ${address}/validate/check and the rest of LinOTP's HTTP API`);
  say(`  data         ${join(config.data)}`);
  if (createdKey)
    say(`  key file     ${config.keyFile} (new: keep a copy apart from the database's backups)`);
  if (first !== undefined) tellFirst(first);
  say();
  say("Stop with Ctrl+C.");
}

function tellFirst({ administrator, generatedPassword }: NonNullable<Served["first"]>): void {
  say();
  say(`An administrator was created: ${administrator}`);
  if (generatedPassword === undefined) say("  password     as set in LATCHKEY_ADMIN_PASSWORD");
  else say(`  password     ${generatedPassword}   (shown this once; write it down)`);
  say();
  say("Next: log in to the console, add a person under People, and issue a rollout token for him.");
  say("Or see the whole story first: npm run demo");
}

function endWith(served: Served, log: Log): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      served.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, "could not stop in order");
          process.exit(1);
        },
      );
    });
  }
}

/** What the operator can mend is told in a sentence; anything else with its trace. */
function explain(error: unknown): string {
  if (error instanceof ConfigFault || error instanceof KeyFault) return error.message;
  if (error instanceof Refusal) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "The port is in use already. Set LATCHKEY_PORT to another one, or stop what listens there.";
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
