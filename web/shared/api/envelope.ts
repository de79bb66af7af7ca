// Reads the server's answers: {"result": {"status": true, "value": …}, "detail": …}, or an error with a number.
// HTTP 200 carries refusals too, so the envelope decides, not the status alone.

import { readNumber, readRecord, readText } from "./read.ts";

export type Answer = { readonly value: unknown; readonly detail: unknown };

/**
 * Why a call did not work, as a page needs to know it.
 * expired: no session (any more). denied: policies do not allow it. refused: the server gave a reason.
 * unreachable: no answer. failed: an answer that says nothing a person could use. passkey: the browser did not do its part.
 */
export type ApiProblem =
  | { readonly kind: "expired" | "unreachable" | "failed" }
  | { readonly kind: "passkey"; readonly fault: PasskeyFault }
  | { readonly kind: "denied" | "refused"; readonly code: number; readonly message: string };

/**
 * stopped: declined, or too late; browsers do not tell. unsupported: the browser knows no passkeys. wrong-place: the page's
 * address does not belong to the domain of the passkeys. known: it is registered already. unsuitable: it cannot do what is asked.
 */
export type PasskeyFault = "stopped" | "unsupported" | "wrong-place" | "known" | "unsuitable";

export class ApiError extends Error {
  readonly problem: ApiProblem;

  constructor(problem: ApiProblem) {
    super(`${problem.kind}${"message" in problem ? `: ${problem.message}` : ""}`);
    this.name = "ApiError";
    this.problem = problem;
  }
}

/** 410: a policy does not allow it. */
const policyCodes: readonly number[] = [410];

/** `body` is the parsed JSON, or undefined if there was none. Throws an ApiError for everything but a success. */
export function readEnvelope(status: number, body: unknown): Answer {
  const result = readRecord(readRecord(body).result);
  if (result.status === true) return { value: result.value, detail: readRecord(body).detail };
  throw new ApiError(problemOf(status, readRecord(result.error)));
}

export function problemOf(status: number, error: Readonly<Record<string, unknown>>): ApiProblem {
  if (status === 401) return { kind: "expired" };
  const { code, message } = unwrapped(readNumber(error.code), readText(error.message));
  if (code === undefined || message === "") return { kind: "failed" };
  return { kind: policyCodes.includes(code) || status === 403 ? "denied" : "refused", code, message };
}

/** The sentence alone. Some answers have it as LinOTP's exceptions are written: `XException(description='…', id=410)`. */
function unwrapped(code: number | undefined, written: string) {
  const message = written.replace(/^(ERR-?\d+|Error):\s*/, "");
  const exception = /^\w*(?:Exception|Error)\((?:description=)?'(.*?)'(?:, id=(\d+))?\)( \(.*\))?$/s.exec(
    message,
  );
  if (exception === null) return { code, message };
  const [, sentence = "", id, where = ""] = exception;
  return { code: id === undefined ? code : Number(id), message: `${sentence}${where}` };
}

/** The problem behind anything that was thrown around a call. */
export function problemFrom(thrown: unknown): ApiProblem {
  return thrown instanceof ApiError ? thrown.problem : { kind: "failed" };
}
