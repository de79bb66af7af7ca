// Policies as a file, `policy.cfg`: one section for each, in the notation of Python's ConfigObj, which LinOTP reads and
// writes (contract 08 section 4).

import { refuse } from "../problem.ts";
import { type PolicyText, policyText } from "./policy.ts";

const attributes = ["action", "scope", "realm", "user", "time", "client"] as const;

type Section = Map<string, string>;

/** Throws a Refusal for the rare value that the notation cannot hold: both kinds of triple quotes. */
export function exportPolicies(policies: readonly PolicyText[]): string {
  return policies.map(sectionOf).join("\n");
}

/** Missing realm, user, client and time mean `*`, a missing `active` True. Throws a Refusal for a malformed file. */
export function importPolicies(file: string): readonly PolicyText[] {
  return [...readSections(file)].map(([name, section]) => policyOf(name, section));
}

function sectionOf(policy: PolicyText): string {
  const values = attributes.map((each) => `${each} = ${printValue(policy[each])}`);
  return [`[${policy.name}]`, ...values, `active = ${policy.active ? "True" : "False"}`, ""].join("\n");
}

function policyOf(name: string, section: Section): PolicyText {
  const value = (key: string) => {
    const written = section.get(key) ?? "";
    return written === "None" ? "" : written;
  };
  return policyText({
    name,
    scope: value("scope"),
    action: value("action"),
    realm: value("realm") || "*",
    user: value("user") || "*",
    client: value("client") || "*",
    time: value("time") || "*",
    active: (value("active") || "true").toLowerCase() === "true",
  });
}

/** Commas would make a list of it, `#` a comment, quotes at the ends would be taken away. */
function printValue(value: string): string {
  if (value !== "" && value === value.trim() && !/[,#'"\r\n]/.test(value)) return value;
  const single = /[\r\n]/.test(value) ? undefined : ['"', "'"].find((quote) => !value.includes(quote));
  const quote =
    single ?? ['"""', "'''"].find((each) => !value.includes(each) && !value.endsWith(each.charAt(0)));
  if (quote === undefined)
    throw refuse("A policy value contains every kind of quotes and cannot be exported.");
  return `${quote}${value}${quote}`;
}

function readSections(file: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>();
  let rest = file.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  let current: Section | undefined;
  while (rest !== "") {
    const line = readLine(rest);
    rest = line.rest;
    if (line.kind === "section") {
      current = sections.get(line.name) ?? new Map<string, string>();
      sections.set(line.name, current);
    } else if (line.kind === "value") {
      if (current === undefined) throw malformed(line.key);
      current.set(line.key, line.value);
    }
  }
  return sections;
}

type Line = { readonly rest: string } & (
  | { readonly kind: "nothing" }
  | { readonly kind: "section"; readonly name: string }
  | { readonly kind: "value"; readonly key: string; readonly value: string }
);

/** A value between triple quotes may go on over several lines. */
function readLine(text: string): Line {
  const [found = text, content = ""] = /^([^\n]*)\n?/.exec(text) ?? [];
  const rest = text.slice(found.length);
  const line = content.trim();
  if (line === "" || line.startsWith("#") || line.startsWith(";")) return { kind: "nothing", rest };
  const name = /^\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line)?.[1];
  if (name !== undefined) return { kind: "section", name: unquote(name.trim()), rest };
  const assignment = /^[^\S\n]*([\w.]+|"[\w.]+")[^\S\n]*=[^\S\n]*/.exec(text);
  if (assignment === null) throw malformed(line);
  const key = unquote(assignment[1] ?? "").toLowerCase();
  return { kind: "value", key, ...readValue(text.slice(assignment[0].length)) };
}

function readValue(text: string): { readonly value: string; readonly rest: string } {
  const isTriple = text.startsWith('"""') || text.startsWith("'''");
  const quoted = (isTriple ? tripleQuoted : singleQuoted).exec(text);
  if (quoted !== null) return { value: quoted[2] ?? "", rest: text.slice(quoted[0].length) };
  const [found = "", content = ""] = /^([^\n]*)\n?/.exec(text) ?? [];
  if (isTriple) throw malformed(content);
  return { value: content.trim(), rest: text.slice(found.length) };
}

/** A comment may follow. Only triple quotes reach over the end of a line. */
const tripleQuoted = /^("""|''')(.*?)\1[^\S\n]*(?:#[^\n]*)?(?:\n|$)/s;
const singleQuoted = /^(["'])(.*?)\1[^\S\n]*(?:#[^\n]*)?(?:\n|$)/;

function unquote(written: string): string {
  return written.replace(/^(["'])(.*)\1$/s, "$2");
}

function malformed(line: string) {
  return refuse(`The policy file cannot be read at '${line.slice(0, 80)}'.`);
}
