// A phone introduces itself to the token that it scanned (contract 06, pair). The token's type decides whether it may.

import { auditEntry, type Origin } from "../audit.ts";
import type { Decision } from "../change.ts";
import type { PairingResponse } from "../pairing/pairing-response.ts";
import { Refusal, refuse } from "../problem.ts";
import type { State } from "../store.ts";
import type { TokenTypes } from "../token-type.ts";
import type { User } from "../user.ts";

export interface PairingRequest {
  readonly origin: Origin;
  /** Decrypted and verified: whoever sent it has the key that it names. */
  readonly response: PairingResponse;
  /** The owner of the token, for the audit entry. */
  readonly holder: User | undefined;
  readonly types: TokenTypes;
}

export function decidePair({ tokens }: State, request: PairingRequest): Decision<void> {
  const { origin, response, holder, types } = request;
  const { serial, kind } = response;
  const token = tokens.find((each) => each.serial === serial);
  if (token === undefined) throw new Refusal({ code: "unknown-token", serial });
  const type = types.get(token.type);
  if (type?.pair === undefined || token.type !== kind) {
    throw refuse(`the pairing response is for a ${kind} token, and ${serial} is none`);
  }
  return {
    outcome: undefined,
    changes: [{ kind: "token.update", serial: token.serial, set: type.pair(token, response) }],
    audit: auditEntry(origin, {
      success: true,
      serial: token.serial,
      tokenType: type.spelling,
      user: holder?.login ?? "",
      realm: holder?.realm ?? token.realms.join(","),
    }),
  };
}
