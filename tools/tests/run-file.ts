// Runs one test file in a process of its own and gathers what happened in it.

import { resolve } from "node:path";
import { run } from "node:test";

export type Failure = { readonly name: string; readonly detail: string };
export type Skip = { readonly name: string; readonly reason: string };
export type FileReport = {
  readonly path: string;
  readonly passed: readonly string[];
  readonly failures: readonly Failure[];
  readonly skips: readonly Skip[];
  readonly durationMs: number;
};

/** What the events of node:test say about one test, as far as we read it. */
export type TestEvent = {
  readonly name: string;
  readonly nesting: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly entryFile?: string;
  readonly details: { readonly type?: string; readonly error?: Error };
};

const outputLinesShown = 60;

/** Runs the file at `path` (relative to the root) until it ends or `stop` is raised; never throws. */
export async function runFile(path: string, stop: AbortSignal): Promise<FileReport> {
  const since = performance.now();
  const passes: TestEvent[] = [];
  const fails: TestEvent[] = [];
  const output: string[] = [];
  let ended = false;
  const events = run({ files: [resolve(path)], signal: stop });
  events.on("test:pass", (event) => passes.push(event));
  events.on("test:fail", (event) => fails.push(event));
  events.on("test:summary", (event) => {
    ended ||= event.file !== undefined;
  });
  events.on("test:stdout", (event) => output.push(event.message));
  events.on("test:stderr", (event) => output.push(event.message));
  await new Promise((done) => events.on("end", done).resume());
  const tail = output.join("").trimEnd().split("\n").slice(-outputLinesShown).join("\n");
  return { path, ...sorted(path, { passes, fails, ended, tail }), durationMs: performance.now() - since };
}

/** What came out of one file; `ended` says that it came to the end of its tests and did not just exit. */
type Seen = {
  readonly passes: readonly TestEvent[];
  readonly fails: readonly TestEvent[];
  readonly ended: boolean;
  readonly tail: string;
};

/** Turns the events of a file into passed tests, failures and skips; groups and the file itself are no tests. */
export function sorted(path: string, seen: Seen): Pick<FileReport, "passed" | "failures" | "skips"> {
  const skipped = seen.passes.filter((event) => reasonOf(event) !== undefined);
  const passed = seen.passes.filter((event) => isTest(event) && reasonOf(event) === undefined);
  const failures = seen.fails.filter((event) => !isOnlyParent(event)).map((event) => failureOf(event, path));
  const empty = passed.length + failures.length + skipped.length === 0 ? [holdsNothing] : [];
  const early = !seen.ended && failures.length === 0 ? [endedEarly] : empty;
  return {
    passed: passed.map((event) => event.name),
    failures: withOutput([...failures, ...early], seen.tail),
    skips: skipped.map((event) => ({ name: event.name, reason: reasonOf(event) ?? "" })),
  };
}

const holdsNothing: Failure = { name: "the file", detail: "holds no test; give it one or remove it" };
const endedEarly: Failure = { name: "the file", detail: "exited before it had run all its tests" };

/** Only events from inside a file carry `entryFile`; the one without it is the file as a whole. */
function isTest(event: TestEvent): boolean {
  return event.entryFile !== undefined && event.details.type !== "suite";
}

function reasonOf({ skip, todo }: TestEvent): string | undefined {
  if (typeof skip === "string" && skip !== "") return skip;
  if (skip !== undefined && skip !== false) return "no reason given";
  return todo === undefined || todo === false ? undefined : "still to do";
}

/** A group or a file that failed because of what is in it is not one more failure. */
function isOnlyParent({ details }: TestEvent): boolean {
  return (details.error as { failureType?: string } | undefined)?.failureType === "subtestsFailed";
}

function failureOf(event: TestEvent, path: string): Failure {
  const cause = event.details.error?.cause ?? event.details.error;
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  if (event.entryFile !== undefined) return { name: event.name, detail: withoutRunner(detail) };
  return { name: "the file", detail: `${path} ended badly: ${event.details.error?.message ?? "unknown"}` };
}

/** The frames of the test runner itself help nobody. */
function withoutRunner(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => !/^\s+at .*\(?node:(internal\/test_runner|async_hooks)/.test(line))
    .join("\n");
}

function withOutput(failures: readonly Failure[], tail: string): readonly Failure[] {
  const [first, ...rest] = failures;
  if (first === undefined || tail === "") return failures;
  return [{ ...first, detail: `${first.detail}\noutput of the file:\n${tail}` }, ...rest];
}
