// What a store is. Every engine keeps the same promises.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../core/problem.ts";
import { snapshotOf } from "../core/snapshot.ts";
import type { Store } from "../core/store.ts";
import type { Token } from "../core/token.ts";
import { openStore } from "./store.ts";
import {
  aChallenge,
  ada,
  anEntry,
  aPerson,
  aSession,
  aToken,
  bob,
  count,
  keep,
  onEveryEngine,
  raw,
  serial,
  type TestEngine,
  vault,
  wants,
} from "./testing/fixtures.ts";
import { wipe } from "./wipe.ts";

const full: Token = aToken({
  type: "totp",
  realms: ["zoo", "lab", "ärzte"],
  description: "Æther 💡 % _ ' \" \\ „Schlüssel“",
  secret: { kind: "sealed", bytes: Uint8Array.of(0, 1, 2, 255) },
  pin: { salt: Uint8Array.of(1, 0), tag: Uint8Array.of(9, 0, 9) },
  otpLength: 8,
  counter: 2 ** 52 + 1,
  window: 20,
  syncWindow: 2000,
  failCount: 3,
  failLimit: 7,
  active: false,
  paths: ["userservice", "validate"],
  validFrom: 1_700_000_000_001,
  validUntil: 1_800_000_000_002,
  uses: { attempts: 1, attemptLimit: 5, successes: 2, successLimit: 6 },
  replacement: true,
  info: { hashlib: "sha256", list: [1, null, { deep: "\u0000 ü" }], flag: false },
  createdAt: 1_600_000_000_003,
  lastAttemptAt: 1_600_000_000_004,
  lastSuccessAt: 1_600_000_000_005,
});

async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Refusal ? error.problem : error;
}

function freshStore(engine: TestEngine, work: (store: Store) => Promise<void>): () => Promise<void> {
  return async () => {
    const store = await (await engine.fresh()).open();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };
}

