// The other floor: the group commit alone, one token update and one audit entry per decision, without HTTP.

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { compose } from "../../src/compose.ts";
import { auditEntry } from "../../src/core/audit.ts";
import { openKeyFile } from "../../src/vault/key-file.ts";
import type { Measured } from "./load.ts";
import { loginOf, resolver } from "./population.ts";

export async function measureCommits(
  folder: string,
  connections: readonly number[],
): Promise<ReadonlyMap<number, Measured>> {
  const keyFile = join(folder, "latchkey.keys");
  const { keys } = await openKeyFile({ path: keyFile, random: randomBytes, create: false });
  const database = `sqlite:${join(folder, "latchkey.sqlite")}`;
  const { world, close } = await compose({
    database,
    keys,
    here: folder,
    now: Date.now,
    random: randomBytes,
  });
  const measured = new Map<number, Measured>();
  for (const count of connections)
    measured.set(count, await commit(world.store, count, count === 1 ? 1_000 : 10_000));
  await close();
  return measured;
}

type Store = Awaited<ReturnType<typeof compose>>["store"];

async function commit(store: Store, width: number, total: number): Promise<Measured> {
  const latencies: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < total) {
      const index = next++;
      const from = performance.now();
      await one(store, index);
      latencies.push(performance.now() - from);
    }
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(Array.from({ length: width }, worker));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((left, right) => left - right);
  return {
    perSecond: total / seconds,
    p50: latencies[Math.floor(total * 0.5)] ?? 0,
    p99: latencies[Math.floor(total * 0.99)] ?? 0,
    cpuMicrosPerRequest: (user + system) / total,
    unexpected: 0,
  };
}

async function one(store: Store, index: number): Promise<void> {
  const owner = { resolver, uid: loginOf("hmac", index % 1_000) };
  await store.decide({ owners: [owner] }, ({ tokens }) => ({
    outcome: undefined,
    changes: tokens.map(({ serial, failCount }) => ({
      kind: "token.update",
      serial,
      set: { failCount: failCount + 1 },
    })),
    audit: auditEntry(
      { at: Date.now(), action: "bench/commit", client: "127.0.0.1", administrator: "" },
      { success: true },
    ),
  }));
}
