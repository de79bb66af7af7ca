// Making the server's own key pairs, when they are first needed (contract 13, SecretKey.Partition).

import { createPrivateKey, createPublicKey } from "node:crypto";
import { auditEntry, type Origin } from "../core/audit.ts";
import type { Change } from "../core/change.ts";
import { publicKeyName, secretKeyName, serverKeyOf, serverKeySettings } from "../core/server-key.ts";
import type { ServerKey } from "../core/token-type.ts";
import type { World } from "./world.ts";

/** Only the first of two that come at once makes one. A key that exists but cannot be unsealed is left alone. */
export async function ensureServerKey(world: World, partition: number, origin: Origin): Promise<void> {
  const { store, vault } = world;
  if (serverKeyOf(store.settings(), vault)(partition) !== undefined) return;
  const fresh = serverKeySettings(partition, keyPair(world.random(32)), vault);
  await store.decide({ settings: true }, ({ settings }) => {
    const names = [secretKeyName(partition), publicKeyName(partition)];
    const isThere = names.some((name) => settings.config.has(name));
    const changes = fresh.map(
      ({ name, value }): Change => ({ kind: "setting.put", family: "config", name, value: { ...value } }),
    );
    const audit = auditEntry(origin, { success: !isThere, info: `key pair of partition ${partition}` });
    return { outcome: undefined, changes: isThere ? [] : changes, audit };
  });
}

/** RFC 8410: an Ed25519 private key is 16 bytes of description and the 32 bytes of its seed. */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

function keyPair(secret: Uint8Array): ServerKey {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, secret]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return { secret, publicKey: spki.subarray(spki.length - 32) };
}
