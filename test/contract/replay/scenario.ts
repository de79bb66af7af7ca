// What a recorded scenario looks like. The files are recordings of LinOTP 3.4.4's answers, without its pages and prose.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Tree = { readonly [key: string]: Value };

export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly json?: Value;
  /** `(page)` stands for HTML that nobody compares. */
  readonly text?: string;
}

export interface Step {
  /** Absent: the recording made this request, but did not write it down. */
  readonly n?: number;
  readonly note: string;
  /** Milliseconds since the first step. */
  readonly at: number;
  /** Who asks: each has cookies of his own. */
  readonly as: string;
  readonly method: string;
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly json?: Tree;
  readonly files?: Readonly<Record<string, { readonly filename: string; readonly content: string }>>;
  readonly csrf?: "own" | "wrong";
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer?: RecordedAnswer;
}

/** A one-time password that came another way than over HTTP. */
export interface Message {
  readonly note: string;
  readonly learns: { readonly sms?: string; readonly mail?: string };
}

export interface Scenario {
  readonly scenario: string;
  readonly title: string;
  /** When the last step ended. */
  readonly recorded: string;
  /** How long all steps took. */
  readonly milliseconds: number;
  readonly steps: readonly (Step | Message)[];
}

const folder = join(import.meta.dirname, "scenarios");

export function scenarioNames(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => name.slice(0, -".jsonl".length))
    .toSorted();
}

/** One line about the scenario, then one for each step. */
export function readScenario(name: string): Scenario {
  const lines = readFileSync(join(folder, `${name}.jsonl`), "utf8")
    .trimEnd()
    .split("\n");
  const [about, ...steps] = lines.map((line) => JSON.parse(line) as unknown);
  return { ...(about as Omit<Scenario, "steps">), steps: steps as Scenario["steps"] };
}
