// The product on a port, with a state and a clock that tests can set. Composed from the product's own parts; nothing of
// it can be switched on in the product.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose } from "../../src/compose.ts";
import { egressThrough } from "../../src/egress/hub.ts";
import { issueSession } from "../../src/http/admin-session.ts";
import type { Route } from "../../src/http/call.ts";
import { raw, succeed } from "../../src/http/reply.ts";
import { routeTable } from "../../src/http/routes.ts";
import { createServer } from "../../src/http/server.ts";
import { freshSettings } from "../../src/operations/first-start.ts";
import type { World } from "../../src/operations/world.ts";
import { wipe } from "../../src/store/wipe.ts";
import { masterKey } from "../../src/vault/key-file.ts";
import { administrators } from "./wire-administrators.ts";

export interface WireOptions {
  /** `sqlite:` (a temporary file), `sqlite::memory:`, `sqlite:<file>` or `postgres://…`. */
  readonly database?: string;
  readonly port?: number;
  /** Where to ask before anything is sent outwards. */
  readonly egress?: string;
  /** Nodes that share a database share their keys. */
  readonly key?: Uint8Array;
  /** A second node leaves the state as the first one made it. */
  readonly pristine?: boolean;
  /** Peers whose `X-Forwarded-For` counts; this computer unless said otherwise. */
  readonly trustedProxies?: readonly string[];
  /** Told of every level that an administrator sets. */
  readonly onLogLevel?: (level: string) => void;
}

export interface Wire {
  readonly address: string;
  readonly world: World;
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startWire(options: WireOptions = {}): Promise<Wire> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-wire-"));
  const database =
    options.database === undefined || options.database === "sqlite:"
      ? `sqlite:${join(folder, "wire.sqlite")}`
      : options.database;
  const egress = options.egress === undefined ? {} : { egress: egressThrough(options.egress) };
  const composed = await compose({
    database,
    keys: [masterKey(options.key ?? randomBytes(32))],
    here: folder,
    now: Date.now,
    random: randomBytes,
    ...egress,
  });
  const { world, store } = composed;
  const admins = await administrators(world);
  const reset = async () => await wipe(store, { settings: freshSettings(), people: admins });
  if (options.pristine !== false) await reset();
  const server = createServer({
    world,
    routes: [
      ...testRoutes(reset),
      ...routeTable({
        startedAt: Date.now(),
        legacySession: true,
        setLogLevel: (level) => options.onLogLevel?.(level),
      }),
    ],
    trustedProxies: options.trustedProxies ?? ["127.0.0.1", "::1"],
    legacySession: true,
    clock: (headers) => readClock(headers["x-test-now"]),
    log: ({ requestId, action, error }) =>
      process.stderr.write(`${requestId} ${action} ${String((error as Error).stack)}\n`),
  });
  const address = await server.listen("127.0.0.1", options.port ?? 0);
  const close = async () => {
    await server.close();
    await composed.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address, world, reset, close };
}

function readClock(header: string | undefined): number {
  const told = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(told) ? Date.now() : told;
}

const tenYears = 10 * 365 * 24 * 3_600_000;

function testRoutes(reset: () => Promise<void>): readonly Route[] {
  const common = { methods: ["POST"], who: "anyone", unaudited: true } as const;
  return [
    {
      ...common,
      path: "/__test/reset",
      about: "Back to a pristine state.",
      handler: async () => {
        await reset();
        return succeed(true, { audit: "none" });
      },
    },
    {
      ...common,
      path: "/__test/mint",
      about: "A signed session for any identity, even one that does not exist.",
      handler: async ({ world, fields }) => {
        const text = (name: string) => String(fields.get(name) ?? "");
        const identity = { login: text("username"), realm: text("realm"), resolver: text("resolver") };
        // Requests may be sent from any time: the session that makes them must not be over then.
        const later = { ...world, now: () => world.now() + tenYears };
        const { token, csrf } = await issueSession(later, identity);
        return raw({ access_token: token, csrf_token: csrf }, { audit: "none" });
      },
    },
  ];
}
