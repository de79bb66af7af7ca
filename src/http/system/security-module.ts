// /system/setupSecurityModule: which keeper of keys is in use, and whether it is ready (contract 08 section 6). It is
// chosen by the configuration of the process and opened when that starts, so nothing can be set up here.

import { optional } from "../../core/fields.ts";
import { refuse } from "../../core/problem.ts";
import type { Call, Reply, Route } from "../call.ts";
import { succeed } from "../reply.ts";

export const securityModuleRoutes: readonly Route[] = [
  {
    methods: ["POST"],
    path: "/system/setupSecurityModule",
    who: "administrator",
    lowerCase: true,
    handler: setup,
    about: "Which keeper of keys is in use. It cannot be changed from here.",
    parameters: {
      hsm_id: { about: "`default`, the only one." },
      password: { about: "Not looked at: the keys are open once the server runs." },
    },
  },
];

const active = "default";

/** A process without its keys does not start: `connected` is always true. */
async function setup({ fields }: Call): Promise<Reply> {
  const wanted = optional(fields, "hsm_id");
  const state = { activeSecurityModule: active, connected: true };
  if (wanted === undefined) return succeed({ setupSecurityModule: state });
  // Clients compare the sentence.
  if (wanted !== active)
    throw refuse(
      `current activeSecurityModule >'${active}'< could only be changed through the configuration!`,
    );
  return succeed({ setupSecurityModule: { ...state, result: true } });
}
