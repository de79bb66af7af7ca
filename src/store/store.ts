// Opens the store: an engine, the queue in front of its one write door, and the queries.

import type { AuditEntry } from "../core/audit.ts";
import { baseOf } from "../core/challenge.ts";
import { Refusal } from "../core/problem.ts";
import type { Settings } from "../core/settings.ts";
import type { Store } from "../core/store.ts";
import type { Vault } from "../core/vault.ts";
import { searchAudit, verifyTrail } from "./audit.ts";
import { continueChain, genesis, headSeal } from "./chain.ts";
import type { Engine, Statement } from "./engine.ts";
import { type Context, groupCommit } from "./flush.ts";
import { openPostgres } from "./postgres.ts";
import { reportReaders } from "./reports.ts";
import { challengeFrom, personFrom, sessionFrom, tokenFrom } from "./rows.ts";
import type { ChallengeRow, PersonRow, SessionRow, ThrottleRow, TokenRow } from "./schema.ts";
import { type Held, heldFrom, type Snapshot, settingsSql, type VersionedRow } from "./settings.ts";
import { openSqlite } from "./sqlite.ts";
import { listTokens } from "./tokens.ts";

export interface StoreOptions {
  /** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. */
  readonly url: string;
  readonly vault: Vault;
  /** This host's name, as audit records are to show it. */
  readonly server: string;
  /** Compiles stored settings; `snapshotOf` in the product. */
  readonly snapshot: Snapshot;
  /** A value by which the keys are recognised. A database that began with another one is refused. */
  readonly keyCheck?: string;
}

/** Creates what is missing, brings the schema up to date, and fails when the keys are not those of this database. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const engine = await openEngine(options);
  try {
    await checkKeys(engine, options.keyCheck ?? "");
    return await storeOn(engine, options);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

const engines = new WeakMap<Store, Inside>();

export interface Inside {
  readonly engine: Engine;
  readonly vault: Vault;
  /** Takes over the settings that are stored now. */
  refresh(): Promise<void>;
}

/** The engine of a store, for `wipe.ts`. */
export function insideOf(store: Store): Inside {
  const inside = engines.get(store);
  if (inside === undefined) throw new Error("not a store that was opened here");
  return inside;
}

async function openEngine({ url, vault, server, keyCheck }: StoreOptions): Promise<Engine> {
  const trail = {
    beginning: {
      head: { id: 1, ...genesis, seal: headSeal(vault, genesis) },
      keyCheck: keyCheck ?? "",
    },
    continueTrail: (head, entries) => continueChain(head, entries, { vault, server }),
    sealHead: (head) => headSeal(vault, head),
  } satisfies Omit<Parameters<typeof openSqlite>[0], "file">;
  if (url.startsWith("sqlite:")) return openSqlite({ file: url.slice("sqlite:".length), ...trail });
  if (/^postgres(ql)?:/.test(url)) return openPostgres({ url, ...trail });
  throw new Error(`unknown kind of database: ${url.split(":")[0]}`);
}

async function checkKeys(engine: Engine, keyCheck: string): Promise<void> {
  const row = await engine.read
    .selectFrom("meta")
    .select("value")
    .where("key", "=", "key_check")
    .executeTakeFirst();
  if ((row?.value ?? "") !== keyCheck) {
    throw new Refusal({
      code: "config",
      message:
        "This database was made with other keys. Set LATCHKEY_KEY_FILE to its own key file, restore that from its " +
        "backup, or start with an empty LATCHKEY_DATA.",
    });
  }
}

async function storeOn(engine: Engine, options: StoreOptions): Promise<Store> {
  const { vault, snapshot } = options;
  const stored = async (): Promise<Held> =>
    heldFrom(await engine.rows<VersionedRow>(statements.settings, []), snapshot);
  let held = await stored();
  const adopt = (next: Held): void => {
    if (next.version > held.version) held = next;
  };
  const refresh = async (): Promise<void> => adopt(await stored());
  // When it cannot be read now, the next decision brings it.
  engine.onSettings?.(() => void refresh().catch(() => undefined));
  let looked = false;
  /** Another process may have changed them. One look serves all who ask in the same turn of the event loop. */
  const lookOnce = (): void => {
    if (looked) return;
    looked = true;
    setImmediate(() => {
      looked = false;
    });
    const newer = engine.newerSettings?.(held.version);
    if (newer !== undefined) adopt(heldFrom(newer, snapshot));
  };
  const context: Context = { engine, vault, snapshot, held: () => held, adopt };
  const queue = groupCommit(context);
  const store: Store = {
    ...readersOf(engine, vault),
    ...reportReaders(engine),
    settings(): Settings {
      lookOnce();
      return held.settings;
    },
    audit: (query) => searchAudit(engine, vault, query),
    verifyAudit: () => verifyTrail(engine, vault),
    decide: queue.decide,
    record: (entry: AuditEntry) =>
      queue.decide({}, () => ({ outcome: undefined, changes: [], audit: entry })),
    sweep: (now) => sweep(engine, now),
    async close() {
      await queue.close();
      await engine.close();
    },
  };
  engines.set(store, { engine, vault, refresh });
  return store;
}

