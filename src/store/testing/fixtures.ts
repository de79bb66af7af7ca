// What the store's tests share: valid things to keep, and one way to open every engine.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { CompiledQuery } from "kysely";
import { postgresMissing, startPostgres, type ThrowawayPostgres } from "../../../test/support/postgres.ts";
import type { AuditEntry } from "../../core/audit.ts";
import type { Challenge } from "../../core/challenge.ts";
import type { Change, Decision, DirectoryPerson } from "../../core/change.ts";
import type { Session } from "../../core/session.ts";
import { snapshotOf } from "../../core/snapshot.ts";
import type { Store } from "../../core/store.ts";
import type { Owner, Serial, Token } from "../../core/token.ts";
import { openVault } from "../../vault/envelope.ts";
import { masterKey } from "../../vault/key-file.ts";
import { insideOf, openStore } from "../store.ts";

let drawn = 0;

/** Never the same bytes twice, but the same ones in every run. */
export function bytes(length: number): Uint8Array {
  drawn += 1;
  return Uint8Array.from({ length }, (_, at) => (drawn * 31 + at * 7 + Math.floor(drawn / 256)) % 256);
}

export const vault = openVault([masterKey(new Uint8Array(32).fill(7))], bytes);

export const open = (url: string): Promise<Store> =>
  openStore({ url, vault, server: "node-1", snapshot: snapshotOf });

export const ada: Owner = { resolver: "people", uid: "ada" };
export const bob: Owner = { resolver: "people", uid: "bob" };

export function serial(text: string): Serial {
  return text as Serial;
}

export function aToken(set: Partial<Omit<Token, "serial">> & { readonly serial?: string } = {}): Token {
  return {
    id: 0,
    type: "hmac",
    owner: ada,
    realms: ["lab"],
    description: "",
    secret: undefined,
    pin: undefined,
    userPin: undefined,
    otpLength: 6,
    counter: 0,
    window: 10,
    syncWindow: 1000,
    failCount: 0,
    failLimit: 10,
    active: true,
    paths: [],
    validFrom: undefined,
    validUntil: undefined,
    uses: { attempts: 0, attemptLimit: undefined, successes: 0, successLimit: undefined },
    replacement: false,
    info: {},
    createdAt: 1_000,
    lastAttemptAt: undefined,
    lastSuccessAt: undefined,
    ...set,
    serial: serial(set.serial ?? "OATH0001"),
  };
}

export function anEntry(set: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: Date.parse("2026-11-23T10:00:00.123Z"),
    action: "validate/check",
    client: "192.0.2.1",
    administrator: "",
    success: true,
    serial: "",
    tokenType: "",
    user: "",
    realm: "",
    actionDetail: "",
    info: "",
    ...set,
  };
}

export function aChallenge(set: Partial<Challenge> = {}): Challenge {
  return {
    transactionId: "123456",
    serial: serial("OATH0001"),
    message: "Your code?",
    data: {},
    openedAt: 1_000,
    expiresAt: 121_000,
    status: "open",
    received: 0,
    answered: false,
    valid: false,
    ...set,
  };
}

export function aSession(set: Partial<Session> = {}): Session {
  return {
    id: "5e55",
    login: "ada",
    realm: "lab",
    owner: ada,
    client: "192.0.2.1",
    state: "authenticated",
    data: {},
    createdAt: 1_000,
    expiresAt: 2_000,
    ...set,
  };
}

export function aPerson(set: Partial<DirectoryPerson> = {}): DirectoryPerson {
  return {
    uid: "ada",
    login: "ada",
    password: "",
    phone: "",
    mobile: "",
    email: "",
    surname: "",
    givenname: "",
    ...set,
  };
}

/** A decision that makes these changes. */
export function wants(...changes: readonly Change[]): Decision<"done"> {
  return { outcome: "done", changes, audit: anEntry() };
}

/** Stores tokens as they are. */
export async function keep(store: Store, ...tokens: readonly Token[]): Promise<void> {
  const owners = tokens.flatMap(({ owner }) => (owner === undefined ? [] : [owner]));
  await store.decide({ owners }, () =>
    wants(...tokens.map((token) => ({ kind: "token.create", token }) as const)),
  );
}

/** Adds one to a token's counter, and says so in the audit trail. */
export function count(store: Store, name: string): Promise<number> {
  return store.decide({ serials: [serial(name)] }, ({ tokens }) => {
    const counter = (tokens[0]?.counter ?? Number.NaN) + 1;
    const change = { kind: "token.update", serial: serial(name), set: { counter } } as const;
    return { outcome: counter, changes: [change], audit: anEntry({ serial: name }) };
  });
}

/** Writes past the store, as somebody with access to the database could. */
export function raw(store: Store, sql: string): Promise<void> {
  return insideOf(store).engine.apply([CompiledQuery.raw(sql)]);
}

export interface Database {
  readonly url: string;
  open(): Promise<Store>;
}

export interface TestEngine {
  readonly name: string;
  /** Whether two stores can work on one database. */
  readonly shared: boolean;
  fresh(): Promise<Database>;
  postgres(): ThrowawayPostgres | undefined;
}

/** The same tests for every engine; those that this machine lacks are skipped, and named. */
export function onEveryEngine(tests: (engine: TestEngine) => void): void {
  onSqlite("SQLite file", tests);
  onSqlite("SQLite in memory", tests);
  onPostgres(tests);
}

function onSqlite(name: string, tests: (engine: TestEngine) => void): void {
  const memory = name === "SQLite in memory";
  describe(name, () => {
    const directories: string[] = [];
    after(() => {
      for (const directory of directories) rmSync(directory, { recursive: true, force: true });
    });
    const fileUrl = (): string => {
      const directory = mkdtempSync(join(tmpdir(), "latchkey-store-"));
      directories.push(directory);
      return `sqlite:${join(directory, "latchkey.db")}`;
    };
    const fresh = async (): Promise<Database> => {
      const url = memory ? "sqlite::memory:" : fileUrl();
      return { url, open: () => open(url) };
    };
    tests({ name, shared: !memory, fresh, postgres: () => undefined });
  });
}

function onPostgres(tests: (engine: TestEngine) => void): void {
  const missing = postgresMissing();
  describe("PostgreSQL", { skip: missing ?? false }, () => {
    let server: ThrowawayPostgres | undefined;
    before(async () => {
      server = await startPostgres();
    });
    after(() => server?.stop());
    const fresh = async (): Promise<Database> => {
      const url = (await server?.database()) ?? "";
      return { url, open: () => open(url) };
    };
    tests({ name: "PostgreSQL", shared: true, fresh, postgres: () => server });
  });
}
