// What a store promises when many decide at once, from several processes, some of which are killed.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Store, Subject } from "../core/store.ts";
import type { Owner } from "../core/token.ts";
import {
  ada,
  anEntry,
  aToken,
  bob,
  count,
  type Database,
  keep,
  onEveryEngine,
  serial,
  type TestEngine,
  wants,
} from "./testing/fixtures.ts";

const name = serial("OATH0001");
const times = <Result>(n: number, work: (at: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: n }, (_, at) => work(at)));

/** Spends the counter value 0, if nobody has yet. */
function spend(store: Store, subject: Subject): Promise<boolean> {
  return store.decide(subject, ({ tokens }) => {
    const accepted = tokens[0]?.counter === 0;
    const change = { kind: "token.update", serial: name, set: { counter: 1 } } as const;
    return { outcome: accepted, changes: accepted ? [change] : [], audit: anEntry({ success: accepted }) };
  });
}

/** A wrong OTP: counted, unless the token is locked. */
function guess(store: Store): Promise<boolean> {
  return store.decide({ owners: [ada] }, ({ tokens }) => {
    const token = tokens[0] ?? aToken();
    const tried = token.failCount < token.failLimit;
    const change = { kind: "token.update", serial: name, set: { failCount: token.failCount + 1 } } as const;
    return { outcome: tried, changes: tried ? [change] : [], audit: anEntry({ success: false }) };
  });
}

function enroll(store: Store, at: number): Promise<boolean> {
  return store.decide({ owners: [ada] }, ({ tokens }) => {
    const allowed = tokens.length < 5;
    const change = { kind: "token.create", token: aToken({ serial: `NEW${at}` }) } as const;
    return { outcome: allowed, changes: allowed ? [change] : [], audit: anEntry({ success: allowed }) };
  });
}

const yes = (outcomes: readonly boolean[]): number => outcomes.filter(Boolean).length;

/** One store, or two on the same database that take turns. */
async function nodes(
  engine: TestEngine,
): Promise<{ database: Database; stores: readonly Store[]; close(): Promise<void> }> {
  const database = await engine.fresh();
  const first = await database.open();
  const stores = engine.shared ? [first, await database.open()] : [first];
  const close = async (): Promise<void> => {
    for (const store of stores) await store.close();
  };
  return { database, stores, close };
}

function alternating(stores: readonly Store[], at: number): Store {
  return stores[at % stores.length]!;
}

