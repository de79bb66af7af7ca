// Handlers that need the right to read or to change the settings.

import { requireSystemRight } from "../../operations/settings.ts";
import { administrator } from "../admin-call.ts";
import type { Call, Handler, Reply } from "../call.ts";

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
