// What handlers for administrators have in common.

import { Refusal } from "../../core/problem.ts";
import type { Administrator } from "../../operations/rights.ts";
import { requireSystemRight } from "../../operations/settings.ts";
import type { Call, Handler, Reply } from "../call.ts";

export function administrator({ admin, origin }: Call): Administrator {
  if (admin === undefined) throw new Refusal({ code: "not-authenticated" });
  return { admin, origin };
}

/** A handler that may look at the settings. */
export function reading(handler: (call: Call) => Reply | Promise<Reply>): Handler {
  return async (call) => {
    requireSystemRight(call.world.store.settings(), administrator(call), "read");
    return handler(call);
  };
}

/** A handler that may change the settings. Asked here so that a refusal comes first, and again under the lock. */
export function writing(handler: (call: Call) => Promise<Reply>): Handler {
  return async (call) => {
    requireSystemRight(call.world.store.settings(), administrator(call), "write");
    return handler(call);
  };
}