function racing(engine: TestEngine): void {
  const subjects: readonly Subject[] = [{ owners: [ada] }, { serials: [name] }];
  for (const subject of subjects) {
    const by = Object.keys(subject)[0];
    test(`of a hundred simultaneous decisions that would spend one counter value, one does (by ${by})`, async () => {
      const { stores, close } = await nodes(engine);
      await keep(stores[0]!, aToken());
      assert.equal(yes(await times(100, (at) => spend(alternating(stores, at), subject))), 1);
      assert.deepEqual(await stores[0]!.verifyAudit(), { intact: true, records: 101 });
      await close();
    });
  }

  test("fifty simultaneous guesses cannot outrun a limit of ten", async () => {
    const { stores, close } = await nodes(engine);
    await keep(stores[0]!, aToken({ failLimit: 10 }));
    assert.equal(yes(await times(50, (at) => guess(alternating(stores, at)))), 10);
    assert.equal((await stores[0]!.token(name))?.failCount, 10);
    await close();
  });

  test("twenty simultaneous enrollments cannot outrun a limit of five", async () => {
    const { stores, close } = await nodes(engine);
    await known(stores[0]!, { owners: [ada] });
    assert.equal(yes(await times(20, (at) => enroll(alternating(stores, at), at))), 5);
    assert.equal((await stores[0]!.tokensOf(ada)).length, 5);
    await close();
  });

  test("simultaneous wrong passwords of an account that had none are all counted", async () => {
    const { stores, close } = await nodes(engine);
    const subject = { throttles: ["login/ada"] };
    await known(stores[0]!, subject);
    for (let round = 1; round <= 5; round += 1) {
      await times(20, (at) =>
        alternating(stores, at).decide(subject, ({ throttles }) => {
          const failures = (throttles.get("login/ada")?.failures ?? 0) + 1;
          return wants({ kind: "throttle.set", key: "login/ada", failures, at: 1 });
        }),
      );
    }
    assert.equal((await stores[0]!.throttle("login/ada"))?.failures, 100);
    await close();
  });

  test("simultaneous enrollments cannot outrun the limit of a realm, whoever owns the tokens", async () => {
    const { stores, close } = await nodes(engine);
    await known(stores[0]!, { realms: ["lab"] });
    const outcomes = await times(20, (at) => {
      const owner: Owner = { resolver: "people", uid: `u${at}` };
      return alternating(stores, at).decide({ owners: [owner], realms: ["lab"] }, ({ activeTokens }) => {
        const allowed = (activeTokens.get("lab") ?? 0) < 5;
        const token = aToken({ serial: `NEW${at}`, owner });
        return {
          outcome: allowed,
          changes: allowed ? [{ kind: "token.create", token }] : [],
          audit: anEntry(),
        };
      });
    });
    assert.equal(yes(outcomes), 5);
    await close();
  });

  test("a purge and a login with what it purges happen in one order or the other", async () => {
    const { stores, close } = await nodes(engine);
    const store = stores[0]!;
    for (let round = 0; round < 10; round += 1) {
      const names = { own: serial(`OWN${round}`), rollout: serial(`ROLL${round}`) };
      const owner: Owner = { resolver: "people", uid: `u${round}` };
      await keep(
        store,
        aToken({ serial: names.own, owner }),
        aToken({ serial: names.rollout, owner, paths: ["userservice"] }),
      );
      const purge = store.decide({ owners: [owner] }, () =>
        wants({ kind: "token.delete", serial: names.rollout }),
      );
      const login = alternating(stores, 1).decide({ owners: [owner] }, ({ tokens }) => {
        const accepted = tokens.some((token) => token.serial === names.rollout);
        const change = { kind: "token.update", serial: names.rollout, set: { counter: 1 } } as const;
        return {
          outcome: accepted,
          changes: accepted ? [change] : [],
          audit: anEntry({ info: `login ${accepted}` }),
        };
      });
      const [, accepted] = await Promise.all([purge, login]);
      assert.equal(await store.token(names.rollout), undefined);
      assert.equal((await store.audit({ filters: { info: `login ${accepted}` } })).total > 0, true);
    }
    assert.equal((await store.verifyAudit()).intact, true);
    await close();
  });

  test("decisions with crossed subjects do not wait for each other for ever", async () => {
    const { stores, close } = await nodes(engine);
    await keep(stores[0]!, aToken({ serial: "A1" }), aToken({ serial: "B1", owner: bob }));
    const subjects = [
      { owners: [ada, bob], realms: ["x", "y"], throttles: ["p", "q"] },
      { owners: [bob, ada], realms: ["y", "x"], throttles: ["q", "p"] },
      { serials: [serial("B1"), serial("A1")], settings: true as const },
      { owners: [bob], serials: [serial("A1")], throttles: ["p"] },
    ];
    await times(80, (at) =>
      alternating(stores, at).decide(subjects[at % 4]!, ({ tokens }) =>
        wants(
          ...tokens.map(
            ({ serial, counter }) =>
              ({ kind: "token.update", serial, set: { counter: counter + 1 } }) as const,
          ),
          ...(at % 4 === 2
            ? [{ kind: "setting.put", family: "config", name: `x${at}`, value: {} } as const]
            : []),
        ),
      ),
    );
    const counters = (await stores[0]!.tokens({})).rows.map(({ counter }) => counter);
    assert.deepEqual(counters, [80, 80]);
    await close();
  });
}

function sharing(engine: TestEngine): void {
  test("a setting that one node changes holds for the next decision on the other", async () => {
    const { stores, close } = await nodes(engine);
    const [here, there] = [stores[0]!, stores[1]!];
    for (const value of ["1", "2", "3"]) {
      const setting = {
        kind: "setting.put",
        family: "config",
        name: "x",
        value: { value, type: "", description: "" },
      } as const;
      await here.decide({ settings: true }, () => wants(setting));
      const seen = await there.decide({}, ({ settings }) => ({
        ...wants(),
        outcome: settings.config.get("x")?.value,
      }));
      assert.equal(seen, value);
      assert.equal(there.settings().config.get("x")?.value, value);
    }
    assert.equal(here.settings().version, there.settings().version);
    await close();
  });

  test("a node hears of changed settings without deciding anything", async () => {
    const { stores, close } = await nodes(engine);
    const setting = { kind: "setting.put", family: "config", name: "x", value: {} } as const;
    await stores[0]!.decide({ settings: true }, () => wants(setting));
    const until = Date.now() + 10_000;
    while (stores[1]!.settings().config.size === 0 && Date.now() < until) await sleep(10);
    assert.equal(stores[1]!.settings().config.size, 1);
    await close();
  });

  test("a serial that another node has given away is refused to the second", async () => {
    const { stores, close } = await nodes(engine);
    const outcomes = await Promise.allSettled(
      stores.map((store, at) => keep(store, aToken({ owner: { resolver: "people", uid: `u${at}` } }))),
    );
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    await close();
  });

  test("two nodes can open a new database at the same time", async () => {
    const database = await engine.fresh();
    const stores = await times(3, () => database.open());
    await times(3, (at) => stores[at]!.record(anEntry()));
    assert.deepEqual(await stores[0]!.verifyAudit(), { intact: true, records: 3 });
    for (const store of stores) await store.close();
  });

  test("two processes that race for one counter value accept it once between them", async () => {
    const database = await engine.fresh();
    const store = await database.open();
    await keep(store, aToken());
    const children = [worker(database.url, "race", 50), worker(database.url, "race", 50)];
    const accepted = (await Promise.all(children.map(({ lines }) => lines))).map((lines) => Number(lines[0]));
    assert.equal(accepted[0]! + accepted[1]!, 1);
    assert.deepEqual(await store.verifyAudit(), { intact: true, records: 101 });
    await store.close();
  });
}

