// The LinOTP envelope (contract 01 section 1).

import type { Problem } from "../core/problem.ts";
import type { AuditNote, Reply } from "./call.ts";
import { toWire, type WireError } from "./problems.ts";
import { wireVersion } from "./version.ts";

export interface Extra {
  readonly detail?: unknown;
  readonly id?: number;
  readonly status?: number;
  readonly cookies?: Reply["cookies"];
  readonly audit?: Reply["audit"];
}

const envelope = { jsonrpc: "2.0802" } as const;

/** Without `audit` the door writes an entry whose success is the truth of `value`. */
export function succeed(value: unknown, extra: Extra = {}): Reply {
  const body = { ...envelope, result: { status: true, value }, ...tail(extra) };
  return json(body, extra, { success: Boolean(value) });
}

/** `area`: see `toWire`. */
export function fail(problem: Problem, extra: Extra = {}, area = ""): Reply {
  return failWith(toWire(problem, area), extra);
}

export function failWith(error: WireError, extra: Extra = {}): Reply {
  const { code, message, status } = error;
  const body = { ...envelope, result: { status: false, error: { code, message } }, ...tail(extra) };
  return { ...json(body, { status, ...extra }, { success: false, info: message }), error };
}

/** A failure without an error, the form of its own that a few endpoints have (contract 01 section 1). */
export function failWithout(extra: Extra = {}): Reply {
  return json({ ...envelope, result: { status: false, value: false }, ...tail(extra) }, extra, {
    success: false,
  });
}

/** A body without the envelope. */
export function raw(body: unknown, extra: Extra = {}): Reply {
  return json(body, extra, { success: true });
}

export function plain(body: string, contentType: string, audit: Reply["audit"]): Reply {
  return { status: 200, contentType, body, audit };
}

/** A file to be saved. */
export function attachment(
  body: string,
  type: { readonly contentType: string; readonly filename: string },
): Reply {
  const headers = { "content-disposition": `attachment; filename=${type.filename}` };
  return { status: 200, contentType: type.contentType, body, headers, audit: { success: true } };
}

export function redirect(location: string, status: 302 | 308 = 302): Reply {
  return { status, contentType: "text/html; charset=utf-8", body: "", headers: { location }, audit: "none" };
}

/** As LinOTP spaces it: shell scripts look for `"value": true` in the text. */
export function wireJson(body: unknown): string {
  return JSON.stringify(body, undefined, 3);
}

function json(body: unknown, extra: Extra, note: AuditNote): Reply {
  return {
    status: extra.status ?? 200,
    contentType: "application/json",
    body: wireJson(body),
    ...(extra.cookies === undefined ? {} : { cookies: extra.cookies }),
    audit: extra.audit ?? note,
  };
}

function tail(extra: Extra): { [key: string]: unknown } {
  const detail = extra.detail === undefined || extra.detail === null ? {} : { detail: extra.detail };
  return { ...wireVersion, id: extra.id ?? 1, ...detail };
}
