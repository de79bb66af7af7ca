// Reading the parameters that make a rollout token: `scope` and its shorthand `rollout`. Whoever asks for a restriction
// gets one or a refusal, never an unrestricted token (deviations 3 to 5).

import { type Fields, flag, invalid, text } from "../fields.ts";
import { type Path, paths } from "../token.ts";

/** What a rollout token is called when nobody gave it a name (contract 04 section 2). */
export const defaultDescription = "rollout token";

const expected = '{"path": [...]} with "userservice" and/or "validate", as JSON text';

/** The paths that a new token is confined to. Undefined when neither parameter says anything: an existing token keeps its own. */
export function readPaths(fields: Fields): readonly Path[] | undefined {
  for (const name of fields.keys()) refuseCapitals(name);
  const rollout = readRollout(fields);
  const scope = readScope(fields);
  // A restriction that was asked for in either way holds (deviation 4).
  if (scope !== undefined && scope.length > 0) return scope;
  return rollout ? ["userservice"] : scope;
}

/** Parameters that nobody reads are passed over; one that was to restrict must not be, because of how it is spelled. */
function refuseCapitals(name: string): void {
  const known = name.toLowerCase();
  if (name !== known && (known === "scope" || known === "rollout"))
    throw invalid(name.slice(0, 80), `spelled ${known}`);
}

function readRollout(fields: Fields): boolean {
  if (!fields.has("rollout")) return false;
  const answer = flag(fields, "rollout");
  if (answer === undefined) throw invalid("rollout", "true or false (also 1 or 0, yes or no)");
  return answer;
}

function readScope(fields: Fields): readonly Path[] | undefined {
  if (!fields.has("scope")) return undefined;
  const value = fields.get("scope");
  if (typeof value !== "string") throw invalid("scope", expected);
  const found = pathsIn(text(fields, "scope") ?? "");
  if (found === "malformed") throw invalid("scope", expected);
  return found;
}

/** `{}` says nothing, like LinOTP's; `{"path":[]}` says that every door is open. */
function pathsIn(json: string): readonly Path[] | undefined | "malformed" {
  const scope = parsed(json);
  if (!isObject(scope)) return "malformed";
  const keys = Object.keys(scope);
  if (keys.length === 0) return undefined;
  // JSON keeps the last of two equal keys: {"path":["validate"],"path":[]} would silently drop the restriction. A scope
  // that means what it says has exactly one colon, as no path name contains one.
  if (keys.join() !== "path" || json.split(":").length !== 2) return "malformed";
  const wanted = scope["path"];
  return Array.isArray(wanted) && wanted.every(isPath) ? [...new Set(wanted)] : "malformed";
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPath(value: unknown): value is Path {
  return paths.some((path) => path === value);
}