function keeping(engine: TestEngine): void {
  const withStore = (work: (store: Store) => Promise<void>) => freshStore(engine, work);

  test(
    "a token is read back as it was created, every field of it",
    withStore(async (store) => {
      await keep(store, full);
      assert.deepEqual(await store.token(full.serial), { ...full, id: 1 });
      assert.deepEqual(await store.tokensOf(ada), [{ ...full, id: 1 }]);
      assert.deepEqual((await store.tokens({})).rows, [{ ...full, id: 1 }]);
      const seen = await store.decide({ serials: [full.serial] }, ({ tokens }) => ({
        ...wants(),
        outcome: tokens,
      }));
      assert.deepEqual(seen, [{ ...full, id: 1 }]);
    }),
  );

  test(
    "every field of a token can be changed, and be made absent",
    withStore(async (store) => {
      const { id, serial: name, createdAt, ...rest } = full;
      const bare = aToken({ owner: undefined, realms: [] });
      await keep(store, bare);
      const update = (set: object) => wants({ kind: "token.update", serial: name, set });
      await store.decide({ owners: [ada], serials: [name] }, () => update(rest));
      assert.deepEqual(await store.token(name), { ...rest, id: 1, serial: name, createdAt: bare.createdAt });
      const { id: _id, serial: _serial, createdAt: _createdAt, ...absent } = bare;
      await store.decide({ serials: [name] }, () => update(absent));
      assert.deepEqual(await store.token(name), { ...bare, id: 1 });
      assert.deepEqual(await store.tokensOf(ada), []);
    }),
  );

  test(
    "a password hash is not readable in the database, and does not survive being moved to another token",
    withStore(async (store) => {
      const secret = { kind: "hash", text: "$argon2id$v=19$übrigens" } as const;
      await keep(
        store,
        aToken({ serial: "KIPW1", secret }),
        aToken({ serial: "KIPW2", secret: { ...secret, text: "$other" } }),
      );
      assert.deepEqual((await store.token("KIPW1"))?.secret, secret);
      await raw(
        store,
        "UPDATE token SET hash = (SELECT hash FROM token AS t WHERE t.serial = 'KIPW1') WHERE serial = 'KIPW2'",
      );
      assert.deepEqual((await store.token("KIPW2"))?.secret, { kind: "hash", text: "" });
    }),
  );

  test(
    "challenges are found by their transaction, sub-transactions included, and go with their token",
    withStore(async (store) => {
      const first = aChallenge({ transactionId: "77.01", data: { counter: 5, text: "ü💡" }, openedAt: 5 });
      const second = aChallenge({
        transactionId: "77.02",
        openedAt: 4,
        answered: true,
        valid: true,
        received: 2,
      });
      const other = aChallenge({ transactionId: "771" });
      const challenges = [first, second, other];
      await keep(store, aToken());
      await store.decide({ owners: [ada] }, () =>
        wants(...challenges.map((challenge) => ({ kind: "challenge.open", challenge }) as const)),
      );
      assert.deepEqual(await store.challenges("77"), [second, first]);
      assert.deepEqual(await store.challenges("77.02"), [second, first]);
      assert.deepEqual(await store.challengesOf([first.serial]), [second, first, other]);
      assert.deepEqual(await store.challengesOf([]), []);
      const closed = { status: "closed", answered: true, received: 1, data: {} } as const;
      await store.decide({ owners: [ada] }, (state) => {
        assert.deepEqual(state.challenges, [second, first, other]);
        return wants(
          { kind: "challenge.update", transactionId: "77.01", serial: first.serial, set: closed },
          { kind: "challenge.delete", transactionId: "77.02", serial: first.serial },
        );
      });
      assert.deepEqual(await store.challenges("77"), [{ ...first, ...closed }]);
      await store.decide({ owners: [ada] }, () => wants({ kind: "token.delete", serial: first.serial }));
      assert.deepEqual([await store.challenges("77"), await store.challenges("771")], [[], []]);
    }),
  );

  test(
    "sessions, revocations and throttles are kept until they are forgotten or have expired",
    withStore(async (store) => {
      const session = aSession({ data: { transaction: "1" }, client: "2001:db8::1" });
      const throttle = { key: "login/äda@lab", failures: 2, at: 500 };
      await store.decide({ throttles: [throttle.key], sessions: [session.id] }, (state) => {
        assert.equal(state.throttles.size + state.sessions.size, 0);
        return wants(
          { kind: "session.put", session },
          { kind: "session.put", session: aSession({ id: "long", expiresAt: 9_000 }) },
          { kind: "revocation.put", id: "jwt", expiresAt: 2_000 },
          { kind: "throttle.set", ...throttle },
        );
      });
      assert.deepEqual(await store.session(session.id), session);
      assert.equal(await store.revoked("jwt"), true);
      assert.deepEqual(await store.throttle(throttle.key), { failures: 2, at: 500 });
      await store.decide({ throttles: [throttle.key, "new"], sessions: [session.id] }, (state) => {
        assert.deepEqual([...state.throttles], [[throttle.key, { failures: 2, at: 500 }]]);
        assert.deepEqual([...state.sessions], [[session.id, session]]);
        return wants({ kind: "throttle.set", key: throttle.key, failures: 0, at: 600 });
      });
      assert.equal(await store.throttle(throttle.key), undefined);
      assert.equal(await store.throttle("new"), undefined);
      await store.sweep(2_000);
      assert.deepEqual([await store.session(session.id), await store.revoked("jwt")], [undefined, false]);
      await store.decide({ sessions: ["long"] }, () => wants({ kind: "session.delete", id: "long" }));
      assert.equal(await store.session("long"), undefined);
    }),
  );

  test(
    "people of the built-in directory are found by login and by id",
    withStore(async (store) => {
      const eve = aPerson({
        uid: "7",
        login: "eve",
        password: "$2b$x",
        surname: "Ængström",
        email: "e@example.org",
      });
      const change = (person: typeof eve, group = "staff") =>
        ({ kind: "person.put", group, person }) as const;
      await store.decide({ settings: true }, () =>
        wants(change(eve), change(aPerson({ uid: "8", login: "abe" })), change(eve, "guests")),
      );
      assert.deepEqual(await store.personByLogin("staff", "eve"), eve);
      assert.deepEqual(await store.personByUid("guests", "7"), eve);
      assert.deepEqual(
        (await store.people("staff")).map(({ login }) => login),
        ["eve", "abe"],
      );
      const married = { ...eve, surname: "Öst", password: "" };
      await store.decide({ settings: true }, () =>
        wants(change(married), { kind: "person.delete", group: "guests", uid: "7" }),
      );
      assert.deepEqual(await store.personByUid("staff", "7"), married);
      assert.equal(await store.personByLogin("guests", "eve"), undefined);
    }),
  );

  test(
    "text that a database cannot keep is kept as near as possible, in every engine",
    withStore(async (store) => {
      await keep(store, aToken({ owner: undefined, description: "plain" }));
      await store.record(anEntry({ user: "nul\0 half\uD800", info: "💡".repeat(600) }));
      const [, entry] = (await store.audit({})).rows;
      assert.equal(entry?.user, "nul\uFFFD half\uFFFD");
      assert.equal(entry?.info, `${"💡".repeat(511)}…`);
      assert.deepEqual(await store.verifyAudit(), { intact: true, records: 2 });
      assert.equal(await store.token("a\0b"), undefined);
      assert.equal((await store.tokens({ owners: [{ resolver: "r\0", uid: "u" }], search: "\0" })).total, 0);
    }),
  );
}