/** Somebody has decided about this before: an engine that locks rows has them. */
async function known(store: Store, subject: Subject): Promise<void> {
  await store.decide(subject, () => wants());
}

/** What it has said when it ends, by itself or not. */
function worker(
  url: string,
  task: string,
  figure: number,
): { child: ChildProcess; lines: Promise<readonly string[]> } {
  const path = fileURLToPath(new URL("testing/worker.ts", import.meta.url));
  const child = spawn(process.execPath, [path, url, task, String(figure)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => said.push(line));
  const lines = Promise.all([once(child, "exit"), once(reader, "close")]).then(() => said);
  return { child, lines };
}

/** Counts that were confirmed, by token. */
function confirmed(lines: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    lines.map((line) => line.split(" ")).map(([token = "", counted]) => [token, Number(counted)]),
  );
}

/** Everything confirmed is there, every count has its audit record, and nothing is half done. */
async function checkSurvivors(store: Store, counts: ReadonlyMap<string, number>): Promise<void> {
  for (const token of (await store.tokens({})).rows) {
    assert.ok(
      token.counter >= (counts.get(token.serial) ?? 0),
      `${token.serial}: a confirmed decision is lost`,
    );
    const { total } = await store.audit({ filters: { serial: token.serial } });
    assert.equal(total, token.counter, `${token.serial}: every decision has exactly one record`);
  }
  const verdict = await store.verifyAudit();
  assert.equal(verdict.intact, true);
}

function crashing(engine: TestEngine): void {
  const eight = Array.from({ length: 8 }, (_, at) => aToken({ serial: `OATH000${at + 1}` }));

  const crash = async (
    task: string,
    figure: number,
    kill?: (child: ChildProcess) => Promise<void>,
  ): Promise<number> => {
    const database = await engine.fresh();
    const before = await database.open();
    await keep(before, ...eight);
    await before.close();
    const { child, lines } = worker(database.url, task, figure);
    await kill?.(child);
    const counts = confirmed(await lines);
    assert.equal(child.signalCode, "SIGKILL");
    const after = await database.open();
    await checkSurvivors(after, counts);
    await count(after, "OATH0001");
    await after.close();
    return counts.size;
  };

  test("what was confirmed survives a process that is killed under load, six times", async () => {
    for (let round = 0; round < 6; round += 1) {
      const seen = await crash("load", 0, async (child) => {
        await once(child.stdout!, "data");
        await sleep(round * 17);
        child.kill("SIGKILL");
      });
      assert.ok(seen > 0, "it had confirmed something");
    }
  });

  describe("crash points", () => {
    for (const seal of [2, 3, 10, 11, 40]) {
      test(`dying at seal number ${seal}, between the first write and the commit, leaves nothing half done`, async () => {
        await crash("die-while-sealing", seal);
      });
    }
    test("dying inside of a decider leaves nothing behind", async () => {
      assert.equal(await crash("die-while-deciding", 0), 1);
    });
  });
}

function outliving(engine: TestEngine): void {
  test("a node outlives its database server, and hears of settings afterwards", async () => {
    const { stores, close } = await nodes(engine);
    const server = engine.postgres()!;
    await keep(stores[0]!, aToken());
    await server.crash();
    await assert.rejects(count(stores[0]!, name));
    await assert.rejects(stores[0]!.token(name));
    await server.restart();
    assert.equal(await count(stores[0]!, name), 1);
    assert.equal(await count(stores[1]!, name), 2);
    const setting = { kind: "setting.put", family: "config", name: "x", value: {} } as const;
    await stores[0]!.decide({ settings: true }, () => wants(setting));
    const until = Date.now() + 10_000;
    while (stores[1]!.settings().config.size === 0 && Date.now() < until) await sleep(20);
    assert.equal(stores[1]!.settings().config.size, 1);
    await close();
  });

  test("decisions under way when the server crashes are carried out once or fail", async () => {
    const { stores, close } = await nodes(engine);
    const server = engine.postgres()!;
    await keep(stores[0]!, aToken());
    const pending = Promise.allSettled(
      Array.from({ length: 30 }, async (_, at) => {
        await sleep(at * 5);
        return count(alternating(stores, at), name);
      }),
    );
    await sleep(40);
    await server.crash();
    await server.restart();
    const done = (await pending).filter(({ status }) => status === "fulfilled").length;
    const counter = (await stores[0]!.token(name))?.counter ?? 0;
    assert.ok(counter >= done, `${done} confirmed, ${counter} counted`);
    assert.equal((await stores[0]!.audit({ filters: { serial: name } })).total, counter);
    assert.equal((await stores[0]!.verifyAudit()).intact, true);
    await close();
  });
}

onEveryEngine((engine) => {
  racing(engine);
  if (!engine.shared) return;
  sharing(engine);
  crashing(engine);
  if (engine.name === "PostgreSQL") outliving(engine);
});
