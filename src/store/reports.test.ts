// Reports and counts: what they say is what the database held at the commit.

import assert from "node:assert/strict";
import { test } from "node:test";
import { noRealm, type TokenStatus } from "../core/administration/reports.ts";
import type { Change } from "../core/change.ts";
import type { ReportRecord, Store } from "../core/store.ts";
import type { Token } from "../core/token.ts";
import { ada, aToken, bob, onEveryEngine, raw, serial, wants } from "./testing/fixtures.ts";
import { wipe } from "./wipe.ts";

const pair: readonly TokenStatus[] = ["total", "active"];

function order(set: Partial<Extract<Change, { kind: "report.add" }>["report"]> = {}): Change {
  return {
    kind: "report.add",
    report: { at: 1_000, event: "token_init", realm: "lab", statuses: pair, ...set },
  };
}

function create(token: Token): Change {
  return { kind: "token.create", token };
}

const short = ({ event, realm, status, count }: ReportRecord): string =>
  `${event} ${realm} ${status} ${count}`;

async function all(store: Store, realms: readonly string[] = ["lab", "zoo", noRealm]): Promise<string[]> {
  return (await store.reports({ realms })).rows.map(short);
}

onEveryEngine(({ fresh, shared }) => {
  test("a report counts the tokens that are there once its decision is carried out", async () => {
    const store = await (await fresh()).open();
    await store.decide({ owners: [ada] }, () =>
      wants(create(aToken({ serial: "A" })), create(aToken({ serial: "B", active: false })), order()),
    );
    await store.decide({ serials: [serial("A")] }, () =>
      wants(
        { kind: "token.update", serial: serial("A"), set: { realms: [] } },
        order({ event: "token_tokenrealm" }),
        order({ event: "token_tokenrealm", realm: noRealm, statuses: ["active&assigned"] }),
      ),
    );
    assert.deepEqual(await all(store), [
      "token_init lab total 2",
      "token_init lab active 1",
      "token_tokenrealm lab total 1",
      "token_tokenrealm lab active 0",
      `token_tokenrealm ${noRealm} active&assigned 1`,
    ]);
    await store.close();
  });

  test("a decision that fails leaves no report", async () => {
    const store = await (await fresh()).open();
    await assert.rejects(
      store.decide({}, () => wants(order(), create(aToken({ owner: bob })))),
      /gives a token/,
    );
    assert.deepEqual(await all(store), []);
    await store.close();
  });

  test("every status is counted, and people once each", async () => {
    const store = await (await fresh()).open();
    const tokens = [
      aToken({ serial: "A", realms: ["lab", "zoo"] }),
      aToken({ serial: "B", realms: ["zoo"], active: false }),
      aToken({ serial: "C", realms: ["zoo"], owner: bob }),
      aToken({ serial: "D", realms: ["zoo"], owner: undefined }),
      aToken({ serial: "E", realms: [], owner: undefined, active: false }),
    ];
    await store.decide({ owners: [ada, bob] }, () => wants(...tokens.map(create)));
    const numbers = { total: 4, active: 3, assigned: 3, activeAssigned: 2, users: 2 };
    assert.deepEqual(await store.tokenNumbers(["zoo"]), numbers);
    assert.deepEqual(await store.tokenNumbers(["zoo", "lab"]), numbers);
    const nothing = { total: 0, active: 0, assigned: 0, activeAssigned: 0, users: 0 };
    assert.deepEqual(await store.tokenNumbers([noRealm]), { ...nothing, total: 1 });
    assert.deepEqual(await store.tokenNumbers(["lab", noRealm]), {
      total: 2,
      active: 1,
      assigned: 1,
      activeAssigned: 1,
      users: 1,
    });
    assert.deepEqual(await store.tokenNumbers([]), nothing);
    assert.deepEqual(await store.tokenNumbers(["nowhere"]), nothing);
    assert.deepEqual([...(await store.activeOwners(["zoo", "lab"]))], [["people", 2]]);
    assert.deepEqual([...(await store.activeOwners(["lab"]))], [["people", 1]]);
    assert.deepEqual([...(await store.activeOwners([]))], []);
    await store.close();
  });

  test("reports are filtered, sorted, paged and deleted", async () => {
    const store = await (await fresh()).open();
    const add = (at: number, realm: string): Promise<unknown> =>
      store.decide({}, () => wants(order({ at, realm, event: `token_${at}` })));
    await add(1_000, "lab");
    await add(2_000, "zoo");
    await add(3_000, "lab");
    const shown = async (query: Parameters<Store["reports"]>[0]): Promise<[number, string[]]> => {
      const { rows, total } = await store.reports(query);
      return [total, rows.map(({ event, status }) => `${event} ${status}`)];
    };
    assert.deepEqual(await shown({ realms: ["lab"], statuses: ["total"] }), [
      2,
      ["token_1000 total", "token_3000 total"],
    ]);
    assert.deepEqual(await shown({ realms: ["lab", "zoo"], from: 2_000, until: 3_000 }), [
      2,
      ["token_2000 total", "token_2000 active"],
    ]);
    assert.deepEqual(
      await shown({ realms: ["lab", "zoo"], sortBy: "status", descending: true, offset: 1, limit: 2 }),
      [6, ["token_2000 total", "token_1000 total"]],
    );
    assert.deepEqual(await shown({ realms: [] }), [0, []]);
    await store.decide({}, () => wants({ kind: "report.delete", filter: { realms: ["lab"], until: 3_000 } }));
    assert.deepEqual(await shown({ realms: ["lab", "zoo"], statuses: ["active"] }), [
      2,
      ["token_2000 active", "token_3000 active"],
    ]);
    await store.decide({}, () => wants({ kind: "report.delete", filter: { realms: [] } }));
    assert.equal((await store.reports({ realms: ["lab", "zoo"] })).total, 4);
    await wipe(store, { settings: [], people: [] });
    assert.equal((await store.reports({ realms: ["lab", "zoo"] })).total, 0);
    await store.close();
  });

  test("the highest and the newest count are told", async () => {
    const store = await (await fresh()).open();
    const filter = { realms: ["lab"], statuses: ["total"] };
    assert.equal(await store.reportPeak(filter), undefined);
    await store.decide({ owners: [ada] }, () => wants(create(aToken()), order({ at: 1_000 })));
    await store.decide({ owners: [ada] }, () => wants(create(aToken({ serial: "X" })), order({ at: 2_000 })));
    await store.decide({ owners: [ada] }, () =>
      wants({ kind: "token.delete", serial: serial("X") }, order({ at: 3_000 })),
    );
    assert.deepEqual(await store.reportPeak(filter), { highest: 2, last: 1 });
    assert.deepEqual(await store.reportPeak({ ...filter, until: 2_000 }), { highest: 1, last: 1 });
    await store.close();
  });

  test("a report survives the process, and so does a database that is older than reports", async () => {
    const database = await fresh();
    if (!shared) return;
    const before = await database.open();
    await before.decide({ owners: [ada] }, () => wants(create(aToken())));
    await raw(before, "DROP TABLE report");
    await raw(before, "DELETE FROM kysely_migration WHERE name = '0003-reports'");
    await before.close();
    const store = await database.open();
    await store.decide({}, () => wants(order()));
    await store.close();
    const again = await database.open();
    assert.deepEqual(await all(again), ["token_init lab total 1", "token_init lab active 1"]);
    await again.close();
  });

  test("reports of nodes that write at once count one after the other", async () => {
    const database = await fresh();
    if (!shared) return;
    const nodes = [await database.open(), await database.open()];
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        nodes[at % 2]?.decide({ owners: [{ resolver: "people", uid: `u${at}` }] }, () =>
          wants(
            create(aToken({ serial: `T${at}`, owner: { resolver: "people", uid: `u${at}` } })),
            order({ at, statuses: ["total"] }),
          ),
        ),
      ),
    );
    assert.equal((await nodes[0]?.reportPeak({ realms: ["lab"] }))?.highest, 20);
    for (const node of nodes) await node.close();
  });
});
