// The page of all refusals, from the table that gives them LinOTP's numbers.

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
    [table(["problem", "number", "HTTP status", "message"], rows)],
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
