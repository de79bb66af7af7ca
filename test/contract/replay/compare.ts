// Compares one recorded answer with ours, field by field. What differs from run to run must have the same shape instead.

import { infoText } from "../../../src/http/wire.ts";
import type { RecordedAnswer, Tree, Value } from "./scenario.ts";

export interface Finding {
  /** `status`, `headers.allow`, `result.value.data[0].LinOtp.Count`, … */
  readonly field: string;
  readonly recorded: unknown;
  readonly ours: unknown;
}

/** Recorded text (a serial, a transaction id, a seed) and what ours is called. */
export type Names = Map<string, string>;

export interface OurAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Comparison {
  readonly names: Names;
  /** What was sent: a value that the caller chose is not volatile. */
  readonly sent: string;
}

export function compareAnswers(recorded: RecordedAnswer, ours: OurAnswer, how: Comparison): Finding[] {
  // The first round learns names, so that the second does not depend on the order of the fields.
  oneRound(recorded, ours, how);
  return oneRound(recorded, ours, how);
}

function oneRound(recorded: RecordedAnswer, ours: OurAnswer, how: Comparison): Finding[] {
  const status = recorded.status === ours.status ? [] : [found("status", recorded.status, ours.status)];
  return [...status, ...compareHeaders(recorded, ours), ...compareBodies(recorded, ours, how)];
}

function found(field: string, recorded: unknown, ours: unknown): Finding {
  return { field, recorded, ours };
}

function compareHeaders(recorded: RecordedAnswer, ours: OurAnswer): Finding[] {
  return [...new Set([...Object.keys(recorded.headers), "set-cookie"])].flatMap((name) => {
    const want = headerForm(name, recorded.headers[name]);
    const got = headerForm(
      name,
      name === "set-cookie" ? ours.headers.getSetCookie() : ours.headers.get(name),
    );
    return want === got ? [] : [found(`headers.${name}`, want, got)];
  });
}

/** Without what changes from run to run, and in one order. */
function headerForm(name: string, value: string | readonly string[] | null | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") return value.map(cookieForm).toSorted().join(" | ");
  if (name === "allow") return value.split(/, */).toSorted().join(", ");
  return value.replace(/^http:\/\/[^/]+/, "");
}

/** Ours are SameSite=Lax, so that other sites cannot use them; Expires says what Max-Age would. */
const unlikeAttribute = /^(SameSite=Lax|Max-Age=\d+)$/;

function cookieForm(line: string): string {
  const [pair = "", ...attributes] = line.split(/; */);
  const [name, value] = pair.split("=");
  const kept = attributes
    .filter((each) => !unlikeAttribute.test(each))
    .map((each) => each.replace(/^Expires=.*/i, "Expires"))
    .toSorted();
  return [`${name}=${value === "" ? "" : "…"}`, ...kept].join("; ");
}

function compareBodies(recorded: RecordedAnswer, ours: OurAnswer, how: Comparison): Finding[] {
  if (recorded.json !== undefined) {
    const got = parsed(ours.text);
    if (got === undefined) return [found("body", "JSON", ours.text.slice(0, 200))];
    return compareValues("", [renamed(recorded.json, how.names), got], how);
  }
  if (recorded.text === undefined || recorded.text === "(page)") return [];
  // A long text was recorded in part.
  const [start = "", cut] = recorded.text.split("…");
  const [want, whole] = [start, ours.text].map((text) => textForm(text)) as [string, string];
  const got = cut === undefined ? whole : whole.slice(0, want.length);
  return want === got ? [] : [found("text", want, got)];
}

/** Text whose numbers, times and versions are those of the run. */
function textForm(text: string): string {
  return text
    .replaceAll(/LinOTP 3\.4\.4( \(Latchkey [^)]*\))?/g, "LinOTP 3.4.4")
    .replaceAll(/^\d+,/gm, "N,")
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d+(\+00:00)?/g, "TIME");
}

