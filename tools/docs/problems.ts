// The page of all refusals, from the table that gives them LinOTP's numbers.

import { globSync, readFileSync } from "node:fs";
import type { Problem, ProblemCode } from "../../src/core/problem.ts";
import { problemCodes, toWire } from "../../src/http/problems.ts";
import { code, page, table } from "./page.ts";

/** Where the number depends on a detail, one row for each. */
const variants: { readonly [Code in ProblemCode]?: readonly Readonly<Record<string, unknown>>[] } = {
  "too-many-tokens": [{ limit: "user" }, { limit: "type" }, { limit: "realm" }],
  "entry-refused": [{ problem: { code: "refused", message: "<message>" } }],
  "not-sortable": [{ near: [] }],
  "unknown-user": [{ forToken: undefined }, { forToken: true }],
};

export function problemsPage(): string {
  const rows = problemCodes.flatMap((problem) =>
    (variants[problem] ?? [{}]).map((set) => rowOf(problem, set)),
  );
  return page(
    "Problems",
    "Why a request was refused: `result.error` of the answer. A wrong OTP is none of these; it is an answer with the value false.",
    [
      table(["problem", "number", "HTTP status", "message"], rows),
      "## Refused",
      "What the problem `refused` can say: LinOTP has no number for these (-311), and clients compare the sentence. `…` stands for what it is about.",
      table(["message", "from"], refusals()),
    ],
  );
}

function rowOf(problem: ProblemCode, set: Readonly<Record<string, unknown>>): readonly string[] {
  const { code: number, status, message } = toWire(specimen(problem, set));
  return [problem, String(number), String(status), code(message)];
}

/** A problem whose every detail is its own name in angle brackets, unless it is set. */
function specimen(problem: ProblemCode, set: Readonly<Record<string, unknown>>): Problem {
  const given: Readonly<Record<string, unknown>> = { code: problem, ...set };
  return new Proxy({ code: problem } as Problem, {
    get: (_, name) => (Object.hasOwn(given, name) ? given[String(name)] : `<${String(name)}>`),
  });
}

/** `refuse("…")` and `refuse(`…`)`, wherever they are. */
const refusal = /\brefuse\(\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

/** Every sentence once, and the rooms that say it. */
function refusals(): readonly (readonly string[])[] {
  const said = new Map<string, Set<string>>();
  for (const path of globSync("src/**/*.ts").toSorted()) {
    if (path.endsWith(".test.ts") || path.endsWith("/problem.ts")) continue;
    for (const [, plain, template] of readFileSync(path, "utf8").matchAll(refusal)) {
      const sentence = (plain ?? template ?? "").replaceAll(/\$\{[^}]*(?:\{[^}]*\}[^}]*)*\}/g, "…");
      said.set(sentence, (said.get(sentence) ?? new Set()).add(roomOf(path)));
    }
  }
  return [...said]
    .filter(([sentence]) => /[a-z]{3}/i.test(sentence))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([sentence, rooms]) => [code(sentence), [...rooms].join(", ")]);
}

/** `core/administration/realms`. */
function roomOf(path: string): string {
  return path.slice("src/".length, -".ts".length);
}