function deciding(engine: TestEngine): void {
  const withStore = (work: (store: Store) => Promise<void>) => freshStore(engine, work);

  test(
    "a decision sees exactly what its subject names",
    withStore(async (store) => {
      const lone = aToken({ serial: "LONE1", owner: undefined });
      await keep(
        store,
        aToken({ serial: "B1" }),
        aToken({ serial: "A1" }),
        aToken({ serial: "BOB1", owner: bob }),
        lone,
      );
      const seen = (subject: Parameters<Store["decide"]>[0]) =>
        store.decide(subject, ({ tokens }) => ({
          ...wants(),
          outcome: tokens.map((token) => token.serial as string),
        }));
      const both = seen({ owners: [ada, bob], serials: [serial("B1"), serial("none")] });
      assert.deepEqual(
        await Promise.all([seen({ owners: [ada] }), both, seen({ serials: [lone.serial] }), seen({})]),
        [["B1", "A1"], ["B1", "A1", "BOB1"], ["LONE1"], []],
      );
    }),
  );

  test(
    "when one change cannot be made, none is, and the audit trail does not say otherwise",
    withStore(async (store) => {
      await keep(store, aToken({ serial: "TAKEN", owner: bob }), aToken());
      const clash = store.decide({ owners: [ada] }, () => ({
        ...wants(
          { kind: "token.update", serial: serial("OATH0001"), set: { counter: 9 } },
          { kind: "token.create", token: aToken({ serial: "FREE" }) },
          { kind: "token.create", token: aToken({ serial: "TAKEN" }) },
        ),
        audit: anEntry({ action: "clash" }),
      }));
      assert.deepEqual(await refusalOf(clash), { code: "token-exists", serial: "TAKEN" });
      assert.equal((await store.token("OATH0001"))?.counter, 0);
      assert.equal(await store.token("FREE"), undefined);
      assert.equal((await store.audit({ filters: { action: "clash" } })).total, 0);
    }),
  );

  test(
    "of decisions that share a transaction, only the guilty fails",
    withStore(async (store) => {
      await keep(store, aToken({ serial: "TAKEN", owner: bob }), aToken());
      const decisions = [
        count(store, "OATH0001"),
        store.decide({ owners: [ada] }, () =>
          wants({ kind: "token.create", token: aToken({ serial: "TAKEN" }) }),
        ),
        store.decide({ owners: [ada] }, () => {
          throw new Error("a mistake");
        }),
        count(store, "OATH0001"),
        store.decide({ owners: [bob] }, () =>
          wants({
            kind: "token.create",
            token: aToken({ serial: "NEW", owner: bob, failCount: Number.NaN }),
          }),
        ),
        count(store, "OATH0001"),
      ];
      const settled = (await Promise.allSettled(decisions)).map(({ status }) => status === "fulfilled");
      assert.deepEqual(settled.slice(0, 4), [true, false, false, true]);
      assert.equal(settled[5], true);
      assert.equal((await store.token("OATH0001"))?.counter, 3);
      assert.equal((await store.audit({ filters: { serial: "OATH0001" } })).total, 3);
      assert.equal((await store.verifyAudit()).intact, true);
    }),
  );

  test(
    "a decider that throws leaves no trace, whatever it had found out",
    withStore(async (store) => {
      await keep(store, aToken());
      const mistake = store.decide({ owners: [ada] }, () =>
        wants(
          {
            kind: "token.update",
            serial: serial("OATH0001"),
            set: { counter: 5, realms: ["zoo"], owner: undefined },
          },
          { kind: "challenge.open", challenge: aChallenge() },
          { kind: "token.delete", serial: serial("OATH0001") },
          { kind: "token.update", serial: serial("OATH0001"), set: { counter: 6 } },
        ),
      );
      const [, seen] = await Promise.allSettled([
        mistake,
        store.decide({ owners: [ada], realms: ["lab", "zoo"] }, (state) => ({ ...wants(), outcome: state })),
      ]);
      await assert.rejects(mistake, /not of its subject/);
      assert.ok(seen.status === "fulfilled");
      assert.deepEqual(seen.value.tokens, [{ ...aToken(), id: 1 }]);
      assert.deepEqual(seen.value.challenges, []);
      assert.deepEqual(
        [...seen.value.activeTokens],
        [
          ["lab", 1],
          ["zoo", 0],
        ],
      );
      assert.equal((await store.audit({})).total, 2);
    }),
  );

  test(
    "a decision cannot touch what its subject does not name",
    withStore(async (store) => {
      await keep(store, aToken(), aToken({ serial: "BOB1", owner: bob }));
      const tries = [
        wants({ kind: "token.update", serial: serial("BOB1"), set: { counter: 1 } }),
        wants({ kind: "token.delete", serial: serial("BOB1") }),
        wants({ kind: "token.create", token: aToken({ serial: "NEW", owner: bob }) }),
        wants({ kind: "token.update", serial: serial("OATH0001"), set: { owner: bob } }),
        wants({ kind: "challenge.open", challenge: aChallenge({ serial: serial("BOB1") }) }),
        wants({ kind: "setting.put", family: "config", name: "x", value: "y" }),
        wants({ kind: "person.put", group: "g", person: aPerson() }),
      ];
      for (const decision of tries)
        await assert.rejects(
          store.decide({ owners: [ada] }, () => decision),
          /subject/,
        );
      assert.equal((await store.audit({})).total, 1);
    }),
  );

  test(
    "a decision sees what those before it in the same transaction have changed",
    withStore(async (store) => {
      await keep(
        store,
        aToken({ realms: ["lab"] }),
        aToken({ serial: "LONE1", owner: undefined, realms: [] }),
      );
      const look = () =>
        store.decide({ owners: [ada, bob], realms: ["lab"] }, (state) => ({
          ...wants(),
          outcome: [
            state.tokens.map((token) => `${token.serial} ${token.owner?.uid}`),
            state.activeTokens.get("lab"),
          ],
        }));
      const change = (decision: ReturnType<typeof wants>) =>
        store.decide({ owners: [ada, bob], serials: [serial("LONE1")] }, () => decision);
      const [, first, , second, , third] = await Promise.all([
        change(
          wants({ kind: "token.update", serial: serial("LONE1"), set: { owner: bob, realms: ["lab"] } }),
        ),
        look(),
        change(wants({ kind: "token.delete", serial: serial("OATH0001") })),
        look(),
        change(wants({ kind: "token.create", token: aToken({ realms: ["lab"], paths: ["userservice"] }) })),
        look(),
      ]);
      assert.deepEqual(first, [["OATH0001 ada", "LONE1 bob"], 2]);
      assert.deepEqual(second, [["LONE1 bob"], 1]);
      assert.deepEqual(third, [["LONE1 bob", "OATH0001 ada"], 1], "rollout tokens do not count");
      assert.deepEqual(
        (await store.tokensOf(bob)).map((token) => token.serial as string),
        ["LONE1"],
      );
      assert.deepEqual(
        (await store.tokensOf(ada)).map((token) => token.paths),
        [["userservice"]],
      );
    }),
  );
}

