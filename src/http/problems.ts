// The one place where our problems become LinOTP's error numbers and sentences (contract 01 section 9). The mapped type
// makes a new problem fail to compile until it has both.

import type { Problem, ProblemCode } from "../core/problem.ts";

export interface WireError {
  readonly code: number;
  readonly message: string;
  /** HTTP status. */
  readonly status: number;
}

interface Entry<Code extends ProblemCode> {
  /** LinOTP's number; -311 stands for "no number", and its sentence goes without the `ERR` prefix. */
  readonly id: number | ((problem: Extract<Problem, { code: Code }>) => number);
  readonly status?: number;
  readonly text: (problem: Extract<Problem, { code: Code }>) => string;
}

type Wire = { readonly [Code in ProblemCode]: Entry<Code> };

const tooMany = { user: 411, type: 412, realm: 410 } as const;

const wire: Wire = {
  "missing-parameter": { id: 905, text: ({ parameter }) => `Missing parameter: '${shown(parameter)}'` },
  "invalid-parameter": {
    id: 905,
    text: ({ parameter, expected }) => `Parameter '${shown(parameter)}' must be ${expected}`,
  },
  "usage-parameter": { id: 905, text: ({ message }) => message },
  usage: { id: 77, text: ({ usage }) => `Usage: ${usage}` },
  forbidden: { id: 410, text: ({ message }) => message },
  "too-many-tokens": {
    id: ({ limit }) => tooMany[limit],
    text: ({ limit, max }) =>
      `The maximum number of allowed tokens per ${limit} (${max}) is exceeded. Check the policies.`,
  },
  "not-authorized": { id: 510, text: ({ message }) => message },
  "not-authenticated": { id: -311, status: 401, text: () => "Not authenticated" },
  "no-session": { id: -311, status: 401, text: () => "No valid session" },
  "unknown-token": { id: 1102, text: ({ serial }) => `No token with serial ${shown(serial)} found` },
  "unknown-token-type": {
    id: 1610,
    text: ({ type }) => `admin/init failed: unknown token type '${shown(type)}'`,
  },
  "token-type-clash": {
    id: 10,
    text: ({ serial, type }) =>
      `token '${serial}' already exist with type '${type}'. Its type cannot be changed.`,
  },
  "token-exists": { id: 10, text: ({ serial }) => `token '${serial}' already exist` },
  "unknown-user": {
    id: ({ forToken }) => (forToken ? 1112 : 1205),
    text: ({ login, forToken }) =>
      `${forToken ? "getUserResolverId failed: " : ""}no user >${shown(login)}< found!`,
  },
  "ambiguous-user": { id: 1205, text: ({ login }) => `multiple uids for user >${shown(login)}< found!` },
  "seed-and-genkey": { id: 344, text: () => "You may either specify genkey or otpkey, but not both!" },
  "user-or-serial-required": { id: 1212, text: () => "Parameter user or serial required!" },
  "several-tokens": { id: 1200, text: () => "multiple tokens are matching this OTP!" },
  "not-owner": { id: 1104, text: () => "The token does not belong to this user." },
  "bad-page": { id: 9876, text: ({ page }) => `There is no page '${shown(page)}'.` },
  "no-page": { id: -311, text: ({ page }) => `404 Not Found: there is no page ${page}.` },
  "not-sortable": { id: -311, text: notSortable },
  // The sentence is that of LinOTP's programming language; clients compare it.
  "not-a-number": {
    id: -311,
    text: ({ text }) => `invalid literal for int() with base 10: '${shown(text)}'`,
  },
  "unknown-resolver": {
    id: -311,
    status: 500,
    text: ({ resolver }) => `Could not find a resolver with this name: ${shown(resolver)}`,
  },
  "no-resolver": { id: -311, text: ({ resolver }) => `There is no resolver '${shown(resolver)}'.` },
  "unknown-provider": { id: -311, text: ({ provider }) => `Unknown provider! '${shown(provider)}'` },
  "not-token-owner": { id: -311, text: () => "User is not token owner" },
  "token-taken": { id: -311, text: () => "The token is already assigned to another user." },
  "token-without-owner": {
    id: -311,
    text: () => "You can only define a lost token for an assigned token.",
  },
  "challenge-expired": { id: -311, text: () => "challenge already expired!" },
  "no-challenge": { id: -311, text: () => "no valid challenge found!" },
  "otps-not-told": { id: -311, text: () => "getotp is not activated." },
  "no-licence": { id: -311, text: () => "Support not available, your product is unlicensed" },
  "unknown-person": {
    id: -311,
    status: 404,
    text: ({ uid, resolver }) =>
      `Could not find a user with ID ${shown(uid)} in resolver ${shown(resolver)}.`,
  },
  config: { id: 10, text: ({ message }) => `Config Error: ${message}` },
  unavailable: { id: -311, text: ({ what }) => `${what} is not available at the moment.` },
  // An answer in XML tells `where` beside the message, which clients of LinOTP compare.
  "entry-refused": { id: ({ problem }) => codeOf(problem), text: ({ problem }) => textOf(problem) },
  refused: { id: -311, text: ({ message }) => message },
};

/** `area` is the first segment of the path: a missing parameter is worded differently from door to door. */
export function toWire(problem: Problem, area = ""): WireError {
  const code = codeOf(problem);
  const text = problem.code === "missing-parameter" ? missingText(problem.parameter, area) : textOf(problem);
  const status = code === 410 && area === "api" ? 403 : (entryFor(problem).status ?? 200);
  return { code, message: code === -311 ? text : `ERR${code}: ${text}`, status };
}

/** One entry fits one code: TypeScript cannot see that the two go together. */
function entryFor(problem: Problem): Entry<ProblemCode> {
  return wire[problem.code] as Entry<ProblemCode>;
}

function codeOf(problem: Problem): number {
  const { id } = entryFor(problem);
  return typeof id === "number" ? id : id(problem);
}

function textOf(problem: Problem): string {
  return entryFor(problem).text(problem);
}

function missingText(parameter: string, area: string): string {
  const name = shown(parameter);
  if (area === "system") return `missing required parameter: ${name}`;
  return area === "userservice" ? `Missing parameter: ''${name}''` : `Missing parameter: '${name}'`;
}

/** Quoted as a whole, as LinOTP does. */
function notSortable({ what, column, near }: Extract<Problem, { code: "not-sortable" }>): string {
  const names = near.map((name) => `'${name}'`).join(", ");
  const hint = near.length === 0 ? "" : ` Did you mean any of [${names}]?`;
  return `"${what} can't be sorted by ${shown(column)}.${hint}"`;
}

/** What a caller sent is repeated to him only in part: an error must not be a megabyte long. */
function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80).toWellFormed()}…`;
}

/** Every problem there is, for the reference. */
export const problemCodes = Object.keys(wire) as readonly ProblemCode[];
