// Who is at work, for every handler for administrators.

import { Refusal } from "../../core/problem.ts";
import type { Administrator } from "../../operations/rights.ts";
import type { Call } from "../call.ts";

/** The door has made sure that there is one. */
export function administrator({ admin, origin }: Call): Administrator {
  if (admin === undefined) throw new Refusal({ code: "not-authenticated" });
  return { admin, origin };
}
