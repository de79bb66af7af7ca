// The lists that the database filters, sorts and cuts into pages, against the plainest possible model of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AuditEntry } from "../core/audit.ts";
import type {
  AuditColumn,
  AuditQuery,
  AuditRecord,
  Page,
  Store,
  TokenColumn,
  TokenQuery,
} from "../core/store.ts";
import { type Owner, sameOwner, type Token } from "../core/token.ts";
import { anEntry, aToken, keep, onEveryEngine, raw } from "./testing/fixtures.ts";

/** Everything that means something to SQL, and letters beyond ASCII and beyond the first plane. */
const texts = [
  "",
  "a",
  "A",
  "ab",
  "aB%",
  "a_b",
  "b!",
  "%",
  "_",
  "\\",
  "'",
  "ä",
  "Ä",
  "😀",
  "\uFFFD",
  "*",
  "OATH",
];
const owners: readonly Owner[] = [
  { resolver: "people", uid: "a" },
  { resolver: "people", uid: "B%" },
  { resolver: "Staff", uid: "a" },
];
const realms = ["lab", "zoo", "ä"];

const text = fc.constantFrom(...texts);
const small = fc.integer({ min: 0, max: 3 });
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

const tokens: fc.Arbitrary<readonly Token[]> = fc
  .array(
    fc.record({
      tail: text,
      type: fc.constantFrom("hmac", "totp", "pw"),
      owner: maybe(fc.constantFrom(...owners)),
      realms: fc.uniqueArray(fc.constantFrom(...realms)),
      description: text,
      active: fc.boolean(),
      paths: fc.constantFrom([], ["userservice" as const]),
      failCount: small,
      counter: small,
      createdAt: small,
      lastAttemptAt: maybe(small),
      lastSuccessAt: maybe(small),
    }),
    { maxLength: 15 },
  )
  .map((rows) => rows.map(({ tail, ...row }, at) => aToken({ ...row, id: at + 1, serial: `S${at}${tail}` })));

const tokenColumns = [
  "description",
  "id",
  "type",
  "serial",
  "resolver",
  "uid",
  "failCount",
  "counter",
  "active",
  "createdAt",
  "lastAttemptAt",
  "lastSuccessAt",
] as const satisfies readonly TokenColumn[];

/** Each part of a query is present in one of five: with all of them, hardly anything would ever be found. */
function sparse<Query extends object>(
  parts: { readonly [Key in keyof Query]-?: fc.Arbitrary<unknown> },
): fc.Arbitrary<Query> {
  const sometimes = Object.entries<fc.Arbitrary<unknown>>(parts).map(([key, part]) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: part.map((value) => [[key, value]]) },
    ),
  );
  return fc.tuple(...sometimes).map((chosen) => Object.fromEntries(chosen.flat()) as Query);
}

const paging = {
  descending: fc.boolean(),
  offset: fc.integer({ min: 0, max: 5 }),
  limit: fc.integer({ min: 0, max: 5 }),
};

const tokenFilters = sparse<Omit<TokenQuery, "sortBy" | "afterId">>({
  serial: fc.oneof(
    fc.tuple(text, text).map(([before, after]) => `S${before}*${after}`),
    fc.constant("S1a"),
  ),
  owners: fc.subarray([...owners]),
  resolver: fc.constantFrom("people", "none"),
  unassigned: fc.boolean(),
  realms: fc.subarray([...realms, ""]),
  active: fc.boolean(),
  rollout: fc.boolean(),
  type: fc.constantFrom("hmac", "totp", "none"),
  search: text,
  searchedResolvers: fc.subarray(["people", "none"]),
  ...paging,
});

const tokenQueries: fc.Arbitrary<TokenQuery> = fc
  .tuple(tokenFilters, fc.constantFrom(...tokenColumns))
  .map(([filters, sortBy]) => ({ ...filters, sortBy }));