function parsed(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

/** The recorded answer with the names that are known by now, in keys too. */
export function renamed<T>(recorded: T, names: Names): T {
  const text = [...names]
    .toSorted(([left], [right]) => right.length - left.length)
    .reduce((all, [theirs, ours]) => all.replaceAll(theirs, ours), JSON.stringify(recorded));
  return JSON.parse(text) as T;
}

function compareValues(field: string, [want, got]: readonly [Value, Value], how: Comparison): Finding[] {
  if (Array.isArray(want) && Array.isArray(got)) return compareLists(field, [want, got], how);
  if (isTree(want) && isTree(got)) return compareTrees(field, [want, got], how);
  if (want === got || isVolatile(field, [want, got], how)) return [];
  if (field.endsWith("LinOtp.TokenInfo") && isText(want) && isText(got)) {
    return compareInfos(field, [want, got], how);
  }
  return [found(field, want, got)];
}

/** Lists that LinOTP makes from sets: their order differs from run to run. */
const unordered = /permissions\.(inRealm\.\w+|anyRealm|global)$|detail\.actions$/;

function compareLists(field: string, lists: readonly (readonly Value[])[], how: Comparison): Finding[] {
  const sorted = unordered.test(field);
  const [want, got] = lists.map((list) => (sorted ? list.toSorted() : list));
  if (sorted && want!.length !== got!.length) return [found(field, want, got)];
  if (want!.length !== got!.length) {
    return [found(`${field}.length`, want!.length, got!.length)];
  }
  return want!.flatMap((each, index) => compareValues(`${field}[${index}]`, [each, got![index]!], how));
}

function compareTrees(field: string, [want, got]: readonly Tree[], how: Comparison): Finding[] {
  return [...new Set([...Object.keys(want!), ...Object.keys(got!)])].flatMap((key) => {
    const inner = field === "" ? key : `${field}.${key}`;
    const [theirs, ours] = [want![key], got![key]];
    if (theirs === undefined || ours === undefined) {
      return [found(inner, theirs ?? "(absent)", ours ?? "(absent)")];
    }
    return compareValues(inner, [theirs, ours], how);
  });
}

/** Token info is JSON in a string: its fields, and how it is laid out. */
function compareInfos(field: string, [want, got]: readonly string[], how: Comparison): Finding[] {
  const [theirs, ours] = [parsed(want!), parsed(got!)];
  if (!isTree(theirs) || !isTree(ours)) return [found(field, want, got)];
  const layout = infoText(ours) === got ? [] : [found(`${field}.(layout)`, infoText(ours), got)];
  return [...compareTrees(field, [theirs, ours], how), ...layout];
}

const isText = (value: unknown): value is string => typeof value === "string";

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Volatile {
  readonly field: RegExp;
  /** Both must match. */
  readonly shape: RegExp;
  /** Whether later steps refer to it. */
  readonly name?: (text: string) => string | undefined;
}

const date = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;
const transaction = /^\d{12,20}(\.\d\d)?$/;
const seed = /^seed:\/\/([0-9a-f]{20,128})$/;
const secret = /([?&]secret=)([A-Z2-7]{16,})/;

/** Of an OCRA2 token; chance is behind the four zeros. */
const question = /^lseqr:\/\/req\?tr=\d{17}&ch=01050670000[0-9A-Za-z]{53}&me=0105067&si=[0-9a-f]{64}$/;

const volatiles: readonly Volatile[] = [
  { field: /(^|\.)version$/, shape: /^LinOTP 3\.4\.4( \(Latchkey .*\))?$/ },
  { field: /LinOtp\.(CreationDate|LastAuthSuccess|LastAuthMatch)$/, shape: date },
  { field: /LinOtp\.TokenId$|\.id$|cell\[0\]$/, shape: /^\d+$/ },
  { field: /\.creationDate$/, shape: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/ },
  { field: /\.timestamp$/, shape: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/ },
  { field: /cell\[[01]\]$/, shape: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/ },
  { field: /result\.value\.Config$/, shape: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/ },
  // Microseconds of a challenge.
  { field: /\.data\.date$/, shape: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/ },
  // The name of the computer.
  { field: /cell\[13\]$|linotpServer$/, shape: /./ },
  { field: /img$/, shape: /^<img id="challenge_qrcode" +width=\d+ +src="data:image\/png;base64,.*"\/>$/ },
  { field: /transactionid$|state$|transid$/i, shape: transaction, name: (text) => text },
  { field: /serial$|TokenSerialnumber$/i, shape: /^[A-Z][A-Z0-9]{1,3}[0-9A-F]{8}$/, name: (text) => text },
  { field: /otpkey\.value$/, shape: seed, name: (text) => seed.exec(text)?.[1] },
  { field: /sharedsecret$/, shape: /^[0-9a-f]{40}$/, name: (text) => text },
  { field: /TokenInfo\.sharedSecret$/, shape: /^[0-9a-f]{24,32}:[0-9a-f]{64,}$/ },
  { field: /\.challenge$/, shape: /^01050670000[0-9A-Za-z]{53}$/, name: (text) => text },
  { field: /message$|ocraurl\.value$|\.challenge$/, shape: question },
  // The server's own key is in it.
  { field: /pairing_url$|lse_qr_(url|cert)\.value$/, shape: /^lseqr:\/\/pair\/[\w-]{80,}$/ },
  { field: /googleurl\.value$/, shape: secret, name: (text) => secret.exec(text)?.[2] },
  { field: /value\.password$/, shape: /^[0-9A-Za-z]{10}$/, name: (text) => text },
  // Of the recording, with six digits behind the point, of which a test's clock has three.
  { field: /(\.timestamp|\.now|\.synctime)$/, shape: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/ },
  { field: /uptime$/, shape: /^\d+(\.\d+)?$/ },
];

function isVolatile(field: string, [want, got]: readonly Value[], { names, sent }: Comparison): boolean {
  // The recordings leave out what people are called and what pictures show.
  if (want === "(description)" || want === "(text)") return typeof got === "string";
  const rule = volatiles.find((each) => each.field.test(field) && each.shape.test(String(want)));
  if (rule === undefined || typeof want !== typeof got || !rule.shape.test(String(got))) return false;
  if (rule.name === undefined) return true;
  const [theirs, ours] = [rule.name(String(want)), rule.name(String(got))];
  if (theirs === undefined || ours === undefined || sent.includes(theirs)) return false;
  if (theirs.length !== ours.length) return false;
  names.set(theirs, ours);
  return withoutName(String(want), theirs) === withoutName(String(got), ours);
}

function withoutName(text: string, name: string): string {
  return text.replace(name, "…");
}
