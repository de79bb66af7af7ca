// Places in a JSON document, as settings name them: `to`, `message.text`, `recipients.0.number`, `recipients[0].number`.

import type { Json } from "../../core/token.ts";

/** A name that is a key of the document as it stands is that key, dots and all. */
export function readPath(name: string, document: Json): readonly string[] {
  if (isObject(document) && Object.hasOwn(document, name)) return [name];
  return name
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .filter((part) => part !== "");
}

/** The value at a place; undefined when there is none. */
export function valueAt(document: Json, path: readonly string[]): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return document;
  const inner = childOf(document, first);
  return inner === undefined ? undefined : valueAt(inner, rest);
}

/** The document with another value at that place. Missing objects are made; a list is not made longer than by one. */
export function withValueAt(document: Json | undefined, path: readonly string[], value: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(document)) {
    const index = Math.min(/^\d{1,4}$/.test(first) ? Number(first) : 0, document.length);
    return [
      ...document.slice(0, index),
      withValueAt(document[index], rest, value),
      ...document.slice(index + 1),
    ];
  }
  const object = isObject(document) ? document : {};
  const inner = withValueAt(childOf(object, first), rest, value);
  // A key that is there already keeps its place.
  return Object.fromEntries([...Object.entries(object), [first, inner]]);
}

/** Every text in the document, replaced. Keys stay as they are. */
export function mapTexts(document: Json, replace: (text: string) => string): Json {
  if (typeof document === "string") return replace(document);
  if (Array.isArray(document)) return document.map((each) => mapTexts(each, replace));
  if (!isObject(document)) return document;
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, mapTexts(value, replace)]));
}

function childOf(document: Json, name: string): Json | undefined {
  if (Array.isArray(document)) return /^\d{1,4}$/.test(name) ? document[Number(name)] : undefined;
  return isObject(document) && Object.hasOwn(document, name) ? document[name] : undefined;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
