// Carries out a decision on the working set: all of it, or nothing.

import type { Challenge } from "../core/challenge.ts";
import type { Change, Decision } from "../core/change.ts";
import { Refusal } from "../core/problem.ts";
import type { SettingRow } from "../core/settings.ts";
import type { State, Subject } from "../core/store.ts";
import { type Owner, type Serial, sameOwner, type Token, type TokenUpdate } from "../core/token.ts";
import type { Field } from "./rows.ts";
import { compiled, type Snapshot, settingKey } from "./settings.ts";
import { byAge, heldSettings, ownerKey, put, remove, stateFor, type WorkingSet } from "./working-set.ts";

/** What a decision may touch: what its subject named. Anything else would not be locked. */
interface Reach {
  readonly subject: Subject;
  readonly owners: ReadonlySet<string>;
  readonly serials: Set<Serial>;
}

/** Runs one decider against the set as it now is. When it throws, or its changes do not fit, the set is as before. */
export function carryOut<Outcome>(
  set: WorkingSet,
  job: { readonly subject: Subject; readonly decider: (state: State) => Decision<Outcome> },
  snapshot: Snapshot,
): Outcome {
  try {
    const state = stateFor(set, job.subject);
    const { outcome, changes, audit } = job.decider(state);
    if (changes.length > 0) applyAll(set, { changes, snapshot }, reachOf(job.subject, state));
    set.audit.push(audit);
    set.undo.length = 0;
    return outcome;
  } catch (error) {
    while (set.undo.length > 0) set.undo.pop()?.();
    throw error;
  }
}

function reachOf(subject: Subject, state: State): Reach {
  const serials = new Set(state.tokens.map((token) => token.serial));
  return { subject, owners: new Set(subject.owners?.map(ownerKey)), serials };
}

function applyAll(
  set: WorkingSet,
  work: { readonly changes: readonly Change[]; readonly snapshot: Snapshot },
  reach: Reach,
): void {
  const before = heldSettings(set).rows;
  let rows = before;
  for (const change of work.changes) {
    if (change.kind === "setting.put" || change.kind === "setting.delete")
      rows = applySetting(set, rows, { change, reach });
    else apply(set, change, reach);
  }
  if (rows !== before) {
    put(set, set.settings, ["held", compiled(heldSettings(set).version + 1, rows, work.snapshot)]);
  }
}

type RowChange = Exclude<Change, { readonly kind: "setting.put" | "setting.delete" }>;

function apply(set: WorkingSet, change: RowChange, reach: Reach): void {
  switch (change.kind) {
    case "token.create":
    case "token.update":
    case "token.delete":
      applyToToken(set, change, reach);
      break;
    case "challenge.open":
      reachable(set, change.challenge.serial, reach);
      writeChallenge(set, change.challenge, false);
      break;
    case "challenge.update":
    case "challenge.delete":
      changeChallenge(set, change, reach);
      break;
    case "session.put":
      put(set, set.sessions, [change.session.id, change.session]);
      put(set, set.sessionWrites, [change.session.id, change.session]);
      break;
    case "session.delete":
      remove(set, set.sessions, change.id);
      put(set, set.sessionWrites, [change.id, undefined]);
      break;
    case "revocation.put":
      put(set, set.revocations, [change.id, change.expiresAt]);
      break;
    case "person.put":
    case "person.delete":
      changePerson(set, change, reach);
      break;
    case "throttle.set":
      setThrottle(set, change);
      break;
    case "report.add":
      put(set, set.reports, [set.reports.size, change.report]);
      break;
    case "report.delete":
      put(set, set.reportDeletions, [set.reportDeletions.size, change.filter]);
      break;
  }
}

type TokenChange = Extract<Change, { readonly kind: "token.create" | "token.update" | "token.delete" }>;

function applyToToken(set: WorkingSet, change: TokenChange, reach: Reach): void {
  if (change.kind === "token.create") createToken(set, change.token, reach);
  else if (change.kind === "token.update") updateToken(set, change, reach);
  else deleteToken(set, reachable(set, change.serial, reach));
}

function createToken(set: WorkingSet, token: Token, reach: Reach): void {
  if (set.tokens.has(token.serial)) throw new Refusal({ code: "token-exists", serial: token.serial });
  mayOwn(token.owner, reach);
  reach.serials.add(token.serial);
  put(set, set.tokens, [token.serial, { ...token, id: 0 }]);
  disown(set, { owner: undefined, next: token.owner, serial: token.serial });
  count(set, undefined, token);
}

function updateToken(set: WorkingSet, change: { serial: Serial; set: TokenUpdate }, reach: Reach): void {
  const before = reachable(set, change.serial, reach);
  const after: Token = { ...before, ...change.set };
  if (change.set.owner !== undefined && !sameOwner(before.owner, after.owner)) mayOwn(after.owner, reach);
  put(set, set.tokens, [after.serial, after]);
  if ("owner" in change.set) disown(set, { owner: before.owner, next: after.owner, serial: after.serial });
  if (countingFields.some((field) => field in change.set)) count(set, before, after);
  if (before.id !== 0) {
    const changed = set.changed.get(after.serial) ?? [];
    put(set, set.changed, [after.serial, new Set([...changed, ...(Object.keys(change.set) as Field[])])]);
  }
}

