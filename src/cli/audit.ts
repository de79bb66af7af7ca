// npm run audit: reads the whole audit trail and says whether a record was changed, removed or inserted. Needs no server.

import { randomBytes } from "node:crypto";
import { compose } from "../compose.ts";
import { ConfigFault, readConfig } from "../config.ts";
import { KeyFault, openKeyFile } from "../vault/key-file.ts";

const say = (line: string) => console.log(line);

/** The exit code: 0 intact, 1 broken. */
async function verify(): Promise<number> {
  const config = readConfig();
  const { keys } = await openKeyFile({ path: config.keyFile, random: randomBytes, create: false });
  const now = () => new Date(performance.timeOrigin + performance.now()).getTime();
  const { store, close } = await compose({
    database: config.database,
    keys,
    here: config.data,
    now,
    random: randomBytes,
  });
  const verdict = await store.verifyAudit();
  await close();
  if (verdict.intact) {
    say(`The audit trail is intact: ${verdict.records} records, each sealed and tied to the one before it.`);
    return 0;
  }
  say(`The audit trail is broken at record ${verdict.firstFault}: ${verdict.fault}.`);
  say(
    `${verdict.records} records were read. Compare them with a backup that was made before, and find out who can write to the database.`,
  );
  return 1;
}

try {
  process.exitCode = await verify();
} catch (error) {
  const known = error instanceof ConfigFault || error instanceof KeyFault;
  console.error(known ? error.message : error);
  process.exitCode = 2;
}
