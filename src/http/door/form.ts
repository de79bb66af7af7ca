// What arrives as a query string, a form, JSON or multipart becomes one set of fields (contract 01 section 4).

import { type Fields, invalid } from "../../core/fields.ts";
import type { Upload } from "../call.ts";

export type Body =
  | { readonly kind: "none" }
  | { readonly kind: "form"; readonly text: string }
  | { readonly kind: "json"; readonly text: string }
  | {
      readonly kind: "parts";
      readonly fields: Iterable<readonly [string, string]>;
      readonly files: ReadonlyMap<string, Upload>;
    };

/** A request that is no request: answered with an HTTP status of its own. */
export class BadRequest extends Error {
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.name = "BadRequest";
    this.status = status;
  }
}

export const mostFields = 1000;

const nothing: Fields = new Map();

/**
 * The parameters of a request. A JSON object is all of them; otherwise query and form count, and the query wins. Bytes
 * that are no UTF-8 and percent signs that encode nothing are read as browsers read them, never refused: some clients
 * do not encode at all.
 */
export function readFields(query: string, body: Body, lowerCase = false): Fields {
  if (body.kind === "json" && body.text.trim() !== "") return jsonFields(body.text, lowerCase);
  const inQuery = query === "" ? nothing : collect(new URLSearchParams(query), lowerCase);
  const inBody = bodyFields(body, lowerCase);
  if (inBody.size === 0) return inQuery;
  return inQuery.size === 0 ? inBody : new Map([...inBody, ...inQuery]);
}

function bodyFields(body: Body, lowerCase: boolean): Fields {
  if (body.kind === "form")
    return body.text === "" ? nothing : collect(new URLSearchParams(body.text), lowerCase);
  return body.kind === "parts" ? collect(body.fields, lowerCase) : nothing;
}

/**
 * `tokens[]=A&tokens[]=B` is the list `tokens`. Any other name may appear once: two values have no common meaning. Of
 * `httperror` the last one counts, since it decides about nothing but the form of the answer (contract 01 section 3).
 */
function collect(pairs: Iterable<readonly [string, string]>, lowerCase: boolean): Fields {
  const fields = new Map<string, unknown>();
  let count = 0;
  for (const [key, value] of pairs) {
    count += 1;
    if (count > mostFields) throw invalid("…", `among at most ${mostFields} parameters`);
    if (key.endsWith("[]")) addToList(fields, spelled(key.slice(0, -2), lowerCase), value);
    else addOnce(fields, spelled(key, lowerCase), value);
  }
  return fields;
}

function addOnce(fields: Map<string, unknown>, name: string, value: unknown): void {
  if (fields.has(name) && name !== "httperror") throw invalid(name, "given once");
  fields.set(name, value);
}

function addToList(fields: Map<string, unknown>, name: string, value: string): void {
  const before = fields.get(name);
  if (Array.isArray(before)) before.push(value);
  else addOnce(fields, name, [value]);
}

function jsonFields(text: string, lowerCase: boolean): Fields {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadRequest(400, "The body must be a JSON object.");
  }
  const entries = Object.entries(value);
  if (entries.length > mostFields) throw invalid("…", `among at most ${mostFields} parameters`);
  const fields = new Map<string, unknown>();
  for (const [key, entry] of entries) addOnce(fields, spelled(key, lowerCase), entry);
  return fields;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest(400, "The body is not JSON.");
  }
}

function spelled(name: string, lowerCase: boolean): string {
  return lowerCase ? name.toLowerCase() : name;
}