function counting(engine: TestEngine): void {
  const withStore = (work: (store: Store) => Promise<void>) => freshStore(engine, work);

  test(
    "the active tokens of a realm are counted, rollout tokens aside, whatever happens to them",
    withStore(async (store) => {
      const lab = (name: string, set: Partial<Token> = {}) =>
        aToken({ ...set, serial: name, realms: ["lab", "zoo"] });
      await keep(store, lab("A"), lab("B", { active: false }), lab("C", { paths: ["validate"] }), lab("D"));
      const counted = () =>
        store.decide({ realms: ["lab", "none"] }, ({ activeTokens }) => ({
          ...wants(),
          outcome: [...activeTokens.values()],
        }));
      const update = (name: string, set: Partial<Token>) =>
        store.decide({ owners: [ada] }, () => wants({ kind: "token.update", serial: serial(name), set }));
      assert.deepEqual(await counted(), [2, 0]);
      await update("B", { active: true });
      assert.deepEqual(await counted(), [3, 0]);
      await update("C", { paths: [] });
      assert.deepEqual(await counted(), [4, 0]);
      await update("A", { realms: ["zoo"] });
      await update("D", { realms: [] });
      assert.deepEqual(await counted(), [2, 0]);
      await store.decide({ owners: [ada] }, () => wants({ kind: "token.delete", serial: serial("B") }));
      assert.deepEqual(await counted(), [1, 0]);
    }),
  );

  test(
    "settings that one decision changes are those of the next, under another version",
    withStore(async (store) => {
      const before = store.settings();
      const setting = (value: string) =>
        ({
          kind: "setting.put",
          family: "config",
          name: "x",
          value: { value, type: "", description: "" },
        }) as const;
      const [, seen] = await Promise.all([
        store.decide({ settings: true }, () => wants(setting("1"))),
        store.decide({}, ({ settings }) => ({ ...wants(), outcome: settings })),
      ]);
      assert.equal(seen.config.get("x")?.value, "1");
      assert.ok(seen.version > before.version);
      assert.deepEqual(store.settings(), seen);
      await assert.rejects(
        store.decide({ settings: true }, () => {
          throw new Error("no");
        }),
      );
      assert.equal(store.settings().version, seen.version);
      await store.decide({ settings: true }, () =>
        wants({ kind: "setting.delete", family: "config", name: "x" }),
      );
      assert.equal(store.settings().config.size, 0);
    }),
  );
}