/** Letters of ASCII are equal in either case, and no others. */
function folded(value: string): string {
  return value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function matches(pattern: string, value: string, wildcards: { any: string; one?: string }): boolean {
  const [head, ...tail] = [...pattern];
  if (head === undefined) return value === "";
  const [first, ...rest] = [...value];
  if (head === wildcards.any) {
    return (
      matches(tail.join(""), value, wildcards) ||
      (first !== undefined && matches(pattern, rest.join(""), wildcards))
    );
  }
  if (first === undefined || (head !== wildcards.one && folded(head) !== folded(first))) return false;
  return matches(tail.join(""), rest.join(""), wildcards);
}

function isFound(token: Token, search: string, resolvers: readonly string[]): boolean {
  const { resolver = "", uid = "" } = token.owner ?? {};
  const searched = [token.description, token.serial, token.type, uid, resolver];
  return searched.some((value) => folded(value).includes(folded(search))) || resolvers.includes(resolver);
}

function fits(token: Token, query: TokenQuery): boolean {
  const { serial, owners, resolver, unassigned, realms, active, rollout, type, search } = query;
  const conditions = [
    serial === undefined ||
      (serial.includes("*") ? matches(serial, token.serial, { any: "*" }) : serial === token.serial),
    owners === undefined || owners.some((owner) => sameOwner(owner, token.owner)),
    resolver === undefined || resolver === token.owner?.resolver,
    unassigned === undefined || unassigned === (token.owner === undefined),
    realms === undefined ||
      realms.some((realm) => (realm === "" ? token.realms.length === 0 : token.realms.includes(realm))),
    active === undefined || active === token.active,
    rollout === undefined || rollout === token.paths.length > 0,
    type === undefined || type === token.type,
    search === undefined || isFound(token, search, query.searchedResolvers ?? []),
  ];
  return conditions.every(Boolean);
}

type Sortable = string | number | boolean | undefined;

/** What is absent comes first, texts in the order of their bytes. */
function compare(left: Sortable, right: Sortable): number {
  if (left === undefined || right === undefined)
    return Number(left !== undefined) - Number(right !== undefined);
  if (typeof left === "string") return Buffer.compare(Buffer.from(left), Buffer.from(String(right)));
  return Number(left) - Number(right);
}

interface Sorting<Row> {
  readonly key: (row: Row) => Sortable;
  readonly tie: (row: Row) => number;
}

function pageOf<Row>(
  rows: readonly Row[],
  query: Pick<TokenQuery, "descending" | "offset" | "limit">,
  { key, tie }: Sorting<Row>,
): Page<Row> {
  const sign = query.descending === true ? -1 : 1;
  const sorted = [...rows].sort(
    (left, right) => sign * (compare(key(left), key(right)) || tie(left) - tie(right)),
  );
  const offset = query.offset ?? 0;
  return {
    rows: sorted.slice(offset, query.limit === undefined ? undefined : offset + query.limit),
    total: rows.length,
  };
}

function modelOf(all: readonly Token[], query: TokenQuery): Page<Token> {
  const column = query.sortBy ?? "id";
  const key = (token: Token): Sortable =>
    column === "resolver" || column === "uid" ? token.owner?.[column] : token[column];
  return pageOf(
    all.filter((token) => fits(token, query)),
    query,
    { key, tie: ({ id }) => id },
  );
}

const entries: fc.Arbitrary<readonly AuditEntry[]> = fc.array(
  fc
    .record({
      at: fc.integer({ min: 0, max: 4 }).map((days) => Date.UTC(2026, 10, 21 + days, 23, 59, 59, 999)),
      action: fc.constantFrom("validate/check", "admin/init"),
      success: fc.boolean(),
      user: text,
      realm: fc.constantFrom("lab", "Lab"),
      info: text,
    })
    .map((set) => anEntry(set)),
  { maxLength: 12 },
);

const auditFilters = sparse<NonNullable<AuditQuery["filters"]>>({
  user: fc.oneof(
    text,
    text.map((value) => `%${value}%`),
    text.map((value) => `${value}%`),
  ),
  action: fc.constantFrom("validate/check", "VALIDATE/%", "admin_init"),
  at: fc.constantFrom("2026-11-22%", "2026-11-21T23:59:59.999+00:00"),
  success: fc.constantFrom("1", "0", "%"),
  number: fc.constantFrom("1", "1%"),
  info: text,
} as never);

const auditQueries: fc.Arbitrary<AuditQuery> = sparse<AuditQuery>({
  filters: auditFilters,
  any: fc.boolean(),
  person: fc.record({ user: text, realm: fc.constantFrom("lab", "Lab") }),
  from: fc.constant(Date.UTC(2026, 10, 22, 23, 59, 59, 999)),
  until: fc.constant(Date.UTC(2026, 10, 24, 23, 59, 59, 999)),
  sortBy: fc.constantFrom<AuditColumn>("number", "at", "user", "realm", "success", "info"),
  ...paging,
});

function auditText(record: AuditRecord, column: AuditColumn): string {
  if (column === "at") return new Date(record.at).toISOString().replace("Z", "+00:00");
  return typeof record[column] === "boolean" ? String(Number(record[column])) : String(record[column]);
}

function auditModel(all: readonly AuditRecord[], query: AuditQuery): Page<AuditRecord> {
  const filters = Object.entries(query.filters ?? {}) as readonly (readonly [AuditColumn, string])[];
  const holds =
    (record: AuditRecord) =>
    (filter: readonly [AuditColumn, string]): boolean => {
      const [column, pattern] = filter;
      const value = auditText(record, column);
      return /[%_]/.test(pattern) ? matches(pattern, value, { any: "%", one: "_" }) : pattern === value;
    };
  const found = all.filter((record) => {
    const results = filters.map(holds(record));
    const { person, from, until } = query;
    return (
      (results.length === 0 || (query.any === true ? results.some(Boolean) : results.every(Boolean))) &&
      (person === undefined || (person.user === record.user && person.realm === record.realm)) &&
      (from === undefined || record.at >= from) &&
      (until === undefined || record.at < until)
    );
  });
  const column = query.sortBy ?? "number";
  return pageOf(found, query, { key: (record) => record[column], tie: ({ number }) => number });
}

async function emptied(store: Store): Promise<void> {
  await raw(store, "DELETE FROM token");
}

onEveryEngine((engine) => {
  const numRuns = engine.name === "PostgreSQL" ? 40 : 80;

  test("a list of tokens has the rows, the order and the total that it should", async () => {
    const store = await (await engine.fresh()).open();
    const property = fc.asyncProperty(
      tokens,
      fc.array(tokenQueries, { minLength: 5, maxLength: 5 }),
      async (all, queries) => {
        await emptied(store);
        await keep(store, ...all);
        const stored = new Map((await store.tokens({})).rows.map((token) => [token.serial, token.id]));
        const numbered = all.map((token) => ({ ...token, id: stored.get(token.serial) ?? 0 }));
        for (const query of queries) assert.deepEqual(await store.tokens(query), modelOf(numbered, query));
      },
    );
    await fc.assert(property, { numRuns });
    await store.close();
  });

  test("what is read in portions by id is what is read at once", async () => {
    const store = await (await engine.fresh()).open();
    await fc.assert(
      fc.asyncProperty(tokens, fc.array(tokenQueries, { maxLength: 5 }), async (all, queries) => {
        await emptied(store);
        await keep(store, ...all);
        for (const { limit: _limit, offset: _offset, ...query } of queries) {
          const whole = { ...query, sortBy: "id", descending: false } as const;
          const portions: Token[] = [];
          for (let afterId = 0; ; ) {
            const { rows } = await store.tokens({ ...whole, afterId, limit: 2 });
            portions.push(...rows);
            if (rows.length < 2) break;
            afterId = rows[1]!.id;
          }
          assert.deepEqual(portions, (await store.tokens(whole)).rows);
        }
      }),
      { numRuns },
    );
    await store.close();
  });

  test("a search in the audit trail has the records, the order and the total that it should", async () => {
    const store = await (await engine.fresh()).open();
    const property = fc.asyncProperty(
      entries,
      fc.array(auditQueries, { minLength: 5, maxLength: 5 }),
      async (all, queries) => {
        const start =
          (await store.audit({ sortBy: "number", descending: true, limit: 1 })).rows[0]?.number ?? 0;
        await Promise.all(all.map((entry) => store.record(entry)));
        const records = (await store.audit({})).rows;
        assert.equal(records.length, start + all.length);
        assert.ok(records.every(({ intact }) => intact));
        for (const query of queries) assert.deepEqual(await store.audit(query), auditModel(records, query));
      },
    );
    await fc.assert(property, { numRuns });
    await store.close();
  });

  test("tokens are counted by type", async () => {
    const store = await (await engine.fresh()).open();
    await keep(store, aToken({ serial: "A" }), aToken({ serial: "B", type: "pw" }), aToken({ serial: "C" }));
    assert.deepEqual(
      [await store.countTokens("hmac"), await store.countTokens("pw"), await store.countTokens("x")],
      [2, 1, 0],
    );
    await store.close();
  });
});
