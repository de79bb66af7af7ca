// Builds the world from its parts by plain function calls, in order. main.ts, the test server, the bench and the demo all
// compose what they run here, so that they run the same thing.

import { hostname } from "node:os";
import { join } from "node:path";
import { snapshotOf } from "./core/snapshot.ts";
import type { Store } from "./core/store.ts";
import { latchkeyVersion } from "./http/version.ts";
import type { World } from "./operations/world.ts";
import { createOutside } from "./outside/index.ts";
import { checkProvider, createMessenger, createProviderTest, type Egress } from "./providers/index.ts";
import { openResolver, openResolvers } from "./resolvers/index.ts";
import { openStore } from "./store/store.ts";
import { tokenTypes } from "./tokens/index.ts";
import { keyCheck, openVault } from "./vault/envelope.ts";
import type { MasterKeys } from "./vault/key-file.ts";
import { openPasswords } from "./vault/password.ts";
import { createWebauthn } from "./webauthn/webauthn.ts";

export interface Parts {
  /** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. */
  readonly database: string;
  readonly keys: MasterKeys;
  /** Where relative file names of passwd resolvers start. */
  readonly here: string;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Told of every provider that failed to deliver: its name and the reason, never contents. */
  readonly onFailure?: (provider: string, why: string) => void;
  /** Asked before anything is sent outwards; only the test server has one. */
  readonly egress?: Egress;
}

export interface Composed {
  readonly world: World;
  readonly store: Store;
  readonly close: () => Promise<void>;
}

export async function compose(parts: Parts): Promise<Composed> {
  const { keys, random, now } = parts;
  const vault = openVault(keys, random);
  const passwords = openPasswords(keys, random);
  const store = await openStore({
    url: parts.database,
    vault,
    server: hostname(),
    snapshot: snapshotOf,
    keyCheck: keyCheck(vault),
  });
  const webauthn = createWebauthn({ now });
  const hub = parts.egress === undefined ? {} : { egress: parts.egress };
  const askOutside = createOutside({ random, ...hub });
  const providerDeps = {
    vault,
    now,
    random,
    templateFolder: join(parts.here, "templates"),
    ...(parts.onFailure === undefined ? {} : { onFailure: parts.onFailure }),
    ...hub,
  };
  const ownFile = parts.database.startsWith("sqlite:") ? parts.database.slice("sqlite:".length) : undefined;
  const resolverDeps = { store, passwords, here: parts.here, ownFile, vault, now, random };
  const resolvers = openResolvers(resolverDeps);
  const world: World = {
    store,
    vault,
    passwords,
    types: tokenTypes,
    resolver: resolvers.resolver,
    openResolver: (settings) => openResolver(settings, resolverDeps),
    send: createMessenger(providerDeps),
    outside: async (question) => {
      if (question.kind === "webauthn-assertion" || question.kind === "webauthn-attestation") {
        return await webauthn(question);
      }
      return await askOutside(question);
    },
    checkProvider,
    testProvider: createProviderTest(providerDeps),
    now,
    random,
    version: latchkeyVersion,
  };
  const close = async () => {
    resolvers.close();
    await store.close();
    await passwords.close();
  };
  return { world, store, close };
}
