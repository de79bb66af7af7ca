// What the deciders of one batch see and change, in memory, under the database's lock. The store writes the difference.

import type { AuditEntry } from "../core/audit.ts";
import type { Challenge } from "../core/challenge.ts";
import type { DirectoryPerson, ReportOrder } from "../core/change.ts";
import type { Session } from "../core/session.ts";
import type { Family } from "../core/settings.ts";
import type { ReportFilter, State, Subject, Throttle } from "../core/store.ts";
import type { Json, Owner, Serial, Token } from "../core/token.ts";
import type { Field } from "./rows.ts";
import type { Held } from "./settings.ts";

export interface WorkingSet {
  /** As loaded. */
  readonly stored: ReadonlyMap<Serial, Token>;
  readonly tokens: Map<Serial, Token>;
  readonly owned: Map<string, readonly Serial[]>;
  /** Fields of stored tokens that have changed. */
  readonly changed: Map<Serial, ReadonlySet<Field>>;
  /** Stored tokens that were deleted, perhaps to be created anew. */
  readonly deleted: Map<Serial, true>;
  readonly challenges: Map<Serial, readonly Challenge[]>;
  /** By transaction and serial; `gone` when it is to be deleted. */
  readonly challengeWrites: Map<string, { readonly challenge: Challenge; readonly gone: boolean }>;
  readonly activeTokens: Map<string, number>;
  readonly sessions: Map<string, Session>;
  readonly sessionWrites: Map<string, Session | undefined>;
  readonly throttles: Map<string, Throttle>;
  readonly throttleWrites: Map<string, Throttle>;
  readonly revocations: Map<string, number>;
  readonly settings: Map<"held", Held>;
  readonly settingWrites: Map<
    string,
    { readonly family: Family; readonly name: string; readonly value: Json | undefined }
  >;
  readonly people: Map<
    string,
    { readonly directory: string; readonly uid: string; readonly person: DirectoryPerson | undefined }
  >;
  /** By order of arrival. */
  readonly reports: Map<number, ReportOrder>;
  readonly reportDeletions: Map<number, ReportFilter>;
  readonly audit: AuditEntry[];
  /** How to take back what the decision at hand has changed so far. */
  readonly undo: (() => void)[];
}

export interface Content {
  readonly tokens: readonly Token[];
  readonly challenges: readonly Challenge[];
  readonly activeTokens: ReadonlyMap<string, number>;
  readonly sessions: readonly Session[];
  readonly throttles: ReadonlyMap<string, Throttle>;
  readonly held: Held;
}

export function workingSet(content: Content): WorkingSet {
  const tokens = new Map(content.tokens.map((token) => [token.serial, token]));
  return {
    stored: new Map(tokens),
    tokens,
    owned: grouped(content.tokens),
    changed: new Map(),
    deleted: new Map(),
    challenges: challengesByToken(content.challenges),
    challengeWrites: new Map(),
    activeTokens: new Map(content.activeTokens),
    sessions: new Map(content.sessions.map((session) => [session.id, session])),
    sessionWrites: new Map(),
    throttles: new Map(content.throttles),
    throttleWrites: new Map(),
    revocations: new Map(),
    settings: new Map([["held", content.held]]),
    settingWrites: new Map(),
    people: new Map(),
    reports: new Map(),
    reportDeletions: new Map(),
    audit: [],
    undo: [],
  };
}

export function ownerKey(owner: Owner): string {
  return `${owner.resolver}\0${owner.uid}`;
}

function grouped(tokens: readonly Token[]): Map<string, readonly Serial[]> {
  const owned = new Map<string, readonly Serial[]>();
  for (const { owner, serial } of tokens) {
    if (owner === undefined) continue;
    const key = ownerKey(owner);
    owned.set(key, [...(owned.get(key) ?? []), serial]);
  }
  return owned;
}

function challengesByToken(challenges: readonly Challenge[]): Map<Serial, readonly Challenge[]> {
  const byToken = new Map<Serial, readonly Challenge[]>();
  for (const challenge of challenges) {
    byToken.set(challenge.serial, [...(byToken.get(challenge.serial) ?? []), challenge]);
  }
  return byToken;
}

/** Changes one of the set's maps so that the change can be taken back. */
export function put<Key, Value>(
  set: WorkingSet,
  map: Map<Key, Value>,
  [key, value]: readonly [Key, Value],
): void {
  const had = map.has(key);
  const before = map.get(key) as Value;
  set.undo.push(() => (had ? map.set(key, before) : map.delete(key)));
  map.set(key, value);
}

export function remove<Key, Value>(set: WorkingSet, map: Map<Key, Value>, key: Key): void {
  const before = map.get(key);
  if (before === undefined) return;
  set.undo.push(() => map.set(key, before));
  map.delete(key);
}

export function heldSettings(set: WorkingSet): Held {
  const held = set.settings.get("held");
  if (held === undefined) throw new Error("a working set without settings");
  return held;
}

/** What a decider is shown: exactly what its subject names, as it is now. */
export function stateFor(set: WorkingSet, subject: Subject): State {
  const tokens = tokensFor(set, subject);
  return {
    settings: heldSettings(set).settings,
    tokens,
    challenges: challengesFor(set, tokens),
    activeTokens: new Map(subject.realms?.map((realm) => [realm, set.activeTokens.get(realm) ?? 0])),
    sessions: pick(set.sessions, subject.sessions),
    throttles: pick(set.throttles, subject.throttles),
  };
}

function tokensFor(set: WorkingSet, subject: Subject): readonly Token[] {
  const serials = new Set<Serial>();
  for (const owner of subject.owners ?? []) {
    for (const serial of set.owned.get(ownerKey(owner)) ?? []) serials.add(serial);
  }
  for (const serial of subject.serials ?? []) serials.add(serial);
  const tokens: Token[] = [];
  for (const serial of serials) {
    const token = set.tokens.get(serial);
    if (token !== undefined) tokens.push(token);
  }
  return tokens.length < 2 ? tokens : tokens.sort(byCreation);
}

/** Tokens that were created in this very batch have no row number yet: they are the newest. */
function byCreation(left: Token, right: Token): number {
  if (left.id === 0 || right.id === 0) return Number(left.id === 0) - Number(right.id === 0);
  return left.id - right.id;
}

function challengesFor(set: WorkingSet, tokens: readonly Token[]): readonly Challenge[] {
  if (set.challenges.size === 0) return [];
  const challenges = tokens.flatMap((token) => set.challenges.get(token.serial) ?? []);
  return tokens.length < 2 ? challenges : challenges.sort(byAge);
}

export function byAge(left: Challenge, right: Challenge): number {
  return left.openedAt - right.openedAt || (left.transactionId < right.transactionId ? -1 : 1);
}

function pick<Value>(
  from: ReadonlyMap<string, Value>,
  keys: readonly string[] | undefined,
): ReadonlyMap<string, Value> {
  const picked = new Map<string, Value>();
  for (const key of keys ?? []) {
    const value = from.get(key);
    if (value !== undefined) picked.set(key, value);
  }
  return picked;
}
