// From a configuration to a listening server.

import { join } from "node:path";
import { type Composed, compose } from "./compose.ts";
import type { Config } from "./config.ts";
import { routeTable } from "./http/routes.ts";
import { createServer } from "./http/server.ts";
import { openSite } from "./http/static.ts";
import type { Log } from "./log.ts";
import { countAdministrators, ensureAdministrator, ensureSettings } from "./operations/first-start.ts";
import { welcome } from "./operations/welcome.ts";
import type { World } from "./operations/world.ts";
import type { MasterKeys } from "./vault/key-file.ts";

export interface Ambient {
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly log: Log;
}

export interface FirstStart {
  readonly administrator: string;
  /** Undefined when it was given in the configuration: then it is not told again. */
  readonly generatedPassword: string | undefined;
}

export interface Served extends Composed {
  readonly address: string;
  /** What the first start of this database brought about; undefined on later starts. */
  readonly first: FirstStart | undefined;
}

const sweepEveryMs = 60_000;

export async function serve(config: Config, keys: MasterKeys, ambient: Ambient): Promise<Served> {
  const { now, random, log } = ambient;
  const composed = await compose({
    database: config.database,
    keys,
    here: config.data,
    now,
    random,
    onFailure: (provider, why) => log.warn({ provider, why }, "a message was not delivered"),
  });
  const { world, store } = composed;
  const first = await begin(world, config);
  const server = createServer({
    world,
    routes: routeTable({
      startedAt: now(),
      legacySession: config.legacySession,
      setLogLevel(level, by) {
        log.warn({ level, administrator: by }, "the level of this log is changed");
        log.level = level;
      },
    }),
    sites: [
      openSite("/selfservice/", join(config.web, "portal")),
      openSite("/manage/", join(config.web, "console")),
    ],
    trustedProxies: config.trustedProxies,
    legacySession: config.legacySession,
    log: ({ requestId, action, error }) =>
      log.error({ requestId, action, err: error }, "a request failed unexpectedly"),
  });
  const address = await server.listen(config.host, config.port);
  const sweeping = setInterval(() => {
    store
      .sweep(now())
      .catch((error: unknown) => log.warn({ err: error }, "could not remove what has expired"));
  }, sweepEveryMs);
  sweeping.unref();
  const close = async () => {
    clearInterval(sweeping);
    await server.close();
    await composed.close();
  };
  return { ...composed, address, first, close };
}

const administrator = "admin";

/** A database that is new gets its settings, and an administrator whose password is told once. */
async function begin(world: World, config: Config): Promise<FirstStart | undefined> {
  if (await ensureSettings(world)) await welcome(world);
  if ((await countAdministrators(world)) > 0) return undefined;
  const generatedPassword = config.adminPassword === undefined ? generatePassword(world) : undefined;
  const password = config.adminPassword ?? generatedPassword ?? "";
  await ensureAdministrator(world, { name: administrator, password });
  return { administrator, generatedPassword };
}

/** 99 bits in four groups, easy to copy by hand: no look-alikes. */
function generatePassword(world: World): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  const characters = [...world.random(256)].filter((byte) => byte < alphabet.length * 8);
  const text = characters.slice(0, 20).map((byte) => alphabet[byte % alphabet.length]);
  return [0, 5, 10, 15].map((at) => text.slice(at, at + 5).join("")).join("-");
}