type Readers = Pick<
  Store,
  | "tokensOf"
  | "token"
  | "tokens"
  | "countTokens"
  | "challenges"
  | "challengesOf"
  | "session"
  | "revoked"
  | "throttle"
  | "people"
  | "personByLogin"
  | "personByUid"
>;

/** Asked at every login, and therefore prepared once. */
const statements = {
  settings: { name: "read-settings", sql: settingsSql },
  tokensOf: { name: "read-tokens-of", sql: "SELECT * FROM token WHERE resolver = ? AND uid = ? ORDER BY id" },
  token: { name: "read-token", sql: "SELECT * FROM token WHERE serial = ?" },
  challenges: {
    name: "read-challenges",
    sql: "SELECT * FROM challenge WHERE base = ? ORDER BY opened_at, transaction_id, serial",
  },
  session: { name: "read-session", sql: "SELECT * FROM session WHERE id = ?" },
  // PostgreSQL keeps a row of 0 failures while somebody decides about a key that has none yet.
  throttle: {
    name: "read-throttle",
    sql: "SELECT failures, at FROM throttle WHERE key = ? AND failures > 0",
  },
  personByLogin: {
    name: "person-by-login",
    sql: "SELECT * FROM person WHERE directory = ? AND login = ? ORDER BY login, uid LIMIT 1",
  },
  personByUid: { name: "person-by-uid", sql: "SELECT * FROM person WHERE directory = ? AND uid = ?" },
  revoked: { name: "read-revoked", sql: "SELECT id FROM revocation WHERE id = ?" },
} satisfies { readonly [name: string]: Statement };

function readersOf(engine: Engine, vault: Vault): Readers {
  const people = (group: string) =>
    engine.read.selectFrom("person").selectAll().where("directory", "=", group);
  return {
    async tokensOf({ resolver, uid }) {
      return (await engine.rows<TokenRow>(statements.tokensOf, [resolver, uid])).map((row) =>
        tokenFrom(row, vault),
      );
    },
    async token(serial) {
      const [row] = await engine.rows<TokenRow>(statements.token, [serial]);
      return row && tokenFrom(row, vault);
    },
    tokens: (query) => listTokens(engine, vault, query),
    async countTokens(type) {
      const count = engine.read.selectFrom("token").select(({ fn }) => fn.countAll<number>().as("count"));
      return Number((await count.where("type", "=", type).executeTakeFirstOrThrow()).count);
    },
    async challenges(transactionId) {
      return (await engine.rows<ChallengeRow>(statements.challenges, [baseOf(transactionId)])).map(
        challengeFrom,
      );
    },
    async challengesOf(serials) {
      if (serials.length === 0) return [];
      const rows = engine.read.selectFrom("challenge").selectAll().where("serial", "in", serials);
      return (await rows.orderBy("opened_at").orderBy("transaction_id").execute()).map(challengeFrom);
    },
    async session(id) {
      const [row] = await engine.rows<SessionRow>(statements.session, [id]);
      return row && sessionFrom(row);
    },
    revoked: async (id) => (await engine.rows(statements.revoked, [id])).length > 0,
    async throttle(key) {
      const [row] = await engine.rows<ThrottleRow>(statements.throttle, [key]);
      return row && { failures: row.failures, at: row.at };
    },
    async people(group) {
      return (await people(group).orderBy("uid").execute()).map((row) => personFrom(row, vault));
    },
    async personByLogin(group, login) {
      const [row] = await engine.rows<PersonRow>(statements.personByLogin, [group, login]);
      return row && personFrom(row, vault);
    },
    async personByUid(group, uid) {
      const [row] = await engine.rows<PersonRow>(statements.personByUid, [group, uid]);
      return row && personFrom(row, vault);
    },
  };
}

/** A throttle that nobody has touched for so long stands for nobody any more. 30 days. */
const throttleMemoryMs = 30 * 24 * 3600 * 1000;

async function sweep({ read, apply }: Engine, now: number): Promise<void> {
  await apply([
    read.deleteFrom("session").where("expires_at", "<=", now).compile(),
    read.deleteFrom("challenge").where("expires_at", "<=", now).compile(),
    read.deleteFrom("revocation").where("expires_at", "<=", now).compile(),
    read.deleteFrom("throttle").where("failures", "=", 0).compile(),
    read
      .deleteFrom("throttle")
      .where("at", "<=", now - throttleMemoryMs)
      .compile(),
  ]);
}
