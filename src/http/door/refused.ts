// What a refused or failed request is told. /validate/* never says why: a refusal looks like a wrong password.

import { type Problem, Refusal } from "../../core/problem.ts";
import type { Reply } from "../call.ts";
import { toWire, type WireError } from "../problems.ts";
import { failWith, failWithout, plain, succeed } from "../reply.ts";
import { BadRequest } from "./form.ts";

const unexpected: WireError = {
  code: -311,
  message: "The server could not carry out this request. Its log says why.",
  status: 500,
};

/** The answers that mean "no" where it is not simply `value: false` (contract 06 section 1). */
const noByPath: ReadonlyMap<string, (reply: { readonly audit: Reply["audit"] }) => Reply> = new Map([
  ["/validate/simplecheck", ({ audit }) => plain(":-(", "text/html; charset=utf-8", audit)],
  ["/validate/samlcheck", ({ audit }) => succeed({ auth: false, attributes: {} }, { id: 0, audit })],
  ["/validate/check_t", ({ audit }) => succeed({ value: false, failcount: 0 }, { audit })],
  ["/validate/check_s", ({ audit }) => statusFalse(audit)],
]);

export function refusedReply(path: string, problem: Problem): Reply {
  const area = path.split("/", 2)[1] ?? "";
  const error = toWire(problem, area);
  return area === "validate" ? no(path, error.message) : failWith(error);
}

export function unexpectedReply(path: string): Reply {
  return path.startsWith("/validate/") ? no(path, "internal error") : failWith(unexpected);
}

export function badRequestReply(path: string, fault: BadRequest): Reply {
  const reply = path.startsWith("/validate/")
    ? no(path, fault.message)
    : failWith({ code: -311, message: fault.message, status: fault.status });
  return { ...reply, status: fault.status };
}

export function replyTo(path: string, error: unknown): Reply {
  if (error instanceof Refusal) return refusedReply(path, error.problem);
  return error instanceof BadRequest ? badRequestReply(path, error) : unexpectedReply(path);
}

function no(path: string, info: string): Reply {
  const audit = { success: false, info };
  return noByPath.get(path)?.({ audit }) ?? succeed(false, { id: 0, audit });
}

function statusFalse(audit: Reply["audit"]): Reply {
  return failWithout({ id: 0, audit });
}