function auditing(engine: TestEngine): void {
  const withStore = (work: (store: Store) => Promise<void>) => freshStore(engine, work);

  test(
    "an audit entry is read back as it was written, one record for each of its serials",
    withStore(async (store) => {
      const entry = anEntry({
        success: false,
        serial: "A1, B2,C3",
        tokenType: "HMAC",
        user: "ädä",
        realm: "lab",
        administrator: "root@adm (local)",
        actionDetail: "tokennum = 3",
        info: "wrong otp",
      });
      await store.record(entry);
      const { rows, total } = await store.audit({});
      assert.equal(total, 3);
      for (const [at, name] of ["A1", "B2", "C3"].entries()) {
        assert.deepEqual(rows[at], {
          ...entry,
          serial: name,
          number: at + 1,
          server: "node-1",
          intact: true,
        });
      }
    }),
  );

  const damage: readonly (readonly [string, readonly string[], number])[] = [
    ["changed", ["UPDATE audit SET success = 1 WHERE number = 4"], 4],
    ["moved in time", ["UPDATE audit SET at = '2020-01-01T00:00:00.000+00:00' WHERE number = 2"], 2],
    ["removed", ["DELETE FROM audit WHERE number = 3"], 3],
    ["removed at the beginning", ["DELETE FROM audit WHERE number = 1"], 1],
    [
      "removed, and the gap closed",
      ["DELETE FROM audit WHERE number = 3", "UPDATE audit SET number = number - 1 WHERE number = 4"],
      3,
    ],
    ["cut off at the end", ["DELETE FROM audit WHERE number > 4"], 5],
    [
      "cut off at the end, and the head set back",
      [
        "DELETE FROM audit WHERE number > 4",
        "UPDATE audit_head SET number = 4, chain = (SELECT chain FROM audit WHERE number = 4)",
      ],
      1,
    ],
    ["cut off altogether", ["DELETE FROM audit", "DELETE FROM audit_head"], 1],
    [
      "inserted behind the end",
      [
        'INSERT INTO audit SELECT 7, at, action, success, serial, token_type, "user", realm, administrator, action_detail, info, server, client, chain FROM audit WHERE number = 6',
      ],
      7,
    ],
    [
      "swapped",
      [
        "UPDATE audit SET number = 99 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 99",
      ],
      2,
    ],
  ];
  for (const [what, statements, firstFault] of damage) {
    test(
      `a trail is reported broken when a record was ${what}`,
      withStore(async (store) => {
        for (let number = 1; number <= 6; number += 1)
          await store.record(anEntry({ success: false, info: `${number}` }));
        assert.deepEqual(await store.verifyAudit(), { intact: true, records: 6 });
        for (const statement of statements) await raw(store, statement);
        const verdict = await store.verifyAudit();
        assert.equal(verdict.intact, false);
        assert.equal(verdict.intact === false && verdict.firstFault, firstFault);
      }),
    );
  }

  test(
    "the list shows which record was tampered with",
    withStore(async (store) => {
      for (let number = 1; number <= 4; number += 1) await store.record(anEntry({ info: `${number}` }));
      await raw(store, "UPDATE audit SET info = 'x' WHERE number = 3");
      const intact = (await store.audit({ sortBy: "number", descending: true, limit: 3 })).rows.map(
        (row) => row.intact,
      );
      assert.deepEqual(intact, [true, false, true]);
    }),
  );

  test(
    "without a head to its trail, a store decides nothing",
    withStore(async (store) => {
      await keep(store, aToken());
      await raw(store, "DELETE FROM audit_head");
      await assert.rejects(count(store, "OATH0001"), /audit trail/);
      assert.equal((await store.token("OATH0001"))?.counter, 0);
    }),
  );

  test(
    "a wiped store is as new, and has the settings and people that it was given",
    withStore(async (store) => {
      await keep(store, aToken());
      await store.decide({ settings: true }, () =>
        wants({ kind: "setting.put", family: "config", name: "x", value: {} }),
      );
      const { version } = store.settings();
      const value = { value: "1", type: "", description: "" };
      const person = aPerson({ password: "$hash" });
      await wipe(store, {
        settings: [{ family: "config", name: "y", value }],
        people: [{ group: "staff", person }],
      });
      assert.deepEqual([...store.settings().config], [["y", value]]);
      assert.ok(store.settings().version > version);
      assert.deepEqual(await store.people("staff"), [person]);
      assert.deepEqual((await store.tokens({})).rows, []);
      await keep(store, aToken());
      assert.deepEqual(
        (await store.audit({})).rows.map(({ number, intact }) => [number, intact]),
        [[1, true]],
      );
      assert.equal((await store.token("OATH0001"))?.id, 1);
    }),
  );
}

function recognizing(engine: TestEngine): void {
  test("a database is refused when the keys are not its own", async () => {
    const { url } = await engine.fresh();
    const options = { url, vault, server: "s", snapshot: snapshotOf };
    await (await openStore({ ...options, keyCheck: "one" })).close();
    await assert.rejects(openStore({ ...options, keyCheck: "two" }), /other keys/);
    await (await openStore({ ...options, keyCheck: "one" })).close();
  });
}

onEveryEngine((engine) => {
  keeping(engine);
  deciding(engine);
  counting(engine);
  auditing(engine);
  if (engine.shared) recognizing(engine);
});
