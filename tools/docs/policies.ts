// The page of all policy actions, from the catalogue.

import type { Action } from "../../src/core/policy/action.ts";
import { catalogue, familyActions } from "../../src/core/policy/catalogue.ts";
import { code, page, table } from "./page.ts";

export function policiesPage(): string {
  return page(
    "Policy actions",
    "Every action a policy may name, by the scope it belongs to. The default holds when no policy says anything.",
    Object.entries(catalogue).map(([scope, actions]) => {
      const rows = [...Object.entries(actions), ...familyActions(scope)].map(([name, action]) =>
        rowOf(name, action),
      );
      return `## ${scope}\n\n${table(["action", "value", "default", "does"], rows)}`;
    }),
  );
}

function rowOf(name: string, action: Action<unknown>): readonly string[] {
  return [
    code(name),
    action.presence ? "set or not" : valuesOf(action),
    shown(action.fallback),
    action.about,
  ];
}

/** Long lists of numbers without a gap are told by their ends. */
function valuesOf({ allowed, range, type }: Action<unknown>): string {
  const values = allowed ?? range ?? [type].flat();
  const [first, ...rest] = values;
  const last = rest.at(-1);
  const gapless = typeof first === "number" && values.every((value, index) => value === first + index);
  return gapless && rest.length > 2 ? `${first} to ${last}` : values.join(", ");
}

function shown(fallback: unknown): string {
  if (fallback === undefined || fallback === "") return "none";
  return code(typeof fallback === "string" ? fallback : JSON.stringify(fallback));
}
