// The one entry: a question to another authentication server goes to the client that speaks its language.

import type { OutsideAnswer, OutsideQuestion } from "../core/outside.ts";
import { DeliveryFault } from "../egress/fault.ts";
import { askLinotp } from "./linotp.ts";
import type { OutsideDeps } from "./outside-deps.ts";
import { askRadius } from "./radius.ts";
import { askYubico } from "./yubico.ts";

/** Those that are asked of a server, and not of a library. */
export type RemoteQuestion = Extract<OutsideQuestion, { readonly kind: "radius" | "linotp" | "yubico" }>;

/**
 * Never throws: who cannot be asked is `unavailable`, for a reason in words of ours. Nothing that a peer says is
 * logged; what of it a person may see is in the answer.
 */
export function createOutside(deps: OutsideDeps): (question: RemoteQuestion) => Promise<OutsideAnswer> {
  return async (question) => {
    try {
      return await askKind(question, deps);
    } catch (error) {
      const why = error instanceof DeliveryFault ? error.message : "failed unexpectedly";
      return { verdict: "unavailable", why };
    }
  };
}

function askKind(question: RemoteQuestion, deps: OutsideDeps): Promise<OutsideAnswer> {
  if (question.kind === "radius") return askRadius(question, deps);
  return question.kind === "linotp" ? askLinotp(question, deps) : askYubico(question, deps);
}
