// Whether the actions of a policy exist and their values can be read (contract 09 section 10). Asked when a policy is set,
// if the setting `policy_action_validation` says so.

import { refuse } from "../problem.ts";
import { type Action, unreadable } from "./action.ts";
import { actionOf, legacyScopes, scopeOf } from "./catalogue.ts";
import { parseActions, type Written } from "./fields/parse.ts";

/** Where `*` may be said although it is no action of its own. Elsewhere it would grant nothing and mislead. */
const starScopes: ReadonlySet<string> = new Set([
  "admin",
  "system",
  "tools",
  "audit",
  "monitoring",
  "gettoken",
  "reporting",
  "reporting.access",
]);

/** Throws a Refusal that names the first action that is unknown or has an unreadable value. */
export function validateActions({
  name,
  scope,
  action,
}: {
  readonly name: string;
  readonly scope: string;
  readonly action: string;
}): void {
  const family = scopeOf(scope);
  if (legacyScopes.includes(family)) return;
  for (const [each, written] of parseActions(action)) {
    const problem = actionProblem(family, each, written);
    // The blank at the end is LinOTP's; clients compare the sentence.
    if (problem !== undefined)
      throw refuse(`unsupported policy action '${each}' in policy '${name}' ${problem}`);
  }
}

/** Empty text: there is no such action. Undefined: nothing is wrong. */
function actionProblem(scope: string, name: string, written: Written): string | undefined {
  if (name === "*") return starScopes.has(scope) ? undefined : "";
  const action = actionOf(scope, name.split(".", 1)[0] ?? "");
  if (action === undefined) return "";
  return action.read(written) === unreadable ? `: expected ${expectedBy(action)}` : undefined;
}

/** What an action may be set to, for people. */
export function expectedBy({ type, allowed, range }: Action<unknown>): string {
  if (range !== undefined) return `some of ${range.join(", ")}`;
  if (allowed !== undefined)
    return allowed.length > 20 ? `${allowed.at(0)} to ${allowed.at(-1)}` : `one of ${allowed.join(", ")}`;
  if (type === "bool") return "true or false";
  if (type === "int") return "a whole number";
  return typeof type === "string" ? "a text" : "a number of days or a duration";
}
