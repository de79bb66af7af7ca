// Group commit: deciders that come while a transaction is under way share the next one. Nobody in front can tell.

import { Refusal } from "../core/problem.ts";
import type { Decider, Subject } from "../core/store.ts";
import type { Vault } from "../core/vault.ts";
import { carryOut } from "./changes.ts";
import type { Engine, Loaded, Needs, Writes } from "./engine.ts";
import { challengeFrom, sessionFrom, tokenFrom } from "./rows.ts";
import { type Held, heldFrom, type Snapshot } from "./settings.ts";
import { heldSettings, ownerKey, type WorkingSet, workingSet } from "./working-set.ts";
import { writesOf } from "./writes.ts";

/** How many deciders share a transaction at most: what comes later waits for the next one. */
const batchLimit = 256;

interface Job {
  readonly subject: Subject;
  readonly decider: Decider<unknown>;
  readonly resolve: (outcome: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface Context {
  readonly engine: Engine;
  readonly vault: Vault;
  readonly snapshot: Snapshot;
  /** The newest settings that are committed, as far as this process knows. */
  held(): Held;
  adopt(held: Held): void;
}

export interface Queue {
  decide<Outcome>(subject: Subject, decider: Decider<Outcome>): Promise<Outcome>;
  /** Answers everybody who waits, and nobody after. */
  close(): Promise<void>;
}

export function groupCommit(context: Context): Queue {
  let waiting: Job[] = [];
  let running: Promise<void> | undefined;
  let closed = false;

  // One turn of the event loop is enough for the requests that have already arrived to join.
  const start = (): void => {
    running ??= nextTurn().then(run);
  };
  const run = async (): Promise<void> => {
    const batch = waiting.slice(0, batchLimit);
    waiting = waiting.slice(batchLimit);
    await flush(context, batch);
    running = undefined;
    if (waiting.length > 0) start();
  };
  return {
    decide: (subject, decider) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new Error("the store is closed"));
          return;
        }
        waiting.push({ subject, decider, resolve: resolve as (outcome: unknown) => void, reject });
        start();
      }),
    async close() {
      closed = true;
      while (running !== undefined) await running;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Settles every job of the batch, and never fails itself. */
async function flush(context: Context, batch: readonly Job[]): Promise<void> {
  try {
    for (const answer of await commit(context, batch)) answer();
  } catch (error) {
    await retryAlone(context, batch, error);
  }
}

/** The write failed: carried out alone, only the guilty fails. */
async function retryAlone(context: Context, batch: readonly Job[], error: unknown): Promise<void> {
  const [job, ...others] = batch;
  if (job !== undefined && others.length === 0) {
    job.reject(error);
    return;
  }
  const useless = context.engine.isOutage(error);
  for (const each of batch) {
    if (useless) each.reject(error);
    else await flush(context, [each]);
  }
}

type Answer = () => void;

async function commit(context: Context, batch: readonly Job[]): Promise<readonly Answer[]> {
  let answers: readonly Answer[] = [];
  let set: WorkingSet | undefined;
  const needs = needsOf(batch, context.held().version);
  const work = (loaded: Loaded): Writes => {
    const current = workingSet(contentOf(loaded, context));
    answers = batch.map((job) => attempt(current, job, context));
    set = current;
    return writesOf(current, context.engine.read, context.vault);
  };
  try {
    await context.engine.transact(needs, work);
  } catch (error) {
    throw context.engine.isDuplicateSerial(error) ? await namedDuplicate(context, set, error) : error;
  }
  if (set !== undefined) context.adopt(heldSettings(set));
  return answers;
}

function attempt(set: WorkingSet, job: Job, context: Context): Answer {
  try {
    const outcome = carryOut(set, job, context.snapshot);
    return () => job.resolve(outcome);
  } catch (error) {
    return () => job.reject(error);
  }
}

function contentOf(loaded: Loaded, context: Context): Parameters<typeof workingSet>[0] {
  return {
    tokens: loaded.tokens.map((row) => tokenFrom(row, context.vault)),
    challenges: loaded.challenges.map(challengeFrom),
    activeTokens: loaded.activeTokens,
    sessions: loaded.sessions.map(sessionFrom),
    throttles: loaded.throttles,
    held: loaded.settings === undefined ? context.held() : heldFrom(loaded.settings, context.snapshot),
  };
}

async function namedDuplicate(
  context: Context,
  set: WorkingSet | undefined,
  error: unknown,
): Promise<unknown> {
  const created = [...(set?.tokens.values() ?? [])]
    .filter((token) => token.id === 0)
    .map((token) => token.serial);
  if (created.length === 0) return error;
  const query = context.engine.read.selectFrom("token").select("serial").where("serial", "in", created);
  const serial = (await query.executeTakeFirst())?.serial;
  return serial === undefined ? error : new Refusal({ code: "token-exists", serial });
}

function needsOf(batch: readonly Job[], version: number): Needs {
  const named = <Thing>(read: (subject: Subject) => readonly Thing[] | undefined): readonly Thing[] =>
    batch.flatMap(({ subject }) => read(subject) ?? []);
  const owners = new Map(named((subject) => subject.owners).map((owner) => [ownerKey(owner), owner]));
  return {
    owners: [...owners.values()],
    serials: [...new Set(named((subject) => subject.serials))],
    realms: [...new Set(named((subject) => subject.realms))],
    sessions: [...new Set(named((subject) => subject.sessions))],
    throttles: [...new Set(named((subject) => subject.throttles))],
    settings: batch.some(({ subject }) => subject.settings === true),
    version,
  };
}