function deleteToken(set: WorkingSet, token: Token): void {
  remove(set, set.tokens, token.serial);
  remove(set, set.changed, token.serial);
  remove(set, set.challenges, token.serial);
  if (set.stored.has(token.serial)) put(set, set.deleted, [token.serial, true]);
  for (const [key, { challenge }] of set.challengeWrites) {
    if (challenge.serial === token.serial) put(set, set.challengeWrites, [key, { challenge, gone: true }]);
  }
  disown(set, { owner: token.owner, next: undefined, serial: token.serial });
  count(set, token, undefined);
}

/** Throws for a token that the subject did not name, or that is not there (any more): a mistake of the decider. */
function reachable(set: WorkingSet, serial: Serial, reach: Reach): Token {
  const token = reach.serials.has(serial) ? set.tokens.get(serial) : undefined;
  if (token === undefined) throw new Error(`a decision changes token ${serial}, which is not of its subject`);
  return token;
}

function mayOwn(owner: Owner | undefined, reach: Reach): void {
  if (owner === undefined || reach.owners.has(ownerKey(owner))) return;
  throw new Error("a decision gives a token to somebody whom its subject does not name");
}

function disown(
  set: WorkingSet,
  move: { readonly owner: Owner | undefined; readonly next: Owner | undefined; readonly serial: Serial },
): void {
  if (move.owner !== undefined) {
    const key = ownerKey(move.owner);
    put(set, set.owned, [key, (set.owned.get(key) ?? []).filter((serial) => serial !== move.serial)]);
  }
  if (move.next !== undefined) {
    const key = ownerKey(move.next);
    put(set, set.owned, [key, [...(set.owned.get(key) ?? []), move.serial]]);
  }
}

const countingFields = ["active", "realms", "paths"] as const;

/** Rollout tokens are on loan and do not use up a realm's limit. */
export function countedIn(token: Token): readonly string[] {
  return token.active && token.paths.length === 0 ? token.realms : [];
}

function count(set: WorkingSet, before: Token | undefined, after: Token | undefined): void {
  if (set.activeTokens.size === 0) return;
  const add = (realm: string, by: number): void => {
    const known = set.activeTokens.get(realm);
    if (known !== undefined) put(set, set.activeTokens, [realm, known + by]);
  };
  for (const realm of before === undefined ? [] : countedIn(before)) add(realm, -1);
  for (const realm of after === undefined ? [] : countedIn(after)) add(realm, 1);
}

const challengeKey = (transactionId: string, serial: Serial): string => `${transactionId}\0${serial}`;

function writeChallenge(set: WorkingSet, challenge: Challenge, gone: boolean): void {
  const others = (set.challenges.get(challenge.serial) ?? []).filter(
    (other) => other.transactionId !== challenge.transactionId,
  );
  put(set, set.challenges, [challenge.serial, gone ? others : [...others, challenge].sort(byAge)]);
  put(set, set.challengeWrites, [
    challengeKey(challenge.transactionId, challenge.serial),
    { challenge, gone },
  ]);
}

/** A challenge that is gone, perhaps with its token, stays gone. */
function changeChallenge(
  set: WorkingSet,
  change: Extract<Change, { readonly kind: "challenge.update" | "challenge.delete" }>,
  reach: Reach,
): void {
  if (!reach.serials.has(change.serial)) {
    throw new Error(`a decision changes a challenge of token ${change.serial}, which is not of its subject`);
  }
  const challenge = set.challenges
    .get(change.serial)
    ?.find((each) => each.transactionId === change.transactionId);
  if (challenge === undefined) return;
  if (change.kind === "challenge.delete") writeChallenge(set, challenge, true);
  else writeChallenge(set, { ...challenge, ...change.set }, false);
}

function changePerson(
  set: WorkingSet,
  change: Extract<Change, { readonly kind: "person.put" | "person.delete" }>,
  reach: Reach,
): void {
  settingsOnly(reach);
  const directory = change.group;
  const person = change.kind === "person.put" ? change.person : undefined;
  const uid = change.kind === "person.put" ? change.person.uid : change.uid;
  put(set, set.people, [`${directory}\0${uid}`, { directory, uid, person }]);
}

function setThrottle(set: WorkingSet, change: { key: string; failures: number; at: number }): void {
  const { key, failures, at } = change;
  if (failures === 0) remove(set, set.throttles, key);
  else put(set, set.throttles, [key, { failures, at }]);
  put(set, set.throttleWrites, [key, { failures, at }]);
}

function applySetting(
  set: WorkingSet,
  rows: ReadonlyMap<string, SettingRow>,
  {
    change,
    reach,
  }: { change: Extract<Change, { readonly kind: "setting.put" | "setting.delete" }>; reach: Reach },
): ReadonlyMap<string, SettingRow> {
  settingsOnly(reach);
  const { family, name } = change;
  const key = settingKey(change);
  const value = change.kind === "setting.put" ? change.value : undefined;
  put(set, set.settingWrites, [key, { family, name, value }]);
  const next = new Map(rows);
  if (value === undefined) next.delete(key);
  else next.set(key, { family, name, value });
  return next;
}

function settingsOnly(reach: Reach): void {
  if (reach.subject.settings !== true)
    throw new Error("a decision changes settings without naming them in its subject");
}
