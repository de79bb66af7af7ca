// `onetime`: a password or PIN that is good for one login (contract 03, pw and spass).

import { type Fields, text } from "../core/fields.ts";
import type { TokenUpdate } from "../core/token.ts";

/** Any value asks for it, even an empty one: as in LinOTP, and the restriction is the safe side of a doubt. */
export function oneUse(fields: Fields): TokenUpdate {
  if (text(fields, "onetime") === undefined) return {};
  return { uses: { attempts: 0, attemptLimit: undefined, successes: 0, successLimit: 1 } };
}
